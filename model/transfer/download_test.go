package transfer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/plan"
)

// cutting gives n bytes and then fails.
type cutting struct {
	io.Reader

	err error
}

func cut(data []byte, n int, err error) io.ReadCloser {
	return io.NopCloser(&cutting{Reader: bytes.NewReader(data[:min(n, len(data))]), err: err})
}

func (c *cutting) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = c.err
	}
	return n, err
}

func TestDownloadGoesOnAfterEveryBreak(t *testing.T) {
	broken := &fichier.Error{Kind: fichier.ErrNetwork}
	tests := []struct {
		name   string
		err    error
		tokens int
	}{
		{"reset", broken, 1},
		{"ends early as if that were all", io.EOF, 1},
		{"unexpected end", io.ErrUnexpectedEOF, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				p := w.remotes(1, 100_000)
				data := bytesOf(0, 100_000)
				w.acc.onOpen = func(_ fichier.Link, offset int64) (io.ReadCloser, error) {
					return cut(data[offset:], 10_000, tt.err), nil
				}
				w.ok(w.run(p), 1)
				w.downloaded(1, 100_000)
				if n := w.acc.count("open "); n != 10 {
					t.Errorf("%d streams, want 10", n)
				}
				if n := w.acc.count("token"); n != tt.tokens {
					t.Errorf("%d tokens, want %d", n, tt.tokens)
				}
				if n := w.acc.count("verified"); n != 1 {
					t.Errorf("noted %d times as verified", n)
				}
			})
		})
	}
}

// sluggish takes 90 s for every 25 bytes and breaks after 250.
type sluggish struct {
	data []byte
	n    int
}

func (r *sluggish) Read(p []byte) (int, error) {
	time.Sleep(90 * time.Second) // in fake time
	if r.n == 250 {
		return 0, io.ErrUnexpectedEOF
	}
	n := copy(p[:25], r.data[r.n:])
	r.n += n
	return n, nil
}

func TestDownloadTakesANewTokenWhenTheOldOneIsTooOld(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		data := bytesOf(0, 1000)
		p := w.remotes(1, 1000)
		w.acc.onOpen = func(_ fichier.Link, offset int64) (io.ReadCloser, error) {
			return io.NopCloser(&sluggish{data: data[offset:]}), nil
		}
		w.ok(w.run(p), 1)
		w.downloaded(1, 1000)
		if tokens, streams := w.acc.count("token"), w.acc.count("open"); tokens != 2 || streams != 4 {
			t.Errorf("%d tokens for %d streams of 15 minutes, want 2 for 4", tokens, streams)
		}
	})
}

func TestDownloadTriesOneNewTokenAfterARefusal(t *testing.T) {
	tests := []struct {
		name     string
		refusals int
		ok       bool
		tokens   int
	}{
		{"refused once", 1, true, 2},
		{"refused again", 2, false, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				n := 0
				w.acc.onOpen = func(fichier.Link, int64) (io.ReadCloser, error) {
					if n++; n <= tt.refusals {
						return nil, &fichier.Error{Kind: fichier.ErrExpired, HTTPStatus: 410}
					}
					return nil, nil
				}
				r := w.run(w.remotes(1, 100))
				if got := r.State == Done; got != tt.ok {
					t.Errorf("state %v, failures %v", r.State, r.Failures)
				}
				if n := w.acc.count("token"); n != tt.tokens {
					t.Errorf("%d tokens, want %d", n, tt.tokens)
				}
			})
		})
	}
}

func TestWrongBytesAreFetchedOnceAgain(t *testing.T) {
	for _, times := range []int{1, 99} {
		t.Run(fmt.Sprintf("%d times", times), func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				p := w.remotes(1, 1000)
				bad := bytesOf(5, 1000)
				n := 0
				w.acc.onOpen = func(fichier.Link, int64) (io.ReadCloser, error) {
					if n++; n <= times {
						return io.NopCloser(bytes.NewReader(bad)), nil
					}
					return nil, nil
				}
				r := w.run(p)
				if times == 1 {
					w.ok(r, 1)
					w.downloaded(1, 1000)
					return
				}
				if len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, model.ErrMismatch) {
					t.Errorf("failures = %v", r.Failures)
				}
				if n != 2 || w.disk.partCount() != 0 {
					t.Errorf("%d streams, %d parts are left; want 2 and 0", n, w.disk.partCount())
				}
				if _, ok := w.disk.read(w.to.Child("f000")); ok {
					t.Error("a file with wrong bytes got its name")
				}
			})
		})
	}
}

func TestHostThatCannotContinueIsAskedFromTheStart(t *testing.T) {
	inWorld(t, func(_ *testing.T, w *world) {
		p := w.remotes(1, 1000)
		data := bytesOf(0, 1000)
		first := true
		w.acc.onOpen = func(_ fichier.Link, offset int64) (io.ReadCloser, error) {
			switch {
			case first:
				first = false
				return cut(data, 400, io.ErrUnexpectedEOF), nil
			case offset > 0:
				return nil, &fichier.Error{Kind: fichier.ErrBadAnswer}
			}
			return nil, nil
		}
		w.ok(w.run(p), 1)
		w.downloaded(1, 1000)
	})
}

// holdup returns what holds a job up when nothing moves any more.
func (w *world) holdup(id JobID) Holdup {
	w.t.Helper()
	synctest.Wait()
	for _, j := range w.e.Snapshot().Jobs {
		if j.ID == id {
			return j.Holdup
		}
	}
	w.t.Fatalf("job %d is not in the queue", id)
	return Holdup{}
}

