// Command onefm is a file manager for 1fichier.com in the terminal: the local disk
// on the left, the account on the right, and one gesture between them: copy.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"onefm/keyring"
	"onefm/model"
	"onefm/model/engine"
	"onefm/ui/app"
	"onefm/ui/cli"
	"onefm/ui/term"
	"onefm/ui/words"
)

// version and commit are set by the linker; see .goreleaser.yaml.
var version, commit string //nolint:gochecknoglobals // the linker sets nothing else

// keyVariable holds the key in the environment of those who want it there; a
// process in the background is told it through a pipe.
const keyVariable = "FICHIER_API_KEY"

func main() { os.Exit(run()) }

// run runs one command. The first interrupt cancels it, the second one kills it.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return cli.Run(ctx, cli.World{
		Args:  os.Args[1:],
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Getenv: os.Getenv,
		Keys:   openKeys,
		Window: openWindow,
		Background: func(ctx context.Context, h engine.Handover, args ...string) error {
			return engine.Start(ctx, h, []string{keyVariable}, args...)
		},
		Version: version, Commit: commit,
	})
}

// openWindow wires the window to what the command line opened for it.
func openWindow(ctx context.Context, w cli.Window) error {
	cfg := app.Config{
		Services:   app.FromSession(w.Session), //nolint:contextcheck // closing outlives the window
		LocalDir:   w.Local,
		AccountDir: w.Account,
		KeyURL:     words.KeyPage,
		Terminal:   term.DetectCaps(os.Getenv),
		Clipboard:  term.Clipboard{Getenv: os.Getenv},
		Shell:      os.Getenv("SHELL"),
		NoColor:    w.NoColor,
		ASCII:      w.ASCII,
		TakeAll:    w.TakeAll,
		FKeys:      true,
	}
	if home, err := os.UserHomeDir(); err == nil {
		cfg.Home, _ = model.LocalPath(home)
	}
	if w.Save != nil {
		cfg.SignIn = app.SignIn(w.Session, w.Save)
	}
	return app.Run(ctx, cfg)
}

// keys is the keyring as the command line sees it.
type keys struct{ store *keyring.Store }

func openKeys(account string, command any) (cli.Keys, error) {
	c, err := keyring.ParseCommand(command)
	if err != nil {
		return nil, err
	}
	return keys{keyring.New(keyring.Options{Account: account, Command: c})}, nil
}

func (k keys) Load(ctx context.Context) (string, cli.Origin, error) {
	key, from, err := k.store.Load(ctx)
	if errors.Is(err, keyring.ErrNone) {
		err = fmt.Errorf("%w: %w", model.ErrNoKey, err)
	}
	return key, from, err
}

func (k keys) Save(ctx context.Context, key string) (cli.Origin, bool, error) {
	kept, err := k.store.Save(ctx, key)
	return kept, kept != keyring.Session, err
}

func (k keys) Delete(ctx context.Context) ([]cli.Left, error) {
	err := k.store.Delete(ctx)
	var left *keyring.LeftError
	if !errors.As(err, &left) {
		return nil, err
	}
	var list []cli.Left
	for _, l := range left.Left {
		list = append(list, cli.Left{Origin: l.Origin, Err: l.Err})
	}
	return list, nil
}
