package geo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"doorstep/internal/fault"
)

// parser reads one JSON text held in memory, strictly by RFC 8259, and refuses what a careful reader
// should: doubled names in an object, text that is not UTF-8, the NUL character, deep nesting.
type parser struct {
	data []byte
	pos  int
	line int // of data[0] in the file it comes from; 0 where there is none
}

// maxJSONDepth is the deepest nesting of arrays and objects.
const maxJSONDepth = 64

func newParser(data []byte, line int) (*parser, error) {
	if bad := firstInvalidUTF8(data); bad >= 0 {
		p := &parser{data, bad, line}
		return nil, fault.Malformed("geojson.encoding", "%s: byte 0x%02X is no UTF-8; save the file as UTF-8.", p.where(), data[bad])
	}
	return &parser{data, 0, line}, nil
}

func firstInvalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; ; {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
}

// where says which line and character the parser is at.
func (p *parser) where() string {
	before := p.data[:min(p.pos, len(p.data))]
	start := bytes.LastIndexByte(before, '\n') + 1
	char := utf8.RuneCount(before[start:]) + 1
	line := bytes.Count(before, []byte{'\n'}) + max(p.line, 1)
	return fmt.Sprintf("Line %d, character %d", line, char)
}

func (p *parser) malformed(format string, args ...any) error {
	return fault.Malformed("geojson.malformed", "%s: %s.", p.where(), fmt.Sprintf(format, args...))
}

// next skips white space and gives the byte after it without taking it, 0 at the end.
func (p *parser) next() byte {
	for ; p.pos < len(p.data); p.pos++ {
		switch p.data[p.pos] {
		case ' ', '\t', '\n', '\r':
		default:
			return p.data[p.pos]
		}
	}
	return 0
}

// take takes the byte c or says what was wanted.
func (p *parser) take(c byte, wanted string) error {
	if got := p.next(); got != c || p.pos >= len(p.data) {
		return p.malformed("%s wanted, %s found", wanted, p.found())
	}
	p.pos++
	return nil
}

// found says what stands at the parser's place.
func (p *parser) found() string {
	if p.pos >= len(p.data) {
		return "the end"
	}
	r, _ := utf8.DecodeRune(p.data[p.pos:])
	return strconv.QuoteRune(r)
}

// end refuses anything but white space.
func (p *parser) end() error {
	if p.next(); p.pos < len(p.data) {
		return p.malformed("nothing more was expected, %s found", p.found())
	}
	return nil
}

// object reads an object, calling member for every name with the parser before its value; member takes
// the value. A name that comes twice is refused with geojson.duplicate_key.
func (p *parser) object(member func(name string) error) error {
	if err := p.take('{', "an object {...}"); err != nil {
		return err
	}
	if p.next() == '}' {
		p.pos++
		return nil
	}
	var few [8]string
	names := few[:0]
	var many map[string]struct{}
	for {
		if p.next() != '"' {
			return p.malformed("a name in quotation marks wanted, %s found", p.found())
		}
		name, err := p.text()
		if err != nil {
			return err
		}
		if doubled(&names, &many, name) {
			return fault.Malformed("geojson.duplicate_key", "%s: the name %s comes twice in one object; keep one of them.", p.where(), quoted(name))
		}
		if err := p.take(':', "a colon"); err != nil {
			return err
		}
		if err := member(name); err != nil {
			return err
		}
		if p.next() == ',' {
			p.pos++
			continue
		}
		return p.take('}', "a comma or }")
	}
}

// doubled adds name to those seen, in a list while they are few, and says whether it was there.
func doubled(names *[]string, many *map[string]struct{}, name string) bool {
	if *many != nil {
		_, seen := (*many)[name]
		(*many)[name] = struct{}{}
		return seen
	}
	if slices.Contains(*names, name) {
		return true
	}
	*names = append(*names, name)
	if len(*names) > 16 {
		*many = make(map[string]struct{}, 64)
		for _, n := range *names {
			(*many)[n] = struct{}{}
		}
	}
	return false
}

// array reads an array, calling element with the parser before each; element takes it.
func (p *parser) array(element func(i int) error) error {
	if err := p.take('[', "an array [...]"); err != nil {
		return err
	}
	if p.next() == ']' {
		p.pos++
		return nil
	}
	for i := 0; ; i++ {
		if err := element(i); err != nil {
			return err
		}
		if p.next() == ',' {
			p.pos++
			continue
		}
		return p.take(']', "a comma or ]")
	}
}

// text reads a string.
func (p *parser) text() (string, error) {
	start := p.pos
	p.pos++
	for ; p.pos < len(p.data); p.pos++ {
		switch c := p.data[p.pos]; {
		case c == '"':
			p.pos++
			return string(p.data[start+1 : p.pos-1]), nil
		case c == '\\':
			return p.escaped(start)
		case c < ' ':
			return "", p.malformed("a control character (0x%02X) stands in a text; write it as \\u%04x", c, c)
		}
	}
	p.pos = start
	return "", p.malformed("a text is not closed with a quotation mark")
}

