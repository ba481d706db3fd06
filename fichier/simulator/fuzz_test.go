package simulator

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// checkTree fails when the parts of the tree don't agree.
func checkTree(t *testing.T, s *Service) {
	t.Helper()
	seen := 0
	var visit func(dir *folder)
	visit = func(dir *folder) {
		for _, f := range dir.files {
			if f.gone.IsZero() {
				seen++
				if f.folder != dir || s.tree.files[f.id] != f || f.name == "" || f.blob.links < 1 {
					t.Errorf("broken file %+v in %s", f, dir.path())
				}
			}
		}
		for _, sub := range dir.folders {
			if sub.parent != dir || s.tree.folders[sub.id] != sub || sub.name == "" {
				t.Errorf("broken folder %+v", sub)
			}
			visit(sub)
		}
	}
	visit(s.tree.root)
	for _, root := range s.tree.roots {
		visit(root)
	}
	if seen != len(s.tree.files) {
		t.Errorf("%d files in folders, %d links", seen, len(s.tree.files))
	}
}

// Whatever is sent to a node, the answer is a redirect with a file in the account, or a
// refusal with none.
func FuzzUpload(f *testing.F) {
	const kind = "multipart/form-data; boundary=B"
	const head = "--B\r\nContent-Disposition: form-data; name=\"file[]\"; filename=\"a\"\r\n\r\n"
	f.Add(kind, []byte(head+"x\r\n--B--\r\n"))
	f.Add(kind, []byte("--B\r\nContent-Disposition: form-data; name=\"did\"\r\n\r\n-1\r\n"+head+"x\r\n--B--"))
	f.Add("multipart/form-data; boundary=\x00", []byte(head))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		s := New()
		defer s.Close()
		s.uploads["x"] = &upload{id: "x", issued: s.conf.clock()}
		r := httptest.NewRequestWithContext(t.Context(), "POST", "http://sim.test/upload.cgi?id=x", bytes.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Authorization", "Bearer "+s.Key())
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		report := httptest.NewRecorder()
		s.ServeHTTP(report, httptest.NewRequestWithContext(t.Context(), "GET", "http://sim.test/end.pl?xid=x", nil))
		accepted := w.Code == 302 && report.Code == 200 && len(s.tree.files) > 0
		refused := w.Code != 302 && report.Code == 404 && len(s.tree.files) == 0
		if !accepted && !refused {
			t.Errorf("got %d, report %d, %d files", w.Code, report.Code, len(s.tree.files))
		}
		checkTree(t, s)
	})
}

// Whatever a call holds, the answer is JSON and the tree stays whole.
func FuzzAPI(f *testing.F) {
	const link = "https://1fichier.com/?aaaaaaaaaa"
	for _, seed := range []struct{ endpoint, body string }{
		{"file/mv", `{"urls":["` + link + `"],"destination_folder_id":22700007,"rename":"x"}`},
		{"file/rm", `{"files":[{"url":"` + link + `"}]}`},
		{"file/rename", `{"urls":[{"url":"` + link + `","filename":"y"}],"pretty":1}`},
		{"file/cp", `{"urls":"` + link + `","folder_id":"22700014"}`},
		{"file/chattr", `{"urls":["` + link + `"],"acl":{"ip":[1,null]},"pass":null}`},
		{"folder/mv", `{"folder_id":22700007,"destination_folder_id":22700014}`},
		{"folder/rm", `{"folder_id":22700014}`},
		{"folder/share", `{"folder_id":22700007,"share":1,"shares":[{"email":"a@b.c"}]}`},
		{"folder/mkdir", `{"name":"n"}`},
		{"folder/ls", `{"files":1}`},
		{"remote/request", `{"urls":["http://a/b"],"headers":{"a":1}}`},
		{"user/info", `{"ftp_did":1e400}`},
	} {
		f.Add(seed.endpoint, []byte(seed.body))
	}
	f.Fuzz(func(t *testing.T, endpoint string, body []byte) {
		s := New(WithRelaxed())
		defer s.Close()
		s.AddFolder("/one")
		s.AddFolder("/one/two")
		file := &file{id: "aaaaaaaaaa", domain: domain(0), name: "a", blob: Text("x").blob}
		s.tree.add(file, s.tree.root)
		if _, known := s.api[endpoint]; !known {
			t.Skip()
		}
		r := httptest.NewRequestWithContext(t.Context(), "POST", "http://sim.test/v1/"+endpoint+".cgi", bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+s.Key())
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s %q: got %q", endpoint, body, w.Body)
		}
		checkTree(t, s)
	})
}

// No name gets past the policies with what the service doesn't keep.
func FuzzFitName(f *testing.F) {
	for _, seed := range []string{"a", " a ", "a/b", "..", "\xff", "é$", "a\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		for _, policy := range []NamePolicy{RefuseNames, StripNames} {
			got, ok := fitName(name, policy)
			if !ok {
				continue
			}
			if got == "" || got == "." || got == ".." || strings.ContainsFunc(got, hostile) ||
				strings.Trim(got, " ") != got || strings.ToValidUTF8(got, "") != got {
				t.Errorf("%q with policy %d: got %q", name, policy, got)
			}
			if policy == RefuseNames && got != name {
				t.Errorf("%q was changed to %q", name, got)
			}
			if again, ok := fitName(got, policy); !ok || again != got {
				t.Errorf("%q: %q becomes %q", name, got, again)
			}
		}
	})
}

// The encoder writes what any decoder reads back, hostile text included.
func FuzzEncoder(f *testing.F) {
	f.Add("a\"\\\n\x00\u2028é", int64(7))
	f.Fuzz(func(t *testing.T, text string, n int64) {
		s := New()
		defer s.Close()
		b := s.encode(object{{"t", text}, {"n", n}, {"l", []string{text}}, {"o", []object{{{"x", nil}}}}})
		var v struct {
			T string
			N int64
			L []string
			O []map[string]any
		}
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		want := string([]rune(text)) // each bad byte becomes U+FFFD
		if v.T != want || v.N != n || !slices.Equal(v.L, []string{want}) || len(v.O) != 1 {
			t.Errorf("%q, %d: got %s", text, n, b)
		}
	})
}
