package simulator_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier/simulator"
)

const notThere = "https://1fichier.com/?aaaaaaaaaaaaaaaaaaaa"

func TestFileLs(t *testing.T) {
	t.Parallel()
	summer := time.Date(2025, 6, 30, 22, 30, 5, 0, time.UTC) // the next day in Paris
	c := start(t, simulator.WithRelaxed())
	link := c.s.AddFile("/office/notes.txt", simulator.Text("Hello world\n"), simulator.Dated(summer), simulator.Protected("secret"))
	c.s.AddFile("/office/deeper/no.txt", simulator.Text("x"))
	v := c.ok("file/ls", m{"folder_id": c.s.AddFolder("/office")})
	items := objects(v["items"])
	if len(items) != 1 {
		t.Fatalf("got %v, want one item", v)
	}
	want := map[string]string{
		"url": link, "filename": "notes.txt", "size": "12", "date": "2025-07-01 00:30:05", "checksum": helloSum,
		"content-type": "text/plain", "pass": "1", "acl": "0", "cdn": "0",
	}
	if diff := cmp.Diff(want, texts(items[0])); diff != "" {
		t.Errorf("item (-want +got):\n%s", diff)
	}
	all := c.ok("file/ls", m{"folder_id": -1})
	if len(objects(all["items"])) != 2 {
		t.Errorf("whole account: got %v", all)
	}
	// A number may come as a string.
	if v := c.ok("file/ls", m{"folder_id": id(c.s.AddFolder("/office"))}); len(objects(v["items"])) != 1 {
		t.Errorf("got %v", v)
	}
	c.ko("file/ls", m{"folder_id": 4711}, 404, "Folder not found")
}

func TestFileLsDates(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	for day := 1; day <= 5; day++ {
		at := time.Date(2025, 1, day, 11, 0, 0, 0, time.UTC) // noon in Paris
		c.s.AddFile("/"+id(int64(day)), simulator.Text("x"), simulator.Dated(at))
	}
	for _, tt := range []struct {
		params m
		want   string
	}{
		{m{}, "12345"},
		{m{"sent_after": "2025-01-02 12:00:00"}, "345"},
		{m{"sent_before": "2025-01-04 12:00:00"}, "123"},
		{m{"sent_after": "2025-01-02", "sent_before": "2025-01-04"}, "23"},
	} {
		var names []string
		for _, item := range objects(c.ok("file/ls", tt.params)["items"]) {
			names = append(names, item["filename"].(string))
		}
		slices.Sort(names)
		if got := strings.Join(names, ""); got != tt.want {
			t.Errorf("%v: got %q, want %q", tt.params, got, tt.want)
		}
	}
}

func TestListingIsCutAndShuffled(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	content := simulator.Text("x") // summed up once
	for n := range 5100 {
		c.s.AddFile("/many/"+id(int64(n)), content)
	}
	dir := c.s.AddFolder("/many")
	names := func() (names []string) {
		v := c.ok("file/ls", m{"folder_id": dir})
		if v["count"].(interface{ String() string }).String() != "5000" {
			t.Errorf("got count %v, want 5000", v["count"])
		}
		for _, item := range objects(v["items"]) {
			names = append(names, item["filename"].(string))
		}
		return names
	}
	a, b := names(), names()
	if len(a) != 5000 || slices.Equal(a, b) {
		t.Errorf("got %d items, twice in the same order: %v", len(a), slices.Equal(a, b))
	}
	all := c.ok("file/ls", m{"folder_id": -1})
	if got := len(objects(all["items"])); got != 5100 {
		t.Errorf("whole account: got %d items, want 5100", got)
	}
}

