package treetest_test

import (
	"context"
	"errors"
	"io/fs"
	"testing"
	"testing/synctest"
	"time"

	"onefm/model"
	"onefm/model/treetest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	for _, side := range []model.Side{model.Local, model.Account} {
		t.Run(side.String(), func(t *testing.T) {
			t.Parallel()
			treetest.Run(t, func(*testing.T) treetest.Fixture { return fixture(side) }, treetest.InBubble())
		})
	}
}

func fixture(side model.Side) treetest.Fixture {
	m := treetest.NewMemory(side)
	m.AddFolder("/office/here")
	return treetest.Fixture{
		Tree: m,
		Root: m.Path("/office/here"),
		Add: func(_ *testing.T, dir model.Path, name, content string) {
			m.AddFile(dir.Child(name).Name(), content)
		},
		Content: func(t *testing.T, it model.Item) string {
			t.Helper()
			s, ok := m.Content(it)
			if !ok {
				t.Errorf("no content of %s", it.Path())
			}
			return s
		},
		Twins:   side == model.Account,
		Refuses: func(name string) bool { return m.Path("/").Child(name).IsZero() },
	}
}

func TestFaultsMeetTheirCallsOnly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := treetest.NewMemory(model.Account)
		m.AddFile("/a/x", "x")
		m.AddFile("/b/y", "y")
		broken := errors.New("broken")
		m.Fail(treetest.Fault{Op: treetest.OpList, Path: m.Path("/a"), Err: broken, Times: 2})
		m.Fail(treetest.Fault{Op: treetest.OpStat, Delay: time.Second})

		for i, want := range []error{broken, broken, nil} {
			if _, err := m.List(t.Context(), m.Path("/a"), model.Auto); !errors.Is(err, want) {
				t.Errorf("call %d: err = %v, want %v", i, err, want)
			}
		}
		if _, err := m.List(t.Context(), m.Path("/b"), model.Auto); err != nil {
			t.Errorf("another folder: err = %v", err)
		}
		start := time.Now()
		if _, err := m.Stat(t.Context(), m.Path("/a/x")); err != nil || time.Since(start) != time.Second {
			t.Errorf("Stat = %v after %v, want a second", err, time.Since(start))
		}
		if got := m.Count(treetest.OpList); got != 4 {
			t.Errorf("counted %d listings, want 4", got)
		}
	})
}

func TestHangingCallsEndWithTheirContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := treetest.NewMemory(model.Local)
		m.AddFile("/a/x", "x")
		m.Fail(treetest.Fault{Hang: true})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		_, err := m.List(ctx, m.Path("/a"), model.Auto)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Minute {
			t.Errorf("List = %v after %v, want the deadline after a minute", err, time.Since(start))
		}
	})
}

func TestOneItemOfSeveralFails(t *testing.T) {
	t.Parallel()
	m := treetest.NewMemory(model.Local)
	a, b := m.AddFile("/d/a", "a"), m.AddFile("/d/b", "b")
	m.Fail(treetest.Fault{Op: treetest.OpRemove, Path: a.Path(), Err: fs.ErrPermission})
	err := m.Remove(t.Context(), []model.Item{a, b})
	var list *model.ItemsError
	if !errors.As(err, &list) || len(list.Items) != 1 || list.Items[0].Item.Entry.Name != "a" {
		t.Fatalf("Remove = %v, want a to fail alone", err)
	}
	if got := m.Items(); len(got) != 2 || got[1].Entry.Name != "a" {
		t.Errorf("left are %v, want d and d/a", got)
	}
}

func TestStaleListingsComeWithTheirError(t *testing.T) {
	t.Parallel()
	m := treetest.NewMemory(model.Account)
	m.AddFile("/a/x", "x")
	m.Forget("/a")
	if _, err := m.List(t.Context(), m.Path("/a"), model.Cached); !errors.Is(err, model.ErrUnknown) {
		t.Errorf("List of what was never listed = %v", err)
	}
	broken := errors.New("broken")
	m.Fail(treetest.Fault{Op: treetest.OpList, Err: broken, Stale: true})
	l, err := m.List(t.Context(), m.Path("/a"), model.Refresh)
	if !errors.Is(err, broken) || len(l.Entries) != 1 {
		t.Errorf("List = %d entries, %v; want the old rows and the error", len(l.Entries), err)
	}
}
