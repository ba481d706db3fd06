package transfer

import (
	"errors"
	"io/fs"
	"slices"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/plan"
)

func TestUploadOfManyIsFewRequests(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.ok(w.run(w.locals(1000, 64)), 1000)
		w.uploaded(1000, 64)
		if n := w.acc.count("upload "); n != 2 {
			t.Errorf("%d requests, want 2", n)
		}
		if n := w.acc.count("mkdir"); n != 1 {
			t.Errorf("the folder was asked for %d times", n)
		}
	})
}

// lost makes the answer of the first upload get lost; stored says whether the
// service kept the files.
func lost(stored bool) func(string, []accountFile) ([]accountFile, error) {
	return func(id string, files []accountFile) ([]accountFile, error) {
		switch {
		case id != "id00000001":
			return files, nil
		case stored:
			return files, &fichier.Error{Kind: fichier.ErrInDoubt, Err: fichier.ErrNetwork}
		}
		return nil, &fichier.Error{Kind: fichier.ErrInDoubt, Err: fichier.ErrNetwork}
	}
}

func TestLostAnswerIsAskedForBeforeAnythingIsSentAgain(t *testing.T) {
	notFound := func(string, fichier.Report) (fichier.Report, error) {
		return fichier.Report{}, &fichier.Error{Kind: fichier.ErrNotFound}
	}
	empty := func(string, fichier.Report) (fichier.Report, error) { return fichier.Report{}, nil }
	first := func(f func(string, fichier.Report) (fichier.Report, error)) func(string, fichier.Report) (fichier.Report, error) {
		return func(id string, r fichier.Report) (fichier.Report, error) {
			if id == "id00000001" {
				return f(id, r)
			}
			return r, nil
		}
	}
	tests := []struct {
		name    string
		stored  bool
		report  func(string, fichier.Report) (fichier.Report, error)
		uploads int
	}{
		{"the report has it", true, nil, 1},
		{"the report does not know it, the folder does", true, first(notFound), 1},
		{"the report is empty, the folder has it", true, first(empty), 1},
		{"it never arrived", false, nil, 2},
		{"the report knows a part of it", true, first(func(_ string, r fichier.Report) (fichier.Report, error) {
			return fichier.Report{Links: r.Links[:3]}, nil
		}), 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				w.acc.onUpload = lost(tt.stored)
				if tt.uploads == 2 && tt.stored {
					w.acc.onUpload = func(id string, files []accountFile) ([]accountFile, error) {
						if id == "id00000001" {
							return files[:3], &fichier.Error{Kind: fichier.ErrInDoubt}
						}
						return files, nil
					}
				}
				w.acc.onReport = tt.report
				w.ok(w.run(w.locals(5, 100)), 5)
				w.uploaded(5, 100)
				if n := w.acc.count("upload "); n != tt.uploads {
					t.Errorf("%d uploads, want %d", n, tt.uploads)
				}
				if n := w.acc.count("report"); n < 1 {
					t.Error("the report was never asked for")
				}
			})
		})
	}
}

func TestUploadInLastingDoubtIsNamedAndAskedForAgainOnRetry(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		blind := true
		w.acc.onUpload = lost(true)
		w.acc.onCall = func(call string) error {
			if blind && (call == "report" || call == "list /dst") {
				return &fichier.Error{Kind: fichier.ErrServer}
			}
			return nil
		}
		id := w.start(w.locals(3, 100))
		r := w.wait(id)
		if r.State != Failed || len(r.Failures) != 3 || !errors.Is(r.Failures[0].Err, fichier.ErrInDoubt) {
			t.Fatalf("got %v, %v; want three failures in doubt", r.State, r.Failures)
		}
		blind = false
		if err := w.e.Retry(id); err != nil {
			t.Fatal(err)
		}
		w.ok(w.wait(id), 3)
		w.uploaded(3, 100)
		if n := w.acc.count("upload "); n != 1 {
			t.Errorf("%d uploads, want 1: the first had arrived", n)
		}
	})
}

func TestUploadThatOutlivesItsCancelIsNotSentTwice(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.acc.onUpload = func(_ string, files []accountFile) ([]accountFile, error) {
			time.Sleep(5 * time.Second)
			return files, nil
		}
		id := w.start(w.locals(3, 100))
		time.Sleep(time.Second)
		_ = w.e.Cancel(id)
		if r := w.wait(id); r.State != Cancelled || r.Untried != 3 {
			t.Errorf("state %v, %d untried", r.State, r.Untried)
		}
		if err := w.e.Retry(id); err != nil {
			t.Fatal(err)
		}
		w.ok(w.wait(id), 3)
		w.uploaded(3, 100)
		if n := w.acc.count("upload "); n != 1 {
			t.Errorf("%d uploads, want 1", n)
		}
	})
}

