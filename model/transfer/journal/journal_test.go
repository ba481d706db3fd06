package journal_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/model"
	"onefm/model/plan"
	"onefm/model/transfer/journal"
)

func open(t *testing.T, path string) *journal.Journal {
	t.Helper()
	j, err := journal.Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// request is a plan of n uploads.
func request(n int) *plan.Plan {
	dir := model.AccountPath("/to\xff")
	p := plan.New(plan.Request{Op: plan.Move, Policy: plan.Skip, NoDedup: true, To: dir})
	for i := range n {
		e := model.Entry{Name: fmt.Sprintf("f%d\xfe", i), Size: int64(i), Time: time.Unix(int64(i), 5).UTC()}
		it := model.Item{Dir: model.RestorePath(model.Local, "/from"), Entry: e}
		p.Add(plan.Step{Source: it, Target: dir.Child(e.Name), Action: plan.Upload})
		p.Request.Sources = append(p.Request.Sources, it)
	}
	return p
}

func jobOf(p *plan.Plan) journal.Job {
	r := p.Request
	r.Sources = r.Sources[:1]
	return journal.Job{Request: r, Sources: len(p.Request.Sources), Title: "a\nb\xff", Steps: p.Len(), Total: 42, Priority: 3}
}

func TestWhatIsAddedIsThere(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state", "queue.sqlite")
	j := open(t, path)
	p := request(3*plan.PageLen + 5)
	id, err := j.Add(t.Context(), jobOf(p), p)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info.Mode(), err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	j = open(t, path)
	jobs, err := j.Jobs(t.Context())
	if err != nil || len(jobs) != 1 {
		t.Fatalf("%d jobs, %v", len(jobs), err)
	}
	got, want := jobs[0], jobOf(p)
	want.ID, want.State, want.Place, want.Made = id, journal.Unfinished, 1, got.Made
	if d := cmp.Diff(want, got, cmp.Comparer(func(a, b model.Path) bool { return a == b })); d != "" {
		t.Errorf("the job (-want +got):\n%s", d)
	}
	again := plan.Restore(got.Request, got.Steps, j.Pages(id))
	for i, s := range again.All() {
		if s.Source != p.Step(i).Source || s.Target != p.Step(i).Target || s.Action != plan.Upload {
			t.Fatalf("step %d is %+v", i, s)
		}
	}
	s := again.Step(7)
	s.Source.Entry.Size = 4711
	again.Set(7, s)
	again.Flush()
	if got := plan.Restore(got.Request, got.Steps, j.Pages(id)).Step(7).Source.Entry.Size; got != 4711 {
		t.Errorf("a changed step has size %d", got)
	}
}

func TestChangesAreRecalled(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "queue.sqlite")
	j := open(t, path)
	p := request(600)
	job := jobOf(p)
	id, err := j.Add(t.Context(), job, p)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Unix(100, 7).UTC()
	second := make([]byte, plan.PageLen)
	second[1] = 3
	changes := []journal.Change{
		{Doubts: []journal.Doubt{{Step: 1, Host: "up2", XID: "x", Size: 9, Time: at, Sum: "s", At: at}, {Step: 2, At: at}}, Durable: true},
		{Outcomes: map[int][]byte{1: second}, Settled: []int32{2}},
		{Failures: []journal.Failure{{Step: 5, Err: fmt.Errorf("x: %w", model.ErrEmptyFile)}, {Step: 6, Err: errors.New("y")}}},
		{Mended: []int32{6}, Parts: map[int32]string{8: "tag", 9: "other"}},
		{Joined: []int32{9}, Row: &journal.Job{State: journal.Paused, Place: 7, Items: 5, Why: model.ErrCancelled}},
	}
	for _, c := range changes {
		c.Job = id
		if taken, err := j.Write(t.Context(), c); err != nil || taken != nil {
			t.Fatal(taken, err)
		}
	}
	j = open(t, path)
	job, err = j.Job(t.Context(), id)
	if err != nil || job.State != journal.Paused || job.Place != 7 || job.Items != 5 || !errors.Is(job.Why, model.ErrCancelled) {
		t.Errorf("the job is %+v, %v", job, err)
	}
	m, err := j.Recall(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Outcomes) != 600 || m.Outcomes[plan.PageLen+1] != 3 || m.Outcomes[1] != 0 {
		t.Errorf("outcomes %v", m.Outcomes)
	}
	if len(m.Failures) != 1 || m.Failures[0].Step != 5 || !errors.Is(m.Failures[0].Err, model.ErrEmptyFile) {
		t.Errorf("failures %+v", m.Failures)
	}
	if d := cmp.Diff([]journal.Doubt{{Step: 1, Host: "up2", XID: "x", Size: 9, Time: at, Sum: "s", At: at}}, m.Doubts); d != "" {
		t.Errorf("doubts (-want +got):\n%s", d)
	}
	if d := cmp.Diff(map[int32]string{8: "tag"}, m.Parts); d != "" {
		t.Errorf("parts (-want +got):\n%s", d)
	}
	if err := j.Remove(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Job(t.Context(), id); !errors.Is(err, journal.ErrNoJob) {
		t.Errorf("a removed job: %v", err)
	}
	next, err := j.Add(t.Context(), jobOf(p), p)
	if err != nil || next <= id {
		t.Errorf("job %d after %d, %v: numbers are never used again", next, id, err)
	}
}

func TestATargetBelongsToOneJob(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "queue.sqlite")
	one, two := open(t, path), open(t, path) // two processes
	p := request(3)
	a, errA := one.Add(t.Context(), jobOf(p), p)
	b, errB := two.Add(t.Context(), jobOf(p), p)
	if err := errors.Join(errA, errB); err != nil {
		t.Fatal(err)
	}
	doubts := func(steps ...int32) (d []journal.Doubt) {
		for _, i := range steps {
			d = append(d, journal.Doubt{Step: i, Host: "h", Dir: "/to", Name: strconv.Itoa(int(i))})
		}
		return d
	}
	write := func(j *journal.Journal, c journal.Change, want map[int32]int64) {
		t.Helper()
		taken, err := j.Write(t.Context(), c)
		if d := cmp.Diff(want, taken); err != nil || d != "" {
			t.Errorf("taken, %v (-want +got):\n%s", err, d)
		}
	}
	write(one, journal.Change{Job: a, Doubts: doubts(0, 1)}, nil)
	write(one, journal.Change{Job: a, Doubts: doubts(1)}, nil) // sent once more
	write(two, journal.Change{Job: b, Doubts: doubts(0, 1, 2)}, map[int32]int64{0: a, 1: a})
	write(one, journal.Change{Job: a, Settled: []int32{1}}, nil)
	write(two, journal.Change{Job: b, Doubts: doubts(0, 1)}, map[int32]int64{0: a})
}