func TestFullDisk(t *testing.T) {
	t.Run("is noticed before a call, and waited for", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			w.disk.setFree(999)
			id := w.start(w.remotes(1, 2_000_000))
			if h := w.holdup(id); h.Reason != DiskFull || h.Detail != "needs 2 MB more on /to" || w.acc.count("token") != 0 {
				t.Errorf("held up by %+v with %d tokens", h, w.acc.count("token"))
			}
			time.Sleep(24 * time.Hour)
			w.disk.setFree(2_000_000)
			w.ok(w.wait(id), 1)
			w.downloaded(1, 2_000_000)
		})
	})
	t.Run("on the way holds the job where it is", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			var full atomic.Bool
			full.Store(true)
			w.disk.onWrite = func(_ model.Path, size int) error {
				if full.Load() && size > 600_000 {
					return fmt.Errorf("write: %w", model.ErrNoSpace)
				}
				return nil
			}
			p := w.remotes(2, 300_000)
			big := w.acc.put(w.dst, "big", bytesOf(9, 1_000_000))
			p.Add(plan.Step{Source: big, Target: w.to.Child("big"), Action: plan.Download})
			id := w.start(p)
			time.Sleep(time.Hour)
			if h := w.holdup(id); h.Reason != DiskFull {
				t.Errorf("held up by %+v", h)
			}
			full.Store(false)
			w.ok(w.wait(id), 3)
			w.downloaded(2, 300_000)
			if got, _ := w.disk.read(w.to.Child("big")); !bytes.Equal(got, bytesOf(9, 1_000_000)) {
				t.Error("big differs")
			}
			if w.acc.calls[len(w.acc.calls)-2] == "open 0" {
				t.Errorf("not resumed: %v", w.acc.calls)
			}
		})
	})
	t.Run("holds copies on the disk up, too", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			w.disk.setFree(10)
			it := w.disk.put(w.src.Child("f000"), bytesOf(0, 5000))
			p := &plan.Plan{Request: plan.Request{To: w.to, Sources: []model.Item{it}}}
			p.Add(plan.Step{Source: it, Target: w.to.Child("f000"), Action: plan.DiskCopy})
			id := w.start(p)
			if h := w.holdup(id); h.Reason != DiskFull || h.Detail != "needs 5 kB more on /to" {
				t.Errorf("held up by %+v", h)
			}
			time.Sleep(time.Hour)
			w.disk.setFree(5000)
			w.ok(w.wait(id), 1)
			w.downloaded(1, 5000)
		})
	})
	t.Run("can be cancelled", func(t *testing.T) {
		inWorld(t, func(t *testing.T, w *world) {
			w.disk.setFree(0)
			id := w.start(w.remotes(3, 1000))
			synctest.Wait()
			if err := w.e.Cancel(id); err != nil {
				t.Fatal(err)
			}
			if r := w.wait(id); r.State != Cancelled || w.disk.partCount() != 0 {
				t.Errorf("%v, %d parts are left", r.State, w.disk.partCount())
			}
		})
	})
}

func TestPartOfAnotherFileIsNotTakenUp(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		p := w.remotes(1, 1000)
		w.disk.put(w.to.Child("x"), nil)
		part, err := w.disk.Create(t.Context(), w.to, "f000", "some other file")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.WriteAt(make([]byte, 500), 0)
		_ = part.Close()
		w.ok(w.run(p), 1)
		w.downloaded(1, 1000)
		if n := w.acc.count("open 0"); n != 1 {
			t.Errorf("%d streams from the start, want 1", n)
		}
	})
}

func TestNameTakenMeanwhile(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		p := w.remotes(1, 1000)
		w.disk.put(w.to.Child("f000"), []byte("somebody else's"))
		id := w.start(p)
		r := w.wait(id)
		if len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, fs.ErrExist) {
			t.Errorf("failures = %v", r.Failures)
		}
		if got, _ := w.disk.read(w.to.Child("f000")); string(got) != "somebody else's" {
			t.Error("overwrote what came meanwhile")
		}
		w.e.Clear()
		time.Sleep(time.Second)
		if n := w.disk.partCount(); n != 0 {
			t.Errorf("%d parts are left after the job was cleared", n)
		}
	})
}

func TestReplaceOnDisk(t *testing.T) {
	inWorld(t, func(_ *testing.T, w *world) {
		p := w.remotes(1, 1000)
		old := w.disk.put(w.to.Child("f000"), []byte("old"))
		onConflict(p, plan.Replace, old.Entry)
		w.ok(w.run(p), 1)
		w.downloaded(1, 1000)
	})
}

func TestRefusedTierAsksOnce(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.acc.onCall = func(call string) error {
			if call == "token" {
				return &fichier.Error{Kind: fichier.ErrTier}
			}
			return nil
		}
		r := w.run(w.remotes(100, 10))
		if len(r.Failures) != 100 || !errors.Is(r.Failures[99].Err, fichier.ErrTier) {
			t.Errorf("%d failures", len(r.Failures))
		}
		if n := w.acc.count("token"); n > DefaultDownloads {
			t.Errorf("asked %d times for what the account does not include", n)
		}
	})
}

func TestADiskThatDoesNotAnswerIsSeen(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.disk.onWrite = func(model.Path, int) error {
			time.Sleep(time.Minute) // in fake time
			return model.ErrStuck
		}
		id := w.start(w.remotes(1, 1000))
		time.Sleep(2 * time.Second)
		if h := w.holdup(id); h.Reason != Free {
			t.Errorf("after two seconds: held up by %+v", h)
		}
		time.Sleep(20 * time.Second)
		if h := w.holdup(id); h.Reason != Writing {
			t.Errorf("after twenty seconds: held up by %+v", h)
		}
		if r := w.wait(id); r.Failed != 1 || !errors.Is(r.Failures[0].Err, model.ErrStuck) {
			t.Errorf("%d failures: %v", r.Failed, r.Failures)
		}
	})
}
