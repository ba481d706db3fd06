package cli_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"onefm/fichier/simulator"
	"onefm/model"
	"onefm/ui/cli"
)

// origin is a place for keys in tests.
type origin string

func (o origin) String() string               { return string(o) }
func (o origin) MarshalText() ([]byte, error) { return []byte(o), nil }

// ring keeps a key in memory as a keyring would.
type ring struct {
	mu    sync.Mutex
	key   string
	short bool // it keeps nothing beyond the process
}

func (r *ring) Load(context.Context) (string, cli.Origin, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.key == "" {
		return "", origin("none"), model.ErrNoKey
	}
	return r.key, origin("the test ring"), nil
}

func (r *ring) Save(_ context.Context, key string) (cli.Origin, bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.key = key
	return origin("the test ring"), !r.short, nil
}

func (r *ring) Delete(context.Context) ([]cli.Left, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.key == "locked" {
		return []cli.Left{{Origin: origin("the test ring"), Err: errors.New("it is locked")}}, nil
	}
	r.key = ""
	return nil, nil
}

// person is somebody at a shell, with a simulated service at the other end of the
// line. It works in synctest bubbles.
type person struct {
	t     *testing.T
	sim   *simulator.Service
	ring  *ring
	dir   string // an empty local folder
	state string

	typed    string // what is typed
	terminal bool
	world    func(*cli.World)

	out, err string // what the last command said
}

func newPerson(t *testing.T, opts ...simulator.Option) *person {
	t.Helper()
	s := simulator.New(opts...)
	t.Cleanup(s.Close)
	return &person{t: t, sim: s, ring: &ring{key: s.Key()}, dir: t.TempDir(), state: t.TempDir()}
}

// run gives a command and returns its exit code.
func (p *person) run(ctx context.Context, args ...string) int {
	p.t.Helper()
	var out, err bytes.Buffer
	w := cli.World{
		Args: args, Stdin: strings.NewReader(p.typed), Stdout: &out, Stderr: &err,
		Getenv:    func(string) string { return "" },
		Keys:      func(string, any) (cli.Keys, error) { return p.ring, nil },
		Window:    func(context.Context, cli.Window) error { return nil },
		Version:   "1.2.3",
		Transport: p.sim.Transport(),
		StateDir:  p.state,
		Terminal:  func(any) bool { return p.terminal },
		Width:     func(any) int { return 80 },
		Secret:    func(context.Context, string) (string, error) { return p.typed, nil },
	}
	if p.world != nil {
		p.world(&w)
	}
	code := cli.Run(ctx, w)
	p.out, p.err = out.String(), err.String()
	return code
}

// must gives a command that is to end with a code.
func (p *person) must(code int, args ...string) {
	p.t.Helper()
	if got := p.run(p.t.Context(), args...); got != code {
		p.t.Fatalf("onefm %s: exit code %d, want %d\nstdout: %s\nstderr: %s", strings.Join(args, " "), got, code, p.out, p.err)
	}
}

// says checks that something was said.
func (p *person) says(text string) {
	p.t.Helper()
	if !strings.Contains(p.out+p.err, text) {
		p.t.Errorf("it does not say %q:\n%s%s", text, p.out, p.err)
	}
}

// clean checks at the end that no limit was broken.
func (p *person) clean() {
	p.t.Helper()
	for _, v := range p.sim.Violations() {
		p.t.Errorf("broken limit: %s %s %d", v.Rule, v.Endpoint, v.FolderID)
	}
}

func (p *person) path(name string) string { return filepath.Join(p.dir, name) }

func (p *person) write(name, text string) {
	p.t.Helper()
	if err := os.MkdirAll(filepath.Dir(p.path(name)), 0o700); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(p.path(name), []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// holds returns the paths of the files in the account.
func (p *person) holds() []string {
	var list []string
	for _, e := range p.sim.Truth() {
		if !e.Folder {
			list = append(list, e.Path)
		}
	}
	return list
}
