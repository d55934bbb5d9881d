package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"doorstep/internal/fault"
)

// maxDepth is how deep arrays and objects may nest in a body; the deepest input in use has 3.
const maxDepth = 16

// parseJSON reads one JSON value, refusing what Go's own decoder lets pass: bytes that are not UTF-8,
// NUL characters, a key given twice, deep nesting, and anything after the value.
func parseJSON(body []byte) (any, error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, fault.Malformed("body.malformed", "The body is empty; send a JSON object.")
	}
	if !utf8.Valid(body) {
		return nil, fault.Malformed("body.malformed", "The body is not UTF-8 text; save or send it as UTF-8.")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	p := parser{d: d}
	value, err := p.value("", 0)
	if err != nil {
		return nil, jsonFault(err, d.InputOffset())
	}
	if _, err = d.Token(); !errors.Is(err, io.EOF) {
		return nil, fault.Malformed("body.malformed", "The body holds more than one JSON value (at byte %d).", d.InputOffset())
	}
	return value, nil
}

func jsonFault(err error, at int64) error {
	if _, ok := errors.AsType[*fault.Fault](err); ok {
		return err
	}
	return fault.Malformed("body.malformed", "The body is not JSON: it goes wrong near byte %d.", at).Because(err)
}

type parser struct{ d *json.Decoder }

func (p parser) value(at string, depth int) (any, error) {
	token, err := p.d.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case json.Delim:
		if depth == maxDepth {
			return nil, fault.Malformed("body.deep", "The body nests more than %d arrays and objects.", maxDepth)
		}
		if token == '{' {
			return p.object(at, depth+1)
		}
		return p.array(at, depth+1)
	case string:
		return token, plainText(at, token)
	default:
		return token, nil
	}
}

func (p parser) object(at string, depth int) (any, error) {
	out := map[string]any{}
	folded := map[string]bool{}
	for p.d.More() {
		token, err := p.d.Token()
		if err != nil {
			return nil, err
		}
		key, _ := token.(string) // the decoder takes nothing else as a key
		if err := plainText(at, key); err != nil {
			return nil, err
		}
		lower := strings.ToLower(key) // Go reads fields in any case
		if folded[lower] {
			return nil, invalid().With(at+"/"+short(key), "is given twice")
		}
		folded[lower] = true
		if out[key], err = p.value(at+"/"+short(key), depth); err != nil {
			return nil, err
		}
	}
	_, err := p.d.Token()
	return out, err
}

func (p parser) array(at string, depth int) (any, error) {
	out := []any{}
	for p.d.More() {
		v, err := p.value(at+"/"+strconv.Itoa(len(out)), depth)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	_, err := p.d.Token()
	return out, err
}

// plainText refuses NUL, which PostgreSQL cannot keep.
func plainText(at, s string) error {
	if strings.ContainsRune(s, 0) {
		return invalid().With(at, "holds a NUL character; remove it")
	}
	return nil
}