// escaped reads the rest of a string in which a backslash was met; start is the opening mark.
func (p *parser) escaped(start int) (string, error) {
	out := append([]byte(nil), p.data[start+1:p.pos]...)
	for p.pos < len(p.data) {
		c := p.data[p.pos]
		switch {
		case c == '"':
			p.pos++
			return string(out), nil
		case c < ' ':
			return "", p.malformed("a control character (0x%02X) stands in a text; write it as \\u%04x", c, c)
		case c != '\\':
			out = append(out, c)
			p.pos++
		default:
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, r)
		}
	}
	p.pos = start
	return "", p.malformed("a text is not closed with a quotation mark")
}

// escape reads one escape, or two that are a surrogate pair.
func (p *parser) escape() (rune, error) {
	if p.pos+1 >= len(p.data) {
		return 0, p.malformed("the text ends within an escape")
	}
	if i := bytes.IndexByte([]byte(`"\/bfnrt`), p.data[p.pos+1]); i >= 0 {
		p.pos += 2
		return rune("\"\\/\b\f\n\r\t"[i]), nil
	}
	r, ok := p.unicode()
	if !ok {
		return 0, p.malformed("%s is no escape", quoted(string(p.data[p.pos:min(p.pos+6, len(p.data))])))
	}
	if utf16.IsSurrogate(r) {
		low, ok := p.unicode()
		if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
			return 0, p.malformed("half of a surrogate pair stands alone")
		}
	}
	if r == 0 {
		return 0, p.malformed("the NUL character (\\u0000) stands in a text, which no database stores; take it out")
	}
	return r, nil
}

func (p *parser) unicode() (rune, bool) {
	if p.pos+6 > len(p.data) || p.data[p.pos] != '\\' || p.data[p.pos+1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range p.data[p.pos+2 : p.pos+6] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	p.pos += 6
	return r, true
}

// number reads the characters of a number.
func (p *parser) number() ([]byte, error) {
	p.next()
	start := p.pos
	if p.peek() == '-' {
		p.pos++
	}
	whole := p.digits()
	ok := whole > 0 && (whole == 1 || p.data[p.pos-whole] != '0')
	if ok && p.peek() == '.' {
		p.pos++
		ok = p.digits() > 0
	}
	if ok && p.peek()|0x20 == 'e' {
		p.pos++
		if c := p.peek(); c == '+' || c == '-' {
			p.pos++
		}
		ok = p.digits() > 0
	}
	if !ok {
		p.pos = start
		return nil, p.malformed("a number wanted, %s found", p.found())
	}
	return p.data[start:p.pos], nil
}

func (p *parser) peek() byte {
	if p.pos < len(p.data) {
		return p.data[p.pos]
	}
	return 0
}

func (p *parser) digits() int {
	start := p.pos
	for p.pos < len(p.data) && p.data[p.pos] >= '0' && p.data[p.pos] <= '9' {
		p.pos++
	}
	return p.pos - start
}

// word takes true, false or null.
func (p *parser) word() (any, error) {
	for _, w := range []struct {
		text  string
		value any
	}{{"true", true}, {"false", false}, {"null", nil}} {
		if bytes.HasPrefix(p.data[p.pos:], []byte(w.text)) {
			p.pos += len(w.text)
			return w.value, nil
		}
	}
	return nil, p.malformed("a value wanted, %s found", p.found())
}

// value reads any value: nil, bool, json.Number, string, []any or map[string]any.
func (p *parser) value(depth int) (any, error) {
	if depth > maxJSONDepth {
		return nil, p.malformed("values are nested more than %d deep", maxJSONDepth)
	}
	switch c := p.next(); {
	case c == '"':
		return p.text()
	case c == '{':
		m := map[string]any{}
		return m, p.object(func(name string) (err error) {
			m[name], err = p.value(depth + 1)
			return err
		})
	case c == '[':
		list := []any{}
		err := p.array(func(int) error {
			v, err := p.value(depth + 1)
			list = append(list, v)
			return err
		})
		return list, err
	case c == '-' || c >= '0' && c <= '9':
		n, err := p.number()
		return json.Number(n), err
	}
	return p.word()
}

// skip passes over any value, checking it.
func (p *parser) skip(depth int) error {
	if depth > maxJSONDepth {
		return p.malformed("values are nested more than %d deep", maxJSONDepth)
	}
	switch c := p.next(); {
	case c == '"':
		_, err := p.text()
		return err
	case c == '{':
		return p.object(func(string) error { return p.skip(depth + 1) })
	case c == '[':
		return p.array(func(int) error { return p.skip(depth + 1) })
	case c == '-' || c >= '0' && c <= '9':
		_, err := p.number()
		return err
	}
	_, err := p.word()
	return err
}

// raw passes over any value and gives a parser for it alone.
func (p *parser) raw() (*parser, error) {
	p.next()
	start := p.pos
	if err := p.skip(0); err != nil {
		return nil, err
	}
	return &parser{p.data[:p.pos], start, p.line}, nil
}
