package mirror

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// benchFile makes a database of folders with files in it and returns its path.
func benchFile(b *testing.B, folders, files int) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "m.sqlite")
	m, err := open(b.Context(), path, newFake(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	sum := strings.Repeat("5a", sumBytes)
	for d := range folders {
		a := answer{folder: fichier.FolderID(d + 1), asked: time.Now(), allFiles: true}
		row := folderRow{id: a.folder, parent: fichier.Root, name: fmt.Sprintf("folder %04d", d)}
		for i := range files {
			a.files = append(a.files, fichier.File{
				Link: fichier.Link(fmt.Sprintf("https://1fichier.com/?%08x%012d", uint32(i*2654435761), d*files+i)),
				Name: fmt.Sprintf("Some recording of an evening, part %06d.mkv", i), Size: int64(i) << 20, Date: time.Unix(1_700_000_000+int64(i), 0), Sum: sum,
			})
		}
		if err := m.s.exec(b.Context(), "INSERT INTO folders(id, parent, name) VALUES(?, 0, ?)", row.id, row.name); err != nil {
			b.Fatal(err)
		}
		if _, _, err := m.merge(b.Context(), a); err != nil {
			b.Fatal(err)
		}
		if err := m.listed(b.Context(), row, fichier.Folder{}, a); err != nil {
			b.Fatal(err)
		}
	}
	if err := m.listed(b.Context(), folderRow{}, fichier.Folder{}, answer{asked: time.Now(), allFiles: true}); err != nil {
		b.Fatal(err)
	}
	return path
}

// BenchmarkOpen is the time from nothing to the first rows of a folder.
func BenchmarkOpen(b *testing.B) {
	path := benchFile(b, 100, 200)
	for b.Loop() {
		m, err := open(b.Context(), path, keyless{}, Options{})
		if err != nil {
			b.Fatal(err)
		}
		l, err := m.List(b.Context(), at("/folder 0042"), model.Cached)
		if err != nil || len(l.Entries) != 200 {
			b.Fatal(len(l.Entries), err)
		}
		b.StopTimer()
		if err := m.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkList lists a folder of 100,000 files from the mirror.
func BenchmarkList(b *testing.B) {
	m, err := open(b.Context(), benchFile(b, 1, 100_000), keyless{}, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	for b.Loop() {
		l, err := m.List(b.Context(), at("/folder 0000"), model.Cached)
		if err != nil || len(l.Entries) != 100_000 {
			b.Fatal(len(l.Entries), err)
		}
	}
}

// BenchmarkMerge merges an answer of 5,000 new files.
func BenchmarkMerge(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		path := filepath.Join(b.TempDir(), "m.sqlite")
		m, err := open(b.Context(), path, newFake(), Options{})
		if err != nil {
			b.Fatal(err)
		}
		a := answer{asked: time.Now(), allFiles: true}
		for i := range fichier.MaxListing {
			a.files = append(a.files, fichier.File{
				Link: fichier.Link(fmt.Sprintf("https://1fichier.com/?%08x%012d", uint32(i*2654435761), i)),
				Name: fmt.Sprintf("file %06d", i), Size: int64(i), Date: time.Unix(1_700_000_000, 0), Sum: strings.Repeat("5a", sumBytes),
			})
		}
		b.StartTimer()
		if _, _, err := m.merge(b.Context(), a); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := m.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkTake is one call's entry in the ledger.
func BenchmarkTake(b *testing.B) {
	l, err := OpenLedger(b.Context(), filepath.Join(b.TempDir(), "m.sqlite"), "", nil)
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	rules := []fichier.Rule{{Key: "*", Every: time.Nanosecond}, fichier.ListRule(7)}
	now := time.Now()
	for b.Loop() {
		now = now.Add(time.Minute)
		if _, ok, err := l.Take(b.Context(), now, rules); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}
