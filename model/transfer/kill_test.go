package transfer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
	"onefm/model/disk"
	"onefm/model/mirror"
	"onefm/model/plan"
	"onefm/model/transfer/journal"
)

// What the child process of the test gets.
const (
	killDir = "ONEFM_KILL_DIR"
	killURL = "ONEFM_KILL_URL"
	killKey = "ONEFM_KILL_KEY"
)

// killing is how many children a run kills, and for how long it goes on: a slow
// machine kills less often, but never not at all.
func killing() (kills int, most time.Duration) {
	if raceEnabled {
		return sized(40, 200), time.Duration(sized(40, 600)) * time.Second
	}
	return 200, 30 * time.Second
}

// mixed are the jobs of one round. Sources are in from, everything arrives in to.
var mixed = []operation{
	{"up", "", plan.Copy, false, true, false},
	{"moveup", "", plan.Move, false, true, false},
	{"down", "", plan.Copy, true, false, false},
	{"movedown", "", plan.Move, true, false, false},
	{"copyacc", "", plan.Copy, true, true, false},
	{"moveacc", "", plan.Move, true, true, true},
	{"copydisk", "", plan.Copy, false, false, false},
	{"movedisk", "", plan.Move, false, false, true},
}

// names of the files of every job and their sizes.
func mixedFiles(op operation) map[string]int {
	files := map[string]int{}
	for i := range 8 {
		files[fmt.Sprintf("a%d", i)] = 1500 + i
		files[fmt.Sprintf("sub/b%d", i)] = 2500 + i
	}
	files["sub/deep/c"] = 700
	files["large"] = 300_000
	if op.each { // its call takes names one by one
		delete(files, "sub/deep/c")
	}
	return files
}

// lax is a ledger that allows everything: the simulator of this test does, too.
type lax struct{}

func (lax) Take(_ context.Context, now time.Time, _ []fichier.Rule) (time.Time, bool, error) {
	return now, true, nil
}
func (lax) Lock(context.Context, time.Time, string) error { return nil }
func (lax) Locked(context.Context) (time.Time, string, error) {
	return time.Time{}, "", nil
}

// TestKillChild is the process that is killed.
func TestKillChild(t *testing.T) {
	dir := os.Getenv(killDir)
	if dir == "" {
		t.Skip("only as a child of another test")
	}
	t.Parallel()
	if err := carryMixed(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
}

// carryMixed opens what there is, hands in the jobs that are missing, and works until
// all are over.
func carryMixed(ctx context.Context, dir string) error {
	key, err := fichier.NewSecret(os.Getenv(killKey))
	if err != nil {
		return err
	}
	api, err := fichier.WithAPI(os.Getenv(killURL))
	if err != nil {
		return err
	}
	client := fichier.New(key, api, fichier.WithLedger(lax{}))
	defer client.Close()
	m, err := mirror.Open(ctx, filepath.Join(dir, "state", "mirror.sqlite"), client, mirror.Options{})
	if err != nil {
		return err
	}
	defer m.Close()
	j, err := journal.Open(ctx, filepath.Join(dir, "state", "queue.sqlite"), nil)
	if err != nil {
		return err
	}
	defer j.Close()
	d := disk.New()
	e := New(Options{Client: client, Mirror: m, Disk: OnDisk(d), Journal: j, Batch: 100 << 10})
	e.lag, e.pause = 150*time.Millisecond, 20*time.Millisecond
	if err := e.Load(ctx, true); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	over := make(chan error)
	go func() { over <- e.Run(ctx) }()
	defer func() {
		cancel()
		<-over
	}()
	return work(ctx, e, plan.Trees{Local: d, Account: m}, dir)
}

func work(ctx context.Context, e *Engine, trees plan.Trees, dir string) error {
	have := map[string]bool{}
	for _, v := range e.Snapshot().Jobs {
		have[v.To.Base()] = true
	}
	for _, op := range mixed {
		if have[op.name] {
			continue
		}
		if err := submitMixed(ctx, e, trees, dir, op); err != nil {
			return fmt.Errorf("%s: %w", op.name, err)
		}
	}
	var failed error
	for _, v := range e.Snapshot().Jobs {
		r, err := e.Wait(ctx, v.ID)
		if err == nil && r.State != Done {
			err = fmt.Errorf("%v: %v %v", v.To, r.State, r.Failures)
		}
		failed = errors.Join(failed, err)
	}
	return failed
}

func submitMixed(ctx context.Context, e *Engine, trees plan.Trees, dir string, op operation) error {
	from, err := model.LocalPath(filepath.Join(dir, "from", op.name))
	if err != nil {
		return err
	}
	to, err := model.LocalPath(filepath.Join(dir, "to", op.name))
	if err != nil {
		return err
	}
	tree := trees.Local
	if op.account {
		from, tree = model.AccountPath("/from/"+op.name), trees.Account
	}
	if op.target {
		to = model.AccountPath("/to/" + op.name)
	}
	l, err := tree.List(ctx, from, model.Auto)
	if err != nil {
		return err
	}
	r := plan.Request{Op: op.op, To: to}
	for _, entry := range l.Entries {
		r.Sources = append(r.Sources, model.Item{Dir: from, Entry: entry})
	}
	p, err := plan.Make(ctx, trees, r)
	if err != nil {
		return err
	}
	_, err = e.Submit(p)
	return err
}

// TestKilledAnywhereNothingIsLostOrDoubled kills processes in the middle of all kinds
// of jobs until a later one has done them: up to 200 processes, under the race detector
// up to 40, as many as there is time for.
func TestKilledAnywhereNothingIsLostOrDoubled(t *testing.T) {
	if testing.Short() {
		t.Skip("200 processes are killed")
	}
	t.Parallel()
	wanted, most := killing()
	k := &killer{t: t, rng: rand.New(rand.NewPCG(seedOf(t), 0)), wanted: wanted, deadline: time.Now().Add(most)}
	for round := 0; k.more() && round < 300 && !t.Failed(); round++ {
		t.Run(fmt.Sprintf("round %d", round), func(t *testing.T) {
			k.t = t
			k.round(round)
		})
	}
	if t.Logf("%d kills", k.kills); k.kills == 0 {
		t.Error("no process was killed")
	}
}

// killer kills children until their jobs are done.
type killer struct {
	t        *testing.T
	rng      *rand.Rand
	kills    int
	wanted   int
	life     time.Duration // of a child that does all; 0: nobody knows yet
	deadline time.Time
}

// more reports whether further children are to be killed: one is, however slow the
// machine.
func (k *killer) more() bool {
	return k.kills == 0 || k.kills < k.wanted && time.Now().Before(k.deadline)
}

func (k *killer) round(n int) {
	t := k.t
	var opts []simulator.Option
	if n%2 == 1 {
		opts = []simulator.Option{simulator.WithStoredAtUpload(), simulator.WithOtherXID()}
	}
	svc := simulator.New(append(opts, simulator.WithRelaxed())...)
	defer svc.Close()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = svc.Serve(l) }()
	r := &rig{t: t, svc: svc, dir: t.TempDir()}
	want := map[string]tree{}
	svc.AddFolder("/to")
	for _, op := range mixed {
		want[op.name] = r.seedMixed(op)
	}
	for try := 0; ; try++ {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKillChild$")
		child.Env = append(os.Environ(), killDir+"="+r.dir, killURL+"=http://"+l.Addr().String(), killKey+"="+svc.Key())
		if k.done(child) {
			break
		}
		if t.Failed() || try > 300 {
			t.Fatal("the jobs do not end")
		}
	}
	for _, op := range mixed {
		r.checkMixed(op, want[op.name])
	}
}

