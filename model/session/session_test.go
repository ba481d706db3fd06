package session

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
	"onefm/model/mirror"
	"onefm/model/plan"
)

func key(t *testing.T, s string) fichier.Secret {
	t.Helper()
	k, err := fichier.NewSecret(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// simulated returns a service and options that lead to it. The test must be in a
// bubble; it fails when a limit of the service was exceeded.
func simulated(t *testing.T, dir string) (*simulator.Service, Options) {
	t.Helper()
	sim := simulator.New()
	t.Cleanup(func() {
		for _, v := range sim.Violations() {
			t.Errorf("violation: %+v", v)
		}
		sim.Close()
		time.Sleep(time.Second) // for the server's own timers
	})
	return sim, Options{Key: key(t, sim.Key()), Transport: sim.Transport(), StateDir: dir}
}

func opened(t *testing.T, o Options) *Session {
	t.Helper()
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatalf("Open = %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close = %v", err)
		}
	})
	return s
}

func TestSessionsInARowMakeOneCall(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	synctest.Test(t, func(t *testing.T) {
		sim, o := simulated(t, dir)
		sim.AddFile("/films/a.mkv", simulator.Text("abc"))
		for range 3 {
			s := opened(t, o)
			l, err := s.Mirror.List(t.Context(), model.AccountPath("/films"), model.Refresh)
			if err != nil || len(l.Entries) != 1 {
				t.Errorf("List = %+v, %v", l, err)
			}
			if _, err := s.Check(t.Context()); err != nil {
				t.Errorf("Check = %v", err)
			}
			if n := s.Notices(); len(n) != 0 {
				t.Errorf("notices = %+v", n)
			}
		}
		if n := sim.Count(""); n != 3 { // the root, films, the account
			t.Errorf("%d calls: %+v", n, sim.Calls())
		}
	})
}

func TestKeyIsNeverInTheState(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	synctest.Test(t, func(t *testing.T) {
		sim, o := simulated(t, dir)
		sim.AddFile("/a", simulator.Text("abc"))
		s := opened(t, o)
		if _, err := s.Mirror.List(t.Context(), model.AccountPath("/"), model.Auto); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		files := 0
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			files++
			b, err := os.ReadFile(path)
			if strings.Contains(path+string(b), sim.Key()) {
				t.Errorf("%s holds the key", path)
			}
			if info, err := d.Info(); err == nil && runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Errorf("%s has mode %v", path, info.Mode())
			}
			return err
		})
		if err != nil || files == 0 {
			t.Errorf("%d files, %v", files, err)
		}
	})
}

func TestEveryAccountHasItsOwnState(t *testing.T) {
	t.Parallel()
	a, b := key(t, strings.Repeat("a", 32)), key(t, strings.Repeat("b", 32))
	names := map[string]bool{}
	for _, o := range []Options{{Key: a}, {Key: b}, {Key: a, APIURL: "http://127.0.0.1:1"}} {
		names[o.account()] = true
	}
	if len(names) != 3 || names[""] {
		t.Errorf("fingerprints = %v, want three", names)
	}
	if (Options{Key: a}).account() != (Options{Key: a, APIURL: fichier.API}).account() {
		t.Error("the official address makes a difference")
	}
}

func TestWithoutKey(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	synctest.Test(t, func(t *testing.T) {
		sim, o := simulated(t, dir)
		sim.AddFile("/a", simulator.Text("abc"))
		good := o.Key
		o.Key = fichier.Secret{}
		s := opened(t, o)
		if s.HasKey() || s.Client != nil {
			t.Error("there is a key")
		}
		if _, err := s.Check(t.Context()); !errors.Is(err, model.ErrNoKey) {
			t.Errorf("Check = %v", err)
		}
		if _, err := s.Resolve(t.Context(), "https://1fichier.com/?abcdefghij"); !errors.Is(err, model.ErrNoKey) {
			t.Errorf("Resolve = %v", err)
		}
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a state folder was made for nobody: %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.Run(ctx) }()
		synctest.Wait()
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run = %v", err)
		}

		signedIn, err := s.Reopen(t.Context(), good)
		if err != nil {
			t.Fatal(err)
		}
		defer signedIn.Close()
		info, err := signedIn.Check(t.Context())
		if err != nil || info.Email == "" || !signedIn.HasKey() {
			t.Errorf("Check = %+v, %v", info, err)
		}
		wrong, err := s.Reopen(t.Context(), key(t, strings.Repeat("x", 32)))
		if err != nil {
			t.Fatal(err)
		}
		defer wrong.Close()
		if _, err := wrong.Check(t.Context()); !errors.Is(err, fichier.ErrAuth) {
			t.Errorf("Check of a wrong key = %v", err)
		}
	})
}

func TestInMemoryLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	synctest.Test(t, func(t *testing.T) {
		sim, o := simulated(t, dir)
		sim.AddFile("/a", simulator.Text("abc"))
		o.InMemory = true
		s := opened(t, o)
		if _, err := s.Mirror.List(t.Context(), model.AccountPath("/"), model.Auto); err != nil {
			t.Errorf("List = %v", err)
		}
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("state folder: %v", err)
		}
		if n := s.Notices(); len(n) != 0 {
			t.Errorf("notices = %+v", n)
		}
	})
}

