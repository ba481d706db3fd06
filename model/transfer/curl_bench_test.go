package transfer

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"onefm/fichier"
	"onefm/fichier/simulator"
	"onefm/fichier/whirlpool"
	"onefm/model"
	"onefm/model/plan"
)

// serveVar makes the test binary a simulated service in a process of its own, so
// that its CPU time is told apart from ours. It holds a serving.
const serveVar = "ONEFM_TEST_SERVE"

// sizeVar is the size of the file of BenchmarkCurl in MiB, 2048 for the numbers of
// the project.
const sizeVar = "ONEFM_BENCH_MIB"

// serving says what the service of the other process holds.
type serving struct {
	File string // path of its one file
	Sum  string // its Whirlpool, which uploads are told to have, too
}

func TestMain(m *testing.M) {
	if text := os.Getenv(serveVar); text != "" {
		serveAlone(text)
		return
	}
	os.Exit(m.Run()) //nolint:forbidigo // as TestMain must
}

// serveAlone serves until standard input ends.
func serveAlone(text string) {
	var what serving
	err := json.Unmarshal([]byte(text), &what)
	// The service takes what it is told for the sum: its own hashing would take the
	// core that the client needs, and the real service is another machine.
	svc := simulator.New(simulator.WithRelaxed(), simulator.WithDiscard(), simulator.WithSums(func(string, int64) string { return what.Sum }))
	content, err2 := simulator.FromFile(what.File)
	l, err3 := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err := errors.Join(err, err2, err3); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	svc.AddFile("/big", content.WithSum(what.Sum))
	go func() { _ = svc.Serve(l) }()
	_, _ = os.Stdout.WriteString("http://" + l.Addr().String() + " " + svc.Key() + "\n")
	_, _ = io.Copy(io.Discard, os.Stdin)
	svc.Close()
}

// apart starts the other process and a line to it.
func apart(b *testing.B, what serving) *line {
	b.Helper()
	text, err := json.Marshal(what)
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.CommandContext(b.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), serveVar+"="+string(text))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	first, err := bufio.NewReader(out).ReadString('\n')
	url, key, ok := strings.Cut(strings.TrimSpace(first), " ")
	if err != nil || !ok {
		b.Fatalf("the service says %q, %v", first, err)
	}
	return lineTo(b, url, key)
}

// run is how long something took, by the clock and of the processors.
type run struct{ took, cpu time.Duration }

// best keeps the quickest of several runs: the machine has other things to do, and
// they only ever make a run slower.
func (r *run) best(of run) {
	if r.took == 0 || of.took < r.took {
		r.took = of.took
	}
	if r.cpu == 0 || of.cpu < r.cpu {
		r.cpu = of.cpu
	}
}

// ours runs do in this process. The space between two calls, a third of a second, is
// over when it begins: curl makes no call.
func ours(b *testing.B, do func()) run {
	b.Helper()
	<-time.After(400 * time.Millisecond)
	before, began := ownCPU(b), time.Now()
	do()
	return run{time.Since(began), ownCPU(b) - before}
}

// curl runs curl with what follows.
func curl(b *testing.B, args ...string) run {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), "curl", append([]string{"--silent", "--show-error", "--fail", "--http1.1"}, args...)...)
	began := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("curl: %v %s", err, out)
	}
	return run{time.Since(began), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
}

