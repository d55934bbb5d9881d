package planning

import (
	"bufio"
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
)

// writeCanon writes the struct v as canonical JSON: fields in the order of the type, each top field on
// a line of its own, each item of a top list on a line of its own, no other space, no null, one newline
// at the end. Floats are written shortest; the same value gives the same bytes.
func writeCanon(w io.Writer, v any) error {
	out := bufio.NewWriterSize(w, 1<<16)
	val := reflect.ValueOf(v)
	layouts := layouts{}
	buf := make([]byte, 0, 1024)
	var err error
	sep := "{\n"
	for _, f := range layouts.of(val.Type()) {
		fv := f.in(val)
		if f.optional && empty(fv) {
			continue
		}
		buf = append(buf[:0], sep...)
		buf = append(strconv.AppendQuote(buf, f.name), ':')
		if fv.Kind() == reflect.Slice && fv.Len() > 0 {
			buf = append(buf, '[')
			for i := range fv.Len() {
				if i > 0 {
					buf = append(buf, ',')
				}
				if buf, err = layouts.append(append(buf, '\n'), fv.Index(i)); err != nil {
					return err
				}
				if len(buf) > 1<<15 {
					if _, err = out.Write(buf); err != nil {
						return err
					}
					buf = buf[:0]
				}
			}
			buf = append(buf, "\n]"...)
		} else if buf, err = layouts.append(buf, fv); err != nil {
			return err
		}
		if _, err = out.Write(buf); err != nil {
			return err
		}
		sep = ",\n"
	}
	if _, err = out.WriteString("\n}\n"); err != nil {
		return err
	}
	return out.Flush()
}

// layouts remembers the JSON fields of each struct type met.
type layouts map[reflect.Type][]layoutField

type layoutField struct {
	name     string
	index    int
	up       []int // where the field stands in an embedded struct: the way to that struct
	optional bool  // omitempty, omitzero
}

// in gives the field's value in a struct.
func (f layoutField) in(v reflect.Value) reflect.Value {
	for _, i := range f.up {
		v = v.Field(i)
	}
	return v.Field(f.index)
}

// empty says whether a value is left out where it may be: zero, or a list without items.
func empty(v reflect.Value) bool { return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 }

func (l layouts) of(t reflect.Type) []layoutField {
	if fields, ok := l[t]; ok {
		return fields
	}
	var fields []layoutField
	for i := range t.NumField() {
		if t.Field(i).Anonymous { // its fields stand among the others
			for _, f := range l.of(t.Field(i).Type) {
				f.up = append([]int{i}, f.up...)
				fields = append(fields, f)
			}
			continue
		}
		name, rest, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		fields = append(fields, layoutField{name: name, index: i, optional: rest == "omitempty" || rest == "omitzero"})
	}
	l[t] = fields
	return fields
}

func (l layouts) append(buf []byte, v reflect.Value) ([]byte, error) {
	if m, ok := reflect.TypeAssert[encoding.TextMarshaler](v); ok {
		text, err := m.MarshalText()
		return appendString(buf, string(text)), err
	}
	var err error
	switch v.Kind() {
	case reflect.Pointer:
		return l.append(buf, v.Elem())
	case reflect.Struct:
		sep := byte('{')
		for _, f := range l.of(v.Type()) {
			field := f.in(v)
			if f.optional && empty(field) {
				continue
			}
			buf = append(strconv.AppendQuote(append(buf, sep), f.name), ':')
			if buf, err = l.append(buf, field); err != nil {
				return buf, err
			}
			sep = ','
		}
		if sep == '{' {
			buf = append(buf, '{')
		}
		return append(buf, '}'), nil
	case reflect.Slice, reflect.Array:
		buf = append(buf, '[')
		for i := range v.Len() {
			if i > 0 {
				buf = append(buf, ',')
			}
			if buf, err = l.append(buf, v.Index(i)); err != nil {
				return buf, err
			}
		}
		return append(buf, ']'), nil
	case reflect.String:
		return appendString(buf, v.String()), nil
	case reflect.Bool:
		return strconv.AppendBool(buf, v.Bool()), nil
	case reflect.Int, reflect.Int32, reflect.Int64:
		return strconv.AppendInt(buf, v.Int(), 10), nil
	case reflect.Uint64:
		return strconv.AppendUint(buf, v.Uint(), 10), nil
	case reflect.Float64:
		return strconv.AppendFloat(buf, v.Float(), 'f', -1, 64), nil
	default:
		return buf, fmt.Errorf("canonical JSON has no form for %s", v.Type())
	}
}

// appendString writes a JSON string without escaping what HTML would want escaped.
func appendString(buf []byte, s string) []byte {
	plain := true
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c > 0x7e || c == '"' || c == '\\' {
			plain = false
			break
		}
	}
	if plain {
		return append(append(append(buf, '"'), s...), '"')
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string always has a form
	return append(buf, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}