func TestADamagedJournalIsSetAside(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(t *testing.T, path string){
		"no database": func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte("this is no database, whatever it may be called; it has some length"), 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"another program's": func(t *testing.T, path string) {
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.Exec("CREATE TABLE x(y); PRAGMA application_id=7"); err != nil {
				t.Fatal(err)
			}
		},
		"torn": func(t *testing.T, path string) {
			j := open(t, path)
			p := request(2000)
			if _, err := j.Add(t.Context(), jobOf(p), p); err != nil {
				t.Fatal(err)
			}
			_ = j.Close()
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for i := range data[4096:] {
				data[4096+i] ^= 0x5a
			}
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "queue.sqlite")
			damage(t, path)
			j := open(t, path)
			aside, cause := j.Aside()
			if _, err := os.Stat(aside); err != nil || cause == nil {
				t.Errorf("set aside as %q: %v, cause %v", aside, err, cause)
			}
			p := request(1)
			if _, err := j.Add(t.Context(), jobOf(p), p); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWhatIsForgottenTakesNoSpace(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "queue.sqlite")
	j := open(t, path)
	p := request(60_000)
	id, err := j.Add(t.Context(), jobOf(p), p)
	if err != nil {
		t.Fatal(err)
	}
	size := func() (n int64) {
		_ = j.Close() // the log is played into the database
		for _, suffix := range []string{"", "-wal"} {
			if info, err := os.Stat(path + suffix); err == nil {
				n += info.Size()
			}
		}
		j = open(t, path)
		return n
	}
	if n := size(); n < 500_000 {
		t.Fatalf("%d bytes", n)
	}
	if err := j.Shed(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if n := size(); n > 200_000 {
		t.Errorf("%d bytes are left", n)
	}
	if _, err := j.Job(t.Context(), id); err != nil {
		t.Errorf("the job itself: %v", err)
	}
}
