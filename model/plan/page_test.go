package plan

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/model"
)

// chosen makes steps of every kind.
type chosen struct{ *rand.Rand }

func (g chosen) name() string {
	return fmt.Sprintf("%s %d%s", []string{"holiday picture", "x", "é", "a\nb", ""}[g.IntN(5)], g.IntN(30), []string{".jpeg", "", ".tar.gz"}[g.IntN(3)])
}

func (g chosen) entry() model.Entry {
	e := model.Entry{Name: g.name(), Size: g.Int64N(1<<40) - 1}
	if g.IntN(5) > 0 {
		e.Time = time.Unix(g.Int64N(1<<33)-1<<32, g.Int64N(1e9)).UTC()
	}
	switch g.IntN(3) {
	case 0:
		e.ID = fmt.Sprintf("https://1fichier.com/?%020d", g.Int64())
		e.Sum = strings.Repeat(fmt.Sprintf("%016x", g.Uint64()), 8)
		e.Flags = model.Verified
	case 1:
		e.Kind, e.Mode, e.Target, e.Sum = model.Symlink, fs.ModeSymlink|0o777, "../x", "not a sum"
	}
	return e
}

func (g chosen) step() Step {
	dirs := []model.Path{model.AccountPath("/"), model.AccountPath("/a/b"), model.RestorePath(model.Local, "/home/ann"), model.WebPath("https://x/")}
	s := Step{Source: model.Item{Dir: dirs[g.IntN(4)], Entry: g.entry()}, Action: Action(g.IntN(9)), want: Upload, folder: int32(g.IntN(4) - 1), holds: int32(g.IntN(3))}
	switch g.IntN(4) {
	case 0:
		s.Target = dirs[g.IntN(3)].Child(s.Source.Entry.Name)
	case 1:
		s.Target = dirs[g.IntN(3)].Child(g.name())
	case 2:
		s.Source = model.Item{}
	}
	switch g.IntN(8) {
	case 0:
		s.Problem = fmt.Errorf("open: %w", fs.ErrPermission)
	case 1:
		s.Conflict = &Conflict{Existing: []model.Entry{g.entry(), g.entry()}, Kinds: g.IntN(2) == 0, Choice: Choice(g.IntN(5)), natural: s.Target}
	case 2:
		s.Same = true
	}
	return s
}

func alike(a, b Step) string {
	if fmt.Sprint(a.Problem) != fmt.Sprint(b.Problem) || errors.Is(a.Problem, fs.ErrPermission) != errors.Is(b.Problem, fs.ErrPermission) {
		return fmt.Sprintf("problems %v and %v", a.Problem, b.Problem)
	}
	a.Problem, b.Problem = nil, nil
	return cmp.Diff(a, b, cmp.AllowUnexported(Step{}, Conflict{}), cmp.Comparer(func(a, b model.Path) bool { return a == b }), cmp.Comparer(func(_, _ *place) bool { return true }))
}

func TestStepsAreKeptAsTheyWere(t *testing.T) {
	t.Parallel()
	g := chosen{rand.New(rand.NewPCG(1, 2))}
	p := New(Request{})
	var want []Step
	for range 5*hotPages*PageLen + 7 {
		s := g.step()
		s.want = s.Action // as Add has it
		want = append(want, s)
		p.Add(s)
	}
	for range 2000 {
		i, s := g.IntN(len(want)), g.step()
		want[i] = s
		p.Set(i, s)
	}
	conflicts, problems := 0, 0
	for i, got := range p.All() {
		if d := alike(want[i], got); d != "" {
			t.Fatalf("step %d (-want +got):\n%s", i, d)
		}
		if got.Conflict != nil {
			conflicts++
		}
		if got.Problem != nil {
			problems++
		}
	}
	if len(p.Conflicts()) != conflicts || len(p.Problems()) != problems {
		t.Errorf("%d conflicts and %d problems are remembered, %d and %d are there", len(p.Conflicts()), len(p.Problems()), conflicts, problems)
	}
	again := Restore(Request{}, p.Len(), kept{p})
	for i, got := range again.All() {
		if d := alike(want[i], got); d != "" {
			t.Fatalf("restored, step %d (-want +got):\n%s", i, d)
		}
	}
}

// kept are the pages of another plan.
type kept struct{ p *Plan }

func (k kept) Load(page int) ([]byte, error) { return k.p.Page(page) }
func (kept) Save(int, []byte) error          { return nil }

func TestPagesThatAreTornAreProblems(t *testing.T) {
	t.Parallel()
	p := New(Request{})
	for range 10 {
		p.Add(Step{Target: model.AccountPath("/x"), Action: Mkdir})
	}
	data, err := p.Page(0)
	if err != nil {
		t.Fatal(err)
	}
	for cut := range data {
		q := Restore(Request{}, 10, torn(data[:cut]))
		if s := q.Step(9); !errors.Is(s.Problem, errPage) || s.Action != Leave {
			t.Fatalf("cut at %d of %d: %+v", cut, len(data), s)
		}
	}
}

type torn []byte

func (d torn) Load(int) ([]byte, error) { return d, nil }
func (torn) Save(int, []byte) error     { return nil }

func FuzzUnpack(f *testing.F) {
	g := chosen{rand.New(rand.NewPCG(3, 4))}
	f.Add(pack([]Step{g.step(), g.step(), g.step()}))
	f.Fuzz(func(t *testing.T, data []byte) {
		steps, err := unpack(data)
		if err != nil {
			return
		}
		again, err := unpack(pack(steps))
		if err != nil || len(again) != len(steps) {
			t.Fatalf("written down again: %v, %d of %d", err, len(again), len(steps))
		}
	})
}

// BenchmarkMillionSteps tells what a plan of a million downloads keeps in memory:
// the case with the most to remember of each file.
func BenchmarkMillionSteps(b *testing.B) {
	for b.Loop() {
		p := New(Request{})
		sum := strings.Repeat("0123456789abcdef", 8)
		to := model.RestorePath(model.Local, "/home/ann/pictures")
		for i := range 1_000_000 {
			dir := fmt.Sprintf("folder %d", i/1000)
			e := model.Entry{Name: fmt.Sprintf("holiday picture %d.jpeg", i), ID: fmt.Sprintf("https://1fichier.com/?%020d", i*7919), Size: 65536, Sum: sum, Time: time.Unix(int64(i), 0)}
			p.Add(Step{Source: model.Item{Dir: model.AccountPath("/photos/" + dir), Entry: e}, Target: to.Child(dir).Child(e.Name), Action: Download})
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "MiB-kept")
		b.ReportMetric(float64(p.book.pages.(*spool).end)/(1<<20), "MiB-in-file")
		runtime.KeepAlive(p)
	}
}
