package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// schemas is where the document keeps its schemas.
const schemas = "#/components/schemas/"

// prefix is where the service's own routes stand.
const prefix = "/api/v1"

// document builds the OpenAPI 3.1 document from what the routes declare.
func (t *table) document() *huma.OpenAPI {
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Doorstep", Version: "1",
			Description: "Plans where and when government camps meet people, and takes what people say there.\n\n" +
				"Positions are longitude, latitude in WGS 84 degrees; lengths are metres; days are civil days of the district, instants UTC; " +
				"cells are H3 indexes written as 15 hexadecimal digits. Failures are RFC 9457 problems. " +
				"Until there are accounts the server answers on its own machine only.",
			License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
		},
		Servers:    []*huma.Server{{URL: "/"}},
		Components: &huma.Components{Schemas: t.types},
		Paths:      map[string]*huma.PathItem{},
	}
	for _, rt := range t.routes {
		if rt.Summary == "" {
			continue
		}
		path := rt.Path
		item := doc.Paths[path]
		if item == nil {
			item = &huma.PathItem{}
			doc.Paths[path] = item
		}
		switch op := t.operation(rt); rt.Method {
		case http.MethodGet:
			item.Get = op
		case http.MethodPost:
			item.Post = op
		case http.MethodPatch:
			item.Patch = op
		}
	}
	t.pointersMayBeNull()
	return doc
}

// pointersMayBeNull lets a property be null where Go has a pointer to a struct, which huma does not say.
func (t *table) pointersMayBeNull() {
	for name, schema := range t.types.Map() {
		of := t.types.TypeFromRef(schemas + name)
		for field := range of.Fields() {
			key, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			property := schema.Properties[key]
			if field.Type.Kind() == reflect.Pointer && property != nil && property.Ref != "" && !strings.Contains(options, "omit") {
				description := property.Description
				schema.Properties[key] = &huma.Schema{Description: description, OneOf: []*huma.Schema{{Ref: property.Ref}, {Type: "null"}}}
			}
		}
	}
}

func (t *table) operation(rt route) *huma.Operation {
	op := &huma.Operation{
		OperationID: operationID(rt), Summary: rt.Summary, Tags: []string{rt.Needs.Noun},
		Responses:  map[string]*huma.Response{"default": t.problemResponse()},
		Extensions: map[string]any{"x-needs": map[string]any{"noun": rt.Needs.Noun, "verb": rt.Needs.Verb, "personal": rt.Needs.Personal}},
	}
	for _, name := range pathParams(rt.Path) {
		op.Parameters = append(op.Parameters, &huma.Param{Name: name, In: "path", Required: true, Schema: pathSchema(name)})
	}
	for _, p := range rt.Query {
		op.Parameters = append(op.Parameters, &huma.Param{Name: p.name, In: "query", Description: p.doc, Required: p.needed, Schema: p.schema})
	}
	str := func() *huma.Schema { return &huma.Schema{Type: huma.TypeString, MaxLength: new(maxKey)} }
	if rt.Creates {
		needed := ""
		if rt.Needs.Personal {
			needed = " Needed where the body has no id of the client's own."
		}
		op.Parameters = append(op.Parameters, &huma.Param{
			Name: "Idempotency-Key", In: "header", Schema: str(),
			Description: "A key of the client's own, best a UUID. The same key and body get the same answer again; the same key with another body is refused." + needed,
		})
	}
	if rt.IfMatch {
		op.Parameters = append(op.Parameters, &huma.Param{
			Name: "If-Match", In: "header", Required: true, Schema: str(),
			Description: "The ETag that the thing had when it was read.",
		})
	}
	if rt.Body != nil {
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{mimeJSON: {Schema: rt.Body.schema(t.types)}}}
	}
	for _, a := range rt.Answers {
		op.Responses[strconv.Itoa(a.status)] = t.response(a, rt)
	}
	return op
}

func (t *table) response(a answer, rt route) *huma.Response {
	schema := &huma.Schema{Type: huma.TypeString}
	if a.schema != nil {
		schema = a.schema(t.types)
	}
	out := &huma.Response{Description: http.StatusText(a.status), Content: map[string]*huma.MediaType{a.mime: {Schema: schema}}}
	if rt.Creates {
		out.Headers = map[string]*huma.Param{"Location": {Description: "Where the new thing is.", Schema: &huma.Schema{Type: huma.TypeString}}}
	}
	return out
}

func (t *table) problemResponse() *huma.Response {
	schema := t.types.Schema(reflect.TypeFor[problem](), true, "")
	return &huma.Response{Description: "A problem (RFC 9457)", Content: map[string]*huma.MediaType{"application/problem+json": {Schema: schema}}}
}

var pathParam = regexp.MustCompile(`\{([a-z]+)\}`)

func pathParams(path string) (names []string) {
	for _, m := range pathParam.FindAllStringSubmatch(path, -1) {
		names = append(names, m[1])
	}
	return names
}

func pathSchema(name string) *huma.Schema {
	switch name {
	case "cell":
		return text(cellPattern)
	case "camp":
		return &huma.Schema{Type: huma.TypeString, Description: "Its id in the plan document: plan_camp"}
	case "day":
		return &huma.Schema{Type: huma.TypeString, Format: "date"}
	case "number":
		return &huma.Schema{Type: huma.TypeString, Examples: []any{"0000-0000-0000-00000"}}
	default:
		return &huma.Schema{Type: huma.TypeString, Format: "uuid"}
	}
}

// operationID names an operation after its method and path: get-plans-id-cells.
func operationID(rt route) string {
	path := strings.NewReplacer("{", "", "}", "", "/", "-", ".", "-").Replace(strings.TrimPrefix(rt.Path, prefix))
	return strings.ToLower(rt.Method) + path
}

// Document gives the OpenAPI 3.1 document of the service, as /api/v1/openapi.json does.
func (s *Server) Document() []byte { return s.document }

func (t *table) write() ([]byte, error) {
	doc, err := json.MarshalIndent(t.document(), "", "  ")
	return append(doc, '\n'), err
}

// schemaName names a schema after its type: areaJSON is Area, items[areaJSON] is AreaItems, and
// planning's own Summary is PlanningSummary.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	if inner, ok := strings.CutPrefix(name, "Items"); ok {
		name = inner + "Items"
	}
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if strings.HasSuffix(t.PkgPath(), "/planning") {
		name = "Planning" + name
	}
	return strings.NewReplacer("JSON", "", "Props", "Properties").Replace(name)
}
