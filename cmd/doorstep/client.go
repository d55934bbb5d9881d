package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"doorstep/internal/fault"
)

// client speaks to a running service as any other program would.
type client struct{ base string }

// ask sends body as JSON (nothing for nil) and decodes the answer into into (nil: not wanted). A
// problem document becomes a fault with the words of the service.
func (c client) ask(ctx context.Context, method, path string, headers map[string]string, body, into any) (err error) {
	defer fault.Wrap(&err, "%s %s", method, path)
	var payload io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		payload = bytes.NewReader(text)
	}
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, payload)
	if err != nil {
		return err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode >= 300 {
		var problem struct{ Title, Detail, Code string }
		if json.Unmarshal(text, &problem) != nil || problem.Detail == "" {
			return fmt.Errorf("the service answered %s", answer.Status)
		}
		return fault.Refuse(fault.Code(problem.Code), "%s", problem.Detail)
	}
	if into == nil {
		return nil
	}
	if raw, ok := into.(*[]byte); ok {
		*raw = text
		return nil
	}
	return json.Unmarshal(text, into)
}

// tag gives the entity tag of what lies at path.
func (c client) tag(ctx context.Context, path string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return "", err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	tag := answer.Header.Get("ETag")
	if err := answer.Body.Close(); err != nil {
		return "", err
	}
	if answer.StatusCode != http.StatusOK || tag == "" {
		return "", fmt.Errorf("GET %s: the service answered %s, without an entity tag", path, answer.Status)
	}
	return tag, nil
}