func TestFileInfo(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	link := c.s.AddFile("/a/b/c.bin", simulator.Text("Hello world\n"), simulator.Described("of use"),
		simulator.Limited(simulator.ACL{Country: []string{"FR"}, Premium: true}))
	v := c.ok("file/info", m{"url": link + "&af=12"})
	if _, has := v["status"]; has {
		t.Errorf("got a status in %v", v)
	}
	acl := v["acl"].(m)
	delete(v, "acl")
	delete(v, "date")
	want := map[string]string{
		"url": link, "filename": "c.bin", "size": "12", "checksum": helloSum, "content-type": "application/octet-stream",
		"folder_id": id(c.s.AddFolder("/a/b")), "path": "a/b", "description": "of use",
		"pass": "0", "no_ssl": "0", "inline": "0", "cdn": "0",
	}
	if diff := cmp.Diff(want, texts(v)); diff != "" {
		t.Errorf("info (-want +got):\n%s", diff)
	}
	if acl["country"].([]any)[0] != "FR" || len(acl["ip"].([]any)) != 0 {
		t.Errorf("got acl %v", acl)
	}
	foreign := c.s.AddForeign("other@example.org", "/x/y.bin", simulator.Text("y"))
	v = c.ok("file/info", m{"url": foreign})
	if _, has := v["folder_id"]; has || v["filename"] != "y.bin" {
		t.Errorf("foreign: got %v", v)
	}
	c.ko("file/info", m{"url": notThere}, 404, "Resource not found")
	alike := strings.Replace(link, "1fichier.com", "1fichier.com.evil.example", 1)
	c.ko("file/info", m{"url": alike}, 404, "Resource not found")
}

func TestProtection(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	locked := c.s.AddFile("/locked", simulator.Text("x"), simulator.Protected("secret"))
	friends := c.s.AddForeign("o@example.org", "/f", simulator.Text("x"), simulator.Limited(simulator.ACL{Email: []string{"x@y.z"}}))
	here := c.s.AddForeign("o@example.org", "/h", simulator.Text("x"), simulator.Limited(simulator.ACL{IP: []string{"203.0.113.0/24"}}))
	away := c.s.AddForeign("o@example.org", "/w", simulator.Text("x"), simulator.Limited(simulator.ACL{IP: []string{"10.0.0.1"}}))
	banned := c.s.AddForeign("b@example.org", "/b", simulator.Text("x"), simulator.Banned())
	for _, endpoint := range []string{"file/info", "download/get_token"} {
		c.ko(endpoint, m{"url": locked}, 403, "Password not provided. Resource not allowed")
		c.ko(endpoint, m{"url": locked, "pass": nil}, 403, "Password not provided. Resource not allowed")
		c.ko(endpoint, m{"url": locked, "pass": "wrong!"}, 403, "Invalid password. Resource not allowed")
		c.ok(endpoint, m{"url": locked, "pass": "secret"})
		c.ko(endpoint, m{"url": friends}, 403, "Resource not allowed")
		c.ok(endpoint, m{"url": here})
		c.ko(endpoint, m{"url": away}, 403, "Resource not allowed")
		c.ko(endpoint, m{"url": banned}, 403, "Owner locked")
	}
	c.ko("file/cp", m{"urls": []string{locked}}, 403, "Password not provided. Resource not allowed")
	c.ok("file/cp", m{"urls": []string{locked}, "pass": "secret"})

	free := start(t, simulator.WithOwnerPasses(), simulator.WithRelaxed())
	free.ok("file/info", m{"url": free.s.AddFile("/l", simulator.Text("x"), simulator.Protected("secret"))})
}

func TestFileRm(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	a, b := c.s.AddFile("/a", simulator.Text("x")), c.s.AddFile("/b", simulator.Text("x"))
	foreign := c.s.AddForeign("o@example.org", "/f", simulator.Text("x"))
	v := c.ok("file/rm", m{"files": []m{{"url": a}, {"url": notThere}, {"url": foreign}}})
	if diff := cmp.Diff([]any{a}, v["urls"]); diff != "" || v["removed"].(interface{ String() string }).String() != "1" {
		t.Errorf("got %v", v)
	}
	c.ko("file/rm", m{"files": []m{{"url": a}}}, 404, "Resource not found")
	c.ko("file/rm", m{"files": []m{{"url": foreign}}}, 403, "Resource not allowed")
	c.ko("file/rm", m{"url": b}, 200, "No file given")
	if got := c.s.Truth(); len(got) != 1 || got[0].Link != b {
		t.Errorf("got %v", got)
	}
}

