package cli_test

import (
	"bytes"
	"context"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"onefm/fichier/simulator"
	"onefm/ui/cli"
)

// bubble runs a test in fake time. The server inside takes a moment to leave.
func bubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		t.Cleanup(func() { time.Sleep(time.Minute) })
		f(t)
	})
}

func TestTwoHundredSmallFilesThereAndBack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newPerson(t)
		if err := writeMany(p.path("many"), 200); err != nil {
			t.Fatal(err)
		}
		p.must(0, "cp", "-r", p.path("many"), "1f:/x")
		if n := p.sim.Count(""); n >= 10 {
			t.Errorf("%d calls of the API, want fewer than 10", n)
		}
		if n := len(p.holds()); n != 200 {
			t.Errorf("the account holds %d files, want 200", n)
		}
		p.must(0, "cp", "-r", "1f:/x", p.path("back"))
		if diff := cmp.Diff(contents(t, p.path("many")), contents(t, p.path("back"))); diff != "" {
			t.Errorf("there and back (-want +got):\n%s", diff)
		}
		p.clean()
	})
}

// contents reads all files below dir.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		all[rel] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// vanishing removes a file when the service is asked for an upload node: after
// the plan, before the bytes.
type vanishing struct {
	http.RoundTripper
	file string
}

func (v vanishing) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "get_upload_server.cgi") {
		_ = os.Remove(v.file)
	}
	return v.RoundTripper.RoundTrip(r)
}

func TestAFileThatVanishesIsNamedAndTheRestGoesOn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newPerson(t)
		p.write("d/gone.txt", "gone")
		p.write("d/stays.txt", "stays")
		p.world = func(w *cli.World) { w.Transport = vanishing{w.Transport, p.path("d/gone.txt")} }
		p.must(4, "cp", "-r", p.path("d"), "1f:/d")
		p.says("gone.txt")
		if diff := cmp.Diff([]string{"/d/stays.txt"}, p.holds()); diff != "" {
			t.Errorf("the account (-want +got):\n%s", diff)
		}
		p.clean()
	})
}

func TestAccountIsAskedOnceInFiveMinutes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newPerson(t)
		for range 5 {
			p.must(0, "account")
			p.says("Premium")
			time.Sleep(50 * time.Second)
		}
		if n := p.sim.Count("user/info"); n != 1 {
			t.Errorf("user/info was called %d times in 4 minutes, want once", n)
		}
		time.Sleep(5 * time.Minute)
		p.must(0, "account")
		if n := p.sim.Count("user/info"); n != 2 {
			t.Errorf("user/info was called %d times, want twice", n)
		}
		p.clean()
	})
}

func TestAFloodDuringACopyIsWaitedFor(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newPerson(t)
		p.write("a.txt", "alpha")
		rule, err := simulator.ParseFault("upload/get_upload_server nth=1 flood403")
		if err != nil {
			t.Fatal(err)
		}
		p.sim.Fault(rule)
		p.must(0, "cp", p.path("a.txt"), "1f:/d/")
		p.says("1fichier asks to wait")
		if diff := cmp.Diff([]string{"/d/a.txt"}, p.holds()); diff != "" {
			t.Errorf("the account (-want +got):\n%s", diff)
		}
		p.clean()
	})
}

// The job of an interrupted command stays in the queue, with what is there of its
// file; cancelled, it leaves nothing, and resumed it is finished.
func TestAnInterruptedDownloadStaysInTheQueue(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newPerson(t)
		p.sim.AddFile("/big.bin", simulator.Synthetic(1, 2<<20))
		rule, err := simulator.ParseFault("download slow=100k")
		if err != nil {
			t.Fatal(err)
		}
		p.sim.Fault(rule)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(10*time.Second, cancel)
		if code := p.run(ctx, "cp", "1f:/big.bin", p.dir); code != 130 {
			t.Errorf("exit code %d, want 130\n%s", code, p.err)
		}
		p.says("Interrupted.")
		p.says("Job 1 stays in the queue")
		p.must(0, "queue", "cancel", "1")
		if left := contents(t, p.dir); len(left) != 0 {
			t.Errorf("%d files are left", len(left))
		}
		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(10*time.Second, cancel)
		if code := p.run(ctx, "cp", "1f:/big.bin", p.dir); code != 130 {
			t.Errorf("exit code %d, want 130\n%s", code, p.err)
		}
		p.sim.ClearFaults()
		p.must(0, "queue", "resume")
		if left := contents(t, p.dir); len(left) != 1 || len(left["big.bin"]) != 2<<20 {
			t.Errorf("%d files are there", len(left))
		}
		p.clean()
	})
}

