package api

import (
	"context"
	"crypto/sha256"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/internal/fault"
)

// call is what the service knows of one request while it is answered.
type call struct {
	id    string // request id
	route *route // nil until one matched
	query query
	body  []byte
	err   error // what it failed with
	sent  bool  // the first byte of the answer is sent
}

type callKey struct{}

func withCall(r *http.Request, c *call) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), callKey{}, c))
}

func callOf(r *http.Request) *call {
	c, _ := r.Context().Value(callKey{}).(*call)
	return c
}

func requestID(r *http.Request) string { return callOf(r).id }

// actor is who asks: the local operator, until accounts exist.
func actor(r *http.Request) casework.Actor {
	return casework.Actor{Name: "operator", Request: requestID(r)}
}

// pathID reads a UUID from the path, in lower case.
func pathID[T ~string](r *http.Request, name string) (T, error) {
	id, ok := parseUUID(chi.URLParam(r, name))
	if !ok {
		return "", fault.Malformed("id.malformed", "The address holds something that is not an id (UUID); take ids from a list.").
			With(name, "is not a UUID, as in 0190f5a8-7c1e-7abc-8def-0123456789ab")
	}
	return T(id), nil
}

// pathCell reads an H3 cell from the path.
func pathCell(r *http.Request, name string) (geo.Cell, error) {
	return geo.ParseCell(chi.URLParam(r, name))
}

// parseUUID takes a UUID in its usual writing, any case, and gives it in lower case.
func parseUUID(s string) (string, bool) {
	if len(s) != 36 {
		return "", false
	}
	s = strings.ToLower(s)
	for i, c := range []byte(s) {
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return "", false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return "", false
			}
		}
	}
	return s, true
}

// maxKey is the longest Idempotency-Key.
const maxKey = 255

// idempotencyKey reads the Idempotency-Key header. Its route holds the ids of the path, so that one
// key serves one creation at one place. Without the header the key is zero and asks for nothing.
func idempotencyKey(r *http.Request) (casework.Key, error) {
	values := r.Header.Values("Idempotency-Key")
	if len(values) == 0 {
		return casework.Key{}, nil
	}
	key := values[0]
	if len(values) > 1 || key == "" || len(key) > maxKey || strings.ContainsFunc(key, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return casework.Key{}, fault.Malformed("idempotency.malformed", "The Idempotency-Key header must hold one key of 1 to %d visible ASCII characters; a UUID is best.", maxKey)
	}
	return casework.Key{Key: key, Route: r.Method + " " + r.URL.Path, Request: sha256.Sum256(callOf(r).body)}, nil
}

// personalKey is idempotencyKey for a creation that takes what identifies a person: it must carry a key
// or an id of the client's own, or a lost answer makes two of one person.
func personalKey(r *http.Request, id string) (casework.Key, error) {
	key, err := idempotencyKey(r)
	if err == nil && key.Key == "" && id == "" {
		return key, fault.Malformed("key.missing",
			"Send an Idempotency-Key, or an id of your own in the body, so that it is kept once however often it is sent.").
			With("/id", "is needed where no Idempotency-Key is sent: a UUID of version 7")
	}
	return key, err
}

// versionedTag is what etag writes, with the suffix that compression adds.
var versionedTag = regexp.MustCompile(`^"([1-9][0-9]{0,17})\.[0-9a-f]{16}(-gzip|-zstd)?"$`)

// ifMatch reads the version from the If-Match header, which must hold the one ETag that the client
// was given.
func ifMatch(r *http.Request) (int64, error) {
	values := r.Header.Values("If-Match")
	if len(values) == 0 {
		return 0, wire(http.StatusPreconditionRequired, "A precondition is required", fault.Malformed("match.missing",
			"Send the ETag you were given as If-Match, so that nobody's change is overwritten unseen."))
	}
	tag := versionedTag.FindStringSubmatch(strings.TrimSpace(values[0]))
	if len(values) > 1 || tag == nil {
		return 0, fault.Malformed("match.malformed", "If-Match must hold the one ETag you were given, with its quotation marks.")
	}
	return strconv.ParseInt(tag[1], 10, 64) // 18 digits at most: it fits
}
