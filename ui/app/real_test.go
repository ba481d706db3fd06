package app

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
	"onefm/model/session"
)

// real is the whole product in a bubble: the window, the session with its client,
// mirror and engine, a folder of the real disk, and the service over pipes.
type real struct {
	*window

	svc *simulator.Service
	dir string
}

// openReal opens the window on a folder of the disk and an account that seed fills.
func openReal(t *testing.T, dir string, seed func(s *simulator.Service), opts ...simulator.Option) *real {
	t.Helper()
	svc := simulator.New(opts...)
	if seed != nil {
		seed(svc)
	}
	key, err := fichier.NewSecret(svc.Key())
	if err != nil {
		t.Fatal(err)
	}
	s, err := session.Open(t.Context(), session.Options{Key: key, Transport: svc.Transport(), InMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	local, err := model.LocalPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		svc.Close()
		for _, v := range svc.Violations() {
			t.Errorf("a rule of the service was broken: %+v", v)
		}
	})
	cfg := Config{Services: FromSession(s), LocalDir: local, FKeys: true}
	return &real{window: open(t, cfg, 110, 30, 52), svc: svc, dir: dir}
}

// write puts a file with content of its own on the disk.
func write(t *testing.T, dir, name string, size int) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content(name, size), 0o600); err != nil {
		t.Fatal(err)
	}
}

func content(name string, size int) []byte {
	rnd := rand.NewChaCha8(sha256.Sum256([]byte(name)))
	b := make([]byte, size)
	_, _ = rnd.Read(b)
	return b
}

// stored returns what the account holds below a path, by path.
func (r *real) stored(t *testing.T) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for _, e := range r.svc.Truth() {
		if e.Folder {
			continue
		}
		f, err := r.svc.Open(e.Link)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		_ = f.Close()
		all[e.Path] = b
	}
	return all
}

// finish waits on the fake clock until nothing moves any more.
func (r *real) finish() *real {
	r.t.Helper()
	for range 600 {
		r.wait(time.Second)
		if s := r.m.queue.now; !s.Busy() && len(r.m.held) == 0 && len(r.m.drafts) == 0 {
			r.wait(time.Second)
			return r
		}
	}
	r.t.Fatalf("still busy after ten minutes:\n%s", r.scr.text())
	return r
}

// seedLocal makes three files and a folder with 200 small ones, and returns their
// paths and sizes.
func seedLocal(t *testing.T, dir string) map[string]int {
	t.Helper()
	files := map[string]int{"one.bin": 60_000, "two.bin": 70_001, "three.bin": 1}
	for i := range 200 {
		files[fmt.Sprintf("small/f%03d.txt", i)] = 1 + i
	}
	for name, size := range files {
		write(t, dir, name, size)
	}
	return files
}

// checkAccount holds the account to what was sent.
func (r *real) checkAccount(t *testing.T, files map[string]int) {
	t.Helper()
	got := r.stored(t)
	if len(got) != len(files) {
		t.Errorf("the account holds %d files, want %d", len(got), len(files))
	}
	for name, size := range files {
		if string(got["/"+name]) != string(content(name, size)) {
			t.Fatalf("%s did not arrive as it was sent: %d bytes, want %d", name, len(got["/"+name]), size)
		}
	}
}

// checkDisk holds a folder of the disk to what was sent.
func checkDisk(t *testing.T, dir string, files map[string]int) {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		n++
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		if string(b) != string(content(name, files[name])) {
			t.Errorf("%s came back different", name)
		}
		return nil
	})
	if err != nil || n != len(files) {
		t.Errorf("%d files on the disk, want %d (%v)", n, len(files), err)
	}
}

// there and back take three marked files and a folder across and home again, each
// by its own gesture.
func thereAndBack(t *testing.T, there, back func(r *real)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		files := seedLocal(t, dir)
		r := openReal(t, dir, nil)
		calls := r.svc.Count("")
		there(r)
		r.finish().checkAccount(t, files)
		if n := r.svc.Count("") - calls; n >= 10 {
			t.Errorf("%d API calls for %d files, want fewer than 10", n, len(files))
		}
		r.paneShows(right, "small", "one.bin", "three.bin", "two.bin")

		home := t.TempDir()
		r.press("g", "p", "ctrl+u").types(home).press("enter").paneShows(left)
		back(r)
		r.finish()
		checkDisk(t, home, files)
		r.paneShows(left, "small", "one.bin", "three.bin", "two.bin")
	})
}

