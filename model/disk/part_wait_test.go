package disk

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"onefm/model"
)

// TestAMountThatDiesUnderADownloadIsGivenUp: the first thing that hangs takes its
// time, nothing after it does, and closing waits for nobody.
func TestAMountThatDiesUnderADownloadIsGivenUp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p, err := create(new(guard), dir, "a", "tag")
		if err != nil {
			t.Fatal(err)
		}
		alive := make(chan struct{})
		defer close(alive)
		began := time.Now()
		err = p.wait(writeLimit, func() error { <-alive; return nil })
		if took := time.Since(began); !errors.Is(err, model.ErrStuck) || took < writeLimit || took > writeLimit+time.Second {
			t.Fatalf("%v after %v, want ErrStuck after %v", err, took, writeLimit)
		}
		began = time.Now()
		for what, call := range map[string]func() error{
			"WriteAt":  func() error { _, err := p.WriteAt([]byte("x"), 0); return err },
			"ReadAt":   func() error { _, err := p.ReadAt(make([]byte, 1), 0); return err },
			"Truncate": func() error { return p.Truncate(0) },
			"Mark":     func() error { return p.Mark([]Range{{0, 1}}) },
			"Commit":   func() error { return p.Commit(true, time.Time{}) },
		} {
			if err := call(); !errors.Is(err, model.ErrStuck) {
				t.Errorf("%s = %v, want ErrStuck", what, err)
			}
		}
		if err := p.Close(); err != nil || time.Since(began) > 0 {
			t.Errorf("Close = %v; all took %v", err, time.Since(began))
		}
	})
}
