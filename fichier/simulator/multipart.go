package simulator

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// errMalformed is a body that is not the form it should be.
var errMalformed = errors.New("malformed multipart body")

// maxHeader bounds the headers of one part.
const maxHeader = 32 << 10

// parts reads a multipart/form-data body as the upload nodes do: strictly about the
// order of headers, and in large pieces (1fichier-api §5).
type parts struct {
	src   io.Reader
	buf   []byte
	r, w  int // buf[r:w] is not yet used
	err   error
	delim []byte // CRLF, "--", boundary
	inner bool   // before the next delimiter: in a part, or in front of the first one
}

func newParts(src io.Reader, boundary string) *parts {
	p := &parts{src: src, delim: []byte("\r\n--" + boundary), buf: make([]byte, copyBuffer), inner: true}
	p.w = copy(p.buf, "\r\n") // the first delimiter has no line before it
	return p
}

// part is one field of the form.
type part struct {
	parts    *parts
	name     string
	filename string
	isFile   bool
}

// fill reads more; it reports false when there is no more.
func (p *parts) fill() bool {
	if p.r > 0 {
		p.w = copy(p.buf, p.buf[p.r:p.w])
		p.r = 0
	}
	if p.err != nil || p.w == len(p.buf) {
		return false
	}
	n, err := p.src.Read(p.buf[p.w:])
	p.w += n
	p.err = err
	return n > 0 || err == nil
}

// broken is why the body ended too early.
func (p *parts) broken() error {
	if p.err != nil && !errors.Is(p.err, io.EOF) {
		return p.err
	}
	return errMalformed
}

// copyTo writes the bytes up to the next delimiter, which it takes as well.
func (p *parts) copyTo(w io.Writer) error {
	for {
		have := p.buf[p.r:p.w]
		if i := bytes.Index(have, p.delim); i >= 0 {
			p.r += i + len(p.delim)
			_, err := w.Write(have[:i])
			return err
		}
		// The tail may be the start of a delimiter.
		if safe := len(have) - len(p.delim) + 1; safe > 0 {
			p.r += safe
			if _, err := w.Write(have[:safe]); err != nil {
				return err
			}
		}
		if !p.fill() {
			return p.broken()
		}
	}
}

// line returns the next line without its CRLF.
func (p *parts) line() (string, error) {
	for {
		if i := bytes.Index(p.buf[p.r:p.w], []byte("\r\n")); i >= 0 {
			line := string(p.buf[p.r : p.r+i])
			p.r += i + 2
			return line, nil
		}
		if p.w-p.r > maxHeader || !p.fill() {
			return "", p.broken()
		}
	}
}

// next returns the next part, or io.EOF behind the last.
func (p *parts) next() (*part, error) {
	if p.inner {
		if err := p.copyTo(io.Discard); err != nil {
			return nil, err
		}
	}
	p.inner = false
	rest, err := p.line()
	switch {
	case strings.HasPrefix(rest, "--"), err != nil && bytes.HasPrefix(p.buf[p.r:p.w], []byte("--")):
		return nil, io.EOF // the CRLF behind the end is often left out
	case err != nil:
		return nil, err
	case strings.Trim(rest, " \t") != "":
		return nil, errMalformed
	}
	return p.header()
}

// header reads the headers of a part. Content-Disposition has to be the first of them,
// or the service finds no file.
func (p *parts) header() (*part, error) {
	pt := &part{parts: p}
	size := 0
	for n := 0; ; n++ {
		line, err := p.line()
		if err != nil {
			return nil, err
		}
		if size += len(line); size > maxHeader {
			return nil, errMalformed
		}
		if line == "" {
			p.inner = true
			return pt, nil
		}
		key, value, _ := strings.Cut(line, ":")
		if n == 0 && strings.EqualFold(key, "Content-Disposition") {
			pt.disposition(value)
		}
	}
}

// disposition reads name and filename, which must stand in double quotes.
func (pt *part) disposition(value string) {
	kind, rest, _ := strings.Cut(value, ";")
	if !strings.EqualFold(strings.TrimSpace(kind), "form-data") {
		return
	}
	for rest != "" {
		key, after, ok := strings.Cut(rest, "=")
		if !ok {
			return
		}
		var v string
		v, rest, ok = quoted(after)
		if !ok {
			_, rest, _ = strings.Cut(after, ";")
			continue
		}
		switch strings.ToLower(strings.Trim(key, "; \t")) {
		case "name":
			pt.name = v
		case "filename":
			pt.filename, pt.isFile = v, true
		}
	}
}

// quoted cuts a string in double quotes, with backslash escapes of both, off the front.
func quoted(s string) (value, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		return "", s, false
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return b.String(), s[i+1:], true
		case c == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", "", false
}

// writeTo copies the part's bytes.
func (pt *part) writeTo(w io.Writer) error {
	pt.parts.inner = false
	return pt.parts.copyTo(w)
}
