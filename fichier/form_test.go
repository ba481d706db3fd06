package fichier

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

func stopped(t *testing.T) *time.Timer {
	t.Helper()
	w := time.NewTimer(time.Hour)
	t.Cleanup(func() { w.Stop() })
	return w
}

func fileOf(name string, size int64, r io.Reader) UploadFile {
	return UploadFile{Name: name, Size: size, Open: func() (io.ReadCloser, error) { return io.NopCloser(r), nil }}
}

// The body is what a multipart reader expects, Content-Disposition first, and exactly
// as long as announced.
func FuzzForm(f *testing.F) {
	f.Add("a.txt", "b.txt", []byte("hello"), int64(0), 1)
	f.Add("it's \"x\"\r\n", "\xff\\", []byte("--onefm\r\n"), int64(42), 3)
	f.Add("日本語", " ", []byte{0}, int64(7), 100)
	f.Fuzz(func(t *testing.T, name, other string, content []byte, folder int64, piece int) {
		if len(content) == 0 || checkName("", name) != nil || checkName("", other) != nil || folder < 0 {
			return
		}
		second := append([]byte("x"), content...)
		form := newForm(UploadRequest{Folder: FolderID(folder), Password: "secret", Domain: 3, Files: []UploadFile{
			fileOf(name, int64(len(content)), iotest.OneByteReader(bytes.NewReader(content))),
			fileOf(other, int64(len(second)), iotest.DataErrReader(bytes.NewReader(second))),
		}}, stopped(t))
		var body bytes.Buffer
		buf := make([]byte, max(1, min(piece, 1<<16)))
		n, err := io.CopyBuffer(&body, struct{ io.Reader }{form}, buf)
		if err != nil || n != form.length {
			t.Fatalf("%d bytes, %v, announced %d", n, err, form.length)
		}
		if whole, err := form.state(); !whole || err != nil {
			t.Errorf("state %v, %v at the end", whole, err)
		}
		raw := body.String()
		r := multipart.NewReader(&body, form.boundary)
		for _, want := range []struct{ field, file, content string }{
			{"did", "", FolderID(folder).text()},
			{"domain", "", "3"},
			{"dpass", "", "secret"},
			{"file[]", name, string(content)},
			{"file[]", other, string(second)},
		} {
			p, err := r.NextRawPart()
			if err != nil {
				t.Fatalf("part %s: %v", want.field, err)
			}
			got, err := io.ReadAll(p)
			if err != nil || string(got) != want.content || p.FormName() != want.field {
				t.Errorf("part %s = %q, %v, want %s %q", p.FormName(), got, err, want.field, want.content)
			}
			disposition := p.Header.Get("Content-Disposition")
			if want.file != "" && !strings.HasSuffix(disposition, `filename="`+EncodeName(want.file)+`"`) {
				t.Errorf("disposition %q of %q", disposition, want.file)
			}
			if strings.Contains(disposition, "filename*") {
				t.Errorf("disposition %q", disposition)
			}
		}
		if _, err := r.NextPart(); !errors.Is(err, io.EOF) {
			t.Errorf("after the last part: %v", err)
		}
		for part := range strings.SplitSeq(strings.TrimPrefix(raw, "--"+form.boundary+"\r\n"), "\r\n--"+form.boundary+"\r\n") {
			if !strings.HasPrefix(part, "Content-Disposition:") {
				t.Errorf("a part starts with %.40q", part)
			}
		}
	})
}

func (id FolderID) text() string { return ListRule(id).Key[len("folder/"):] }

// uploadTo sends files to a transport that reads the whole request and answers 302.
func uploadTo(t *testing.T, rt http.RoundTripper, files ...UploadFile) (Receipt, error) {
	t.Helper()
	key, err := NewSecret("a_key_of_some_length")
	if err != nil {
		t.Fatal(err)
	}
	c := New(key, WithTransport(rt))
	return c.Upload(t.Context(), Node{Host: "up1.1fichier.com", ID: "abc"}, UploadRequest{Files: files})
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// accept reads the request as a node does.
func accept(r *http.Request) (*http.Response, error) {
	defer r.Body.Close()
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return nil, err
	}
	h := http.Header{"Location": {"/end.pl?xid=other"}}
	return &http.Response{StatusCode: http.StatusFound, Header: h, Body: http.NoBody, Request: r}, nil
}

