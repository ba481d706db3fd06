package simulator_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier/simulator"
)

func TestFolderLs(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	c.s.AddFile("/office/a", simulator.Text("12345"))
	c.s.AddFile("/office/b", simulator.Text("123"))
	sub, work := c.s.AddFolder("/office/2025"), c.s.AddFolder("/office")
	root := c.ok("folder/ls", m{})
	if got := texts(root); got["folder_id"] != "0" || got["name"] != "Root" || got["size"] != "null" || got["files"] != "0" {
		t.Errorf("root: got %v", got)
	}
	child := objects(root["sub_folders"])[0]
	if got := texts(child); got["id"] != id(work) || got["name"] != "office" || got["pass"] != "0" || len(got["create_date"]) != 19 {
		t.Errorf("child: got %v", got)
	}
	v := c.ok("folder/ls", m{"folder_id": work, "files": 1})
	if got := texts(v); got["folder_id"] != id(work) || got["size"] != "8" || got["files"] != "2" || len(objects(v["items"])) != 2 {
		t.Errorf("with files: got %v", v)
	}
	if v := c.ok("folder/ls", m{"folder_id": sub}); v["items"] != nil || v["size"] != nil {
		t.Errorf("empty: got %v", v)
	}
	c.ko("folder/ls", m{"folder_id": 4711}, 404, "Folder not found")

	plain := start(t, simulator.WithoutFolderItems())
	plain.s.AddFile("/a", simulator.Text("x"))
	if v := plain.ok("folder/ls", m{"files": 1}); v["items"] != nil {
		t.Errorf("without items: got %v", v)
	}
}

func TestFolderMkdir(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	v := c.ok("folder/mkdir", m{"name": "a"})
	if got := texts(v); got["name"] != "a" || got["folder_id"] != id(c.s.AddFolder("/a")) {
		t.Errorf("got %v", v)
	}
	c.ok("folder/mkdir", m{"name": "b", "folder_id": v["folder_id"]})
	c.paths("/a", "/a/b")
	c.ko("folder/mkdir", m{"name": "a"}, 200, "Folder already exists")
	c.ko("folder/mkdir", m{"name": "c", "folder_id": 4711}, 404, "Folder not found")
	c.ok("folder/mkdir", m{"name": strings.Repeat("é", 250)})
	for _, name := range []string{strings.Repeat("é", 251), "", ".", "..", "a/b", `a\b`, "a\nb", "a'b", " a", "a ", "a$"} {
		c.ko("folder/mkdir", m{"name": name}, 200, "Invalid name")
	}

	knob := start(t, simulator.WithTwinFolders(), simulator.WithNames(simulator.StripNames, simulator.StripNames))
	knob.ok("folder/mkdir", m{"name": "a"})
	if v := knob.ok("folder/mkdir", m{"name": "a$ "}); v["name"] != "a" {
		t.Errorf("stripped: got %v", v)
	}
	knob.paths("/a", "/a")
}

func TestFolderMv(t *testing.T) {
	t.Parallel()
	setup := func(opts ...simulator.Option) (c *client, sub, to int64) {
		c = start(t, append(opts, simulator.WithRelaxed())...)
		return c, c.s.AddFolder("/a/sub"), c.s.AddFolder("/to")
	}
	c, sub, to := setup()
	v := c.ok("folder/mv", m{"folder_id": sub, "destination_folder_id": to, "rename": "new"})
	if v["old_name"] != "sub" || v["new_name"] != "new" {
		t.Errorf("got %v", v)
	}
	c.paths("/a", "/to", "/to/new")
	c.ok("folder/mv", m{"folder_id": sub, "rename": "up"}) // a missing destination is the root
	c.paths("/a", "/to", "/up")
	c.ok("folder/mv", m{"folder_id": sub, "destination_folder_id": to})
	c.paths("/a", "/to", "/to/up")

	c.ko("folder/mv", m{"folder_id": to, "destination_folder_id": sub}, 200, "A folder can not be moved into itself")
	c.ko("folder/mv", m{"folder_id": 0, "destination_folder_id": to}, 200, "Root folder can not be changed")
	c.ko("folder/mv", m{"folder_id": to, "destination_folder_id": 4711}, 404, "Folder not found")
	c.ko("folder/mv", m{"folder_id": to, "destination_folder_id": 0}, 200, "No changes requested")
	c.ko("folder/mv", m{"folder_id": to, "destination_folder_id": 0, "rename": "a"}, 200, "Folder already exists")
	c.ko("folder/mv", m{"folder_id": to, "destination_folder_id": 0, "rename": "a'"}, 200, "Invalid name")

	c, sub, to = setup(simulator.WithDocumentedFolderMove())
	c.ok("folder/mv", m{"folder_id": sub, "destination_folder_id": to, "rename": "new"})
	c.paths("/a", "/a/new", "/to")
}

