package mirror

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// fill puts n files into a folder, sent at times that date gives.
func (s *fake) fill(in fichier.FolderID, n int, date func(i int) int64) {
	for i := range n {
		s.files = append(s.files, fakeFile{in: in, File: fichier.File{
			Link: link(1_000_000 + i), Name: fmt.Sprintf("file %06d", i), Size: int64(i), Date: time.Unix(date(i), 0),
		}})
	}
	r := rand.New(rand.NewPCG(1, 2))
	r.Shuffle(len(s.files), func(i, j int) { s.files[i], s.files[j] = s.files[j], s.files[i] })
}

func TestFolderOfMoreThanOneAnswer(t *testing.T) {
	const n, full = 500, 60
	spread := map[string]func(i int) int64{
		"even":   func(i int) int64 { return 1_500_000_000 + int64(i)*600 },
		"bursts": func(i int) int64 { return 1_500_000_000 + int64(i/200)*10_000_000 + int64(i%200)/10 },
		"skewed": func(i int) int64 { return 1_500_000_000 + int64(i)*int64(i) },
	}
	for name, date := range spread {
		for _, told := range []bool{true, false} {
			if raceEnabled && told != (name == "even") {
				continue // nothing here is done at once
			}
			t.Run(fmt.Sprintf("%s, number told %v", name, told), func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					s := newFake()
					s.limit = full
					s.fill(fichier.Root, n, date)
					if !told {
						s.tell = func(f *fichier.Folder) { f.Count = int64(len(f.Files)) }
					}
					m := openFake(t, s)
					l, err := m.List(t.Context(), at("/"), model.Auto)
					if err != nil || !l.Cut || len(l.Entries) != full {
						t.Fatalf("first List = %d entries, cut %v, %v", len(l.Entries), l.Cut, err)
					}
					for l.Cut && len(s.calls) < 80 {
						time.Sleep(35 * time.Second)
						if l, err = m.List(t.Context(), at("/"), model.Auto); err != nil {
							t.Fatal(err)
						}
					}
					if l.Cut || len(l.Entries) != n {
						t.Errorf("after %d calls %d entries of %d, cut %v", len(s.calls), len(l.Entries), n, l.Cut)
					}
					t.Logf("%d calls", len(s.calls))

					// Files that go and come are noticed by the next walk.
					s.files = slices.DeleteFunc(s.files, func(f fakeFile) bool { return f.Size%10 == 3 })
					s.addFile(fichier.Root, "new", link(1))
					time.Sleep(time.Hour)
					for calls := len(s.calls); len(s.calls) < calls+80; time.Sleep(35 * time.Second) {
						if l, err = m.List(t.Context(), at("/"), model.Auto); err != nil {
							t.Fatal(err)
						}
						if !l.Cut {
							break
						}
					}
					if l.Cut || len(l.Entries) != len(s.files) {
						t.Errorf("later %d entries of %d, cut %v", len(l.Entries), len(s.files), l.Cut)
					}
				})
			})
		}
	}
}

func TestFolderWhoseFilesCannotBeToldApart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		s.limit = 50
		s.fill(fichier.Root, 70, func(int) int64 { return 1_600_000_000 }) // all in one second
		m := openFake(t, s)
		var l model.Listing
		for len(s.calls) < 60 && (len(s.calls) < 3 || s.count("ls") < 2) {
			var err error
			if l, err = m.List(t.Context(), at("/"), model.Auto); err != nil {
				t.Fatal(err)
			}
			time.Sleep(35 * time.Second)
		}
		if !l.Cut || len(l.Entries) < 50 {
			t.Errorf("%d entries, cut %v", len(l.Entries), l.Cut)
		}
		if len(s.calls) >= 60 {
			t.Errorf("windows never end: %v", s.calls[:10])
		}
	})
}

func TestRemoveOfACutFolder(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newFake()
		dir := s.addFolder(fichier.Root, "dir")
		s.limit = 50
		s.fill(dir, 220, func(i int) int64 { return 1_600_000_000 + int64(i) })
		m := openFake(t, s)
		must(t, m.Remove(t.Context(), []model.Item{item(t, m, "/", "dir")}))
		want(t, "files left", len(s.files), 0)
		want(t, "folders left", len(s.folders), 1)
	})
}

func TestLargeFoldersTakeFewWindows(t *testing.T) {
	const n, full = 2400, 200 // fewer are too few to guess from
	const floor = n / full
	shapes := map[string]func(i int) int64{
		"even":   func(i int) int64 { return 1_500_000_000 + int64(i)*600 },
		"bursts": func(i int) int64 { return 1_500_000_000 + int64(i/600)*10_000_000 + int64(i%600) },
		"skewed": func(i int) int64 { return 1_500_000_000 + int64(i)*int64(i)/10 },
	}
	for _, order := range []string{"any", "the latest first", "the oldest first"} {
		for shape, date := range shapes {
			for _, told := range []bool{true, false} {
				if shape != "even" && order != "any" || raceEnabled && (shape != "even" || order != "any" || told) {
					continue // the race detector takes its time for every row
				}
				t.Run(fmt.Sprintf("%s, %s, number told %v", shape, order, told), func(t *testing.T) {
					bubble(t, func(t *testing.T) {
						s := newFake()
						s.limit = full
						s.fill(fichier.Root, n, date)
						most := 5 * floor / 2
						if order != "any" {
							most = 5 * floor
							slices.SortFunc(s.files, func(a, b fakeFile) int { return a.Date.Compare(b.Date) })
						}
						if order == "the latest first" {
							slices.Reverse(s.files)
						}
						if !told {
							s.tell = func(f *fichier.Folder) { f.Count = int64(len(f.Files)) }
						}
						m := openFake(t, s)
						for cut := cutYet; cut == cutYet && len(s.calls) <= most; time.Sleep(35 * time.Second) {
							must(t, m.refresh(t.Context(), fichier.Root))
							row, err := m.row(t.Context(), fichier.Root)
							must(t, err)
							cut = row.cut
						}
						l, err := m.List(t.Context(), at("/"), model.Cached)
						must(t, err)
						t.Logf("%d calls, %.2f times the floor", len(s.calls), float64(len(s.calls))/floor)
						if l.Cut || len(l.Entries) != n {
							t.Errorf("%d of %d entries", len(l.Entries), n)
						}
					})
				})
			}
		}
	}
}

func TestGuessesSurviveRestarts(t *testing.T) {
	t.Parallel()
	g := newGuess([]int64{-62_135_596_800, 0, 5, 5, 1_700_000_000}, 12.5) // five halves each
	g = g.replace(window{from: 3, to: 9}, []int64{4, 5, 9}, 9)
	if got := unpackGuess(g.pack()); !slices.Equal(got, g) {
		t.Errorf("got %v, want %v", got, g)
	}
	for n := range g.pack() {
		unpackGuess(g.pack()[:n])
	}
	want(t, "samples of nothing", len(unpackGuess(nil)), 0)
}
