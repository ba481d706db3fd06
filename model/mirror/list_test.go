package mirror

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier"
	"onefm/model"
)

// bubble runs a test in fake time.
func bubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, f)
}

func want[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(model.Path{})); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestFreshness(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		films := s.addFolder(fichier.Root, "films")
		s.addFile(films, "a.mkv", link(1))
		m := openFake(t, s)
		ctx := t.Context()

		if _, err := m.List(ctx, at("/films"), model.Cached); !errors.Is(err, model.ErrUnknown) {
			t.Errorf("Cached of what was never listed: err = %v", err)
		}
		start := time.Now().UTC()
		l, err := m.List(ctx, at("/films"), model.Auto)
		if err != nil || !l.AsOf.Equal(start) || l.Next.Sub(start) != fichier.ListRule(0).Every || l.Cut {
			t.Errorf("first List = %+v, %v", l, err)
		}
		want(t, "calls", s.calls, []string{"ls 0", fmt.Sprint("ls ", films)})

		for _, step := range []struct {
			after time.Duration // since the last step
			f     model.Freshness
			calls int // so far
		}{
			{0, model.Auto, 2},
			{time.Second, model.Refresh, 2}, // not allowed
			{40 * time.Second, model.Cached, 2},
			{0, model.Auto, 2}, // allowed, but young enough
			{0, model.Refresh, 3},
			{2 * time.Minute, model.Auto, 4},
			{time.Hour, model.Cached, 4},
		} {
			time.Sleep(step.after)
			l, err := m.List(ctx, at("/films"), step.f)
			if err != nil || len(l.Entries) != 1 || len(s.calls) != step.calls {
				t.Errorf("after %v List(%d) = %+v, %v; %d calls, want %d", step.after, step.f, l, err, len(s.calls), step.calls)
			}
		}
	})
}

func TestUnknownFolderTooSoonSaysWhen(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		m := openFake(t, s)
		s.fail = func(string) error { return &fichier.Error{Op: "ls", Kind: fichier.ErrServer} }
		if _, err := m.List(t.Context(), at("/"), model.Auto); !errors.Is(err, fichier.ErrServer) {
			t.Fatalf("List = %v", err)
		}
		s.fail = nil
		time.Sleep(10 * time.Second)
		l, err := m.List(t.Context(), at("/"), model.Auto)
		var e *fichier.Error
		if !errors.As(err, &e) || !errors.Is(err, fichier.ErrTooSoon) || e.RetryAfter < 15*time.Second {
			t.Errorf("List too soon = %v", err)
		}
		if wait := time.Until(l.Next); wait < 15*time.Second || wait > 25*time.Second {
			t.Errorf("Next is in %v", wait)
		}
	})
}

func TestFailedListingKeepsRows(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.addFile(fichier.Root, "a", link(1))
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		for _, kind := range []error{fichier.ErrNetwork, fichier.ErrFlood, fichier.ErrBadAnswer, fichier.ErrAuth} {
			time.Sleep(2 * time.Minute)
			s.fail = func(string) error { return &fichier.Error{Op: "ls", Kind: kind} }
			l, err := m.List(t.Context(), at("/"), model.Auto)
			if !errors.Is(err, kind) || len(l.Entries) != 1 || l.AsOf.IsZero() {
				t.Errorf("List = %+v, %v; want rows and %v", l, err, kind)
			}
		}
	})
}

func TestLockedServiceIsNotAskedForWhatIsKnown(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.addFile(fichier.Root, "a", link(1))
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		time.Sleep(time.Hour)
		until := time.Now().Add(4 * time.Minute)
		if err := m.ledger.Lock(t.Context(), until, "Flood detected"); err != nil {
			t.Fatal(err)
		}
		l, err := m.List(t.Context(), at("/"), model.Refresh)
		if err != nil || !l.Next.Equal(until) || len(s.calls) != 1 {
			t.Errorf("List = Next %v, %v after %d calls", l.Next, err, len(s.calls))
		}
	})
}

func TestConcurrentListsShareOneCall(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.addFile(fichier.Root, "a", link(1))
		s.hold["ls"] = make(chan struct{})
		m := openFake(t, s)
		first, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for i := range 5 {
			ctx, want := t.Context(), error(nil)
			if i == 0 {
				ctx, want = first, context.Canceled
			}
			wg.Go(func() {
				l, err := m.List(ctx, at("/"), model.Auto)
				if !errors.Is(err, want) || want == nil && len(l.Entries) != 1 {
					t.Errorf("caller %d: %+v, %v", i, l, err)
				}
			})
			synctest.Wait() // the first one comes first
		}
		cancel() // the others go on
		synctest.Wait()
		close(s.hold["ls"])
		wg.Wait()
		want(t, "calls", s.calls, []string{"ls 0"})
	})
}

