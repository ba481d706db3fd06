package simulator

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// readForm returns the parts of a form as texts.
func readForm(src io.Reader, boundary string) (list []string, err error) {
	p := newParts(src, boundary)
	for {
		pt, err := p.next()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return list, err
		}
		var b strings.Builder
		if err := pt.writeTo(&b); err != nil {
			return list, err
		}
		list = append(list, pt.name+"|"+pt.filename+"|"+b.String())
	}
}

func TestParts(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("\r\n--B", 100_000) // many almost-delimiters
	const disposition = "Content-Disposition: form-data; name=\"file[]\"; filename="
	for _, tt := range []struct {
		name, body string
		want       []string
		err        error
	}{
		{"two", "--BX\r\nContent-Disposition: form-data; name=\"did\"\r\n\r\n7\r\n--BX\r\n" +
			disposition + "\"a\"\r\n\r\nb\r\n--BX--\r\n", []string{"did||7", "file[]|a|b"}, nil},
		{"escapes", "--BX\r\n" + disposition + `"a\"b\\c\d"` + "\r\n\r\n\r\n--BX--", []string{`file[]|a"b\c\d|`}, nil},
		{"padding", "--BX \t\r\n" + disposition + "\"a\"\r\n\r\nb\r\n--BX--", []string{"file[]|a|b"}, nil},
		{"long", "--BX\r\n" + disposition + "\"a\"\r\n\r\n" + long + "\r\n--BX--", []string{"file[]|a|" + long}, nil},
		{"semicolon in a name", "--BX\r\n" + disposition + "\"a;b=c.txt\"\r\n\r\nx\r\n--BX--", []string{"file[]|a;b=c.txt|x"}, nil},
		{"open quote", "--BX\r\n" + disposition + "\"a\r\n\r\nx\r\n--BX--", []string{"file[]||x"}, nil},
		{"none", "--BX--", nil, nil},
		{"empty", "", nil, errMalformed},
		{"garbage behind the delimiter", "--BXgarbage\r\n\r\n--BX--", nil, errMalformed},
		{"cut in the header", "--BX\r\nContent-", nil, errMalformed},
		{"header without end", "--BX\r\n" + strings.Repeat("A: b\r\n", 10_000), nil, errMalformed},
		{"line without end", "--BX\r\n" + strings.Repeat("A", 300_000), nil, errMalformed},
	} {
		for _, one := range []bool{false, true} {
			var src io.Reader = strings.NewReader(tt.body)
			if one {
				src = iotest.OneByteReader(src)
			}
			got, err := readForm(src, "BX")
			if diff := cmp.Diff(tt.want, got); diff != "" || !errors.Is(err, tt.err) {
				t.Errorf("%s, one byte at a time %v: %v (-want +got):\n%.500s", tt.name, one, err, diff)
			}
		}
	}
	torn := io.MultiReader(strings.NewReader("--BX\r\n"), iotest.ErrReader(io.ErrUnexpectedEOF))
	if _, err := readForm(torn, "BX"); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("torn: got %v, want the error of the reader", err)
	}
}

// What Go's writer makes is read back byte by byte, whatever it holds.
func FuzzPartsRoundTrip(f *testing.F) {
	f.Add("a.txt", []byte("hello"), uint16(3))
	f.Add(`q"u\o`, []byte("\r\n--x\r\n"), uint16(1))
	f.Fuzz(func(t *testing.T, name string, content []byte, step uint16) {
		if strings.ContainsAny(name, "\r\n") {
			t.Skip("the writer encodes these")
		}
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		p, err := w.CreateFormFile("file[]", name)
		if err != nil {
			t.Fatal(err)
		}
		p.Write(content)
		w.Close()
		got, err := readForm(&chunkReader{b.Bytes(), int(step)%300 + 1}, w.Boundary())
		want := []string{"file[]|" + name + "|" + string(content)}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}

// Hostile bodies end, without a panic and without a part that wasn't sent.
func FuzzParts(f *testing.F) {
	f.Add([]byte("--B\r\nContent-Disposition: form-data; name=\"file[]\"; filename=\"a\"\r\n\r\nx\r\n--B--"), uint16(1))
	f.Add([]byte("\r\n--B--"), uint16(2))
	f.Add([]byte("--B\r\n\r\n--B\r\n\r\n"), uint16(7))
	f.Fuzz(func(t *testing.T, body []byte, step uint16) {
		got, err := readForm(&chunkReader{bytes.Clone(body), int(step)%50 + 1}, "B")
		whole, errWhole := readForm(bytes.NewReader(body), "B")
		if diff := cmp.Diff(whole, got); diff != "" || (err == nil) != (errWhole == nil) {
			t.Errorf("%v and %v: pieces differ from the whole (-whole +pieces):\n%s", errWhole, err, diff)
		}
		size := 0
		for _, p := range got {
			size += len(p)
		}
		if size > len(body)+2*len(got) {
			t.Errorf("read %d bytes out of %d", size, len(body))
		}
	})
}

// chunkReader reads so many bytes at a time.
type chunkReader struct {
	b    []byte
	step int
}

func (c *chunkReader) Read(p []byte) (int, error) {
	if len(c.b) == 0 {
		return 0, io.EOF
	}
	n := copy(p, c.b[:min(c.step, len(c.b))])
	c.b = c.b[n:]
	return n, nil
}
