package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/plan"
)

func TestMoveUpRemovesOnlyVerifiedSources(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		p := w.locals(3, 100)
		p.Request.Op = plan.Move
		dir := model.Item{Dir: w.src.Parent(), Entry: model.Entry{Name: "src", Kind: model.Folder}}
		p.Add(plan.Step{Action: plan.RemoveFolder, Source: dir})
		w.acc.onUpload = func(_ string, files []accountFile) ([]accountFile, error) {
			for i := range files {
				if files[i].entry.Name == "f001" {
					files[i].data = []byte("other")
					files[i].entry.Sum = sumOf(files[i].data)
				}
			}
			return files, nil
		}
		r := w.run(p)
		if len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, model.ErrMismatch) || r.Skipped != 1 {
			t.Errorf("failures %v, %d skipped", r.Failures, r.Skipped)
		}
		if _, ok := w.disk.read(w.src.Child("f001")); !ok || len(w.disk.files) != 1 || !w.disk.dirs[w.src] {
			t.Errorf("sources left: %d, the folder: %v; want f001 in its folder", len(w.disk.files), w.disk.dirs[w.src])
		}
	})
}

func TestMoveUpOfAFolderRemovesItWhenEmpty(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		p := w.locals(120, 10)
		p.Request.Op = plan.Move
		dir := model.Item{Dir: w.src.Parent(), Entry: model.Entry{Name: "src", Kind: model.Folder}}
		p.Add(plan.Step{Action: plan.RemoveFolder, Source: dir})
		w.ok(w.run(p), 121)
		w.uploaded(120, 10)
		if len(w.disk.files) != 0 || w.disk.dirs[w.src] {
			t.Errorf("%d sources are left, the folder: %v", len(w.disk.files), w.disk.dirs[w.src])
		}
	})
}

func TestMoveUpKeepsASourceThatChangedAfterwards(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		p := w.locals(1, 100)
		p.Request.Op = plan.Move
		w.acc.onUpload = func(_ string, files []accountFile) ([]accountFile, error) { return files, nil }
		w.acc.onReport = func(_ string, r fichier.Report) (fichier.Report, error) {
			w.disk.mu.Lock()
			defer w.disk.mu.Unlock()
			w.disk.files[w.src.Child("f000")] = &memFile{data: []byte("newer"), time: time.Now()}
			return r, nil
		}
		r := w.run(p)
		if len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, model.ErrChanged) || len(w.disk.files) != 1 {
			t.Errorf("failures %v, %d sources", r.Failures, len(w.disk.files))
		}
	})
}

func TestSourceThatVanishesAfterItsCopyIsDone(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		p := w.locals(2, 100)
		p.Request.Op = plan.Move
		w.acc.onReport = func(_ string, r fichier.Report) (fichier.Report, error) {
			w.disk.mu.Lock()
			defer w.disk.mu.Unlock()
			delete(w.disk.files, w.src.Child("f000"))
			return r, nil
		}
		w.ok(w.run(p), 2)
		if len(w.disk.files) != 0 {
			t.Errorf("%d sources are left", len(w.disk.files))
		}
	})
}

func TestFolderIsNeverRemovedForAFile(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		p := w.locals(1, 100)
		folder := model.Entry{Name: "f000", Kind: model.Folder, ID: "7"}
		onConflict(p, plan.Replace, folder)
		r := w.run(p)
		if len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, model.ErrUnsupported) || w.acc.count("remove") != 0 {
			t.Errorf("failures %v, calls %v", r.Failures, w.acc.calls)
		}
	})
}

func TestMoveDownRemovesInLists(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		p := w.remotes(120, 100)
		p.Request.Op = plan.Move
		w.ok(w.run(p), 120)
		w.downloaded(120, 100)
		if len(w.acc.names()) != 0 || w.acc.count("remove") > 4 {
			t.Errorf("%d files are left, %d calls to remove 120", len(w.acc.names()), w.acc.count("remove"))
		}
	})
}

func TestFailedRemovalIsTriedAgainWithoutCopying(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		p := w.remotes(2, 100)
		p.Request.Op = plan.Move
		deny := true
		w.acc.onCall = func(call string) error {
			if deny && call == "remove 2" {
				return &fichier.Error{Kind: fichier.ErrForbidden}
			}
			return nil
		}
		id := w.start(p)
		if r := w.wait(id); len(r.Failures) != 2 || r.Items != 0 {
			t.Errorf("failures %v, %d items", r.Failures, r.Items)
		}
		deny = false
		if err := w.e.Retry(id); err != nil {
			t.Fatal(err)
		}
		w.ok(w.wait(id), 2)
		if w.acc.count("token") != 2 || len(w.acc.names()) != 0 {
			t.Errorf("%d tokens, left %v", w.acc.count("token"), w.acc.names())
		}
	})
}

