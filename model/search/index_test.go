package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/mirror"
)

func library() *fakeMirror {
	f := newFakeMirror()
	f.put(0, folder(1, "Films"), folder(2, "Café"), file(1, "read me.txt"))
	f.put(1, folder(3, "2024"), file(2, "Alien.1979.mkv"), file(3, "Blade Runner.mkv"), file(4, "films about films.txt"))
	f.put(2, file(5, "ALIENS.mkv"), file(6, "Œuvre complète.pdf"))
	f.put(3, file(7, "Alien Romulus 2024.mkv"), file(8, "trailer alien.mp4"))
	return f
}

func TestFind(t *testing.T) {
	t.Parallel()
	x := updated(t, library())
	for query, want := range map[string][]string{
		"alien": {"/Café/ALIENS.mkv", "/Films/2024/Alien Romulus 2024.mkv", "/Films/2024/trailer alien.mp4", "/Films/Alien.1979.mkv"},
		// Of several words all but one may be in the path.
		"alien films":               {"/Films/2024/Alien Romulus 2024.mkv", "/Films/2024/trailer alien.mp4", "/Films/Alien.1979.mkv"},
		"films 2024":                {"/Films/2024", "/Films/2024/Alien Romulus 2024.mkv"},
		"films":                     {"/Films", "/Films/films about films.txt"},
		"alien -2024":               {"/Café/ALIENS.mkv", "/Films/Alien.1979.mkv"},
		"alien -ext:mp4 -path:cafe": {"/Films/2024/Alien Romulus 2024.mkv", "/Films/Alien.1979.mkv"},
		"oeuvre":                    {"/Café/Œuvre complète.pdf"},
		"œuvre COMPLETE":            {"/Café/Œuvre complète.pdf"},
		"path:/films/2024":          {"/Films/2024/Alien Romulus 2024.mkv", "/Films/2024/trailer alien.mp4"},
		"path:1f:/Films/20":         {},
		"films/2024":                {"/Films/2024", "/Films/2024/Alien Romulus 2024.mkv", "/Films/2024/trailer alien.mp4"},
		"films/al":                  {"/Films/Alien.1979.mkv"},
		"/café/":                    {"/Café/ALIENS.mkv", "/Café/Œuvre complète.pdf"},
		"*.mkv":                     {"/Café/ALIENS.mkv", "/Films/2024/Alien Romulus 2024.mkv", "/Films/Alien.1979.mkv", "/Films/Blade Runner.mkv"},
		"films/*.mp4":               {"/Films/2024/trailer alien.mp4"},
		"ali?n*.mkv":                {"/Café/ALIENS.mkv", "/Films/2024/Alien Romulus 2024.mkv", "/Films/Alien.1979.mkv"},
		"[ab]*.mkv":                 {"/Café/ALIENS.mkv", "/Films/2024/Alien Romulus 2024.mkv", "/Films/Alien.1979.mkv", "/Films/Blade Runner.mkv"},
		"[!a]*.mkv":                 {"/Films/Blade Runner.mkv"},
		"~blrnr":                    {"/Films/Blade Runner.mkv"},
		"~an79":                     {"/Films/Alien.1979.mkv"},
		`"blade runner"`:            {"/Films/Blade Runner.mkv"},
		"ext:txt,.PDF":              {"/Café/Œuvre complète.pdf", "/Films/films about films.txt", "/read me.txt"},
		"is:folder":                 {"/Café", "/Films", "/Films/2024"},
		"size:2..3":                 {"/Films/Alien.1979.mkv", "/Films/Blade Runner.mkv"},
		"size:<2":                   {"/read me.txt"},
		"is:folder,file size:>7":    {"/Films/2024/trailer alien.mp4"},
		"nothing":                   {},
	} {
		if diff := cmp.Diff(want, search(t, x, query)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", query, diff)
		}
	}
	if got := search(t, x, ""); len(got) != 11 {
		t.Errorf("an empty query finds %d entries, want 11", len(got))
	}
}

