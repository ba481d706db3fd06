package simulator_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"onefm/fichier/simulator"
)

const benchSize = 64 << 20

func benchClient(b *testing.B, opts ...simulator.Option) (*simulator.Service, *http.Client) {
	b.Helper()
	s := simulator.New(append(opts, simulator.WithRelaxed(), simulator.WithSteadyOrder())...)
	b.Cleanup(s.Close)
	return s, &http.Client{Transport: s.Transport(), CheckRedirect: stay}
}

func benchCall(b *testing.B, s *simulator.Service, c *http.Client, endpoint, params string) string {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), "POST", "http://sim.test/v1/"+endpoint+".cgi", strings.NewReader(params))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+s.Key())
	resp, err := c.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.Fatal(err)
	}
	return string(body)
}

// between cuts a value out of an answer.
func between(text, from, to string) string {
	_, text, _ = strings.Cut(text, from)
	text, _, _ = strings.Cut(text, to)
	return text
}

func BenchmarkDownloadSynthetic(b *testing.B) {
	s, c := benchClient(b)
	link := s.AddFile("/a", simulator.Synthetic(1, benchSize))
	url := between(benchCall(b, s, c, "download/get_token", `{"url":"`+link+`"}`), `"url":"`, `"`)
	buf := make([]byte, 256<<10)
	b.SetBytes(benchSize)
	for b.Loop() {
		resp, err := c.Get(url)
		if err != nil {
			b.Fatal(err)
		}
		n, err := io.CopyBuffer(onlyWriter{io.Discard}, resp.Body, buf)
		if resp.Body.Close(); n != benchSize || err != nil {
			b.Fatal(n, err)
		}
	}
}

type onlyWriter struct{ io.Writer }

func BenchmarkUpload(b *testing.B) {
	for name, opts := range map[string][]simulator.Option{
		"summed":  {simulator.WithDiscard()},
		"skipped": {simulator.WithDiscard(), simulator.WithSums(func(string, int64) string { return "" })},
	} {
		b.Run(name, func(b *testing.B) {
			s, c := benchClient(b, opts...)
			const head = "--B\r\nContent-Disposition: form-data; name=\"file[]\"; filename=\"a\"\r\n\r\n"
			const foot = "\r\n--B--\r\n"
			b.SetBytes(benchSize)
			for b.Loop() {
				id := between(benchCall(b, s, c, "upload/get_upload_server", "{}"), `"id":"`, `"`)
				body := io.MultiReader(strings.NewReader(head), io.LimitReader(zeros{}, benchSize), strings.NewReader(foot))
				r, err := http.NewRequestWithContext(b.Context(), "POST", "http://sim.test/upload.cgi?id="+id, body)
				if err != nil {
					b.Fatal(err)
				}
				r.ContentLength = int64(len(head) + benchSize + len(foot))
				r.Header.Set("Content-Type", "multipart/form-data; boundary=B")
				resp, err := c.Do(r)
				if err != nil {
					b.Fatal(err)
				}
				if resp.Body.Close(); resp.StatusCode != 302 {
					b.Fatal(resp.Status)
				}
			}
		})
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func BenchmarkListing(b *testing.B) {
	s, c := benchClient(b)
	for n := range 5000 {
		s.AddFile("/"+strconv.Itoa(n)+".jpg", simulator.Synthetic(1, 1))
	}
	benchCall(b, s, c, "file/ls", "{}")
	for b.Loop() {
		benchCall(b, s, c, "file/ls", "{}")
	}
}
