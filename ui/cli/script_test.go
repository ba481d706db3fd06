package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"onefm/fichier/simulator"
)

// TestScripts runs the scripts of testdata: the real program against a simulated
// service on loopback. Every script ends with no broken limit.
func TestScripts(t *testing.T) {
	t.Parallel()
	bin := program(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               func(env *testscript.Env) error { return setUp(env, bin) },
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "kernelring":
				return kernelRing(), nil
			case "writeonly":
				_, err := os.Stat("/sys/bus/platform/drivers_probe")
				return err == nil, nil
			}
			return false, fmt.Errorf("no such condition: %s", cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"sim":     simCmd,
			"account": accountCmd,
			"fault":   faultCmd,
			"truth":   truthCmd,
			"same":    sameCmd,
			"calls":   callsCmd,
			"code":    codeCmd,
			"jsonl":   jsonCmd,
			"sparse":  sparseCmd,
			"lines":   linesCmd,
		},
	})
}

// builtIn is where the program was built, nil when no test has asked for it.
var builtIn atomic.Pointer[string]

// built is the folder with the real program, made when the first test asks.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "onefm-test-")
	if err != nil {
		return "", err
	}
	builtIn.Store(&dir)
	args := []string{"build", "-o", dir + string(filepath.Separator), "-ldflags", "-X main.version=1.2.3 -X main.commit=0123456789abcdef"}
	if raceEnabled {
		args = append(args, "-race")
	}
	out, err := exec.CommandContext(context.Background(), "go", append(args, "onefm")...).CombinedOutput()
	if err != nil {
		return dir, fmt.Errorf("%w\n%s", err, out)
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	m.Run()
	if dir := builtIn.Load(); dir != nil {
		_ = os.RemoveAll(*dir)
	}
}

// program builds the real program once and returns the folder it is in.
func program(t *testing.T) string {
	t.Helper()
	dir, err := built()
	if err != nil {
		t.Fatal("build: ", err)
	}
	return dir
}

// bench is the simulated service of one script.
type bench struct {
	sim  *simulator.Service
	seen int // calls that an earlier "calls" looked at
}

type benchKey struct{}

func setUp(env *testscript.Env, bin string) error {
	home := filepath.Join(env.WorkDir, "home")
	for _, dir := range []string{home, filepath.Join(env.WorkDir, "state"), filepath.Join(env.WorkDir, "config")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	env.Setenv("PATH", bin+string(filepath.ListSeparator)+env.Getenv("PATH"))
	env.Setenv("HOME", home)
	env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, "state"))
	env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
	env.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	env.Setenv("TERM", "xterm-256color")
	b := &bench{}
	env.Values[benchKey{}] = b
	if err := b.start(env.Setenv, nil); err != nil {
		return err
	}
	env.Defer(func() {
		bad := b.sim.Violations()
		b.sim.Close()
		for _, v := range bad {
			env.T().Log("broken limit:", v.Rule, v.Endpoint, v.FolderID)
		}
		if len(bad) > 0 {
			env.T().FailNow()
		}
	})
	return nil
}

// start makes a service on loopback and puts its address and key where the
// program looks.
func (b *bench) start(setenv func(k, v string), opts []simulator.Option) error {
	if b.sim != nil {
		b.sim.Close()
	}
	var lc net.ListenConfig
	l, err := lc.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	sim := simulator.New(opts...)
	b.sim, b.seen = sim, 0
	go func() { _ = sim.Serve(l) }() // b.sim may be another one by the time it runs
	setenv("FICHIER_API_URL", "http://"+l.Addr().String()+"/v1")
	setenv("FICHIER_API_KEY", b.sim.Key())
	return nil
}

func benchOf(ts *testscript.TestScript) *bench {
	b, ok := ts.Value(benchKey{}).(*bench)
	if !ok {
		ts.Fatalf("no service")
	}
	return b
}

// simCmd starts the service anew: sim [tier=free] [quota=N] [noitems].
func simCmd(ts *testscript.TestScript, _ bool, args []string) {
	var opts []simulator.Option
	for _, arg := range args {
		k, v, _ := strings.Cut(arg, "=")
		n, _ := strconv.ParseInt(v, 10, 64)
		switch k {
		case "tier":
			opts = append(opts, simulator.WithTier(map[string]int{"free": simulator.Free, "gold": simulator.Gold}[v]))
		case "quota":
			opts = append(opts, simulator.WithQuota(n))
		case "noitems":
			opts = append(opts, simulator.WithoutFolderItems())
		default:
			ts.Fatalf("sim: %q", arg)
		}
	}
	ts.Check(benchOf(ts).start(ts.Setenv, opts))
}

