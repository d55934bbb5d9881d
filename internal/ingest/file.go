package ingest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/klauspost/compress/gzip"

	"doorstep/internal/fault"
)

// Endings a file of rows or of features may have. Each may be followed by .gz.
var (
	tableEndings   = []string{".csv", ".xlsx", ".geojson", ".geojsonl", ".ndjson", ".geojsons"}
	featureEndings = []string{".geojson", ".geojsonl", ".ndjson", ".geojsons", ".json"}
)

// find gives the one file in the folder called stem with one of the endings, "" where there is none. It
// refuses two of them: which one counts is not ours to choose.
func find(fsys fs.FS, stem string, endings []string) (string, error) {
	found := ""
	for _, e := range endings {
		for _, gz := range []string{"", ".gz"} {
			name := stem + e + gz
			info, err := fs.Stat(fsys, name)
			if errors.Is(err, fs.ErrNotExist) || err == nil && info.IsDir() {
				continue
			}
			if err != nil {
				return "", fault.Malformed("file.unreadable", "%s cannot be read: %v. Check its permissions.", name, err).Because(err)
			}
			if found != "" {
				return "", fault.Malformed("file.twice", "Both %s and %s are there. Keep one.", found, name)
			}
			found = name
		}
	}
	return found, nil
}

// source is an open file, unzipped, that counts the bytes taken from the disk.
type source struct {
	name string
	*bufio.Reader
	close func() error
}

type countReader struct {
	in   io.Reader
	tell func(n int)
}

func (c countReader) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.tell(n)
	return n, err
}

// open opens a file of the folder; tell hears of the bytes read. Gzip is known by its first bytes, not
// by the name.
func open(fsys fs.FS, name string, tell func(n int)) (*source, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, fault.Malformed("file.unreadable", "%s cannot be opened: %v. Check its permissions.", name, err).Because(err)
	}
	return unwrap(name, countReader{f, tell}, f.Close)
}

// unwrap looks at the first bytes of a file: it takes off gzip and a byte order mark, and refuses an empty
// file and UTF-16.
func unwrap(name string, r io.Reader, done func() error) (*source, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	s := &source{name: name, Reader: in, close: done}
	if head, _ := in.Peek(2); len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, errors.Join(damaged(name, 0, err), done())
		}
		s.Reader = bufio.NewReaderSize(z, 1<<16)
	}
	head, err := s.Peek(4)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		err = damaged(name, 0, err)
	case len(head) == 0:
		err = fault.Malformed("file.empty", "%s is empty. Take it out of the folder or copy it again.", name)
	case len(head) >= 2 && (head[0] == 0xff && head[1] == 0xfe || head[0] == 0xfe && head[1] == 0xff):
		err = fault.Malformed("file.encoding", "%s is UTF-16 text. Save it as UTF-8: in Excel choose \"CSV UTF-8\", or run "+
			"iconv -f utf-16 -t utf-8.", name)
	default:
		err = nil
	}
	if err != nil {
		return nil, errors.Join(err, done())
	}
	if len(head) >= 3 && head[0] == 0xef && head[1] == 0xbb && head[2] == 0xbf {
		_, _ = s.Discard(3) // byte order mark, in the buffer already
	}
	return s, nil
}

// damaged says that a file breaks off; line is the last that could be read.
func damaged(name string, line int, err error) error {
	where := "at its beginning"
	if line > 0 {
		where = fmt.Sprintf("after line %d", line)
	}
	what := "cannot be read"
	if strings.HasSuffix(name, ".gz") || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) {
		what = "is not a whole gzip file: it breaks off"
	}
	return fault.Malformed("file.damaged", "%s %s %s (%v). Copy it again.", name, what, where, err).Because(err)
}
