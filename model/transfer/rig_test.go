package transfer

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
	"onefm/model/disk"
	"onefm/model/mirror"
	"onefm/model/plan"
)

// rig is the engine with all its real parts: the client, the mirror, a folder on
// the disk, and the simulated service at the other end of real HTTP.
type rig struct {
	t      *testing.T
	svc    *simulator.Service
	client *fichier.Client
	mirror *mirror.Mirror
	disk   *disk.Disk
	e      *Engine
	dir    string // local folder of the test
	wire   *scythe
}

// inRig runs do in a bubble with a running engine. At its end the simulator must
// have counted no violation, and every goroutine must be gone: the bubble fails
// otherwise.
func inRig(t *testing.T, opts []simulator.Option, do func(t *testing.T, r *rig)) {
	t.Helper()
	t.Parallel()
	inSerialRig(t, opts, do)
}

// inSerialRig is inRig for a test that runs after another.
func inSerialRig(t *testing.T, opts []simulator.Option, do func(t *testing.T, r *rig)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t: t, svc: simulator.New(opts...), disk: disk.New(), dir: dir}
		defer r.svc.Close()
		key, err := fichier.NewSecret(r.svc.Key())
		if err != nil {
			t.Fatal(err)
		}
		r.wire = &scythe{rt: r.svc.Transport()}
		r.client = fichier.New(key, fichier.WithTransport(r.wire))
		defer r.client.Close()
		if r.mirror, err = mirror.Open(t.Context(), "", r.client, mirror.Options{}); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = r.mirror.Close() }()
		r.e = New(Options{Client: r.client, Mirror: r.mirror, Disk: OnDisk(r.disk)})
		stop := r.serve()
		defer stop()
		do(t, r)
		for _, v := range r.svc.Violations() {
			t.Errorf("a limit was broken: %+v", v)
		}
	})
}

// serve runs the engine until the returned function is called.
func (r *rig) serve() (stop func()) {
	ctx, cancel := context.WithCancel(r.t.Context())
	over := make(chan error)
	e := r.e
	go func() { over <- e.Run(ctx) }()
	return func() {
		cancel()
		if err := <-over; err != nil {
			r.t.Errorf("Run = %v", err)
		}
	}
}

func (r *rig) fault(texts ...string) {
	r.t.Helper()
	for _, text := range texts {
		f, err := simulator.ParseFault(text)
		if err != nil {
			r.t.Fatal(err)
		}
		r.svc.Fault(f)
	}
}

// local returns a path below the test's folder.
func (r *rig) local(name string) model.Path { return localPath(r.t, filepath.Join(r.dir, name)) }

// write makes a local file with bytes that follow from seed.
func (r *rig) write(name string, seed uint64, size int) {
	r.t.Helper()
	p := filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(p), 0o777); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(p, bytesOf(seed, size), 0o666); err != nil {
		r.t.Fatal(err)
	}
}

// plan plans a copy or move of what the paths name.
func (r *rig) plan(op plan.Op, policy plan.Policy, to model.Path, from ...model.Path) *plan.Plan {
	r.t.Helper()
	req := plan.Request{Op: op, To: to, Policy: policy}
	trees := plan.Trees{Local: r.disk, Account: r.mirror, Sum: func(_ context.Context, it model.Item) (string, error) {
		data, err := os.ReadFile(it.Path().Name())
		return sumOf(data), err
	}}
	for _, p := range from {
		tree := trees.Local
		if p.Side() == model.Account {
			tree = trees.Account
		}
		e, err := tree.Stat(r.t.Context(), p)
		if err != nil {
			r.t.Fatalf("stat %v: %v", p, err)
		}
		req.Sources = append(req.Sources, model.Item{Dir: p.Parent(), Entry: e})
	}
	pl, err := plan.Make(r.t.Context(), trees, req)
	if err != nil {
		r.t.Fatal(err)
	}
	return pl
}

// copy copies and waits.
func (r *rig) copy(to model.Path, from ...model.Path) Result {
	r.t.Helper()
	return r.run(r.plan(plan.Copy, plan.Ask, to, from...))
}

func (r *rig) run(p *plan.Plan) Result {
	r.t.Helper()
	id, err := r.e.Submit(p)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.wait(id)
}

func (r *rig) wait(id JobID) Result {
	r.t.Helper()
	res, err := r.e.Wait(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	return res
}

// tree maps the paths below a folder to "size sum" of the file, twice the same
// path to both.
type tree map[string][]string

func (t tree) add(name, what string) {
	t[name] = append(t[name], what)
	slices.Sort(t[name])
}

// onDisk is what lies below a local folder, part files included.
func (r *rig) onDisk(name string) tree {
	r.t.Helper()
	root := filepath.Join(r.dir, name)
	found := tree{}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		found.add(filepath.ToSlash(rel), fmt.Sprintf("%d %.16s", len(data), sumOf(data)))
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		r.t.Fatal(err)
	}
	return found
}

// inAccount is what the account really holds below a folder.
func (r *rig) inAccount(dir string) tree {
	found := tree{}
	for _, e := range r.svc.Truth() {
		if rel, ok := strings.CutPrefix(e.Path, strings.TrimSuffix(dir, "/")+"/"); ok && !e.Folder {
			found.add(rel, fmt.Sprintf("%d %.16s", e.Size, e.Sum))
		}
	}
	return found
}

func (r *rig) same(what string, want, got tree) {
	r.t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		r.t.Errorf("%s differs (-want +got):\n%s", what, d)
	}
}

// ok fails the test unless the job did everything.
func (r *rig) ok(res Result) {
	r.t.Helper()
	if res.State != Done || len(res.Failures) > 0 || res.Untried != 0 {
		r.t.Errorf("job: %v %v, %d items, %d untried, failures:", res.State, res.Err, res.Items, res.Untried)
		for _, f := range res.Failures[:min(len(res.Failures), 5)] {
			r.t.Errorf("  %v -> %v: %v", f.Item.Path(), f.Target, f.Err)
		}
	}
}