func TestDragThereAndBack(t *testing.T) {
	thereAndBack(t,
		func(r *real) {
			r.press("home", "space", "space", "space", "space")
			r.drag(left, "small").overPane(right).drop().shows("Copying 4 items to 1f:/")
		},
		func(r *real) {
			r.press("tab", "A")
			r.drag(right, "one.bin").overPane(left).drop()
		})
}

func TestKeysThereAndBack(t *testing.T) {
	thereAndBack(t,
		func(r *real) { r.press("A", "f5") },
		func(r *real) { r.press("tab", "A", "c", "c") })
}

func TestCarryThereAndBack(t *testing.T) {
	thereAndBack(t,
		func(r *real) { r.press("A", "Y", "tab", "p") },
		func(r *real) { r.press("tab", "A", "shift+f5", "tab", "enter") })
}

func TestLinkOfAnUploadedFile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, "one.bin", 1000)
		r := openReal(t, dir, nil)
		r.press("f5")
		r.finish().press("tab", "s", "s").shows("Copied the link of one.bin")
		truth := r.svc.Truth()
		if len(truth) != 1 || r.scr.clipboard() != truth[0].Link {
			t.Errorf("clipboard %q, the account holds %+v", r.scr.clipboard(), truth)
		}
	})
}

func TestFilesOfTheAccount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := openReal(t, t.TempDir(), func(s *simulator.Service) {
			s.AddFile("/Films/alien.mkv", simulator.Bytes([]byte("alien")))
			s.AddFile("/Films/brazil.mkv", simulator.Bytes([]byte("brazil")))
			s.AddFolder("/Backups")
		})
		r.wait(time.Second).paneShows(right, "Backups", "Films")
		r.press("tab", "j", "enter").wait(time.Second).paneShows(right, "alien.mkv", "brazil.mkv")
		r.press("r", "ctrl+u").types("Aliens").press("enter").wait(2*time.Second).cursorOn(right, "Aliens.mkv")
		r.press("f7").types("new").press("enter").wait(2*time.Second).cursorOn(right, "new")
		r.press("G", "d", "d").wait(trashDelay+3*time.Second).paneShows(right, "new", "Aliens.mkv")
		r.press("G", "x", "h", "home", "enter").wait(2 * time.Second).press("p").wait(chipDelay)
		r.finish().paneShows(right, "Aliens.mkv")
		r.press("D").types("1").press("enter").wait(5 * time.Second).paneShows(right)
	})
}

func TestServiceThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, "one.bin", 1000)
		r := openReal(t, dir, func(s *simulator.Service) { s.AddFolder("/Films") })
		rule, err := simulator.ParseFault("* hang")
		if err != nil {
			t.Fatal(err)
		}
		r.wait(time.Second)
		r.svc.Fault(rule)
		r.press("tab", "enter", "tab", "f5").wait(chipDelay)
		for _, key := range []string{"tab", "g"} {
			before, start := r.scr.text(), time.Now()
			r.scr.send(keyBytes(key))
			for r.scr.text() == before && key == "tab" {
				r.wait(time.Millisecond)
				if time.Since(start) > 50*time.Millisecond {
					t.Fatal("a key is not on the screen within 50 ms while the service hangs")
				}
			}
		}
		r.press("esc", "esc", "esc")
		r.svc.ClearFaults()
	})
}

func TestSignInThroughTheGuide(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		svc := simulator.New()
		svc.AddFolder("/Films")
		s, err := session.Open(t.Context(), session.Options{Transport: svc.Transport(), InMemory: true})
		if err != nil {
			t.Fatal(err)
		}
		local, _ := model.LocalPath(t.TempDir())
		var saved string
		cfg := Config{Services: FromSession(s), LocalDir: local, KeyURL: "https://1fichier.com/console/params.pl"}
		cfg.SignIn = SignIn(s, func(_ context.Context, key string) (fmt.Stringer, error) {
			saved = key
			return kept("the kernel keyring, until the next reboot"), nil
		})
		t.Cleanup(svc.Close)
		w := open(t, cfg, 100, 30)
		w.types("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").press("enter").wait(time.Second).shows("refused")
		w.press("ctrl+u").paste(svc.Key()).press("enter").wait(time.Second).shows("the kernel keyring")
		w.press("enter").wait(time.Second).paneShows(right, "Films")
		if saved != svc.Key() {
			t.Errorf("saved %q", saved)
		}
		if n := svc.Count("user/info"); n != 2 {
			t.Errorf("%d calls to check two keys", n)
		}
	})
}

type kept string

func (p kept) String() string { return string(p) }
