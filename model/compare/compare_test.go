package compare_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/compare"
	"onefm/model/disk"
	"onefm/model/treetest"
)

func TestDiskAgainstAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.local.AddFile("/l/same", "abc")
	w.stored("/a/same", "abc")
	w.local.AddFile("/l/content", "abc")
	w.stored("/a/content", "abd")
	w.local.AddFile("/l/size", "abcd")
	w.stored("/a/size", "abc")
	w.local.AddFile("/l/nosum", "abc")
	w.account.Add("/a", model.Entry{Name: "nosum", Size: 3})
	w.local.AddFile("/l/here", "x")
	w.stored("/a/there", "x")
	w.local.AddFile("/l/empty", "")
	w.local.AddFile("/l/kind", "x")
	w.account.AddFolder("/a/kind")
	w.local.Add("/l", model.Entry{Name: "pipe", Kind: model.Other, Size: model.UnknownSize})
	w.local.Add("/l", model.Entry{Name: "todir", Kind: model.Symlink, Flags: model.LinksToFolder, Size: model.UnknownSize, Target: "x"})
	w.local.AddFile("/l/sub/deep/f", "deep")
	w.stored("/a/sub/deep/f", "deep")
	w.local.AddFile("/l/onlyhere/f", "x")
	w.stored("/a/onlythere/f", "x")
	want := []string{
		"othersum content", "apart empty: an empty file can't be stored", "< here", "kind kind", "size nosum",
		"apart pipe: not a file: a device, pipe or socket", "same same", "othersize size", "> there",
		"apart todir: a link to a folder is not followed",
		"< onlyhere", "> onlythere", "same sub/deep/f",
	}
	got, totals := w.rows(w.place(w.local, "/l"), w.place(w.account, "/a"))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if totals.Of(compare.Same) != 2 || totals.Bytes != 7 || totals.Folders != 3 || totals.Differ() != 7 {
		t.Errorf("totals are %+v", totals)
	}
	slices.Sort(w.opened)
	if diff := cmp.Diff([]string{"content", "f", "same"}, w.opened); diff != "" {
		t.Errorf("files that were read (-want +got):\n%s", diff)
	}

	// The other way round the sides change places and nothing else.
	turned, _ := w.rows(w.place(w.account, "/a"), w.place(w.local, "/l"))
	for i := range want {
		if s, ok := strings.CutPrefix(want[i], "<"); ok {
			want[i] = ">" + s
		} else if s, ok := strings.CutPrefix(want[i], ">"); ok {
			want[i] = "<" + s
		}
	}
	if diff := cmp.Diff(want, turned); diff != "" {
		t.Errorf("rows the other way round (-want +got):\n%s", diff)
	}
}

func TestSizeOnlyReadsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.o.SizeOnly = true
	w.local.AddFile("/l/a", "abc")
	w.stored("/a/a", "abd")
	w.local.Add("/l", model.Entry{Name: "hidden", Size: model.UnknownSize})
	w.stored("/a/hidden", "abd")
	got, _ := w.rows(w.place(w.local, "/l"), w.place(w.account, "/a"))
	if diff := cmp.Diff([]string{"size a", "bad hidden: can't be read"}, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if len(w.opened) > 0 {
		t.Errorf("read %v", w.opened)
	}
}

func TestWhatIsLeftOutUnseen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.stored("/a/bin/x", "abc")
	w.stored("/a/sub/bin/x", "abc")
	w.local.AddFile("/l/sub/bin/x", "abc")
	w.o.Skip = func(p model.Path) bool { return p == model.AccountPath("/a/bin") }
	got, _ := w.rows(w.place(w.local, "/l"), w.place(w.account, "/a"))
	if diff := cmp.Diff([]string{"same sub/bin/x"}, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// Trees of every shape: each name gets the one verdict that its two sides call for,
// in the order of the names, however many readers there are.
func TestTreesOfEveryShape(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 7))
		w := newWorld(t)
		w.o.Readers = 1 + rng.IntN(4)
		var want []string
		for i := range rng.IntN(40) {
			dir := []string{"", "p/", "p/q/", "r/"}[rng.IntN(4)]
			name := fmt.Sprintf("%sf%02d", dir, i)
			here, there := strings.Repeat("x", 1+rng.IntN(3)), strings.Repeat("x", 1+rng.IntN(3))
			if rng.IntN(3) == 0 {
				there = strings.Repeat("y", len(there))
			}
			w.local.AddFile("/l/"+name, here)
			w.stored("/a/"+name, there)
			switch {
			case len(here) != len(there):
				want = append(want, "othersize "+name)
			case here != there:
				want = append(want, "othersum "+name)
			default:
				want = append(want, "same "+name)
			}
		}
		slices.SortFunc(want, func(a, b string) int { return strings.Compare(shape(a), shape(b)) })
		got, _ := w.rows(w.place(w.local, "/l"), w.place(w.account, "/a"))
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("seed %d: rows (-want +got):\n%s", seed, diff)
		}
	}
}

