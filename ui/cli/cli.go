// Package cli is the second voice of onefm: the commands that a shell or a script
// gives. One command, one file; what they do is done by the same session, plans
// and transfers as in the window.
//
// Results go to stdout, talk and progress to stderr. With --json every result is
// one object or one object a line, and so is every failure on stderr; the
// objects are the exported types of json.go.
//
// The process ends with 0 when all is done, 1 when it failed, 2 for a command
// that makes no sense, 3 when the API key is missing or refused, 4 when a part
// failed or was skipped, 5 when the service asks to wait, and 130 when it was
// interrupted.
package cli

import (
	"bufio"
	"context"
	"encoding"
	"fmt"
	"io"
	"net/http"
	"slices"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"

	"onefm/model"
	"onefm/model/engine"
	"onefm/model/session"
)

// Origin is where an API key came from or was put: a sentence part for people and
// a word for scripts.
type Origin interface {
	fmt.Stringer
	encoding.TextMarshaler
}

// Keys is where the API key lives.
type Keys interface {
	// Load returns the key, or an error that wraps model.ErrNoKey.
	Load(ctx context.Context) (key string, from Origin, err error)
	// Save keeps the key. It does not last when it is only in this process.
	Save(ctx context.Context, key string) (kept Origin, lasts bool, err error)
	// Delete forgets the key, and tells what it had to leave.
	Delete(ctx context.Context) (left []Left, err error)
}

// Left is a place that still has a key.
type Left struct {
	Origin Origin
	Err    error // nil when only the user can take it away
}

// Window is what the file manager is opened with.
type Window struct {
	Session *session.Session
	// Save keeps a key that was checked and says where. It is nil in the demo.
	Save func(ctx context.Context, key string) (kept fmt.Stringer, err error)

	Local   model.Path // the folder of the left pane
	Account model.Path // the folder of the right pane
	NoColor bool
	ASCII   bool // draw with ASCII only
	Demo    bool
	TakeAll bool // transfers do not give way to the person's SSH session
}

// World is everything a command touches. Only main makes one.
type World struct {
	Args           []string // without the name of the program
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string

	// Keys opens the store of the key for an account of the service at an address;
	// command is the raw key_command of the settings, nil when there is none.
	Keys func(account string, command any) (Keys, error)
	// Window runs the file manager until the person leaves it.
	Window func(ctx context.Context, w Window) error

	// Background starts this program again with a command, in the background, hands
	// it what it needs and returns when it listens; nil: it can't be started.
	Background func(ctx context.Context, h engine.Handover, command ...string) error

	Version, Commit string

	Transport http.RoundTripper                                        // tests: the way to the service
	StateDir  string                                                   // tests: where the mirror is kept
	Terminal  func(any) bool                                           // tests: whether a stream is a terminal
	Width     func(any) int                                            // tests: its width in cells
	Secret    func(ctx context.Context, prompt string) (string, error) // tests: a line typed without echo
}

// runner is one run of the program.
type runner struct {
	World

	apiURL  string
	json    bool
	noColor bool
	ascii   bool
	demo    bool
	log     bool
	yes     bool
	dryRun  bool

	limitRate string   // of transfers; empty: that of the settings
	said      []string // what [runner.once] has told

	out    *output
	lines  *bufio.Reader // stdin, once somebody was asked
	closer []func() error
}

// Run runs one command and returns the exit code.
func Run(ctx context.Context, w World) int {
	r := &runner{World: w}
	r.defaults()
	r.out = newOutput(r)
	err := r.execute(ctx)
	for _, close := range r.closer {
		if e := close(); err == nil {
			err = e
		}
	}
	return r.out.finish(err)
}

func (r *runner) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "onefm [LOCAL_DIR] [1f:/DIR]",
		Short: "A file manager for 1fichier.com",
		Long: "Two panes side by side, the local disk and your account, and one gesture between them: copy.\n" +
			"Without a command the window opens. Account paths are written 1f:/Films/2024, as in scp; everything else is local.\n\n" +
			"The API key comes from FICHIER_API_KEY, from key_command in the settings, or from the system's keyring: see onefm login.",
		Example: "onefm ~/Downloads 1f:/Backups\nonefm cp -r Photos 1f:/Photos\nonefm --demo",
		Args:    r.args(cobra.MaximumNArgs(2)),
		RunE:    r.window,
	}
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetArgs(r.Args)
	root.SetIn(r.Stdin)
	root.SetOut(r.Stdout)
	root.SetErr(r.Stderr)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage("%w", err) })
	f := root.PersistentFlags()
	f.SortFlags = false
	f.StringVar(&r.apiURL, "api-url", r.Getenv("FICHIER_API_URL"), "address of the API, for a simulated service (FICHIER_API_URL)")
	f.BoolVar(&r.json, "json", false, "write one JSON object a line, for scripts")
	f.BoolVar(&r.noColor, "no-color", r.Getenv("NO_COLOR") != "", "no colours (NO_COLOR)")
	root.Flags().BoolVar(&r.ascii, "ascii", false, "draw the window with ASCII only")
	f.BoolVar(&r.log, "log", false, "write a log for developers into the state folder")
	f.BoolVar(&r.demo, "demo", false, "use a simulated account in this process: no key, no network")
	root.AddCommand(r.ls(), r.cp(), r.mv(), r.mkdir(), r.rm(), r.link(), r.check(),
		r.find(), r.tree(), r.du(), r.duplicates(), r.changes(),
		r.queue(), r.engine(), r.login(), r.logout(), r.account(), r.simulate(), r.schema())
	return root
}

// execute runs the command. Help, man page and completions are fang's. Everything
// else goes past it: on an error it would ask the terminal for its colours and
// wait for the answer.
func (r *runner) execute(ctx context.Context) error {
	root := r.root() //nolint:contextcheck // commands take theirs from cobra
	if !asksForHelp(r.Args) {
		return root.ExecuteContext(ctx)
	}
	if slices.Contains(r.Args, "--no-color") {
		root.SetOut(struct{ io.Writer }{r.Stdout}) // no file: no colours
	}
	version, commit := buildVersion(r.Version, r.Commit)
	return fang.Execute(ctx, root,
		fang.WithVersion(version),
		fang.WithCommit(commit),
		fang.WithErrorHandler(func(io.Writer, fang.Styles, error) {}), // output.finish tells it
	)
}

func asksForHelp(args []string) bool {
	for i, arg := range args {
		switch arg {
		case "--":
			return false
		case "-h", "--help", "-v", "--version":
			return true
		case "help", "json", "man", "completion", "__complete", "__completeNoDesc":
			if i == 0 {
				return true
			}
		}
	}
	return false
}
