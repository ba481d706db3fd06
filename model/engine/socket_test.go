package engine

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/transfer"
)

func TestLockIsForOne(t *testing.T) {
	t.Parallel()
	path := seat(t)
	l, err := TryLock(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := TryLock(path); !errors.Is(err, ErrHeld) {
		t.Errorf("a second TryLock = %v", err)
	}
	if err := l.announce("/run/x"); err != nil || announced(path) != "/run/x" {
		t.Errorf("announced %q, %v", announced(path), err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := l.Release(); err != nil || announced(path) != "" {
		t.Errorf("Release = %v, announced %q", err, announced(path))
	}
	if l, err = TryLock(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil || l.Held() {
		t.Errorf("a lock whose file is gone is held (%v)", err)
	}
	second, err := TryLock(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(l.Release(), second.Release()); err != nil {
		t.Error(err)
	}
}

// TestHelperHolds is the process that others kill.
func TestHelperHolds(t *testing.T) {
	path := os.Getenv("ONEFM_TEST_HOLD")
	if path == "" {
		t.Skip("this is a helper of another test")
	}
	lock, err := TryLock(path)
	if err != nil {
		t.Fatal(err)
	}
	l, err := listen(t.Context(), path, nothing)
	if err != nil {
		t.Fatal(err)
	}
	if err := lock.announce(l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(os.Stdout, "holding\n")
	_, _ = io.Copy(io.Discard, os.Stdin) // until it is killed
}

// kill -9 of the process with the engine: its lock and its socket are taken over.
func TestTheDeadAreReplaced(t *testing.T) {
	t.Parallel()
	path := seat(t)
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHelperHolds$", "-test.v")
	cmd.Env = append(os.Environ(), "ONEFM_TEST_HOLD="+path)
	in, _ := cmd.StdinPipe()
	defer in.Close()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan() && lines.Text() != "holding"; {
	}
	if _, err := TryLock(path); !errors.Is(err, ErrHeld) {
		t.Errorf("TryLock beside a living process = %v", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if at := announced(path); at == "" {
		t.Error("the dead process has cleaned up: nothing is tested")
	}
	d := newDepot(t)
	p := d.process(t, path, nil)
	q := d.process(t, path, nil)
	waitFor(t, q, submit(t, p))
}

// A path that is too long for a socket leads to a private folder of its own.
func TestLongPaths(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), strings.Repeat("long", 30))
	lock := filepath.Join(dir, "engine-x.lock")
	d := newDepot(t)
	p := d.process(t, lock, nil)
	at := announced(lock)
	if len(at) > longestAddress || !strings.Contains(at, tempPrefix) {
		t.Errorf("the socket is at %q", at)
	}
	if runtime.GOOS != "windows" {
		for name, want := range map[string]os.FileMode{at: 0o600, filepath.Dir(at): 0o700} {
			if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
				t.Errorf("%s: %v, %v", name, info, err)
			}
		}
	}
	waitFor(t, d.process(t, lock, nil), submit(t, p))
	p.end()
	if _, err := os.Stat(filepath.Dir(at)); !errors.Is(err, os.ErrNotExist) && announced(lock) == at {
		t.Errorf("the folder of the socket is left behind: %v", err)
	}
}

// Whatever is sent by strangers and broken programs, others are served.
func TestHostileClients(t *testing.T) {
	t.Parallel()
	d, lock := newDepot(t), seat(t)
	p := d.process(t, lock, nil)
	greetings, err := pack(hello{Onefm: protocol, Account: "acc"})
	if err != nil {
		t.Fatal(err)
	}
	deep, _ := pack(map[string]any{"do": strings.Repeat("x", largestRequest-100)})
	for _, sent := range []string{
		"", "\x00", "\x00\x00\x00\x00", "\xff\xff\xff\xff", "\x00\x00\x00\x05{", "\x00\x00\x00\x02{}", "GET / HTTP/1.1\r\n\r\n",
		string(greetings) + "\x7f\xff\xff\xff{}", string(greetings) + "\x00\x00\x00\x03abc", string(greetings) + string(deep),
		string(greetings[:len(greetings)-1]),
	} {
		c, err := dialing(t.Context(), announced(lock))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(c, sent)
		if u, ok := c.(*net.UnixConn); ok {
			_ = u.CloseWrite()
		}
		_, _ = io.Copy(io.Discard, c) // the engine hangs up
		_ = c.Close()
	}
	silent, err := dialing(t.Context(), announced(lock)) // says nothing, for as long as it may
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	waitFor(t, d.process(t, lock, nil), submit(t, p))
}

// staying is a connection that is not closed yet when it should be.
type staying struct{ net.Conn }

func (staying) Close() error { return nil }

// An engine that ends never tells those who wait for a job that they were
// interrupted: the job goes on elsewhere.
func TestWaitersOutliveTheEngine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDepot(t)
		e := d.engine(make(chan struct{}))
		id, err := d.Add(t.Context(), job())
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Load(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		near, far := net.Pipe()
		var side sync.WaitGroup
		side.Go(func() { newServer(e, "acc", cancel).talk(ctx, staying{far}) })
		w, r := sender{conn: near}, bufio.NewReader(near)
		if err := w.send(hello{Onefm: protocol, Account: "acc"}); err != nil {
			t.Fatal(err)
		}
		var h hello
		if err := unpack(r, largestReply, &h); err != nil {
			t.Fatal(err)
		}
		side.Go(func() {
			var a reply
			for unpack(r, largestReply, &a) == nil {
				t.Errorf("a client that waits hears %+v", a)
			}
		})
		if err := w.send(request{ID: 1, Do: doWait, Job: id}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		cancel()
		synctest.Wait()
		_ = near.Close()
		side.Wait()
	})
}

// A client that never reads neither holds up the engine nor other clients.
func TestDeafClients(t *testing.T) {
	t.Parallel()
	d, lock := newDepot(t), seat(t)
	p := d.process(t, lock, nil)
	deaf, err := dialing(t.Context(), announced(lock))
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close()
	w := sender{conn: deaf}
	if err := w.send(hello{Onefm: protocol, Account: "acc"}); err != nil {
		t.Fatal(err)
	}
	for range 200 {
		waitFor(t, p, submit(t, p))
	}
	go func() {
		for range 100_000 {
			if w.send(request{Do: doSnapshot}) != nil {
				return
			}
		}
	}()
	other := d.process(t, lock, nil)
	for range 20 {
		waitFor(t, other, submit(t, other))
	}
}

func TestOtherVersionsAndAccounts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		says hello
		want error
	}{
		{hello{Onefm: protocol + 1, Account: "acc"}, ErrVersion},
		{hello{Onefm: protocol, Account: "other"}, ErrAway},
		{hello{Onefm: protocol, Account: "acc"}, nil},
	} {
		path := seat(t)
		l, err := listen(t.Context(), path, nothing)
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			c, err := l.Accept()
			if err != nil {
				return
			}
			w := sender{conn: c}
			_ = w.send(test.says)
		}()
		c, _, err := dial(t.Context(), l.Addr().String(), "acc", nil)
		if !errors.Is(err, test.want) {
			t.Errorf("dial to %+v = %v, want %v", test.says, err, test.want)
		}
		if c != nil {
			c.close()
		}
		_ = l.Close()
	}
}

// A person gets a clear word at once when another version runs the engine.
func TestVersionIsToldAtOnce(t *testing.T) {
	t.Parallel()
	path := seat(t)
	lock, err := TryLock(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Release() }()
	l, err := listen(t.Context(), path, nothing)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := lock.announce(l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			w := sender{conn: c}
			_ = w.send(hello{Onefm: protocol + 1})
		}
	}()
	d := newDepot(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	p := New(Options{Lock: path, Account: "acc", Journal: d, Engine: func() Engine { return d.engine(nil) }, Getenv: nothing})
	go func() { _ = p.Run(ctx) }()
	if _, err := p.Submit(job()); !errors.Is(err, ErrVersion) {
		t.Errorf("Submit = %v", err)
	}
}

// What travels arrives as it was: names of any bytes, errors with their kind.
func TestNothingIsLostOnTheWire(t *testing.T) {
	t.Parallel()
	home, err := model.LocalPath(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	fail := transfer.Failure{
		Item:   model.Item{Dir: home, Entry: model.Entry{Name: "a\xff\x00b\n", Size: 7, ID: "https://1fichier.com/?x"}},
		Target: model.AccountPath("/Ü\xfe"), Err: &fichier.Error{Kind: fichier.ErrFlood, RetryAfter: 3},
	}
	r := transfer.Result{
		ID: 3, State: transfer.Failed, Title: "t\xff", From: model.WebPath("https://1fichier.com/?x"), To: home,
		Items: 4, Bytes: 5, Took: 6, Failures: []transfer.Failure{fail}, Err: fichier.ErrAuth,
	}
	s := transfer.Snapshot{Bytes: 9, Active: 1, Jobs: []transfer.JobView{{
		ID: 3, State: transfer.Running, Title: "t\xff", From: home, To: model.AccountPath("/x"), Speed: 1.5,
		Holdup: transfer.Holdup{Reason: transfer.Flood, Detail: "x"}, Current: []string{"c"}, Failures: []transfer.Failure{fail}, Err: fichier.ErrAuth,
	}}}
	frame, err := pack(reply{ID: 1, Result: resultOut(r), Snapshot: snapshotOut(s)})
	if err != nil {
		t.Fatal(err)
	}
	var a reply
	if err := unpack(bufio.NewReader(strings.NewReader(string(frame))), largestReply, &a); err != nil {
		t.Fatal(err)
	}
	same := cmp.Options{
		cmp.Comparer(func(a, b model.Path) bool { return a == b }),
		cmp.Comparer(func(a, b error) bool {
			return a.Error() == b.Error() && errors.Is(a, fichier.ErrAuth) == errors.Is(b, fichier.ErrAuth)
		}),
	}
	if diff := cmp.Diff(r, a.Result.result(), same); diff != "" {
		t.Errorf("result: %s", diff)
	}
	if diff := cmp.Diff(s, a.Snapshot.snapshot(), same); diff != "" {
		t.Errorf("snapshot: %s", diff)
	}
}

func FuzzUnpack(f *testing.F) {
	frame, _ := pack(reply{ID: 1, Result: resultOut(transfer.Result{})})
	f.Add(frame)
	f.Add([]byte("\x00\x00\x00\x02{}"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		var a reply
		if unpack(bufio.NewReader(strings.NewReader(string(b))), largestReply, &a) != nil {
			return
		}
		if a.Result != nil {
			_ = a.Result.result()
		}
		if a.Snapshot != nil {
			_ = a.Snapshot.snapshot()
		}
		_ = a.err()
	})
}
