package api

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"doorstep/planning"
)

// scoreJSON is a score that may be null.
type scoreJSON struct{ *planning.Score }

// MarshalJSON writes the score, or null where there is none yet.
func (s scoreJSON) MarshalJSON() ([]byte, error) { return json.Marshal(s.Score) }

// Schema describes it for the OpenAPI document.
func (scoreJSON) Schema(types huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{types.Schema(reflect.TypeFor[planning.Score](), true, ""), {Type: "null"}}}
}