// A file that can't be read as announced tears the request, and the error names it.
func TestSources(t *testing.T) {
	t.Parallel()
	good := func() UploadFile { return fileOf("good", 3, strings.NewReader("abc")) }
	tests := []struct {
		name string
		file UploadFile
		want error
		says string
	}{
		{"shrinks", fileOf("bad", 10, strings.NewReader("abc")), ErrSource, `"bad" ended after 3 of 10 bytes`},
		{"grows", fileOf("bad", 2, strings.NewReader("abc")), ErrSource, `"bad" holds more than the announced 2 bytes`},
		{"fails", fileOf("bad", 10, iotest.ErrReader(errors.New("I/O error"))), ErrSource, `"bad" I/O error`},
		{"fails at the end", fileOf("bad", 3, io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(errors.New("I/O error")))), ErrSource, `"bad" I/O error`},
		{"vanished", UploadFile{Name: "bad", Size: 3, Open: func() (io.ReadCloser, error) { return nil, fs.ErrNotExist }}, fs.ErrNotExist, `"bad" file does not exist`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := uploadTo(t, transport(accept), good(), tt.file, good())
			if !errors.Is(err, ErrSource) || !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) || errors.Is(err, ErrInDoubt) {
				t.Errorf("%v, want %v saying %q, not in doubt", err, tt.want, tt.says)
			}
		})
	}
	r, err := uploadTo(t, transport(accept), good(), good())
	if want := (Receipt{Host: "up1.1fichier.com", XID: "other"}); err != nil || r != want {
		t.Errorf("good files: %v, %v, want %v", r, err, want)
	}
}

// closeNoter notes that it was closed.
type closeNoter struct {
	io.Reader
	closed *int
}

func (c closeNoter) Close() error { *c.closed++; return nil }

// Files are opened one after the other and all closed, whatever happens.
func TestSourcesAreClosed(t *testing.T) {
	t.Parallel()
	for _, refuse := range []bool{false, true} {
		opened, closed := 0, 0
		file := func() UploadFile {
			return UploadFile{Name: "x", Size: 3, Open: func() (io.ReadCloser, error) {
				if opened != closed {
					t.Errorf("a file is opened while another is open")
				}
				opened++
				return closeNoter{strings.NewReader("abc"), &closed}, nil
			}}
		}
		_, _ = uploadTo(t, transport(func(r *http.Request) (*http.Response, error) {
			if !refuse {
				return accept(r)
			}
			_, _ = io.CopyN(io.Discard, r.Body, 300) // into the first or second file
			defer r.Body.Close()
			return nil, errors.New("reset")
		}), file(), file(), file())
		if opened != closed || opened == 0 {
			t.Errorf("refused %v: %d opened, %d closed", refuse, opened, closed)
		}
	}
}

// Cancelling does not wait for a source that hangs, as on a dead network disk.
func TestCancelWithHangingSource(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hang := make(chan struct{})
		key, err := NewSecret("a_key_of_some_length")
		if err != nil {
			t.Fatal(err)
		}
		c := New(key, WithTransport(transport(func(r *http.Request) (*http.Response, error) {
			go func() { _, _ = io.Copy(io.Discard, r.Body) }()
			<-r.Context().Done()
			_ = r.Body.Close()
			return nil, r.Context().Err()
		})))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		closed := 0
		file := UploadFile{Name: "x", Size: 3, Open: func() (io.ReadCloser, error) {
			return closeNoter{hanging(hang), &closed}, nil
		}}
		_, err = c.Upload(ctx, Node{Host: "up1.1fichier.com", ID: "abc"}, UploadRequest{Files: []UploadFile{file}})
		if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrInDoubt) {
			t.Errorf("%v, want the end of the context, not in doubt", err)
		}
		if took := time.Since(start); took > 4*time.Second {
			t.Errorf("cancelling took %v", took)
		}
		close(hang)
		synctest.Wait()
		if closed != 1 {
			t.Errorf("the file was closed %d times once it could be", closed)
		}
	})
}

// hanging is a reader that hangs until it is closed.
type hanging chan struct{}

func (h hanging) Read([]byte) (int, error) {
	<-h
	return 0, io.ErrNoProgress
}

// A node that takes no bytes is given up; one that has all of them is given longer.
func TestStalledUpload(t *testing.T) {
	t.Parallel()
	for _, all := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			_, err := uploadTo(t, transport(func(r *http.Request) (*http.Response, error) {
				defer r.Body.Close()
				if all {
					_, _ = io.Copy(io.Discard, r.Body)
				}
				<-r.Context().Done()
				return nil, r.Context().Err()
			}), fileOf("x", 3, strings.NewReader("abc")))
			if !errors.Is(err, ErrNetwork) || errors.Is(err, ErrInDoubt) != all || !errors.Is(err, errSilent) {
				t.Errorf("all sent %v: %v", all, err)
			}
			want := stallLimit
			if all {
				want = answerWait
			}
			if took := time.Since(start); took != want {
				t.Errorf("all sent %v: gave up after %v, want %v", all, took, want)
			}
		})
	}
}

