package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"onefm/fichier/simulator"
)

// archive is an account of a few folders with copies in them.
func archive(s *simulator.Service) {
	for i := range 12 {
		s.AddFile(fmt.Sprintf("/Films/%d/film %d.mkv", 2000+i, i), simulator.Bytes([]byte(fmt.Sprint("film ", i))))
	}
	same := simulator.Bytes([]byte(strings.Repeat("the same bytes ", 100)))
	s.AddFile("/Backups/photo.jpg", same)
	s.AddFile("/Photos/2020/photo.jpg", same)
	s.AddFile("/Photos/2021/holiday.jpg", same)
}

// inArchive runs a test on the window over the whole of session, mirror, index and
// service, once the account is known.
func inArchive(t *testing.T, do func(t *testing.T, r *real)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := openReal(t, t.TempDir(), archive)
		r.wait(5 * time.Minute).shows("ready")
		do(t, r)
	})
}

func TestSearchOfARealAccount(t *testing.T) {
	inArchive(t, func(t *testing.T, r *real) {
		r.press("g", "s").types("film 7.").wait(time.Second).shows("1 found", "film 7.mkv", "/Films/2007")
		r.press("ctrl+u").types("ext:mkv").wait(time.Second).shows("12 found").press("tab", "A", "f5").wait(chipDelay)
		r.finish()
		names, err := filepath.Glob(filepath.Join(r.dir, "*.mkv"))
		if err != nil || len(names) != 12 {
			t.Errorf("%d files came home (%v)", len(names), err)
		}
		b, _ := os.ReadFile(filepath.Join(r.dir, "film 7.mkv"))
		if string(b) != "film 7" {
			t.Errorf("film 7.mkv holds %q", b)
		}
		r.press("esc", "esc").press("g", "s").types("film 3.").wait(time.Second).press("enter").wait(time.Second)
		r.paneShows(right, "film 3.mkv").cursorOn(right, "film 3.mkv")
	})
}

func TestSearchCostsNoCall(t *testing.T) {
	inArchive(t, func(t *testing.T, r *real) {
		before := r.svc.Count("")
		r.press("g", "s").types("photo").wait(time.Second).shows("found").press("esc")
		r.press("g", "z").wait(time.Second).press("j", "k", "l", "h", "esc").press("g", "d").wait(time.Second).press("esc")
		if n := r.svc.Count("") - before; n > 1 { // one may be the refresh of the folder that is shown
			t.Errorf("%d calls for what the mirror knows", n)
		}
	})
}

func TestUsageOfARealAccount(t *testing.T) {
	inArchive(t, func(_ *testing.T, r *real) {
		r.press("g", "z").wait(time.Second).shows("usage", "15 files").cursorOn(right, "Photos")
		r.press("l").wait(time.Second).paneShows(right, "2020", "2021").press("h").wait(time.Second).cursorOn(right, "Photos")
		r.press("esc").paneShows(right, "Backups", "Films", "Photos")
	})
}

func TestDuplicatesOfARealAccount(t *testing.T) {
	inArchive(t, func(t *testing.T, r *real) {
		r.press("g", "d").wait(time.Second).shows("1 group of copies · 3.0 kB to free", "3x")
		r.press("A").shows("2 marked").press("d", "d").wait(trashDelay + 10*time.Second).shows("No file is there twice")
		trashed := 0
		for _, e := range r.svc.Truth() {
			if strings.HasPrefix(e.Path, "/.onefm-trash/") && !e.Folder {
				trashed++
			}
		}
		if trashed != 2 {
			t.Errorf("%d files in the trash, want 2", trashed)
		}
	})
}

func TestChangesThatOthersMade(t *testing.T) {
	inArchive(t, func(_ *testing.T, r *real) {
		r.svc.AddFile("/new.txt", simulator.Bytes([]byte("new")))
		r.press("tab", "j").wait(10*time.Minute).paneShows(right, "Backups", "Films", "Photos", "new.txt").cursorOn(right, "Films")
		r.press("g", "c").wait(time.Second).shows("+ new.txt")
	})
}

func TestOfflineTheAccountIsThereAllTheSame(t *testing.T) {
	inArchive(t, func(t *testing.T, r *real) {
		write(t, r.dir, "one.bin", 1000)
		rule, err := simulator.ParseFault("* reset")
		if err != nil {
			t.Fatal(err)
		}
		r.svc.Fault(rule)
		r.press("tab", "j", "enter").wait(3*time.Minute).press("g", "r").wait(10 * time.Second)
		r.shows("no connection since", "offline")
		r.press("j", "enter").wait(time.Second).paneShows(right, "film 1.mkv")
		r.press("g", "s").types("film 11.").wait(time.Second).shows("1 found").press("enter").wait(time.Second).paneShows(right, "film 11.mkv")
		r.press("g", "z").wait(time.Second).shows("usage").press("esc")
		r.press("tab", "g", "r", "f5").wait(chipDelay + time.Second).shows("starts when 1fichier can be reached again")
		r.svc.ClearFaults()
		r.finish().wait(10 * time.Minute).hides("no connection")
		found := false
		for _, e := range r.svc.Truth() {
			found = found || strings.HasSuffix(e.Path, "/one.bin")
		}
		if !found {
			t.Error("what was given while there was no connection was not carried out afterwards")
		}
	})
}