func TestListingThatLagsIsNoProof(t *testing.T) {
	inWorld(t, func(_ *testing.T, w *world) {
		began := time.Now()
		w.acc.onUpload = lost(true)
		w.acc.onReport = func(string, fichier.Report) (fichier.Report, error) {
			return fichier.Report{}, &fichier.Error{Kind: fichier.ErrNotFound}
		}
		w.acc.list = func() (time.Time, bool) { return time.Now(), time.Since(began) > 40*time.Second }
		w.ok(w.run(w.locals(2, 100)), 2)
		w.uploaded(2, 100)
	})
}

func TestListingWithoutSumsIsNoProof(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.acc.onUpload = lost(true)
		w.acc.onReport = func(string, fichier.Report) (fichier.Report, error) {
			for _, f := range w.acc.files {
				f.entry.Sum = ""
			}
			return fichier.Report{}, &fichier.Error{Kind: fichier.ErrNotFound}
		}
		r := w.run(w.locals(2, 100))
		if len(r.Failures) != 2 || !errors.Is(r.Failures[0].Err, fichier.ErrInDoubt) || len(w.acc.names()) != 2 {
			t.Errorf("failures %v, the account holds %v", r.Failures, w.acc.names())
		}
	})
}

func TestWrongBytesAreRemovedAndSentOnceAgain(t *testing.T) {
	corrupt := func(times int) func(string, []accountFile) ([]accountFile, error) {
		return func(_ string, files []accountFile) ([]accountFile, error) {
			if times--; times >= 0 {
				bad := files[0]
				bad.data = append([]byte("x"), bad.data[1:]...)
				bad.entry.Sum = sumOf(bad.data)
				files[0] = bad
			}
			return files, nil
		}
	}
	t.Run("once", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			w.acc.onUpload = corrupt(1)
			w.ok(w.run(w.locals(3, 100)), 3)
			w.uploaded(3, 100)
			if n := w.acc.count("upload "); n != 2 {
				t.Errorf("%d uploads, want 2", n)
			}
		})
	})
	t.Run("always", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			w.acc.onUpload = corrupt(99)
			keep := w.acc.put(w.dst, "f000", []byte("an older file of the same name"))
			p := w.locals(1, 100)
			onConflict(p, plan.Keep, keep.Entry) // the plan knows of it
			r := w.run(p)
			if len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, model.ErrMismatch) {
				t.Errorf("failures = %v, want one mismatch", r.Failures)
			}
			if got := w.acc.names(); !slices.Equal(got, []string{"/dst/f000"}) || w.acc.files[fichier.Link(keep.Entry.ID)] == nil {
				t.Errorf("the account holds %v, want the older file alone", got)
			}
		})
	})
}

func TestSourceThatChangesWhileItIsRead(t *testing.T) {
	change := func(w *world, times int) {
		w.disk.onEOF = func(p model.Path) {
			if p.Base() != "f001" {
				return
			}
			if times--; times >= 0 {
				w.disk.mu.Lock()
				old := w.disk.files[p]
				w.disk.files[p] = &memFile{data: bytesOf(uint64(100+times), 100), time: old.time.Add(time.Second)}
				w.disk.mu.Unlock()
			}
		}
	}
	t.Run("once, and is sent again", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			p := w.locals(3, 100)
			change(w, 1)
			w.ok(w.run(p), 3)
			if got := w.acc.names(); len(got) != 3 {
				t.Errorf("the account holds %v", got)
			}
			want, _ := w.disk.read(w.src.Child("f001"))
			for _, f := range w.acc.files {
				if f.entry.Name == "f001" && f.entry.Sum != sumOf(want) {
					t.Error("f001 is not what the disk holds now")
				}
			}
		})
	})
	t.Run("always, and is named", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			p := w.locals(3, 100)
			change(w, 99)
			r := w.run(p)
			if len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, model.ErrChanged) || r.Items != 2 {
				t.Errorf("%d items, failures %v", r.Items, r.Failures)
			}
			if got := w.acc.names(); len(got) != 2 {
				t.Errorf("the account holds %v", got)
			}
		})
	})
}