// shape makes lines comparable as rows come: files of a folder before its folders.
func shape(line string) string {
	_, name, _ := strings.Cut(line, " ")
	dir, file := path.Split(name)
	return dir + "\x00" + file
}

// A download of two files of one name gives "name (2)"; both orders and any mix of
// dates find the right pairs.
func TestTwins(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.stored("/a/x.txt", "one")
	w.stored("/a/x.txt", "two")
	w.stored("/a/x.txt", "three")
	w.local.AddFile("/l/x.txt", "one")
	w.local.AddFile("/l/x (2).txt", "three")
	got, _ := w.rows(w.place(w.account, "/a"), w.place(w.local, "/l"))
	slices.Sort(got)
	if diff := cmp.Diff([]string{"< x.txt", "same x.txt", "same x.txt"}, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if slices.Sort(w.opened); !slices.Equal(w.opened, []string{"x (2).txt", "x.txt"}) {
		t.Errorf("read %v", w.opened)
	}
}

func TestNamesThatAFolderTakesForOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.o.CaseBlind = func(context.Context, model.Path) bool { return true }
	w.local.AddFile("/l/Ä.TXT", "abc") // composed
	w.stored("/a/a\u0308.txt", "abc")  // decomposed, small
	w.local.AddFile("/l/Sub/f", "abc")
	w.stored("/a/sub/F", "abc")
	got, _ := w.rows(w.place(w.local, "/l"), w.place(w.account, "/a"))
	if diff := cmp.Diff([]string{"same Ä.TXT", "same Sub/f"}, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestTwoFoldersOfTheAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.stored("/a/same", "abc")
	w.stored("/b/same", "abc")
	w.stored("/a/twin", "1")
	w.stored("/a/twin", "2")
	w.stored("/b/twin", "2")
	w.stored("/b/new", "2")
	got, _ := w.rows(w.place(w.account, "/a"), w.place(w.account, "/b"))
	if diff := cmp.Diff([]string{"> new", "same same", "same twin", "< twin"}, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if len(w.opened) > 0 {
		t.Errorf("read %v", w.opened)
	}
}

func TestTwoFoldersOfTheDisk(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.other = treetest.NewMemory(model.Local)
	long := strings.Repeat("x", 600<<10)
	w.local.AddFile("/l/long", long+"a")
	w.other.AddFile("/r/long", long+"b")
	w.local.AddFile("/l/empty", "")
	w.other.AddFile("/r/empty", "")
	w.local.Add("/l", model.Entry{Name: "link", Kind: model.Symlink, Target: "a", Size: 1})
	w.other.Add("/r", model.Entry{Name: "link", Kind: model.Symlink, Target: "b", Size: 1})
	w.local.Add("/l", model.Entry{Name: "mixed", Kind: model.Symlink, Target: "a", Size: 1})
	w.other.AddFile("/r/mixed", "1")
	got, _ := w.rows(w.place(w.local, "/l"), w.place(w.other, "/r"))
	if diff := cmp.Diff([]string{"same empty", "othersum link", "othersum long", "kind mixed"}, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.local.AddFile("/l/a", "abc")
	w.stored("/a/a", "abc")
	w.unreadable["a"] = fs.ErrPermission
	w.local.AddFile("/l/closed/f", "abc")
	w.stored("/a/closed/f", "abc")
	w.local.AddFile("/l/open/f", "abc")
	w.stored("/a/open/f", "abc")
	w.local.Fail(treetest.Fault{Op: treetest.OpList, Path: w.local.Path("/l/closed"), Err: fs.ErrPermission})
	got, totals := w.rows(w.place(w.local, "/l"), w.place(w.account, "/a"))
	want := []string{"bad a: can't be read: permission denied", "bad closed: permission denied", "same open/f"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if totals.Differ() != 2 {
		t.Errorf("totals are %+v", totals)
	}
}

// Without a service, or when a folder itself is missing, there is nothing to say
// of the rest.
func TestWhatEndsAComparison(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		dir  string
		err  error
		want error
	}{
		"no service":        {"/a/sub", fichier.ErrNetwork, fichier.ErrNetwork},
		"no key":            {"/a/sub", fichier.ErrAuth, fichier.ErrAuth},
		"no such folder":    {"/a", fs.ErrNotExist, fs.ErrNotExist},
		"never listed":      {"/a", model.ErrUnknown, model.ErrUnknown},
		"a sub-folder gone": {"/a/sub", fs.ErrNotExist, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.local.AddFile("/l/sub/f", "abc")
			w.stored("/a/sub/f", "abc")
			w.account.Fail(treetest.Fault{Op: treetest.OpList, Path: w.account.Path(tt.dir), Err: tt.err})
			_, err := compare.Trees(t.Context(), w.place(w.local, "/l"), w.place(w.account, "/a"), w.o, func(compare.Row) error { return nil })
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestVisitorAndContextEndIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 3000 {
		w.local.AddFile(fmt.Sprintf("/l/%d", i), "abc")
		w.stored(fmt.Sprintf("/a/%d", i), "abc")
	}
	enough := errors.New("enough")
	_, err := compare.Trees(t.Context(), w.place(w.local, "/l"), w.place(w.account, "/a"), w.o, func(compare.Row) error { return enough })
	if !errors.Is(err, enough) {
		t.Errorf("got %v, want the visitor's error", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = compare.Trees(ctx, w.place(w.local, "/l"), w.place(w.account, "/a"), w.o, func(compare.Row) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want a cancelled context", err)
	}
}

func TestVerifiedIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	it := w.stored("/a/new", "abc")
	w.local.AddFile("/l/new", "abc")
	w.account.Add("/a", model.Entry{Name: "old", Size: 3, Sum: sumOf("abc"), Flags: model.Verified})
	w.local.AddFile("/l/old", "abc")
	w.stored("/a/wrong", "abd")
	w.local.AddFile("/l/wrong", "abc")
	var told []string
	w.o.Verified = func(_ context.Context, link, sum string) error {
		told = append(told, link+" "+sum)
		return nil
	}
	w.rows(w.place(w.local, "/l"), w.place(w.account, "/a"))
	if diff := cmp.Diff([]string{it.Entry.ID + " " + sumOf("abc")}, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// Of a folder that the service tells only part of, nothing is called missing.
func TestCutListing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.o.Progress = &compare.Progress{}
		w.local.AddFile("/l/told", "abc")
		w.local.AddFile("/l/untold", "abc")
		w.stored("/a/told", "abc")
		w.account.Describe("/a", time.Now(), time.Time{}, true)
		start := time.Now()
		got, _ := w.rows(w.place(w.local, "/l"), w.place(w.account, "/a"))
		if diff := cmp.Diff([]string{"bad .: " + model.ErrCut.Error(), "same told"}, got); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
		if took := time.Since(start); took < 30*time.Second || took > 5*time.Minute {
			t.Errorf("asked again for %v", took)
		}
		if s := w.o.Progress.Now(); s.Files != 1 || s.Folders != 1 || s.Bytes != 3 || !s.Until.IsZero() {
			t.Errorf("progress is %+v", s)
		}
	})
}

// A real disk: sums of many files on all cores, in the order of their names.
func TestRealDisk(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dir := t.TempDir()
	d := disk.New()
	root, err := model.LocalPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	w.o.Open = func(ctx context.Context, p model.Path) (compare.Source, error) { return d.Open(ctx, p) }
	var want []string
	for i := range 1200 {
		name, content := fmt.Sprintf("f%04d", i), strings.Repeat("x", i*37%9000+1)
		write(t, root.Child(name), content)
		w.stored("/a/"+name, content)
		want = append(want, "same "+name)
	}
	got, _ := w.rows(compare.Place{Tree: d, Dir: root}, w.place(w.account, "/a"))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}