// synced writes a file through to the disk, as ours is before it gets its name.
func synced(b *testing.B, name string) time.Duration {
	b.Helper()
	began := time.Now()
	f, err := os.Open(name)
	if err == nil {
		err = errors.Join(f.Sync(), f.Close())
	}
	if err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

// makeBig writes the file and returns its sum and how long the sum alone takes, at the
// best rate that any 16 MiB of it had.
func makeBig(b *testing.B, name string, size int64) (sum string, hashing time.Duration) {
	b.Helper()
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	h, block := whirlpool.New(), bytesOf(1, 16<<20)
	best := time.Duration(math.MaxInt64)
	for left := size; left > 0; left -= int64(len(block)) {
		block = block[:min(int64(len(block)), left)]
		began := time.Now()
		_, _ = h.Write(block)
		if took := time.Since(began); len(block) == cap(block) {
			best = min(best, took)
		}
		if _, err := f.Write(block); err != nil {
			b.Fatal(err)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), time.Duration(float64(best) * float64(size) / float64(cap(block)))
}

// BenchmarkCurl compares one large file up and down, verified and not, with curl
// doing the same bytes against the same service in the same run:
//
//	ONEFM_BENCH_MIB=2048 TMPDIR=/dev/shm go test ./model/transfer -run xxx -bench Curl -benchtime 5x
//
// of-curl is our rate by that of curl, where curl's download is written through to
// the disk as ours is; of-bound the same by the slower of curl and the hash; cpu our
// processor time by curl's.
func BenchmarkCurl(b *testing.B) {
	if _, err := exec.LookPath("curl"); err != nil {
		b.Skip("curl is not installed")
	}
	mib, err := strconv.ParseInt(os.Getenv(sizeVar), 10, 64)
	if err != nil || mib <= 0 {
		mib = 256
	}
	size := mib << 20
	b.Logf("a file of %d MiB", mib)
	big := filepath.Join(b.TempDir(), "big")
	sum, hashing := makeBig(b, big, size)
	ways := map[string]func(b *testing.B, l *line) (theirs, mine run){
		"down verified":   func(b *testing.B, l *line) (run, run) { return l.curlDown(b), l.down(b, true) },
		"down unverified": func(b *testing.B, l *line) (run, run) { return l.curlDown(b), l.down(b, false) },
		"up verified":     func(b *testing.B, l *line) (run, run) { return l.curlUp(b, big), l.up(b, big) },
		"up unverified":   func(b *testing.B, l *line) (run, run) { return l.curlUp(b, big), l.upPlain(b, big, size) },
	}
	for _, name := range []string{"down unverified", "down verified", "up unverified", "up verified"} {
		b.Run(name, func(b *testing.B) {
			l := apart(b, serving{File: big, Sum: sum})
			var theirs, mine run
			for b.Loop() {
				t, m := ways[name](b, l)
				theirs.best(t)
				mine.best(m)
			}
			bound := theirs.took
			if strings.HasSuffix(name, " verified") {
				bound = max(bound, hashing)
			}
			b.ReportMetric(float64(size)/1e6/theirs.took.Seconds(), "curl-MB/s")
			b.ReportMetric(float64(size)/1e6/mine.took.Seconds(), "MB/s")
			b.ReportMetric(float64(size)/1e6/hashing.Seconds(), "hash-MB/s")
			b.ReportMetric(theirs.took.Seconds()/mine.took.Seconds(), "of-curl")
			b.ReportMetric(bound.Seconds()/mine.took.Seconds(), "of-bound")
			b.ReportMetric(mine.cpu.Seconds()/theirs.cpu.Seconds(), "cpu")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// curlDown downloads by curl.
func (l *line) curlDown(b *testing.B) run {
	b.Helper()
	it := l.item(model.AccountPath("/big"))
	ticket, err := l.r.client.Token(b.Context(), fichier.Link(it.Entry.ID), fichier.TokenOptions{})
	if err != nil {
		b.Fatal(err)
	}
	to := filepath.Join(l.r.dir, "by-curl")
	defer os.Remove(to)
	r := curl(b, "--output", to, ticket.URL)
	r.took += synced(b, to)
	return r
}

// down downloads by the engine. Without a sum to compare with none is computed.
func (l *line) down(b *testing.B, verified bool) run {
	b.Helper()
	to := filepath.Join(l.r.dir, "by-us")
	defer os.RemoveAll(to)
	it := l.item(model.AccountPath("/big"))
	if !verified {
		it.Entry.Sum = ""
	}
	p, err := plan.Make(b.Context(), l.trees(), plan.Request{To: localPath(b, to), Sources: []model.Item{it}})
	if err != nil {
		b.Fatal(err)
	}
	return ours(b, func() { l.carry(p) })
}

// curlUp uploads by curl.
func (l *line) curlUp(b *testing.B, file string) run {
	b.Helper()
	n, err := l.r.client.UploadNode(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return curl(b, "--output", os.DevNull, "--header", "Authorization: Bearer "+l.key, "--form", "did=0", "--form", "file[]=@"+file,
		"http://"+n.Host+"/upload.cgi?id="+n.ID)
}

// up uploads by the engine.
func (l *line) up(b *testing.B, file string) run {
	b.Helper()
	l.ups++
	p, err := plan.Make(b.Context(), l.trees(), plan.Request{
		To: model.AccountPath("/"), As: fmt.Sprintf("up%d", l.ups), Sources: []model.Item{l.item(localPath(b, file))},
	})
	if err != nil {
		b.Fatal(err)
	}
	return ours(b, func() { l.carry(p) })
}

// upPlain uploads by the client alone: the engine has no upload without a sum.
func (l *line) upPlain(b *testing.B, file string, size int64) run {
	b.Helper()
	n, err := l.r.client.UploadNode(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return ours(b, func() {
		_, err := l.r.client.Upload(b.Context(), n, fichier.UploadRequest{Files: []fichier.UploadFile{{
			Name: "big", Size: size, Open: func() (io.ReadCloser, error) { return os.Open(file) },
		}}})
		if err != nil {
			b.Fatal(err)
		}
	})
}