// done starts a child, kills it at some moment, and reports whether it had ended
// before.
func (k *killer) done(child *exec.Cmd) bool {
	var out bytes.Buffer
	child.Stdout, child.Stderr = &out, &out
	start := time.Now()
	if err := child.Start(); err != nil {
		k.t.Fatal(err)
	}
	over := make(chan error, 1)
	go func() { over <- child.Wait() }()
	var moment <-chan time.Time
	if k.life > 0 && k.more() {
		x := k.rng.Float64()
		moment = time.After(time.Duration(x * x * x * float64(k.life))) // early moments more often: later ones find little to do
	}
	select {
	case err := <-over:
		if err != nil {
			k.t.Errorf("the child failed: %v\n%s", err, out.String())
		}
		if k.life == 0 {
			k.life = time.Since(start)
			k.t.Logf("a child that is left alone takes %v", k.life)
		}
		return err == nil
	case <-moment:
		k.kills++
		_ = child.Process.Kill()
		<-over
		return false
	}
}

func (r *rig) seedMixed(op operation) tree {
	r.t.Helper()
	want := tree{}
	for name, size := range mixedFiles(op) {
		data := bytesOf(uint64(size)+uint64(len(op.name)), size)
		want.add(name, fmt.Sprintf("%d %.16s", len(data), sumOf(data)))
		if op.account {
			r.svc.AddFile("/from/"+op.name+"/"+name, simulator.Bytes(data))
			continue
		}
		p := filepath.Join(r.dir, "from", op.name, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o777), os.WriteFile(p, data, 0o666)); err != nil {
			r.t.Fatal(err)
		}
	}
	return want
}

func (r *rig) checkMixed(op operation, want tree) {
	r.t.Helper()
	source, target := r.onDisk("from/"+op.name), r.onDisk("to/"+op.name)
	if op.account {
		source = r.inAccount("/from/" + op.name)
	}
	if op.target {
		target = r.inAccount("/to/" + op.name)
	}
	r.same(op.name+": the target", want, target)
	if op.op == plan.Move {
		want = tree{}
	}
	r.same(op.name+": the source", want, source)
	for name := range target {
		if strings.Contains(name, disk.PartSuffix) {
			r.t.Errorf("%s: %s is left", op.name, name)
		}
	}
}