// The order in which people expect hits.
func TestRelevance(t *testing.T) {
	t.Parallel()
	f := newFakeMirror()
	f.put(0, folder(1, "alien"), file(2, "inalienable rights.txt"), file(3, "my alien.txt"), file(4, "alien covenant.mkv"), file(5, "alien.mkv"), file(6, "alien 3.mkv"))
	f.put(1, file(7, "poster alien.jpg"))
	x := updated(t, f)
	res, err := x.Find(t.Context(), mustParse(t, "alien"), FindOptions{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, h := range res.Hits {
		got = append(got, h.Item.Entry.Name)
	}
	want := []string{"alien", "alien.mkv", "alien 3.mkv", "alien covenant.mkv", "my alien.txt", "poster alien.jpg", "inalienable rights.txt"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	for by, first := range map[By]string{Size: "poster alien.jpg", Name: "alien"} {
		res, err := x.Find(t.Context(), mustParse(t, "alien"), FindOptions{Limit: 1, By: by})
		if err != nil || len(res.Hits) != 1 || res.Hits[0].Item.Entry.Name != first || res.Total != 7 {
			t.Errorf("by %d: %+v, %v", by, res, err)
		}
	}
}

// What is passed over for its length and letters alone is never among the best: a few
// hits are the first of all.
func TestFewHitsAreTheFirstOfMany(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(3, 4))
	f := newFakeMirror()
	words := []string{"alien", "film", "an", "x1", "inalien", "Æon", "9alien9", "alienalien", "b"}
	for i := range 4000 {
		var name strings.Builder
		for range 1 + rnd.IntN(4) {
			name.WriteString(words[rnd.IntN(len(words))])
			name.WriteByte(" .-_"[rnd.IntN(4)])
		}
		e := file(i, name.String()+"mkv")
		e.Time = time.Unix(int64(rnd.IntN(5)), 0)
		f.rows[0] = append(f.rows[0], e)
	}
	x := updated(t, f)
	names := func(q string, limit int, by By) (list []string) {
		res, err := x.Find(t.Context(), mustParse(t, q), FindOptions{Limit: limit, By: by})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range res.Hits {
			list = append(list, h.Item.Entry.ID)
		}
		return list
	}
	for _, q := range []string{"a", "alien", "alien film", "~aln", "~fm alien", "9", "aeon", "e", "-film", "", "ext:mkv", "alien.mkv"} {
		for _, by := range []By{Relevance, Name, Newest, Size} {
			all := names(q, 5000, by)
			for _, limit := range []int{1, 7, 100} {
				if got, want := names(q, limit, by), all[:min(limit, len(all))]; !slices.Equal(got, want) {
					t.Errorf("%q by %d: the first %d differ from those of all %d", q, by, limit, len(all))
				}
			}
		}
	}
}

func TestHitsTellWhereTheyMatched(t *testing.T) {
	t.Parallel()
	x := updated(t, library())
	for query, want := range map[string][2]string{
		"oeuvre":                   {"Œuvre", ""},
		"complete":                 {"complète", ""},
		"runner film":              {"Runner", "Film"},
		"~blr":                     {"Bl|R", ""},
		"path:/films/2024 romulus": {"Romulus", "/Films/2024"},
	} {
		res, err := x.Find(t.Context(), mustParse(t, query), FindOptions{Limit: 1})
		if err != nil || len(res.Hits) != 1 {
			t.Fatal(query, res, err)
		}
		h := res.Hits[0]
		got := [2]string{cut(h.Item.Entry.Name, h.Name), cut(h.Item.Dir.String(), h.Dir)}
		if got != want {
			t.Errorf("%q marks %q, want %q", query, got, want)
		}
	}
}

func cut(s string, spans []Span) string {
	parts := make([]string, len(spans))
	for i, p := range spans {
		parts[i] = s[p.Start:p.End]
	}
	return strings.Join(parts, "|")
}

func TestIndexFollowsChanges(t *testing.T) {
	t.Parallel()
	f := library()
	x := updated(t, f)
	step := func(what, query string, want ...string) {
		t.Helper()
		if err := x.Update(t.Context()); err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = []string{}
		}
		if diff := cmp.Diff(want, search(t, x, query)); diff != "" {
			t.Errorf("%s: %q (-want +got):\n%s", what, query, diff)
		}
	}
	f.put(2, file(9, "alien egg.jpg"))
	step("a new file", "alien egg", "/Café/alien egg.jpg")
	f.set(0, folder(1, "Movies"), folder(2, "Café"), file(1, "read me.txt"))
	step("a renamed folder", "movies romulus", "/Movies/2024/Alien Romulus 2024.mkv")
	f.set(1, file(2, "Alien.1979.mkv"))
	f.put(2, folder(3, "2024"))
	step("a moved folder", "romulus", "/Café/2024/Alien Romulus 2024.mkv")
	f.set(0, folder(1, "Movies"))
	step("a removed folder with all it holds", "", "/Movies", "/Movies/Alien.1979.mkv")
	f.put(0, folder(2, "back"))
	step("a folder that comes back", "egg", "/back/alien egg.jpg")
	f.put(0, folder(8, "new"))
	f.rows[8] = []model.Entry{folder(9, "deep")}
	f.rows[9] = []model.Entry{file(20, "treasure")}
	step("a new folder with folders", "treasure", "/new/deep/treasure")
	f.all = true
	f.rows[9] = []model.Entry{file(21, "treasure too")}
	step("all anew", "treasure", "/new/deep/treasure too")
}

// Thousands of random changes leave the index with what is there, and no chunk
// with mostly dead rows behind.
func TestIndexEqualsAccountAfterManyChanges(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	f := newFakeMirror()
	parent := map[fichier.FolderID]fichier.FolderID{}
	for id := fichier.FolderID(1); id <= 60; id++ {
		p := fichier.FolderID(rnd.IntN(int(id)))
		parent[id] = p
		f.put(p, folder(id, fmt.Sprint("dir", id)))
		f.put(id)
	}
	x := updated(t, f)
	for round := range 150 {
		for range 1 + rnd.IntN(4) {
			dir := fichier.FolderID(rnd.IntN(61))
			kept := slices.DeleteFunc(slices.Clone(f.rows[dir]), func(e model.Entry) bool { return e.Kind == model.File && rnd.IntN(3) == 0 })
			for range rnd.IntN(200) {
				kept = append(kept, file(rnd.IntN(1_000_000), fmt.Sprint("file ", rnd.IntN(1000))))
			}
			f.set(dir, kept...)
		}
		id := fichier.FolderID(1 + rnd.IntN(60))
		to := fichier.FolderID(rnd.IntN(61))
		if !inside(parent, to, id) {
			from := parent[id]
			f.set(from, slices.DeleteFunc(slices.Clone(f.rows[from]), func(e model.Entry) bool { n, ok := folderID(&e); return ok && n == id })...)
			f.put(to, folder(id, fmt.Sprint("dir", id, "round", round)))
			parent[id] = to
		}
		if err := x.Update(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, want := len(f.paths()), x.Status().Entries; round%10 == 0 && got > want {
			t.Fatalf("round %d: %d entries in the index, %d in the account", round, want, got)
		}
	}
	want := []string{}
	err := f.WalkDirs(t.Context(), model.AccountPath("/"), func(d mirror.Dir, entries []model.Entry) error {
		for _, e := range entries {
			want = append(want, string(appendFold(nil, d.Path.Child(e.Name).Name())))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, indexed(x)); diff != "" {
		t.Errorf("the index (-want +got):\n%s", diff)
	}
	dead, rows := 0, 0
	for _, c := range x.chunks {
		dead += c.dead
		rows += c.rows()
	}
	if rows-dead != x.rows || dead > rows {
		t.Errorf("%d rows, %d dead, told are %d", rows, dead, x.rows)
	}
}

// indexed returns the folded paths of all rows.
func indexed(x *Index) []string {
	list := []string{}
	for _, c := range x.chunks {
		for _, r := range c.runs {
			for i := r.start; i < r.end && !r.dead; i++ {
				list = append(list, string(append(x.dirs.appendPath(nil, r.folder, 0), c.name(i)...)))
			}
		}
	}
	slices.Sort(list)
	return list
}

func inside(parent map[fichier.FolderID]fichier.FolderID, at, id fichier.FolderID) bool {
	for ; at != fichier.Root; at = parent[at] {
		if at == id {
			return true
		}
	}
	return false
}

// Searches go on while the index is built and tell how far it is.
func TestFindWhileBuilding(t *testing.T) {
	t.Parallel()
	f := newFakeMirror()
	for id := fichier.FolderID(1); id <= 20; id++ {
		f.put(0, folder(id, fmt.Sprint("dir", id)))
		for i := range 10 {
			f.put(id, file(int(id)*100+i, "some file"))
		}
	}
	synctest.Test(t, func(t *testing.T) {
		x := New(f)
		step := make(chan struct{})
		f.visit = func() { <-step }
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- x.Run(ctx, nil) }()
		last := 0
		for i := range 21 {
			grown := x.Changed()
			step <- struct{}{}
			synctest.Wait()
			select {
			case <-grown:
			default:
				t.Fatal("nobody is told that the index has grown")
			}
			res, err := x.Find(t.Context(), mustParse(t, "some"), FindOptions{Limit: 5})
			if err != nil || res.Total < last || res.Complete != (i == 20) || res.Of != 220 {
				t.Fatalf("step %d: %+v, %v", i, res, err)
			}
			last = res.Total
			select {
			case <-res.Stale:
				t.Fatal("a result is stale before anything has changed")
			default:
			}
		}
		if last != 200 {
			t.Errorf("%d hits in the end, want 200", last)
		}
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
}

func TestFindStopsWithItsContext(t *testing.T) {
	t.Parallel()
	x := updated(t, library())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.Find(ctx, Query{}, FindOptions{}); err == nil {
		t.Error("a search that was cancelled has a result")
	}
}

func TestFindBySumAndDuplicates(t *testing.T) {
	t.Parallel()
	f := newFakeMirror()
	with := func(n int, name, sum string, size int64) model.Entry {
		e := file(n, name)
		e.Size, e.Sum = size, sum+fmt.Sprintf("%0124d", 0)
		return e
	}
	f.put(0, with(1, "a", "aaaa", 5), with(2, "b", "aaaa", 5), with(3, "c", "bbbb", 5), with(4, "d", "cccc", 0), with(5, "e", "cccc", 0), file(6, "f"))
	x := updated(t, f)
	for query, want := range map[string][]string{
		"is:dup": {"/a", "/b"}, "-is:dup is:file": {"/c", "/d", "/e", "/f"}, "sum:BBb": {"/c"}, "sum:none": {"/f"},
	} {
		if diff := cmp.Diff(want, search(t, x, query)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", query, diff)
		}
	}
	// The index holds the first digits only; the rows themselves decide.
	res, err := x.Find(t.Context(), mustParse(t, "sum:bbbb0000001"), FindOptions{Limit: 9})
	if err != nil || len(res.Hits) != 0 {
		t.Errorf("a longer sum finds %+v, %v", res, err)
	}
}
