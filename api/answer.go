package api

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// answer declares what a route gives when all goes well.
type answer struct {
	status int
	mime   string
	schema func(huma.Registry) *huma.Schema // nil: not JSON
}

// The media types of answers.
const (
	mimeJSON    = "application/json"
	mimeGeoJSON = "application/geo+json"
)

// gives declares a JSON answer of type T.
func gives[T any](status int) answer {
	return answer{status, mimeJSON, func(types huma.Registry) *huma.Schema { return types.Schema(reflect.TypeFor[T](), true, "") }}
}

// file declares an answer that is a document of another kind.
func file(mime string) answer { return answer{status: http.StatusOK, mime: mime} }

// items is the JSON form of a list.
type items[T any] struct {
	Items []T     `json:"items" nullable:"false"`
	Next  *string `json:"next" doc:"Address of the next page; null on the last one"`
}

// writeJSON answers with v.
func writeJSON(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	send(w, status, mimeJSON, body)
	return nil
}

// send answers with a body that is whole.
func send(w http.ResponseWriter, status int, mime string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", mime)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that hung up has nobody to tell
}

// writeNoun answers with one thing, under its ETag; a client that has it already is told so. Version
// is what If-Match is held against, 0 for things that cannot be changed.
func writeNoun(w http.ResponseWriter, r *http.Request, version int64, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return sendTagged(w, r, mimeJSON, etag(version, body), body)
}

// sendTagged answers with a body under its ETag, or with 304 where the client has it.
func sendTagged(w http.ResponseWriter, r *http.Request, mime, tag string, body []byte) error {
	h := w.Header()
	h.Set("ETag", tag)
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache") // keep it, but ask each time
	}
	if matches(r.Header.Values("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	send(w, http.StatusOK, mime, body)
	return nil
}

// writeCreated answers a creation with where the thing is and what it is, or with the receipt for it.
// Version is 0 for a receipt, which is not what reading the thing gives and so has no ETag.
func writeCreated(w http.ResponseWriter, status int, at string, version int64, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Location", at)
	if version > 0 {
		w.Header().Set("ETag", etag(version, body))
	}
	send(w, status, mimeJSON, body)
	return nil
}

// writeChanged answers a change with what the thing is now and its new ETag.
func writeChanged(w http.ResponseWriter, version int64, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("ETag", etag(version, body))
	send(w, http.StatusOK, mimeJSON, body)
	return nil
}

// writeItems answers with a page of a list.
func writeItems[T any](w http.ResponseWriter, rows []T, next string) error {
	page := items[T]{Items: rows}
	if rows == nil {
		page.Items = []T{}
	}
	if next != "" {
		page.Next = &next
		w.Header().Set("Link", "<"+next+`>; rel="next"`)
	}
	return writeJSON(w, http.StatusOK, page)
}

// each turns rows into what is written of them.
func each[A, B any](rows []A, f func(A) B) []B {
	out := make([]B, len(rows))
	for i, row := range rows {
		out[i] = f(row)
	}
	return out
}

// etag is a strong ETag: the version, which If-Match is held against, and a digest of the content,
// which tells two contents of one version apart.
func etag(version int64, body []byte) string {
	sum := sha256.Sum256(body)
	digest := hex.EncodeToString(sum[:8])
	if version == 0 {
		return `"` + digest + `"`
	}
	return `"` + strconv.FormatInt(version, 10) + "." + digest + `"`
}

// matches says whether an If-None-Match header names the tag; a coding's suffix and weakness are
// looked past, as RFC 9110 has it for GET.
func matches(header []string, tag string) bool {
	for item := range strings.SplitSeq(strings.Join(header, ","), ",") {
		item = strings.TrimPrefix(strings.TrimSpace(item), "W/")
		for _, coding := range codings {
			item = strings.Replace(item, coding+`"`, `"`, 1)
		}
		if item == tag || item == "*" {
			return true
		}
	}
	return false
}

// codings are the suffixes by which the ETag of a compressed answer differs.
var codings = []string{"-gzip", "-zstd"}