func TestStateFolderBecomesPrivate(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	opened(t, Options{Key: key(t, strings.Repeat("k", 32)), StateDir: dir})
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestUnwritableStateIsANotice(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := opened(t, Options{Key: key(t, strings.Repeat("k", 32)), StateDir: filepath.Join(file, "onefm")})
	if n := s.Notices(); len(n) != 1 || n[0].Kind != mirror.InMemory {
		t.Errorf("notices = %+v", n)
	}
}

// A queue that can't be read is set aside, and a person hears of it, once, after
// what was told before.
func TestUnreadableQueueIsANotice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	o := Options{Key: key(t, strings.Repeat("k", 32)), StateDir: dir}
	file := filepath.Join(dir, queuePrefix+o.account()+database)
	if err := os.WriteFile(file, []byte("dear diary"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "mirror-"+o.account()+database), []byte("dear diary"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := opened(t, o)
	before := s.Notices()
	s.OpenQueue(t.Context())
	s.OpenQueue(t.Context())
	var kinds []mirror.NoticeKind
	for _, n := range s.Notices() {
		kinds = append(kinds, n.Kind)
	}
	if want := []mirror.NoticeKind{mirror.SetAside, mirror.QueueSetAside}; !slices.Equal(kinds, want) || len(before) != 1 {
		t.Errorf("kinds of notices = %v, want %v; %d at first, want 1", kinds, want, len(before))
	}
}

func TestBadAddressIsAnError(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"http://example.org", "ftp://127.0.0.1", "::"} {
		if s, err := Open(t.Context(), Options{APIURL: url}); err == nil {
			t.Errorf("Open with %q succeeded", url)
			_ = s.Close()
		}
	}
}

func TestLinksLeadToEntries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim, o := simulated(t, "")
		o.InMemory = true
		file := sim.AddForeign("b@example.org", "/theirs.bin", simulator.Text("hello"))
		sim.AddForeign("b@example.org", "/public/x.txt", simulator.Text("x"))
		page := sim.Publish("b@example.org", "/public", "")
		s := opened(t, o)

		r, err := s.Resolve(t.Context(), file)
		if err != nil || r.Kind != plan.File || len(r.Entries) != 1 {
			t.Fatalf("Resolve(%s) = %+v, %v", file, r, err)
		}
		if e := r.Entries[0]; e.Name != "theirs.bin" || e.Size != 5 || e.ID != file || len(e.Sum) != 128 {
			t.Errorf("entry = %+v", e)
		}
		r, err = s.Resolve(t.Context(), page)
		if err != nil || r.Kind != plan.PublicFolder || len(r.Entries) != 1 || r.Entries[0].Name != "x.txt" {
			t.Errorf("Resolve(%s) = %+v, %v", page, r, err)
		}
		calls := sim.Count("")
		r, err = s.Resolve(t.Context(), "https://example.org/a.iso")
		if err != nil || r.Kind != plan.Foreign || sim.Count("") != calls {
			t.Errorf("Resolve of a foreign link = %+v, %v", r, err)
		}
		if _, err := s.Resolve(t.Context(), "no link"); err == nil {
			t.Error("Resolve of no link succeeded")
		}
	})
}

func TestSumOfALocalFile(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "abc")
	if err := os.WriteFile(name, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := opened(t, Options{})
	p, err := model.LocalPath(name)
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.Disk.Stat(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Trees().Sum(t.Context(), model.Item{Dir: p.Parent(), Entry: e})
	const want = "4e2448a4c6f486bb16b6562c73b4020bf3043e3a731bce721ae1b303d97e6d4c" +
		"7181eebdb6c57e277d0e34957114cbd6c797fc9d95d8b582d225292076d4eef5" // 1fichier-api §7
	if err != nil || got != want {
		t.Errorf("sum = %s, %v; want %s", got, err, want)
	}
}

func TestStateDirOfEachSystem(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	xdg := filepath.Join(root, "xdg")
	for _, tt := range []struct {
		goos string
		env  map[string]string
		want string
	}{
		{"linux", nil, filepath.Join(root, ".local", "state", "onefm")},
		{"freebsd", map[string]string{"XDG_STATE_HOME": "relative"}, filepath.Join(root, ".local", "state", "onefm")},
		{"linux", map[string]string{"XDG_STATE_HOME": xdg}, filepath.Join(xdg, "onefm")},
		{"darwin", nil, filepath.Join(root, "Library", "Application Support", "onefm")},
		{"darwin", map[string]string{"XDG_STATE_HOME": xdg}, filepath.Join(xdg, "onefm")},
		{"windows", map[string]string{"LocalAppData": xdg}, filepath.Join(xdg, "onefm")},
		{"windows", nil, filepath.Join(root, "AppData", "Local", "onefm")},
	} {
		got, err := stateDir(tt.goos, func(k string) string { return tt.env[k] }, func() (string, error) { return root, nil })
		if err != nil || got != tt.want {
			t.Errorf("stateDir on %s with %v = %s, %v; want %s", tt.goos, tt.env, got, err, tt.want)
		}
	}
	nobody := func() (string, error) { return "", errors.New("no home") }
	if dir, err := stateDir("linux", func(string) string { return "" }, nobody); err == nil {
		t.Errorf("stateDir without a home = %s", dir)
	}
}