func TestCancelOfAMoveLosesNoSource(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		p := w.remotes(8, 20)
		p.Request.Op = plan.Move
		w.slowly()
		id := w.start(p)
		time.Sleep(30 * time.Second)
		_ = w.e.Cancel(id)
		w.wait(id)
		for i, s := range p.All() {
			_, here := w.disk.read(s.Target)
			_, there := w.acc.files[fichier.Link(s.Source.Entry.ID)]
			if !here && !there {
				t.Errorf("file %d is lost", i)
			}
		}
		if w.disk.partCount() != 0 {
			t.Error("parts are left")
		}
	})
}

func TestReplaceInTheAccountRemovesTheOldOneLast(t *testing.T) {
	for _, fail := range []bool{false, true} {
		t.Run(fmt.Sprintf("refused %v", fail), func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				p := w.locals(1, 100)
				old := w.acc.put(w.dst, "f000", bytesOf(0, 100)) // the very same bytes
				onConflict(p, plan.Replace, old.Entry)
				w.acc.onUpload = func(id string, files []accountFile) ([]accountFile, error) {
					if fail {
						return nil, &fichier.Error{Kind: fichier.ErrRejected}
					}
					return lost(true)(id, files)
				}
				w.acc.onReport = func(string, fichier.Report) (fichier.Report, error) {
					return fichier.Report{}, &fichier.Error{Kind: fichier.ErrNotFound}
				}
				r := w.run(p)
				if got := w.acc.names(); len(got) != 1 {
					t.Errorf("fail %v: the account holds %v, want one file", fail, got)
				}
				_, kept := w.acc.files[fichier.Link(old.Entry.ID)]
				if kept != fail || (r.State == Done) == fail {
					t.Errorf("fail %v: the old file is kept: %v, job %v", fail, kept, r.State)
				}
			})
		})
	}
}

func TestReplacedFileIsNotTakenForTheNewOne(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		p := w.locals(1, 100)
		old := w.acc.put(w.dst, "f000", bytesOf(0, 100)) // the very same bytes
		onConflict(p, plan.Replace, old.Entry)
		w.acc.onUpload = lost(false)
		w.ok(w.run(p), 1)
		w.uploaded(1, 100)
		if n := w.acc.count("upload "); n != 2 {
			t.Errorf("%d uploads, want 2: the first never arrived", n)
		}
	})
}

func TestIdenticalTargetOfAMove(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		p := w.locals(2, 100)
		p.Request.Op = plan.Move
		for i := range p.Len() {
			alter(p, i, func(s *plan.Step) { s.Action, s.Same = plan.Leave, true })
		}
		w.disk.files[w.src.Child("f001")].time = time.Now() // changed since the plan was made
		r := w.run(p)
		if len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, model.ErrChanged) || len(w.disk.files) != 1 || r.Items != 1 {
			t.Errorf("failures %v, %d sources, %d items", r.Failures, len(w.disk.files), r.Items)
		}
		if w.acc.count("upload") != 0 {
			t.Error("sent what was there already")
		}
	})
}