func TestFileMv(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	a, b := c.s.AddFile("/a", simulator.Text("x")), c.s.AddFile("/d/b", simulator.Text("x"))
	dir := c.s.AddFolder("/to")
	v := c.ok("file/mv", m{"urls": []string{a, b}, "destination_folder_id": dir})
	if diff := cmp.Diff([]any{a, b}, v["urls"]); diff != "" {
		t.Errorf("links after the move (-want +got):\n%s", diff)
	}
	c.paths("/d", "/to", "/to/a", "/to/b")
	v = c.ok("file/mv", m{"urls": []string{b}, "destination_folder_id": 0, "rename": "c"})
	if v["filename"] != "c" {
		t.Errorf("got %v", v)
	}
	c.paths("/c", "/d", "/to", "/to/a")
	c.ko("file/mv", m{"urls": []string{a}}, 200, "destination_folder_id missing")
	c.ko("file/mv", m{"urls": []string{a}, "destination_folder_id": 4711}, 404, "Folder not found")
	c.ko("file/mv", m{"urls": []string{a}, "destination_folder_id": 0, "rename": "a"}, 200, "No file has been renamed")
	c.ko("file/mv", m{"urls": []string{a, b}, "destination_folder_id": 0, "rename": "z"}, 200, "Only one file can be renamed at a time")
	c.ko("file/mv", m{"urls": []string{a}, "destination_folder_id": dir}, 200, "No file has been moved")
	c.ko("file/mv", m{"urls": []string{a}, "destination_folder_id": 0, "rename": "a<b"}, 200, "Invalid name")
}

func TestFileRename(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	a, b := c.s.AddFile("/a", simulator.Text("x")), c.s.AddFile("/b", simulator.Text("x"))
	v := c.ok("file/rename", m{"urls": []m{{"url": a, "filename": "b"}, {"url": b, "filename": "b"}}, "pretty": 1})
	want := m{"url": a, "old_filename": "a", "new_filename": "b"}
	if diff := cmp.Diff([]m{want}, objects(v["urls"])); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	c.paths("/b", "/b") // a clash is no error
	c.ko("file/rename", m{"urls": []m{{"url": b, "filename": "b"}}}, 200, "No file has been renamed")
	c.ko("file/rename", m{"urls": []m{{"url": b, "filename": "a`b"}}}, 200, "Invalid name")

	knob := start(t, simulator.WithKOStatus(403))
	link := knob.s.AddFile("/a", simulator.Text("x"))
	knob.ko("file/rename", m{"urls": []m{{"url": link, "filename": "a"}}}, 403, "No file has been renamed")
}

func TestFileCp(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	a := c.s.AddFile("/a", simulator.Text("Hello world\n"))
	foreign := c.s.AddForeign("o@example.org", "/f", simulator.Text("x"))
	dir := c.s.AddFolder("/to")
	v := c.ok("file/cp", m{"urls": []string{a, foreign}, "folder_id": dir})
	made := objects(v["urls"])
	if made[0]["from_url"] != a || made[0]["to_url"] == a || made[1]["from_url"] != foreign {
		t.Errorf("got %v", v)
	}
	c.paths("/a", "/to", "/to/a", "/to/f")
	// The destination of mv is silently not that of cp.
	c.ok("file/cp", m{"urls": []string{foreign}, "destination_folder_id": dir, "rename": "g"})
	c.paths("/a", "/g", "/to", "/to/a", "/to/f")
	c.ko("file/cp", m{"urls": []string{notThere}}, 404, "Resource not found")
	c.ko("file/cp", m{"urls": []string{a}, "folder_id": 4711}, 404, "Folder not found")
}

func TestFileChattr(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	a, b := c.s.AddFile("/a", simulator.Text("x")), c.s.AddFile("/b", simulator.Text("x"))
	c.ok("file/chattr", m{"urls": []string{a, b}, "pass": "secret", "description": "d", "no_ssl": 1, "inline": 1, "cdn": 1})
	c.ko("file/chattr", m{"urls": []string{a}, "pass": "secret"}, 200, "No changes requested")
	v := c.ok("file/info", m{"url": a, "pass": "secret"})
	for key, want := range map[string]string{"pass": "1", "no_ssl": "1", "inline": "1", "cdn": "1", "description": "d"} {
		if got := texts(v)[key]; got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
	c.ok("file/chattr", m{"urls": []string{a}, "pass": "", "filename": "new", "acl": m{"email": []string{"x@y.z"}}})
	c.ko("file/info", m{"url": a}, 403, "Resource not allowed")
	c.ok("file/chattr", m{"urls": []string{a}, "acl": m{}})
	if v := c.ok("file/info", m{"url": a}); v["filename"] != "new" {
		t.Errorf("got %v", v)
	}
	c.ko("file/chattr", m{"urls": []string{a}, "pass": "12345"}, 200, "Password too short (6 characters at least)")
	c.ko("file/chattr", m{"urls": []string{a, b}, "filename": "z"}, 200, "Only one file can be renamed at a time")
	c.ko("file/chattr", m{"urls": []string{a}, "fileName": "z"}, 200, "No changes requested")
	c.ko("file/chattr", m{"urls": []string{notThere}, "inline": 0}, 404, "Resource not found")
}

func TestFileScan(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t)
		a := c.s.AddFile("/a", simulator.Text("x"))
		virus := c.s.AddFile("/eicar.com", simulator.Text("x"))
		big := c.s.AddFile("/big", simulator.Synthetic(1, 5e9))
		if v := c.ok("file/scan", m{"url": a}); v["date"] != nil {
			t.Errorf("first scan: got %v, want no date", v)
		}
		if v := c.ok("file/scan", m{"url": a}); v["date"] == nil {
			t.Errorf("second scan: got %v, want a date", v)
		}
		time.Sleep(6 * time.Hour)
		if v := c.ok("file/scan", m{"url": a}); v["date"] != nil {
			t.Errorf("after six hours: got %v, want no date", v)
		}
		c.ko("file/scan", m{"url": big}, 200, "File too big to be scanned")
		if v := c.call("file/scan", m{"url": virus}).json(t); v["status"] != "KO" {
			t.Errorf("virus: got %v", v)
		}
		time.Sleep(time.Second)
		c.ko("file/scan", m{"url": virus}, 404, "Resource not found")
		c.clean()
	})
}

func TestLag(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := start(t, simulator.WithLag(time.Minute))
		dir := c.s.AddFolder("/d")
		old := c.s.AddFile("/d/old", simulator.Text("x"))
		c.upload(id(dir), upfile{"new", "x"})
		c.ok("file/rm", m{"files": []m{{"url": old}}})
		names := func() string {
			time.Sleep(30 * time.Second)
			var names []string
			for _, item := range objects(c.ok("file/ls", m{"folder_id": dir})["items"]) {
				names = append(names, item["filename"].(string))
			}
			return strings.Join(names, " ")
		}
		if got := names(); got != "old" {
			t.Errorf("after 30 s: got %q, want the old file", got)
		}
		if got := names(); got != "new" {
			t.Errorf("after a minute: got %q, want the new file", got)
		}
		c.clean()
	})
}

// paths checks what the account holds.
func (c *client) paths(want ...string) {
	c.t.Helper()
	var got []string
	for _, e := range c.s.Truth() {
		got = append(got, e.Path)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		c.t.Errorf("account (-want +got):\n%s", diff)
	}
}

// texts turns the scalars of an object into strings.
func texts(o m) map[string]string {
	out := map[string]string{}
	for k := range maps.Keys(o) {
		switch v := o[k].(type) {
		case string:
			out[k] = v
		case interface{ String() string }:
			out[k] = v.String()
		case nil:
			out[k] = "null"
		}
	}
	return out
}