func TestOneBadSourceDoesNotStopTheOthers(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(w *world)
		want  error
	}{
		{"vanished", func(w *world) { delete(w.disk.files, w.src.Child("f002")) }, fs.ErrNotExist},
		{"empty", func(w *world) { w.disk.files[w.src.Child("f002")].data = nil }, model.ErrEmptyFile},
		{"unreadable", func(w *world) {
			w.disk.onOpen = func(p model.Path) error {
				if p.Base() == "f002" {
					return fs.ErrPermission
				}
				return nil
			}
		}, fs.ErrPermission},
		{"vanishes after it was looked at", func(w *world) {
			opens := 0
			w.disk.onOpen = func(p model.Path) error {
				if p.Base() == "f002" {
					if opens++; opens > 1 {
						return fs.ErrNotExist
					}
				}
				return nil
			}
		}, fs.ErrNotExist},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				p := w.locals(5, 100)
				tt.spoil(w)
				r := w.run(p)
				if len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, tt.want) || r.Failures[0].Item.Entry.Name != "f002" {
					t.Errorf("failures = %v, want f002: %v", r.Failures, tt.want)
				}
				if r.Items != 4 || len(w.acc.names()) != 4 {
					t.Errorf("%d items, the account holds %v", r.Items, w.acc.names())
				}
			})
		})
	}
}

func TestRefusedFileIsFoundInItsBatch(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.acc.onUpload = func(_ string, files []accountFile) ([]accountFile, error) {
			for _, f := range files {
				if f.entry.Name == "f037" {
					return nil, &fichier.Error{Kind: fichier.ErrRejected, Message: "Fichier refusé"}
				}
			}
			return files, nil
		}
		r := w.run(w.locals(100, 50))
		if len(r.Failures) != 1 || r.Failures[0].Item.Entry.Name != "f037" || !errors.Is(r.Failures[0].Err, fichier.ErrRejected) {
			t.Errorf("failures = %v, want f037", r.Failures)
		}
		if r.Items != 99 || len(w.acc.names()) != 99 {
			t.Errorf("%d items, %d in the account", r.Items, len(w.acc.names()))
		}
		if n := w.acc.count("upload "); n > 20 {
			t.Errorf("%d uploads to find one file of 100", n)
		}
	})
}

func TestQuotaFailsTheFilesAndNotTheJob(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.acc.onUpload = func(string, []accountFile) ([]accountFile, error) {
			return nil, &fichier.Error{Kind: fichier.ErrQuota}
		}
		p := w.locals(10, 50)
		it := w.acc.put(model.AccountPath("/x"), "down", []byte("down"))
		p.Add(plan.Step{Source: it, Target: w.to.Child("down"), Action: plan.Download})
		r := w.run(p)
		if len(r.Failures) != 10 || r.Items != 1 {
			t.Errorf("%d failures, %d items", len(r.Failures), r.Items)
		}
		if n := w.acc.count("upload "); n != 1 {
			t.Errorf("%d uploads against a full account", n)
		}
	})
}

func TestReportWithoutSums(t *testing.T) {
	bare := func(_ string, r fichier.Report) (fichier.Report, error) {
		links := slices.Clone(r.Links)
		for i := range links {
			links[i].Sum = ""
		}
		return fichier.Report{Links: links}, nil
	}
	t.Run("is enough for a copy", func(t *testing.T) {
		inWorld(t, func(_ *testing.T, w *world) {
			w.acc.onReport = bare
			w.ok(w.run(w.locals(2, 100)), 2)
		})
	})
	t.Run("a move asks for the sum", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			w.acc.onReport = bare
			p := w.locals(2, 100)
			p.Request.Op = plan.Move
			w.ok(w.run(p), 2)
			if n := w.acc.count("info"); n != 2 || len(w.disk.files) != 0 {
				t.Errorf("asked for %d sums, %d sources are left", n, len(w.disk.files))
			}
		})
	})
	t.Run("a move that can't prove its copy keeps the source", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			w.acc.onReport = bare
			w.acc.onCall = func(call string) error {
				if call == "info" {
					return &fichier.Error{Kind: fichier.ErrForbidden}
				}
				return nil
			}
			p := w.locals(2, 100)
			p.Request.Op = plan.Move
			id := w.start(p)
			r := w.wait(id)
			if len(r.Failures) != 2 || !errors.Is(r.Failures[0].Err, model.ErrUnverified) || len(w.disk.files) != 2 {
				t.Errorf("failures %v, %d sources are left", r.Failures, len(w.disk.files))
			}
			if err := w.e.Retry(id); err != nil {
				t.Fatal(err)
			}
			if r := w.wait(id); w.acc.count("upload ") != 1 || len(w.disk.files) != 2 || len(r.Failures) != 2 {
				t.Errorf("a retry sent again or removed what nobody could verify, or forgot it: %v", r.Failures)
			}
		})
	})
}