func TestServerSideCopiesAndMoves(t *testing.T) {
	acc := model.AccountPath
	t.Run("copy in lists", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			p := &plan.Plan{}
			for range 120 {
				it := w.acc.put(acc("/from"), "same", []byte("x"))
				p.Add(plan.Step{Source: it, Target: acc("/to/same"), Action: plan.ServerCopy})
			}
			w.ok(w.run(p), 120)
			if n := w.acc.count("copy"); n != 3 {
				t.Errorf("%d calls", n)
			}
		})
	})
	t.Run("a lost answer makes no second copy", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			it := w.acc.put(acc("/from"), "a", []byte("x"))
			w.acc.onCall = func(call string) error {
				if call == "copy 1" && w.acc.count("copy") == 1 {
					w.acc.mu.Lock()
					f := *w.acc.files[fichier.Link(it.Entry.ID)]
					f.dir = acc("/to")
					w.acc.add(f)
					w.acc.mu.Unlock()
					return &fichier.Error{Kind: fichier.ErrInDoubt}
				}
				return nil
			}
			w.ok(w.run(planOf(plan.Step{Source: it, Target: acc("/to/a"), Action: plan.ServerCopy})), 1)
			if got := w.acc.names(); !equal(got, []string{"/from/a", "/to/a"}) {
				t.Errorf("the account holds %v", got)
			}
		})
	})
	t.Run("a lost request is made again", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			it := w.acc.put(acc("/from"), "a", []byte("x"))
			w.acc.onCall = func(call string) error {
				if call == "copy 1" && w.acc.count("copy") == 1 {
					return &fichier.Error{Kind: fichier.ErrInDoubt}
				}
				return nil
			}
			w.ok(w.run(planOf(plan.Step{Source: it, Target: acc("/to/a"), Action: plan.ServerCopy})), 1)
			if got := w.acc.names(); !equal(got, []string{"/from/a", "/to/a"}) {
				t.Errorf("the account holds %v", got)
			}
		})
	})
	t.Run("a copy that outlives its cancel is not made twice", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			it := w.acc.put(acc("/from"), "a", []byte("x"))
			w.acc.onCall = func(call string) error {
				if call == "copy 1" && w.acc.count("copy") == 1 {
					time.Sleep(5 * linger)
					w.acc.mu.Lock()
					defer w.acc.mu.Unlock()
					f := *w.acc.files[fichier.Link(it.Entry.ID)]
					f.dir = acc("/to")
					w.acc.add(f)
					return context.Canceled
				}
				return nil
			}
			id := w.start(planOf(plan.Step{Source: it, Target: acc("/to/a"), Action: plan.ServerCopy}))
			time.Sleep(time.Second)
			_ = w.e.Cancel(id)
			if r := w.wait(id); r.State != Cancelled || r.Untried != 1 {
				t.Errorf("state %v, %d untried", r.State, r.Untried)
			}
			if err := w.e.Retry(id); err != nil {
				t.Fatal(err)
			}
			w.ok(w.wait(id), 1)
			if got := w.acc.names(); !equal(got, []string{"/from/a", "/to/a"}) {
				t.Errorf("the account holds %v", got)
			}
		})
	})
	t.Run("move with another name, replacing", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			it := w.acc.put(acc("/from"), "a", []byte("new"))
			old := w.acc.put(acc("/to"), "b", []byte("old"))
			s := plan.Step{Source: it, Target: acc("/to/b"), Action: plan.MoveOnly}
			s.Conflict = &plan.Conflict{Existing: []model.Entry{old.Entry}, Choice: plan.Replace}
			p := planOf(s)
			p.Request.Op = plan.Move
			w.ok(w.run(p), 1)
			if got := w.acc.names(); !equal(got, []string{"/to/b"}) || w.acc.files[fichier.Link(it.Entry.ID)] == nil {
				t.Errorf("the account holds %v", got)
			}
		})
	})
	t.Run("remote uploads in one request", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			p := &plan.Plan{}
			for _, u := range []string{"https://example.org/a", "ftp://example.org/b"} {
				p.Add(plan.Step{
					Source: model.Item{Dir: model.WebPath(u)}, Target: acc("/to/x"), Action: plan.RemoteUpload,
				})
			}
			w.ok(w.run(p), 2)
			if n := w.acc.count("remote https://example.org/a ftp://example.org/b"); n != 1 {
				t.Errorf("calls: %v", w.acc.calls)
			}
		})
	})
}

func TestDiskCopiesAndMoves(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		to := localPath(t, "/to")
		p := w.locals(4, 100)
		for i := range p.Len() {
			alter(p, i, func(s *plan.Step) { s.Target, s.Action = to.Child(s.Target.Base()), plan.DiskCopy })
			if i >= 2 {
				alter(p, i, func(s *plan.Step) { s.Action = plan.MoveOnly })
			}
		}
		w.ok(w.run(p), 4)
		for i, name := range []string{"f000", "f001", "f002", "f003"} {
			if _, ok := w.disk.read(to.Child(name)); !ok {
				t.Errorf("%s did not arrive", name)
			}
			if _, ok := w.disk.read(w.src.Child(name)); ok != (i < 2) {
				t.Errorf("%s at its source: %v", name, ok)
			}
		}
	})
}

func TestDownloadOfAMoveWithoutASumKeepsTheSource(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		p := w.remotes(1, 100)
		p.Request.Op = plan.Move
		alter(p, 0, func(s *plan.Step) { s.Source.Entry.Sum = "" })
		w.acc.onCall = func(call string) error {
			if call == "info" {
				return &fichier.Error{Kind: fichier.ErrForbidden}
			}
			return nil
		}
		r := w.run(p)
		if len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, model.ErrUnverified) || len(w.acc.names()) != 1 {
			t.Errorf("failures %v, the account holds %v", r.Failures, w.acc.names())
		}
		if _, ok := w.disk.read(w.to.Child("f000")); !ok {
			t.Error("the copy is not there")
		}
	})
}

var _ io.Closer = (*trickle)(nil)
