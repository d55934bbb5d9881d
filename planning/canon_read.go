package planning

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"doorstep/internal/fault"
)

// Limits of a document. A state of 60,000 cells takes about 30 MB.
const (
	maxDocument = 1 << 30 // bytes
	maxText     = 10_000  // bytes of one text
)

// readCanon reads a document into the struct that v points to, strictly: a field that the type does
// not know, a field given twice or missing, a null, a number that does not fit, text that is not UTF-8
// and anything after the end are refused, with the place. Work and memory are linear in the document.
func readCanon(r io.Reader, noun string, v any) error {
	data, err := io.ReadAll(io.LimitReader(r, maxDocument+1))
	if err != nil {
		return fmt.Errorf("read %s: %w", noun, err)
	}
	c := canonReader{data: bytes.TrimPrefix(data, []byte("\ufeff")), noun: noun, layouts: layouts{}}
	switch {
	case len(data) > maxDocument:
		return fault.Malformed(fault.Code(noun+".malformed"), "The %s is longer than %d bytes.", spoken(noun), maxDocument)
	case len(bytes.TrimSpace(c.data)) == 0:
		return fault.Malformed(fault.Code(noun+".malformed"), "The %s is empty; a JSON object is expected.", spoken(noun))
	}
	if err := c.value(reflect.ValueOf(v).Elem(), nil); err != nil {
		return err
	}
	if c.space(); c.pos < len(c.data) {
		return c.fail(nil, "nothing may follow the closing brace")
	}
	return nil
}

// spoken is a noun of fault codes as people say it: works_plan is "works plan".
func spoken(noun string) string { return strings.ReplaceAll(noun, "_", " ") }

type canonReader struct {
	data    []byte
	pos     int
	noun    string
	layouts layouts
}

// place is where a value stands, as a chain towards the root.
type place struct {
	up    *place
	name  string
	index int
}

func (p *place) String() string {
	if p == nil {
		return ""
	}
	if p.name == "" {
		return p.up.String() + "/" + strconv.Itoa(p.index)
	}
	return p.up.String() + "/" + strings.ReplaceAll(strings.ReplaceAll(p.name, "~", "~0"), "/", "~1")
}

func (c *canonReader) fail(at *place, format string, args ...any) error {
	line := 1 + bytes.Count(c.data[:c.pos], []byte("\n"))
	column := c.pos - bytes.LastIndexByte(c.data[:c.pos], '\n')
	return fault.Malformed(fault.Code(c.noun+".malformed"), "The %s cannot be read at line %d, column %d.", spoken(c.noun), line, column).
		With(at.String(), format, args...)
}

func (c *canonReader) space() {
	for c.pos < len(c.data) {
		switch c.data[c.pos] {
		case ' ', '\t', '\r', '\n':
			c.pos++
		default:
			return
		}
	}
}

// next takes the next byte after space if it is b.
func (c *canonReader) next(b byte) bool {
	if c.space(); c.pos < len(c.data) && c.data[c.pos] == b {
		c.pos++
		return true
	}
	return false
}

func (c *canonReader) value(v reflect.Value, at *place) error {
	if u, ok := reflect.TypeAssert[encoding.TextUnmarshaler](v.Addr()); ok {
		s, err := c.text(at)
		if err != nil {
			return err
		}
		if err := u.UnmarshalText([]byte(s)); err != nil {
			return c.fail(at, "%s", err)
		}
		return nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return c.value(v.Elem(), at)
	case reflect.Struct:
		return c.object(v, at)
	case reflect.Slice, reflect.Array:
		return c.list(v, at)
	case reflect.String:
		s, err := c.text(at)
		v.SetString(s)
		return err
	case reflect.Bool:
		for _, word := range []string{"true", "false"} {
			if c.space(); bytes.HasPrefix(c.data[c.pos:], []byte(word)) {
				c.pos += len(word)
				v.SetBool(word == "true")
				return nil
			}
		}
		return c.fail(at, "true or false is expected")
	default:
		return c.number(v, at)
	}
}