// Server trouble after all bytes leaves an upload in doubt, before that it does not.
func TestServerTroubleInUpload(t *testing.T) {
	t.Parallel()
	for _, all := range []bool{false, true} {
		_, err := uploadTo(t, transport(func(r *http.Request) (*http.Response, error) {
			defer r.Body.Close()
			if all {
				_, _ = io.Copy(io.Discard, r.Body)
			}
			return &http.Response{StatusCode: http.StatusBadGateway, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
		}), fileOf("x", 3, strings.NewReader("abc")))
		if !errors.Is(err, ErrServer) || errors.Is(err, ErrInDoubt) != all || errors.Is(err, ErrRejected) == all {
			t.Errorf("all sent %v: %v", all, err)
		}
	}
}

func TestUploadLimits(t *testing.T) {
	t.Parallel()
	one := func(name string, size int64) []UploadFile { return []UploadFile{fileOf(name, size, nil)} }
	tests := []struct {
		name string
		req  UploadRequest
		want error
	}{
		{"nothing", UploadRequest{}, ErrInvalid},
		{"empty file", UploadRequest{Files: one("x", 0)}, ErrInvalid},
		{"unknown size", UploadRequest{Files: one("x", -1)}, ErrInvalid},
		{"not to be opened", UploadRequest{Files: []UploadFile{{Name: "x", Size: 1}}}, ErrInvalid},
		{"above 300 GB", UploadRequest{Files: one("x", MaxFile+1)}, ErrLimit},
		{"above 500 GB", UploadRequest{Files: append(one("x", MaxFile), one("y", MaxFile)...)}, ErrLimit},
		{"501 files", UploadRequest{Files: make([]UploadFile, 501)}, ErrLimit},
		{"name with a slash", UploadRequest{Files: one("a/b", 1)}, ErrName},
		{"no name", UploadRequest{Files: one("", 1)}, ErrName},
		{"dots", UploadRequest{Files: one("..", 1)}, ErrName},
		{"short password", UploadRequest{Files: one("x", 1), Password: "12345"}, ErrInvalid},
		{"domain", UploadRequest{Files: one("x", 1), Domain: 11}, ErrInvalid},
		{"all files as a folder", UploadRequest{Files: one("x", 1), Folder: AllFiles}, ErrInvalid},
	}
	for _, tt := range tests {
		c := New(Secret{}, WithTransport(transport(func(*http.Request) (*http.Response, error) {
			t.Errorf("%s: a request was sent", tt.name)
			return nil, errors.New("no")
		})))
		if _, err := c.Upload(t.Context(), Node{Host: "up1.1fichier.com", ID: "a"}, tt.req); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestReceipts(t *testing.T) {
	t.Parallel()
	c := New(Secret{})
	node := Node{Host: "up1.1fichier.com", ID: "abc"}
	tests := []struct {
		location string
		want     Receipt
	}{
		{"/end.pl?xid=abc", Receipt{"up1.1fichier.com", "abc"}},
		{"/end.pl?xid=other&x=1", Receipt{"up1.1fichier.com", "other"}},
		{"end.pl?xid=rel", Receipt{"up1.1fichier.com", "rel"}},
		{"https://up2.1fichier.com/end.pl?xid=abs", Receipt{"up2.1fichier.com", "abs"}},
		{"https://evil.example/end.pl?xid=abs", Receipt{"up1.1fichier.com", "abs"}},
		{"/end.pl", Receipt{"up1.1fichier.com", "abc"}},
		{"/end.pl?xid=../../etc", Receipt{"up1.1fichier.com", "abc"}},
		{"/login.pl", Receipt{}},
		{"", Receipt{}},
		{"://", Receipt{}},
	}
	for _, tt := range tests {
		got, ok := c.receiptFrom(node, tt.location)
		if got != tt.want || ok != (tt.want != Receipt{}) {
			t.Errorf("%q: %v, %v, want %v", tt.location, got, ok, tt.want)
		}
	}
}

// Constant memory: what an upload allocates does not grow with the file.
func BenchmarkForm(b *testing.B) {
	const size = 64 << 20
	b.SetBytes(size)
	b.ReportAllocs()
	watch := time.NewTimer(time.Hour)
	defer watch.Stop()
	for b.Loop() {
		form := newForm(UploadRequest{Files: []UploadFile{fileOf("x", size, io.LimitReader(zeros{}, size))}}, watch)
		if n, err := io.Copy(io.Discard, form); err != nil || n != form.length {
			b.Fatal(n, err)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }
