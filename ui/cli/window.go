package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/session"
)

// window opens the file manager.
func (r *runner) window(cmd *cobra.Command, args []string) error {
	ctx := cmd.Context()
	w := Window{NoColor: r.noColor, ASCII: r.ascii, Demo: r.demo, Account: model.AccountPath("/")}
	if err := w.places(args); err != nil {
		return err
	}
	if !r.Terminal(r.Stdin) || !r.Terminal(r.Stdout) {
		return usage("the window needs a terminal; for scripts there are commands")
	}
	set, err := r.settings()
	if err != nil {
		return err
	}
	w.TakeAll = set.GiveWay != nil && !*set.GiveWay
	s, err := r.windowSession(ctx, &w)
	if err != nil {
		return err
	}
	w.Session = s
	return r.Window(ctx, w)
}

// places reads the folders that the panes open with.
func (w *Window) places(args []string) error {
	wd, err := os.Getwd()
	if err != nil {
		wd = string(os.PathSeparator)
	}
	if w.Local, err = model.LocalPath(wd); err != nil {
		return err
	}
	seen := map[model.Side]bool{}
	for _, arg := range args {
		p, err := model.ParsePath(arg)
		if err != nil {
			return usage("%q: %w", arg, err)
		}
		if seen[p.Side()] || p.Side() == model.Web {
			return usage("the window opens with one local folder and one of the account, not with %q", arg)
		}
		seen[p.Side()] = true
		if p.Side() == model.Account {
			w.Account = p
			continue
		}
		info, err := os.Stat(p.Name())
		if err != nil {
			return usage("%q is neither a command nor a folder", arg)
		}
		if !info.IsDir() {
			return usage("%q is no folder", arg)
		}
		w.Local = p
	}
	return nil
}

// windowSession opens the account; without a key the window asks for one.
func (r *runner) windowSession(ctx context.Context, w *Window) (*session.Session, error) {
	if r.demo {
		return r.simulated(ctx)
	}
	keys, err := r.keys()
	if err != nil {
		return nil, err
	}
	w.Save = func(ctx context.Context, key string) (fmt.Stringer, error) {
		kept, _, err := keys.Save(ctx, key)
		return kept, err
	}
	key, _, err := r.key(ctx)
	if err != nil {
		if !errors.Is(err, model.ErrNoKey) && !errors.Is(err, fichier.ErrAuth) {
			return nil, err
		}
		return r.open(ctx, r.options(fichier.Secret{}))
	}
	o := r.options(key)
	o.Apart = true // jobs outlive the window
	return r.queueSession(ctx, o)
}