func (c *canonReader) object(v reflect.Value, at *place) error {
	if !c.next('{') {
		return c.fail(at, "an object is expected")
	}
	fields := c.layouts.of(v.Type())
	var seen uint64
	for first := true; ; first = false {
		if c.next('}') {
			break
		}
		if !first && !c.next(',') {
			return c.fail(at, "a comma or the closing brace is expected")
		}
		name, err := c.text(at)
		if err != nil {
			return err
		}
		i := 0
		for i < len(fields) && fields[i].name != name {
			i++
		}
		here := place{up: at, name: name}
		switch {
		case i == len(fields):
			return c.fail(&here, "the field %q is not known here; take it out", name)
		case seen>>i&1 == 1:
			return c.fail(&here, "the field %q is given twice", name)
		case !c.next(':'):
			return c.fail(&here, "a colon is expected")
		}
		seen |= 1 << i
		if err := c.value(fields[i].in(v), &here); err != nil {
			return err
		}
	}
	for i, f := range fields {
		if !f.optional && seen>>i&1 == 0 {
			return c.fail(at, "the field %q is missing", f.name)
		}
	}
	return nil
}

func (c *canonReader) list(v reflect.Value, at *place) error {
	if !c.next('[') {
		return c.fail(at, "a list is expected")
	}
	n := 0
	for ; !c.next(']'); n++ {
		if n > 0 && !c.next(',') {
			return c.fail(at, "a comma or the closing bracket is expected")
		}
		here := place{up: at, index: n}
		if v.Kind() == reflect.Array {
			if n == v.Len() {
				return c.fail(at, "%d numbers are expected", v.Len())
			}
		} else {
			v.Grow(1)
			v.SetLen(n + 1)
			v.Index(n).SetZero()
		}
		if err := c.value(v.Index(n), &here); err != nil {
			return err
		}
	}
	if v.Kind() == reflect.Array && n < v.Len() {
		return c.fail(at, "%d numbers are expected", v.Len())
	}
	return nil
}

// text reads a JSON string.
func (c *canonReader) text(at *place) (string, error) {
	if !c.next('"') {
		return "", c.fail(at, "text in double quotes is expected")
	}
	start, escaped := c.pos, false
	for c.pos < len(c.data) && c.data[c.pos] != '"' {
		if c.data[c.pos] < 0x20 {
			return "", c.fail(at, "the text holds a control character or has no closing quote")
		}
		if c.data[c.pos] == '\\' {
			escaped = true
			c.pos++
		}
		c.pos++
	}
	if c.pos >= len(c.data) {
		c.pos = len(c.data)
		return "", c.fail(at, "the text has no closing quote")
	}
	raw := c.data[start:c.pos]
	c.pos++
	if len(raw) > maxText {
		return "", c.fail(at, "the text is %d bytes long; at most %d are read", len(raw), maxText)
	}
	if !utf8.Valid(raw) {
		return "", c.fail(at, "the text is not UTF-8; save the file as UTF-8")
	}
	if !escaped {
		return string(raw), nil
	}
	var s string
	if err := json.Unmarshal(c.data[start-1:c.pos], &s); err != nil {
		return "", c.fail(at, "the text holds an escape that JSON does not know")
	}
	return s, nil
}

func (c *canonReader) number(v reflect.Value, at *place) error {
	c.space()
	start := c.pos
	for c.pos < len(c.data) && strings.IndexByte("+-.0123456789eE", c.data[c.pos]) >= 0 {
		c.pos++
	}
	raw := c.data[start:c.pos]
	if !json.Valid(raw) {
		c.pos = start
		return c.fail(at, "a number is expected")
	}
	s := string(raw)
	switch v.Kind() {
	case reflect.Int, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(s, 10, v.Type().Bits())
		if err != nil {
			return c.fail(at, "%s is not a whole number that fits here", s)
		}
		v.SetInt(n)
	case reflect.Uint64:
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			return c.fail(at, "%s is not a whole number from 0 that fits here", s)
		}
		v.SetUint(n)
	case reflect.Float64:
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return c.fail(at, "%s is too large", s)
		}
		v.SetFloat(x)
	default:
		return fmt.Errorf("canonical JSON has no form for %s", v.Type())
	}
	return nil
}
