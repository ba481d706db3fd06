package compare_test

import (
	"context"
	"encoding/hex"
	"io"
	"os"
	"path"
	"strings"
	"sync"
	"testing"

	"onefm/fichier/whirlpool"
	"onefm/model"
	"onefm/model/compare"
	"onefm/model/treetest"
)

// world is two trees and a way to read the files of the local one.
type world struct {
	t          *testing.T
	local      *treetest.Memory
	other      *treetest.Memory // a second local tree
	account    *treetest.Memory
	o          compare.Options
	unreadable map[string]error

	mu     sync.Mutex
	opened []string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, local: treetest.NewMemory(model.Local), account: treetest.NewMemory(model.Account)}
	w.unreadable = map[string]error{}
	w.o.Open = w.open
	w.local.AddFolder("/l")
	w.account.AddFolder("/a")
	return w
}

// stored puts a file with the sum of its content into the account.
func (w *world) stored(name, content string) model.Item {
	return w.account.Add(path.Dir(name), model.Entry{Name: path.Base(name), Size: int64(len(content)), Sum: sumOf(content)})
}

func (w *world) open(_ context.Context, p model.Path) (compare.Source, error) {
	w.mu.Lock()
	w.opened = append(w.opened, p.Base())
	w.mu.Unlock()
	if err := w.unreadable[p.Base()]; err != nil {
		return nil, err
	}
	for _, m := range []*treetest.Memory{w.local, w.other} {
		if m == nil {
			continue
		}
		if e, err := m.Stat(w.t.Context(), p); err == nil {
			content, _ := m.Content(model.Item{Dir: p.Parent(), Entry: e})
			return &source{Reader: strings.NewReader(content)}, nil
		}
	}
	return nil, model.ErrUnknown
}

type source struct {
	io.Reader

	changed error
}

func (s *source) Close() error { return nil }
func (s *source) Check() error { return s.changed }

func (w *world) place(m *treetest.Memory, dir string) compare.Place {
	return compare.Place{Tree: m, Dir: m.Path(dir), Fresh: model.Refresh}
}

// rows compares and returns what was shown, one line each.
func (w *world) rows(left, right compare.Place) (lines []string, totals compare.Totals) {
	w.t.Helper()
	totals, err := compare.Trees(w.t.Context(), left, right, w.o, func(r compare.Row) error {
		line := word(r.Verdict) + " " + r.Path
		if r.Err != nil {
			line += ": " + r.Err.Error()
		}
		lines = append(lines, line)
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return lines, totals
}

func word(v compare.Verdict) string {
	return map[compare.Verdict]string{
		compare.Same: "same", compare.SameSize: "size", compare.LeftOnly: "<", compare.RightOnly: ">",
		compare.OtherSize: "othersize", compare.OtherSum: "othersum", compare.OtherKind: "kind",
		compare.Apart: "apart", compare.Unreadable: "bad",
	}[v]
}

func sumOf(s string) string {
	sum := whirlpool.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

func write(t *testing.T, p model.Path, content string) {
	t.Helper()
	if err := os.WriteFile(p.Name(), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
