package transfer

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"onefm/fichier/simulator"
	"onefm/model"
)

func TestTwoHundredSmallFilesThereAndBack(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		for i := range 200 {
			r.write(fmt.Sprintf("small/f%03d.txt", i), uint64(i), 100+i)
		}
		r.ok(r.copy(model.AccountPath("/"), r.local("small")))
		if n := r.svc.Count(""); n >= 10 {
			t.Errorf("%d calls of the API for 200 small files in one folder, want fewer than 10: %v", n, r.svc.Calls())
		}
		want := r.onDisk("small")
		r.same("the account", want, r.inAccount("/small"))

		calls := r.svc.Count("")
		r.ok(r.copy(r.local("back"), model.AccountPath("/small")))
		r.same("what came back", want, r.onDisk("back/small"))
		if n := r.svc.Count("") - calls; n > 200+3 {
			t.Errorf("%d calls for 200 downloads", n)
		}
		for _, e := range r.svc.Truth() {
			if e.Folder {
				continue
			}
			info, err := os.Stat(filepath.Join(r.dir, "back", e.Path))
			if err != nil || info.ModTime().Unix() != e.Date.Unix() {
				t.Fatalf("%s: time %v, want that of the upload, %v (%v)", e.Path, info.ModTime(), e.Date, err)
			}
		}
	})
}

func TestThousandFilesAreTwoRequests(t *testing.T) {
	inRig(t, nil, func(t *testing.T, r *rig) {
		for i := range 1000 {
			r.write(fmt.Sprintf("many/f%04d", i), uint64(i), 64)
		}
		r.ok(r.copy(model.AccountPath("/"), r.local("many")))
		if n := r.svc.Count("upload"); n != 2 {
			t.Errorf("%d upload requests, want 2", n)
		}
		if n := r.svc.Count(""); n > 12 {
			t.Errorf("%d calls", n)
		}
		r.same("the account", r.onDisk("many"), r.inAccount("/many"))
	})
}

func TestDeepTreesWithOddNames(t *testing.T) {
	names := []string{
		"plain", "two words", "日本語.txt", "emoji 🎬.mkv", "quote\"s", "back`tick", "dollar$", "apostrophe'", "<tag>",
		" leading", "trailing ", "a\\b", "tab\there", "new\nline", "esc\x1b[31m", "del\x7f", "bad\xff utf8", "‛quoted", "..x", "...",
		"very long " + string(make([]byte, 0)) + "name that goes on and on and on and on and on and on and on and on and on and on",
	}
	inRig(t, nil, func(_ *testing.T, r *rig) {
		for i, n := range names {
			r.write(filepath.Join("odd", n), uint64(i), 50+i)
			r.write(filepath.Join("odd", "dir "+n, "inner", n), uint64(100+i), 50+i)
		}
		r.ok(r.copy(model.AccountPath("/"), r.local("odd")))
		r.ok(r.copy(r.local("back"), model.AccountPath("/odd")))
		r.same("what came back", r.onDisk("odd"), r.onDisk("back/odd"))
	})
}

func TestLargeFilesGoAloneAndComeBack(t *testing.T) {
	inRig(t, []simulator.Option{}, func(t *testing.T, r *rig) {
		r.write("big/one", 1, 3<<20+17)
		r.write("big/two", 2, 5<<20)
		r.e.o.Batch = 4 << 20 // so that both count as large
		r.ok(r.copy(model.AccountPath("/"), r.local("big")))
		if n := r.svc.Count("upload"); n != 2 {
			t.Errorf("%d requests, want 2", n)
		}
		r.ok(r.copy(r.local("back"), model.AccountPath("/big")))
		r.same("what came back", r.onDisk("big"), r.onDisk("back/big"))
	})
}