func TestCallEndsWithItsLastCaller(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.hold["ls"] = make(chan struct{}) // never opened: only the context ends it
		m := openFake(t, s)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				if _, err := m.List(ctx, at("/"), model.Auto); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("List = %v", err)
				}
			})
		}
		wg.Wait()
		if len(m.listing.m) != 0 {
			t.Error("the call goes on without anybody")
		}
	})
}

func TestTwoProcessesMakeOneCall(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	synctest.Test(t, func(t *testing.T) {
		s := newFake()
		s.addFile(fichier.Root, "a", link(1))
		one, two := openFakeAt(t, s, path), openFakeAt(t, s, path)
		s.hold["ls"] = make(chan struct{})
		var wg sync.WaitGroup
		for _, m := range []*Mirror{one, two} {
			wg.Go(func() {
				l, err := m.List(t.Context(), at("/"), model.Auto)
				if err != nil || len(l.Entries) != 1 {
					t.Errorf("List = %+v, %v", l, err)
				}
			})
		}
		time.Sleep(2 * time.Second) // the service is slow; the other process waits for its answer
		close(s.hold["ls"])
		wg.Wait()
		want(t, "calls", s.calls, []string{"ls 0"})
		if got := names(t, two, "/", model.Refresh); len(got) != 1 || len(s.calls) != 1 {
			t.Errorf("a moment later: %v after %d calls", got, len(s.calls))
		}
	})
}

func TestOddAnswersBreakNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		a := s.addFolder(fichier.Root, "a")
		b := s.addFolder(a, "b")
		s.addFile(b, "deep", link(1))
		s.addFile(b, "deep", link(1)) // the same link twice
		m := openFake(t, s)
		want(t, "b", names(t, m, "/a/b", model.Auto), []string{"deep"})
		time.Sleep(time.Hour)

		s.tell = func(f *fichier.Folder) {
			odd := []fichier.SubFolder{
				{ID: a, Name: "a"},                                 // its own parent: a circle
				{ID: b, Name: "itself"},                            // itself
				{ID: 0, Name: "root"},                              // the root
				{ID: -7, Name: "negative"},                         //
				{ID: 900, Name: "twice"}, {ID: 900, Name: "again"}, // the same id twice
				{ID: 901, Name: ".."}, {ID: 902, Name: "x/y\x00"}, // hostile names
				{ID: 903, Name: strings.Repeat("long", 2500)},
			}
			if f.ID == b {
				f.Folders = append(f.Folders, odd...)
				f.Files = append(f.Files, fichier.File{Link: link(2), Name: "../../up"}, fichier.File{Name: "no link"})
			}
		}
		got := names(t, m, "/a/b", model.Refresh)
		want(t, "b", got, []string{
			".._.._up", "deep", strings.Repeat("long", 2500) + "/", "twice/", "unnamed-901/", "x_y_/",
		})
		s.tell = nil
		want(t, "root", names(t, m, "/", model.Refresh), []string{"a/"})
		want(t, "a", names(t, m, "/a", model.Refresh), []string{"b/"})
		time.Sleep(time.Hour)
		want(t, "b again", names(t, m, "/a/b", model.Refresh), []string{"deep"})
	})
}

func TestAnswerAboutAnotherFolderIsRefused(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		a := s.addFolder(fichier.Root, "a")
		s.addFile(a, "mine", link(1))
		m := openFake(t, s)
		names(t, m, "/a", model.Auto)
		time.Sleep(time.Hour)
		s.tell = func(f *fichier.Folder) { f.ID, f.Files = 4711, nil }
		l, err := m.List(t.Context(), at("/a"), model.Refresh)
		if !errors.Is(err, fichier.ErrBadAnswer) || len(l.Entries) != 1 {
			t.Errorf("List = %v, %v", namesOf(l.Entries), err)
		}
	})
}

// What somebody else did on the website shows with the next listing.
func TestChangesOfOthersShow(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		a, b := s.addFolder(fichier.Root, "a"), s.addFolder(fichier.Root, "b")
		sub := s.addFolder(a, "sub")
		s.addFile(sub, "below", link(1))
		s.addFile(a, "moves", link(2))
		s.addFile(a, "goes", link(3))
		m := openFake(t, s)
		names(t, m, "/a/sub", model.Auto)
		names(t, m, "/b", model.Auto)

		s.folders[sub] = &fakeFolder{parent: b, name: "sub 2"}
		s.files = slices.DeleteFunc(s.files, func(f fakeFile) bool { return f.Name == "goes" })
		s.files[s.find(link(2))].in = b
		time.Sleep(time.Hour)
		want(t, "b", names(t, m, "/b", model.Auto), []string{"moves", "sub 2/"})
		want(t, "a, from the mirror", names(t, m, "/a", model.Cached), []string{"goes"})
		want(t, "a", names(t, m, "/a", model.Auto), []string{})
		want(t, "the moved folder's rows", names(t, m, "/b/sub 2", model.Cached), []string{"below"})

		delete(s.folders, b)
		time.Sleep(time.Hour)
		if _, err := m.List(t.Context(), at("/b"), model.Auto); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("List of a folder that is gone = %v", err)
		}
		want(t, "root", names(t, m, "/", model.Cached), []string{"a/"})
	})
}

