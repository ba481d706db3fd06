package mirror

import (
	"context"
	"errors"
	"io/fs"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier"
	"onefm/model"
)

func TestFolderIsMadeOnce(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	synctest.Test(t, func(t *testing.T) {
		s := newFake()
		s.during = func(op string) {
			if op == "mkdir" {
				time.Sleep(700 * time.Millisecond) // the call takes a while
			}
		}
		one, two := openFakeAt(t, s, path), openFakeAt(t, s, path)
		ids := make(chan fichier.FolderID, 20)
		var wg sync.WaitGroup
		for i := range 20 {
			m := []*Mirror{one, two}[i%2]
			wg.Go(func() {
				id, err := m.EnsureFolder(t.Context(), at("/a/b/c"))
				if err != nil {
					t.Errorf("EnsureFolder = %v", err)
				}
				ids <- id
			})
		}
		wg.Wait()
		first := <-ids
		for range 19 {
			if id := <-ids; id != first || id == 0 {
				t.Errorf("ids %d and %d of one path", first, id)
			}
		}
		want(t, "calls", s.count("mkdir"), 3)
		want(t, "listings", s.count("ls"), 1) // of the root; what we made is known to be empty
		want(t, "folders", len(s.folders), 4)
	})
}

func TestFolderThatSomebodyElseMade(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		there := s.addFolder(fichier.Root, "there") // after our listing
		start := time.Now()
		id, err := m.EnsureFolder(t.Context(), at("/there"))
		if err != nil || id != there {
			t.Errorf("EnsureFolder = %d, %v; want %d", id, err, there)
		}
		if d := time.Since(start); d > 40*time.Second {
			t.Errorf("took %v", d)
		}
		want(t, "calls", s.calls, []string{"ls 0", "mkdir there", "ls 0"})
	})
}

func TestServiceThatAnswersMkdirWithANewFolderOfThatName(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.exists = func(string) int64 {
			return int64(s.nextID) + 1000
		}
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		s.addFolder(fichier.Root, "twin")
		id, err := m.EnsureFolder(t.Context(), at("/twin"))
		if err != nil || id < 1000 {
			t.Fatalf("EnsureFolder = %d, %v", id, err)
		}
		again, err := m.EnsureFolder(t.Context(), at("/twin"))
		if err != nil || again != id {
			t.Errorf("EnsureFolder again = %d, %v; want %d", again, err, id)
		}
	})
}

func TestFolderThatListingsDoNotShowYet(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		s.addFolder(fichier.Root, "late")
		start := time.Now()
		s.sub = func(fichier.SubFolder) bool { return time.Since(start) > 45*time.Second }
		if _, err := m.EnsureFolder(t.Context(), at("/late")); err != nil {
			t.Errorf("EnsureFolder = %v", err)
		}
		if n := s.count("mkdir"); n > 3 {
			t.Errorf("tried %d times", n)
		}
	})
}

func TestRefusedMkdirLeavesNoClaim(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		s.fail = func(string) error { return &fichier.Error{Op: "mkdir", Kind: fichier.ErrName} }
		if _, err := m.Mkdir(t.Context(), at("/a")); !errors.Is(err, fichier.ErrName) {
			t.Errorf("Mkdir = %v", err)
		}
		s.fail = nil
		start := time.Now()
		if _, err := m.Mkdir(t.Context(), at("/a")); err != nil || time.Since(start) > 0 {
			t.Errorf("Mkdir = %v after %v", err, time.Since(start))
		}
	})
}

func TestWaitForAFolderEndsWithTheContext(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.hold["mkdir"] = make(chan struct{})
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := m.EnsureFolder(ctx, at("/a")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("EnsureFolder = %v", err)
		}
		synctest.Wait()
		if len(m.making.m) != 0 {
			t.Error("the call goes on")
		}
	})
}

func TestFolderIDOfWhatIsNotThere(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.addFile(fichier.Root, "file", link(1))
		m := openFake(t, s)
		for p, want := range map[string]error{"/missing": fs.ErrNotExist, "/file": model.ErrNotFolder, "/file/x": model.ErrNotFolder} {
			if _, err := m.FolderID(t.Context(), at(p)); !errors.Is(err, want) {
				t.Errorf("FolderID(%s) = %v, want %v", p, err, want)
			}
		}
		want(t, "calls", s.calls, []string{"ls 0"}) // looking for nothing costs nothing more
		time.Sleep(2 * time.Minute)
		s.addFolder(fichier.Root, "missing")
		if _, err := m.FolderID(t.Context(), at("/missing")); err != nil {
			t.Errorf("FolderID of a folder that came = %v", err)
		}
		want(t, "calls", len(s.calls), 2)
	})
}