func TestConflictsAreAskedAboutOnATerminal(t *testing.T) {
	for _, test := range []struct {
		name, typed string
		code        int
		want        []string
	}{
		{"skip all", "S\n", 4, []string{"/d/a.txt", "/d/b.txt"}},
		{"keep one, skip one", "k\ns\n", 4, []string{"/d/a (2).txt", "/d/a.txt", "/d/b.txt"}},
		{"keep all", "what?\nK\n", 0, []string{"/d/a (2).txt", "/d/a.txt", "/d/b (2).txt", "/d/b.txt"}},
		{"replace all", "R\n", 0, []string{"/d/a.txt", "/d/b.txt"}},
		{"quit", "q\n", 1, []string{"/d/a.txt", "/d/b.txt"}},
		{"end of input", "", 1, []string{"/d/a.txt", "/d/b.txt"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newPerson(t)
				p.write("a.txt", "alpha")
				p.write("b.txt", "beta")
				p.sim.AddFile("/d/a.txt", simulator.Text("other"))
				p.sim.AddFile("/d/b.txt", simulator.Text("another"))
				p.terminal, p.typed = true, test.typed
				p.must(test.code, "cp", p.path("a.txt"), p.path("b.txt"), "1f:/d")
				p.says("1f:/d/a.txt exists")
				if diff := cmp.Diff(test.want, p.holds()); diff != "" {
					t.Errorf("the account (-want +got):\n%s", diff)
				}
				p.clean()
			})
		})
	}
}

func TestErasingIsAskedAboutOnATerminal(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newPerson(t)
		p.sim.AddFile("/a.txt", simulator.Text("a"))
		p.terminal = true
		for _, typed := range []string{"", "n\n", "\n", "yess\n"} {
			p.typed = typed
			p.must(1, "rm", "1f:/a.txt")
			p.says("for good?")
		}
		if len(p.holds()) != 1 {
			t.Fatal("it was erased without a yes")
		}
		p.typed = "y\n"
		p.must(0, "rm", "1f:/a.txt")
		if len(p.holds()) != 0 {
			t.Error("it is still there")
		}
		p.sim.AddFile("/b.txt", simulator.Text("b"))
		time.Sleep(2 * time.Minute)
		p.typed = ""
		p.must(0, "rm", "-y", "1f:/b.txt")
		if len(p.holds()) != 0 {
			t.Error("-y did not erase")
		}
		p.clean()
	})
}

func TestLoginOnATerminal(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newPerson(t)
		key := p.ring.key
		p.ring.key, p.terminal, p.typed = "", true, key
		p.must(0, "login")
		p.says("kept in the test ring")
		p.says("Premium")
		if strings.Contains(p.out+p.err, key) {
			t.Error("the key is shown")
		}
		if n := p.sim.Count(""); n != 1 {
			t.Errorf("%d calls, want one", n)
		}
		p.must(0, "logout")
		if p.ring.key != "" {
			t.Error("the key is still kept")
		}
		p.ring.short = true
		p.must(1, "login")
		p.says("key_command")
		p.ring.key = "locked"
		p.must(4, "logout")
		p.says("it is locked")
		p.clean()
	})
}

func TestTheWindowOpensWhereItIsTold(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newPerson(t)
		p.terminal = true
		var got cli.Window
		p.world = func(w *cli.World) {
			w.Window = func(_ context.Context, w cli.Window) error { got = w; return nil }
		}
		p.must(0, p.dir, "1f:/Films")
		if got.Local.Name() != p.dir || got.Account.String() != "1f:/Films" || !got.Session.HasKey() || got.Save == nil {
			t.Errorf("Window = %+v", got)
		}
		p.must(0, "1f:/Films", p.dir)
		p.must(0, "--demo")
		if !got.Demo || got.Save != nil || !got.Session.HasKey() {
			t.Errorf("demo: %+v", got)
		}
		p.must(0, "--demo", "--ascii", "--no-color")
		if !got.ASCII || !got.NoColor {
			t.Errorf("plain: %+v", got)
		}
		p.ring.key = "" // the window asks for one
		p.must(0)
		if got.Session.HasKey() || got.Save == nil {
			t.Errorf("without a key: %+v", got)
		}
		p.must(2, "1f:/a", "1f:/b")
		p.must(2, p.path("missing"))
		if n := p.sim.Count(""); n != 0 {
			t.Errorf("%d calls before the window is up, want none", n)
		}
	})
}

func TestProgressStaysOnOneLine(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newPerson(t)
		p.sim.AddFile("/big.bin", simulator.Synthetic(1, 800<<10))
		rule, err := simulator.ParseFault("download slow=100k")
		if err != nil {
			t.Fatal(err)
		}
		p.sim.Fault(rule)
		p.terminal = true
		p.must(0, "cp", "1f:/big.bin", p.dir)
		frames := bytes.Count([]byte(p.err), []byte("\r["))
		if frames < 20 {
			t.Errorf("%d frames in 8 s, want some ten a second", frames)
		}
		if n := strings.Count(p.err, "\n"); n != 1 {
			t.Errorf("%d lines, want the summary only: %q", n, p.err)
		}
		p.clean()
	})
}

func TestAnUploadThatIsProcessedForLong(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newPerson(t, simulator.WithPleaseWait(5), simulator.WithLag(time.Minute))
		p.write("a.txt", "alpha")
		p.must(0, "cp", p.path("a.txt"), "1f:/d/")
		p.must(0, "ls", "1f:/d") // our own change shows though the service lags
		if p.out != "a.txt\n" {
			t.Errorf("ls: %q", p.out)
		}
		p.must(0, "cp", p.path("a.txt"), "1f:/d/")
		if n := len(p.holds()); n != 1 {
			t.Errorf("the account holds %d files, want 1", n)
		}
		p.clean()
	})
}
