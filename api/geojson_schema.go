package api

import (
	"net/http"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"
)

// givesFeatures declares a FeatureCollection whose features have the properties of T and a geometry of
// the given type.
func givesFeatures[T any](geometry string) answer {
	return answer{http.StatusOK, mimeGeoJSON, func(types huma.Registry) *huma.Schema {
		return collectionSchema(types.Schema(reflect.TypeFor[T](), true, ""), geometry)
	}}
}

func collectionSchema(properties *huma.Schema, geometry string) *huma.Schema {
	str := &huma.Schema{Type: huma.TypeString}
	link := object(map[string]*huma.Schema{"rel": {Type: huma.TypeString, Enum: []any{"next"}}, "type": str, "href": str})
	feature := object(map[string]*huma.Schema{
		"type": {Type: huma.TypeString, Enum: []any{"Feature"}}, "id": str,
		"geometry": geometrySchema(geometry), "properties": properties,
	})
	return object(map[string]*huma.Schema{
		"type":     {Type: huma.TypeString, Enum: []any{"FeatureCollection"}},
		"links":    {Type: huma.TypeArray, Items: link, MaxItems: new(1)},
		"features": {Type: huma.TypeArray, Items: feature},
	})
}

// anyGeometry stands for a Point, a LineString or a Polygon.
const anyGeometry = "any"

// geometrySchema describes a Point, LineString, Polygon or MultiPolygon, or anyGeometry; a MultiPolygon may be null.
func geometrySchema(geometry string) *huma.Schema {
	if geometry == anyGeometry {
		return &huma.Schema{OneOf: []*huma.Schema{geometrySchema("Point"), geometrySchema("LineString"), geometrySchema("Polygon")}}
	}
	number := &huma.Schema{Type: huma.TypeNumber, Minimum: new(-180.0), Maximum: new(180.0)}
	coordinates := &huma.Schema{Type: huma.TypeArray, Items: number, MinItems: new(2), MaxItems: new(2)}
	for range map[string]int{"Point": 0, "LineString": 1, "Polygon": 2, "MultiPolygon": 3}[geometry] {
		coordinates = &huma.Schema{Type: huma.TypeArray, Items: coordinates}
	}
	s := object(map[string]*huma.Schema{"type": {Type: huma.TypeString, Enum: []any{geometry}}, "coordinates": coordinates})
	if geometry == "MultiPolygon" {
		return &huma.Schema{OneOf: []*huma.Schema{s, {Type: "null"}}}
	}
	return s
}

// object is a schema whose properties are all required and no other is allowed.
func object(properties map[string]*huma.Schema) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeObject, Properties: properties, AdditionalProperties: false}
	for name := range properties {
		s.Required = append(s.Required, name)
	}
	slices.Sort(s.Required)
	return s
}