func TestFlagsOfRows(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		a := s.addFolder(fichier.Root, "a")
		s.addFolder(fichier.Root, "plain")
		s.addFile(fichier.Root, "twin", link(1))
		s.addFile(fichier.Root, "twin", link(2))
		s.files[0].Password = true
		s.files[1].Limited = true
		granted := false
		s.tell = func(f *fichier.Folder) {
			for i := range f.Folders {
				f.Folders[i].Password = f.Folders[i].ID == a
			}
			if f.ID == a && granted {
				f.Grants = []fichier.Grant{{Email: "b@example.org"}}
			}
		}
		m := openFake(t, s)
		flags := func() map[string]model.Flags {
			l, err := m.List(t.Context(), at("/"), model.Auto)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]model.Flags{}
			for _, e := range l.Entries {
				got[e.Name] |= e.Flags
			}
			return got
		}
		all := model.Password | model.Limited | model.Duplicate
		want(t, "flags", flags(), map[string]model.Flags{"a": model.Password, "plain": 0, "twin": all})

		granted = true // only the folder's own listing tells that; its parent's must not undo it
		names(t, m, "/a", model.Auto)
		for range 2 {
			want(t, "flags", flags(), map[string]model.Flags{"a": model.Password | model.Shared, "plain": 0, "twin": all})
			time.Sleep(time.Hour)
		}
		granted = false
		names(t, m, "/a", model.Auto)
		want(t, "flags", flags()["a"], model.Password)
	})
}

func TestServiceThatTellsFilesApart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.apart = true
		a := s.addFolder(fichier.Root, "a")
		s.addFile(fichier.Root, "x", link(1))
		s.addFile(a, "y", link(2))
		m := openFake(t, s)
		want(t, "root", names(t, m, "/", model.Auto), []string{"a/", "x"})
		want(t, "a", names(t, m, "/a", model.Auto), []string{"y"})
		want(t, "calls", s.calls, []string{"ls 0", "files 0", fmt.Sprint("ls ", a), fmt.Sprint("files ", a)})
	})
}

func TestWatchesGatherChanges(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.addFolder(fichier.Root, "a")
		m := openFake(t, s)
		w := m.Watch()
		defer w.Close()
		names(t, m, "/", model.Auto)
		<-w.C()
		want(t, "changed", w.Take(), []model.Path{at("/")})
		for i := range 3 {
			if err := m.Uploaded(t.Context(), at("/a"), []model.Entry{{Name: "f", ID: string(link(i))}}); err != nil {
				t.Fatal(err)
			}
		}
		<-w.C()
		want(t, "changed", w.Take(), []model.Path{at("/a")})
		time.Sleep(time.Hour)
		names(t, m, "/", model.Auto) // nothing new
		select {
		case <-w.C():
			t.Errorf("told of %v", w.Take())
		default:
		}
	})
}

// Another account on this line got it locked: no call leaves, and what is known is
// shown as if the lock were our own.
func TestLockOfTheLineIsNoErrorWhereRowsAreKnown(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.addFile(fichier.Root, "a", link(1))
		s.addFolder(fichier.Root, "unknown")
		m := openFake(t, s)
		names(t, m, "/", model.Auto)
		time.Sleep(time.Hour)
		s.closed = func() error {
			return &fichier.Error{Op: "ls", Kind: fichier.ErrFlood, RetryAfter: 20 * time.Second}
		}
		l, err := m.List(t.Context(), at("/"), model.Refresh)
		if err != nil || len(l.Entries) != 2 || time.Until(l.Next) != 20*time.Second {
			t.Errorf("List = %d entries, next in %v, %v", len(l.Entries), time.Until(l.Next), err)
		}
		if _, err := m.List(t.Context(), at("/unknown"), model.Auto); !errors.Is(err, fichier.ErrFlood) {
			t.Errorf("List of what is not known = %v", err)
		}
		s.closed = nil
		s.fail = func(string) error { return &fichier.Error{Op: "ls", Kind: fichier.ErrFlood, RetryAfter: time.Second} }
		if _, err := m.List(t.Context(), at("/"), model.Refresh); !errors.Is(err, fichier.ErrFlood) {
			t.Errorf("List that got us locked = %v", err)
		}
	})
}