// accountCmd seeds the account.
//
//	account file PATH TEXT [ENV] | raw PATH TEXT | old PATH TEXT | synth PATH SIZE [ENV] | dir PATH
//	account foreign PATH TEXT ENV | publish PATH ENV | remote URL NAME TEXT | protected PATH TEXT PASS
func accountCmd(ts *testscript.TestScript, _ bool, args []string) {
	s := benchOf(ts).sim
	arg := func(i int) string {
		if i >= len(args) {
			return ""
		}
		return args[i]
	}
	link := ""
	name := arg(3)
	switch arg(0) {
	case "file":
		link = s.AddFile(arg(1), simulator.Text(unescape(arg(2))))
	case "raw":
		link = s.AddFile(unescape(arg(1)), simulator.Text(arg(2)))
	case "old":
		link = s.AddFile(arg(1), simulator.Text(arg(2)), simulator.Dated(time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)))
	case "synth":
		n, err := strconv.ParseInt(arg(2), 10, 64)
		ts.Check(err)
		link = s.AddFile(arg(1), simulator.Synthetic(7, n))
	case "protected":
		link = s.AddFile(arg(1), simulator.Text(arg(2)), simulator.Protected(arg(3)))
		name = ""
	case "dir":
		s.AddFolder(arg(1))
	case "foreign":
		link = s.AddForeign("somebody@example.org", arg(1), simulator.Text(arg(2)))
	case "publish":
		link, name = s.Publish("somebody@example.org", arg(1), ""), arg(2)
	case "remote":
		s.AddRemote(arg(1), arg(2), simulator.Text(arg(3)))
		name = ""
	default:
		ts.Fatalf("account: %q", args)
	}
	if name != "" {
		ts.Setenv(name, link)
	}
}

// unescape reads \n, \x1b and the like.
func unescape(s string) string {
	u, err := strconv.Unquote(`"` + s + `"`)
	if err != nil {
		return s
	}
	return u
}

func faultCmd(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) == 1 && args[0] == "none" {
		benchOf(ts).sim.ClearFaults()
		return
	}
	rule, err := simulator.ParseFault(strings.Join(args, " "))
	ts.Check(err)
	benchOf(ts).sim.Fault(rule)
}

// truthCmd compares what the account really holds with the words given: folders
// end in a slash, files tell their size: /a/ /a/b.txt=5.
func truthCmd(ts *testscript.TestScript, neg bool, args []string) {
	var got []string
	for _, e := range benchOf(ts).sim.Truth() {
		if e.Folder {
			got = append(got, e.Path+"/")
		} else {
			got = append(got, e.Path+"="+strconv.FormatInt(e.Size, 10))
		}
	}
	want := append([]string{}, args...)
	sort.Strings(got)
	sort.Strings(want)
	if (strings.Join(got, "\n") == strings.Join(want, "\n")) == neg {
		ts.Fatalf("the account holds\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// sameCmd compares the bytes of a local file with those of files of the account.
func sameCmd(ts *testscript.TestScript, _ bool, args []string) {
	want, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	for _, e := range benchOf(ts).sim.Truth() {
		if e.Path != args[1] || e.Folder {
			continue
		}
		got, err := benchOf(ts).sim.ReadFile(e.Link)
		ts.Check(err)
		if bytes.Equal(got, want) {
			return
		}
	}
	ts.Fatalf("no %s in the account has the bytes of %s", args[1], args[0])
}

// callsCmd checks how many calls of the API were made since it was last asked:
// calls N [endpoint], or calls <N.
func callsCmd(ts *testscript.TestScript, _ bool, args []string) {
	b := benchOf(ts)
	all := b.sim.Calls()
	n := 0
	for _, c := range all[b.seen:] {
		api := strings.Contains(c.Endpoint, "/")
		if (len(args) > 1 && c.Endpoint == args[1]) || (len(args) == 1 && api) {
			n++
		}
	}
	if len(args) == 1 {
		b.seen = len(all)
	}
	if limit, ok := strings.CutPrefix(args[0], "<"); ok {
		if m, err := strconv.Atoi(limit); err != nil || n >= m {
			ts.Fatalf("%d calls, want fewer than %s", n, limit)
		}
		return
	}
	if strconv.Itoa(n) != args[0] {
		var list []string
		for _, c := range all {
			list = append(list, fmt.Sprint(c.Endpoint, " ", c.Status))
		}
		ts.Fatalf("%d calls, want %s\n%s", n, args[0], strings.Join(list, "\n"))
	}
}

// codeCmd runs a program and checks its exit code.
func codeCmd(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit code %d, want %s\nstdout:\n%s\nstderr:\n%s", got, args[0], ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// jsonCmd checks that every line of stdout or stderr is an object.
func jsonCmd(ts *testscript.TestScript, _ bool, args []string) {
	d := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0])))
	n := 0
	for {
		var v map[string]any
		err := d.Decode(&v)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			ts.Fatalf("line %d: %v", n+1, err)
		}
		n++
	}
	if len(args) > 1 && strconv.Itoa(n) != args[1] {
		ts.Fatalf("%d objects, want %s", n, args[1])
	}
}

// linesCmd counts the lines of stdout or stderr.
func linesCmd(ts *testscript.TestScript, _ bool, args []string) {
	if n := strings.Count(ts.ReadFile(args[0]), "\n"); strconv.Itoa(n) != args[1] {
		ts.Fatalf("%d lines, want %s:\n%s", n, args[1], ts.ReadFile(args[0]))
	}
}

func sparseCmd(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(f.Truncate(n))
	ts.Check(f.Close())
}

// kernelRing reports whether a key outlives a process here without a D-Bus.
func kernelRing() bool {
	if runtime.GOOS != "linux" {
		return false
	}
	_, err := os.Stat("/proc/keys")
	return err == nil
}