func TestFolderRm(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	link := c.s.AddFile("/a/f", simulator.Text("x"))
	a := c.s.AddFolder("/a")
	c.ko("folder/rm", m{"folder_id": a}, 200, "Folder not empty")
	c.ok("file/rm", m{"files": []m{{"url": link}}})
	c.ok("folder/rm", m{"folder_id": a})
	c.ko("folder/rm", m{"folder_id": a}, 404, "Folder not found")
	c.ko("folder/rm", m{"folder_id": 0}, 200, "Root folder can not be changed")
	c.paths()
}

func TestFolderShareAndPublicPage(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	link := c.s.AddFile("/pub/a.txt", simulator.Text("12345"), simulator.Protected("secret"))
	c.s.AddFile("/pub/deeper/b.txt", simulator.Text("x"))
	pub := c.s.AddFolder("/pub")
	url := c.ok("folder/share", m{"folder_id": pub, "share": 1})["url"].(string)
	if !strings.HasPrefix(url, "https://1fichier.com/dir/") {
		t.Fatalf("got %q", url)
	}
	if v := c.ok("folder/ls", m{"folder_id": pub}); v["shared"] != url {
		t.Errorf("got %v", v)
	}
	get := func(method, query, kind, body string) answer {
		return c.must(c.request(t.Context(), method, url+query, kind, body))
	}
	a := get("GET", "?json=1", "", "")
	list := decodeList(t, a.body)
	if len(list) != 1 {
		t.Fatalf("got %s, want one file", a.body)
	}
	want := map[string]string{"filename": "a.txt", "size": "5", "link": link, "password": "1", "acl": "0"}
	if diff := cmp.Diff(want, texts(list[0])); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := string(get("GET", "?e=1", "", "").body); got != link+";a.txt;5\n" {
		t.Errorf("export: got %q", got)
	}

	c.ko("folder/share", m{"folder_id": pub, "pass": "12345"}, 200, "Password too short (6 characters at least)")
	c.ok("folder/share", m{"folder_id": pub, "pass": "secret"})
	if a := get("GET", "?json=1", "", ""); !strings.HasPrefix(string(a.body), "<!DOCTYPE") {
		t.Errorf("without password: got %s", a.body)
	}
	a = get("POST", "", "application/x-www-form-urlencoded", "json=1&pass=secret")
	if len(decodeList(t, a.body)) != 1 {
		t.Errorf("with password: got %s", a.body)
	}

	c.ok("folder/share", m{"folder_id": pub, "shares": []m{{"email": "x@y.z", "rw": 1}, {"email": "q@y.z", "rw": 1, "hide_links": 1}}})
	shares := objects(c.ok("folder/ls", m{"folder_id": pub})["shares"])
	if len(shares) != 2 || texts(shares[0])["rw"] != "1" || texts(shares[1])["rw"] != "0" {
		t.Errorf("got shares %v", shares)
	}
	c.ok("folder/share", m{"folder_id": pub, "shares": 0, "share": 0})
	if v := c.ok("folder/ls", m{"folder_id": pub}); v["shares"] != nil || v["shared"] != nil {
		t.Errorf("after the end of sharing: got %v", v)
	}
	if a := get("GET", "?json=1", "", ""); a.status != 404 {
		t.Errorf("got %d, want 404", a.status)
	}
}

func TestForeignShares(t *testing.T) {
	t.Parallel()
	const owner = "o@example.org"
	c := start(t, simulator.WithRelaxed())
	c.s.AddForeign(owner, "/team/f.txt", simulator.Text("Hello world\n"), simulator.Protected("secret"))
	c.s.AddForeign(owner, "/hidden/h.txt", simulator.Text("h"))
	c.s.AddForeign(owner, "/own/x", simulator.Text("x"))
	team := c.s.ShareWithAccount(owner, "/team", true, false)
	hidden := c.s.ShareWithAccount(owner, "/hidden", true, true)

	v := c.ok("folder/ls", m{"folder_id": team})
	if got := texts(v); got["user"] != owner || got["rw"] != "1" || got["hide_links"] != "0" {
		t.Errorf("got %v", v)
	}
	c.ok("folder/mkdir", m{"folder_id": team, "name": "ours"})
	c.ko("folder/mkdir", m{"folder_id": hidden, "name": "ours"}, 403, "Resource not allowed")
	item := objects(c.ok("file/ls", m{"folder_id": hidden})["items"])[0]
	if item["url"] != nil {
		t.Errorf("hidden links: got %v", item)
	}
	// Passwords don't count in shares, and a file can be named by its place.
	url := c.ok("download/get_token", m{"folder_id": team, "filename": "f.txt"})["url"].(string)
	if a, err := c.download(url); err != nil || string(a.body) != "Hello world\n" {
		t.Errorf("got %q %v", a.body, err)
	}
	c.ko("file/ls", m{"folder_id": 0, "sharing_user": owner}, 403, "Resource not allowed")
	c.s.ShareWithAccount(owner, "/", false, false)
	if v := c.ok("folder/ls", m{"sharing_user": owner}); len(objects(v["sub_folders"])) != 3 {
		t.Errorf("shared root: got %v", v)
	}
	c.ko("folder/ls", m{"sharing_user": "nobody@example.org"}, 403, "No such user")
}
