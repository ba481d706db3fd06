package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/model"
	"onefm/model/disk"
	"onefm/model/mirror"
	"onefm/model/plan"
)

// line is the engine against a simulated service on a real loopback socket, and
// the same bytes by plain net/http as the floor, in one run.
type line struct {
	b   *testing.B
	svc *simulator.Service
	url string
	r   *rig
}

func newLine(b *testing.B, opts ...simulator.Option) *line {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	svc := simulator.New(append(opts, simulator.WithRelaxed())...)
	go func() { _ = svc.Serve(l) }()
	b.Cleanup(svc.Close)
	url := "http://" + l.Addr().String()
	key, err := fichier.NewSecret(svc.Key())
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
	return &line{b: b, svc: svc, url: url, r: &rig{svc: svc, client: c, mirror: m, disk: d, e: e, dir: b.TempDir()}}
}

func (l *line) copy(to, from model.Path) time.Duration {
	l.b.Helper()
	trees := plan.Trees{Local: l.r.disk, Account: l.r.mirror}
	tree := trees.Local
	if from.Side() == model.Account {
		tree = trees.Account
	}
	entry, err := tree.Stat(l.b.Context(), from)
	if err != nil {
		l.b.Fatal(err)
	}
	p, err := plan.Make(l.b.Context(), trees, plan.Request{To: to, Sources: []model.Item{{Dir: from.Parent(), Entry: entry}}})
	if err != nil {
		l.b.Fatal(err)
	}
	began := time.Now()
	id, err := l.r.e.Submit(p)
	if err != nil {
		l.b.Fatal(err)
	}
	res, err := l.r.e.Wait(l.b.Context(), id)
	if err != nil || res.State != Done {
		l.b.Fatalf("%v %v %v", res.State, res.Failures, err)
	}
	return time.Since(began)
}

// floor is how long n bytes take through net/http on loopback, to or from a file.
func floor(b *testing.B, file string, up bool) time.Duration {
	b.Helper()
	srv := http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if up {
			_, _ = io.Copy(io.Discard, r.Body)
			return
		}
		f, err := os.Open(file)
		if err == nil {
			defer f.Close()
			_, _ = io.Copy(struct{ io.Writer }{w}, f)
		}
	})}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go func() { _ = srv.Serve(l) }()
	defer srv.Close()
	body := io.Reader(http.NoBody)
	if up {
		f, err := os.Open(file)
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		body = struct{ io.Reader }{f}
	}
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, "http://"+l.Addr().String(), body)
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	to, err := os.Create(filepath.Join(b.TempDir(), "floor"))
	if err != nil {
		b.Fatal(err)
	}
	_, err = io.Copy(to, resp.Body)
	if err := errors.Join(err, to.Sync(), to.Close()); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

// hashing is how long the Whirlpool of n bytes takes on one core.
func hashing(b *testing.B, n int64) time.Duration {
	s := newSum(b.Context(), nil)
	buf := make([]byte, 256<<10)
	began := time.Now()
	for ; n > 0; n -= int64(len(buf)) {
		_, _ = s.h.Write(buf)
	}
	return time.Since(began)
}

const benchSize = 256 << 20

// BenchmarkLargeFile prints how many times longer a verified copy takes than plain
// net/http with the same bytes, and than the hash alone, which bounds it.
func BenchmarkLargeFile(b *testing.B) {
	for _, up := range []bool{true, false} {
		b.Run(map[bool]string{true: "up", false: "down"}[up], func(b *testing.B) {
			// The service takes what the client says for the sum: its own hashing would
			// share the core and measure nothing of ours.
			src := filepath.Join(b.TempDir(), "big")
			if err := os.WriteFile(src, bytesOf(1, benchSize), 0o666); err != nil {
				b.Fatal(err)
			}
			sum := sumOf(bytesOf(1, benchSize))
			l := newLine(b, simulator.WithDiscard(), simulator.WithSums(func(string, int64) string { return sum }))
			var took, plain time.Duration
			n := 0
			for b.Loop() {
				n++
				plain += floor(b, src, up)
				if up {
					took += l.copy(model.AccountPath(fmt.Sprintf("/up%d", n)), localPath(b, src))
					continue
				}
				l.svc.AddFile(fmt.Sprintf("/down%d/big", n), simulator.Bytes(bytesOf(1, benchSize)).WithSum(sum))
				took += l.copy(localPath(b, filepath.Join(l.r.dir, strconv.Itoa(n))), model.AccountPath(fmt.Sprintf("/down%d/big", n)))
			}
			hash := hashing(b, benchSize)
			b.ReportMetric(float64(benchSize*int64(n))/1e6/took.Seconds(), "MB/s")
			b.ReportMetric(took.Seconds()/plain.Seconds(), "×net/http")
			b.ReportMetric(took.Seconds()/float64(n)/hash.Seconds(), "×hash")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkThousandSmallFiles sends 1,000 files of 64 KiB to one folder. Under the
// service's own limits the calls cost a third of a second each; here they are
// counted.
func BenchmarkThousandSmallFiles(b *testing.B) {
	l := newLine(b)
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
	calls := l.svc.Count("")
	for b.Loop() {
		n++
		took += l.copy(model.AccountPath(fmt.Sprintf("/n%d", n)), localPath(b, dir))
	}
	b.ReportMetric(took.Seconds()/float64(n), "s/1000")
	b.ReportMetric(float64(l.svc.Count("")-calls)/float64(n), "calls")
	b.ReportMetric(0, "ns/op")
}
