package transfer

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
	"onefm/model/disk"
	"onefm/model/mirror"
	"onefm/model/plan"
)

// line is the engine against a simulated service on a real loopback socket.
type line struct {
	b   *testing.B
	key string
	r   *rig
	ups int // names of uploads so far
}

// newLine is a line to a service in this process.
func newLine(b *testing.B, opts ...simulator.Option) *line {
	b.Helper()
	l, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	svc := simulator.New(opts...)
	go func() { _ = svc.Serve(l) }()
	b.Cleanup(svc.Close)
	n := lineTo(b, "http://"+l.Addr().String(), svc.Key())
	n.r.svc = svc
	return n
}

func lineTo(b *testing.B, url, text string) *line {
	b.Helper()
	key, err := fichier.NewSecret(text)
	if err != nil {
		b.Fatal(err)
	}
	api, err := fichier.WithAPI(url + "/v1")
	if err != nil {
		b.Fatal(err)
	}
	c := fichier.New(key, api)
	m, err := mirror.Open(b.Context(), "", c, mirror.Options{})
	if err != nil {
		b.Fatal(err)
	}
	d := disk.New()
	e := New(Options{Client: c, Mirror: m, Disk: OnDisk(d)})
	ctx, cancel := context.WithCancel(b.Context())
	over := make(chan error)
	go func() { over <- e.Run(ctx) }()
	b.Cleanup(func() {
		cancel()
		<-over
		c.Close()
		_ = m.Close()
	})
	return &line{b: b, key: text, r: &rig{client: c, mirror: m, disk: d, e: e, dir: b.TempDir()}}
}

func (l *line) trees() plan.Trees { return plan.Trees{Local: l.r.disk, Account: l.r.mirror} }

func (l *line) item(from model.Path) model.Item {
	l.b.Helper()
	tree := l.trees().Local
	if from.Side() == model.Account {
		tree = l.trees().Account
	}
	entry, err := tree.Stat(l.b.Context(), from)
	if err != nil {
		l.b.Fatal(err)
	}
	return model.Item{Dir: from.Parent(), Entry: entry}
}

// carry carries a plan out.
func (l *line) carry(p *plan.Plan) {
	l.b.Helper()
	id, err := l.r.e.Submit(p)
	if err != nil {
		l.b.Fatal(err)
	}
	res, err := l.r.e.Wait(l.b.Context(), id)
	if err != nil || res.State != Done {
		l.b.Fatalf("%v %v %v", res.State, res.Failures, err)
	}
}

func (l *line) copy(to, from model.Path) time.Duration {
	l.b.Helper()
	p, err := plan.Make(l.b.Context(), l.trees(), plan.Request{To: to, Sources: []model.Item{l.item(from)}})
	if err != nil {
		l.b.Fatal(err)
	}
	began := time.Now()
	l.carry(p)
	return time.Since(began)
}

// BenchmarkThousandSmallFiles sends 1,000 files of 64 KiB to one folder. Under the
// service's own limits the calls cost a third of a second each; here they are
// counted.
func BenchmarkThousandSmallFiles(b *testing.B) {
	l := newLine(b, simulator.WithRelaxed())
	dir := filepath.Join(l.r.dir, "small")
	if err := os.Mkdir(dir, 0o777); err != nil {
		b.Fatal(err)
	}
	for i := range 1000 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("f%04d", i)), bytesOf(uint64(i), 64<<10), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	n := 0
	var took time.Duration
	calls := l.r.svc.Count("")
	for b.Loop() {
		n++
		took += l.copy(model.AccountPath(fmt.Sprintf("/n%d", n)), localPath(b, dir))
	}
	b.ReportMetric(took.Seconds()/float64(n), "s/1000")
	b.ReportMetric(float64(l.r.svc.Count("")-calls)/float64(n), "calls")
	b.ReportMetric(0, "ns/op")
}
