package simulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"onefm/fichier/simulator"
)

// client speaks the wire with net/http alone, so that the specification is read a
// second time here.
type client struct {
	t    *testing.T
	s    *simulator.Service
	http *http.Client
	base string // of the API
	key  string
}

type m = map[string]any

func start(t *testing.T, opts ...simulator.Option) *client {
	t.Helper()
	s := simulator.New(opts...)
	t.Cleanup(s.Close)
	return &client{
		t: t, s: s, base: "https://api.1fichier.com", key: s.Key(),
		http: &http.Client{Transport: s.Transport(), CheckRedirect: stay},
	}
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// answer is a response that was read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
	err    error // of reading the body
}

func (a answer) json(t *testing.T) m {
	t.Helper()
	var v m
	d := json.NewDecoder(bytes.NewReader(a.body))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("answer %d %q: %v", a.status, a.body, err)
	}
	return v
}

func (c *client) do(r *http.Request) (answer, error) {
	c.t.Helper()
	resp, err := c.http.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, body, err}, nil
}

func (c *client) must(r *http.Request) answer {
	c.t.Helper()
	a, err := c.do(r)
	if err != nil {
		c.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	return a
}

func (c *client) request(ctx context.Context, method, url, contentType, body string) *http.Request {
	c.t.Helper()
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return r
}

func (c *client) call(endpoint string, params any) answer {
	c.t.Helper()
	body, err := json.Marshal(params)
	if err != nil {
		c.t.Fatal(err)
	}
	r := c.request(c.t.Context(), "POST", c.base+"/v1/"+endpoint+".cgi", "application/json", string(body))
	r.Header.Set("Authorization", "Bearer "+c.key)
	return c.must(r)
}

// ok makes a call that has to succeed.
func (c *client) ok(endpoint string, params any) m {
	c.t.Helper()
	a := c.call(endpoint, params)
	v := a.json(c.t)
	if a.status != 200 || v["status"] == "KO" {
		c.t.Fatalf("%s %v: %d %s", endpoint, params, a.status, a.body)
	}
	return v
}

// ko makes a call that has to be refused with a status and a text.
func (c *client) ko(endpoint string, params any, status int, text string) {
	c.t.Helper()
	a := c.call(endpoint, params)
	v := a.json(c.t)
	message, _ := v["message"].(string)
	if a.status != status || v["status"] != "KO" || !strings.HasPrefix(message, text+" #") {
		c.t.Errorf("%s %v: got %d %s, want %d KO %q", endpoint, params, a.status, a.body, status, text)
	}
}

type upfile struct{ name, content string }

// form is a multipart body as Go's package writes it.
func form(t *testing.T, fields map[string]string, files ...upfile) (contentType, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := w.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files {
		p, err := w.CreateFormFile("file[]", f.name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(p, f.content)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.String()
}

// node asks for an upload node and returns its base URL and the upload id.
func (c *client) node() (base, id string) {
	c.t.Helper()
	v := c.ok("upload/get_upload_server", m{})
	scheme, _, _ := strings.Cut(c.base, ":")
	return scheme + "://" + v["url"].(string), v["id"].(string)
}

// post sends an upload and returns the answer of the node.
func (c *client) post(base, id, contentType, body string) (answer, error) {
	c.t.Helper()
	r := c.request(c.t.Context(), "POST", base+"/upload.cgi?id="+id, contentType, body)
	if c.key != "" {
		r.Header.Set("Authorization", "Bearer "+c.key)
	}
	return c.do(r)
}

// report asks what became of an upload.
func (c *client) report(base, location string) answer {
	c.t.Helper()
	r := c.request(c.t.Context(), "GET", base+location, "", "")
	r.Header.Set("JSON", "1")
	return c.must(r)
}

// upload sends files and returns the links of the report.
func (c *client) upload(folder string, files ...upfile) []m {
	c.t.Helper()
	base, id := c.node()
	contentType, body := form(c.t, map[string]string{"did": folder}, files...)
	a, err := c.post(base, id, contentType, body)
	if err != nil || a.status != 302 {
		c.t.Fatalf("upload: %v %d %s", err, a.status, a.body)
	}
	return objects(c.report(base, a.header.Get("Location")).json(c.t)["links"])
}

// download fetches a link; header holds pairs of names and values.
func (c *client) download(url string, header ...string) (answer, error) {
	c.t.Helper()
	r := c.request(c.t.Context(), "GET", url, "", "")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return c.do(r)
}

func (c *client) token(link string) string {
	c.t.Helper()
	return c.ok("download/get_token", m{"url": link})["url"].(string)
}

// clean fails the test when a limit was broken.
func (c *client) clean() {
	c.t.Helper()
	if v := c.s.Violations(); len(v) > 0 {
		c.t.Errorf("got violations %v, want none", v)
	}
}

func decodeList(t *testing.T, body []byte) []m {
	t.Helper()
	var list []any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&list); err != nil {
		t.Fatalf("%q: %v", body, err)
	}
	return objects(list)
}

func objects(v any) []m {
	list, _ := v.([]any)
	out := make([]m, 0, len(list))
	for _, x := range list {
		out = append(out, x.(m))
	}
	return out
}
