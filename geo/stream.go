package geo

import (
	"bytes"
	"errors"
	"io"

	"doorstep/internal/fault"
)

// MaxFeatureBytes is the longest text of one feature that is kept in memory and read.
const MaxFeatureBytes = 64 << 20

const streamBuffer = 64 << 10

// stream takes a text apart into values without looking into them: it knows brackets and strings only.
type stream struct {
	r        io.Reader
	buf      []byte
	pos, end int
	line     int // of buf[pos]
	err      error
	kept     []byte // what was taken since keep was called
	keeping  bool
	over     bool // kept would have grown beyond MaxFeatureBytes
}

func newStream(r io.Reader) *stream {
	return &stream{r: r, buf: make([]byte, streamBuffer), line: 1}
}

// more reads on when all of the buffer was taken; false at the end or on an error.
func (s *stream) more() bool {
	if s.pos < s.end {
		return true
	}
	s.pos, s.end = 0, 0
	return s.fill(1)
}

// fill reads until the buffer holds n bytes; false where the text has fewer.
func (s *stream) fill(n int) bool {
	for tries := 0; s.end < n && s.err == nil; tries++ {
		if tries > 100 {
			s.err = io.ErrNoProgress
			break
		}
		var got int
		got, s.err = s.r.Read(s.buf[s.end:])
		s.end += got
	}
	return s.end >= n
}

// starts says whether the text, not yet taken from, starts with mark, and takes it.
func (s *stream) starts(mark string) bool {
	s.fill(len(mark))
	if !bytes.HasPrefix(s.buf[:s.end], []byte(mark)) {
		return false
	}
	s.pos = len(mark)
	return true
}

// failure gives the error of the reader, nil at a plain end.
func (s *stream) failure() error {
	if s.err == nil || errors.Is(s.err, io.EOF) {
		return nil
	}
	return s.err
}

// advance takes n bytes of the buffer.
func (s *stream) advance(n int) {
	taken := s.buf[s.pos : s.pos+n]
	s.line += bytes.Count(taken, []byte{'\n'})
	s.pos += n
	if !s.keeping || s.over {
		return
	}
	if len(s.kept)+n > MaxFeatureBytes {
		s.over, s.kept = true, nil
		return
	}
	s.kept = append(s.kept, taken...)
}

func (s *stream) keep() { s.keeping, s.over, s.kept = true, false, nil }

// taken stops keeping and gives what was kept, or geojson.too_large.
func (s *stream) taken(line int) ([]byte, error) {
	s.keeping = false
	if s.over {
		return nil, tooLarge(line)
	}
	return s.kept, nil
}

func tooLarge(line int) error {
	return fault.Refuse("geojson.too_large", "Line %d: the feature that starts here is longer than %d MB; simplify or part it.", line, MaxFeatureBytes>>20)
}

// peek skips white space and gives the next byte without taking it; false at the end.
func (s *stream) peek() (byte, bool) {
	for s.more() {
		for i, c := range s.buf[s.pos:s.end] {
			if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
				s.advance(i)
				return c, true
			}
		}
		s.advance(s.end - s.pos)
	}
	return 0, false
}

// value takes one value, balanced by brackets; false where the text ends inside it.
func (s *stream) value() bool {
	c, ok := s.peek()
	switch {
	case !ok:
		return false
	case c == '{' || c == '[':
		return s.nested()
	case c == '"':
		return s.text()
	}
	for first := true; s.more(); first = false {
		for i, c := range s.buf[s.pos:s.end] {
			switch c {
			case ',', '}', ']', '{', '[', ':', '"', ' ', '\t', '\n', '\r':
				if first && i == 0 {
					i = 1 // a mark where a value should be is taken, for the reader to complain of
				}
				s.advance(i)
				return true
			}
		}
		s.advance(s.end - s.pos)
	}
	return true
}

// nested takes an array or object.
func (s *stream) nested() bool {
	depth := 0
	for s.more() {
		for i := s.pos; i < s.end; i++ {
			switch s.buf[i] {
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					s.advance(i + 1 - s.pos)
					return true
				}
			case '"':
				s.advance(i - s.pos)
				if !s.text() {
					return false
				}
				if !s.more() {
					return false
				}
				i = s.pos - 1
			}
		}
		s.advance(s.end - s.pos)
	}
	return false
}

// text takes a string.
func (s *stream) text() bool {
	first, escaped := true, false
	for s.more() {
		for i, c := range s.buf[s.pos:s.end] {
			switch {
			case first:
				first = false
			case escaped:
				escaped = false
			case c == '\\':
				escaped = true
			case c == '"':
				s.advance(i + 1)
				return true
			}
		}
		s.advance(s.end - s.pos)
	}
	return false
}

// until takes everything before the mark, and the mark; a text that ends first is taken whole.
func (s *stream) until(mark byte) {
	for s.more() {
		if i := bytes.IndexByte(s.buf[s.pos:s.end], mark); i >= 0 {
			s.advance(i + 1)
			return
		}
		s.advance(s.end - s.pos)
	}
}

// unread puts text back before what is left.
func (s *stream) unread(text []byte) {
	left := s.buf[s.pos:s.end]
	buf := make([]byte, max(streamBuffer, len(text)+len(left)))
	s.end = copy(buf, text)
	s.end += copy(buf[s.end:], left)
	s.buf, s.pos = buf, 0
	s.line -= bytes.Count(text, []byte{'\n'})
}
