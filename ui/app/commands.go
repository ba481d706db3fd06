package app

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
	"onefm/model/mirror"
	"onefm/model/plan"
	"onefm/model/transfer"
	"onefm/ui/share"
	"onefm/ui/term"
)

// Every command of the window is built here. They take values, call one service
// method each and return one message, stamped with the time of the answer.

func command(f func() tea.Msg) tea.Cmd {
	return func() tea.Msg {
		msg := f()
		if msg == nil {
			return nil
		}
		return stamped{at: time.Now(), msg: msg}
	}
}

// after gives msg back when d has passed.
func after(ctx context.Context, d time.Duration, msg tea.Msg) tea.Cmd {
	return command(func() tea.Msg {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
			return msg
		case <-ctx.Done():
			return nil
		}
	})
}

// greetTerminal asks the terminal what it can do, and notes when.
func greetTerminal() tea.Cmd {
	return tea.Batch(tea.Raw(term.Start+term.Query), command(func() tea.Msg { return greetedMsg{} }))
}

// listFolder asks for a folder and lays its rows out.
func listFolder(ctx context.Context, tree model.Tree, msg listedMsg) tea.Cmd {
	return command(func() tea.Msg {
		msg.listing, msg.err = tree.List(ctx, msg.dir, msg.fresh)
		if msg.err == nil || !msg.listing.AsOf.IsZero() {
			msg.laid = msg.pick.lay(msg.listing.Entries, nil)
		}
		return msg
	})
}

// layAgain lays the rows of an answer out in another way than was thought when the
// folder was asked for.
func layAgain(msg listedMsg) tea.Cmd {
	return command(func() tea.Msg {
		msg.laid = msg.pick.lay(slices.Clone(msg.listing.Entries), nil)
		return msg
	})
}

// reorder puts the entries of a list in another order. They are copied: the pane
// goes on showing them meanwhile.
func reorder(msg laidMsg) tea.Cmd {
	return command(func() tea.Msg {
		s := msg.laid.was
		msg.laid = msg.laid.lay(slices.Clone(s.entries), slices.Clone(s.notes))
		return msg
	})
}

// choose finds the rows that pass a sift.
func choose(msg siftedMsg, by sift, from *rows) tea.Cmd {
	return command(func() tea.Msg {
		msg.rows = msg.sheet.choose(by, from)
		return msg
	})
}

// seek finds the rows that hold a text.
func seek(msg soughtMsg, s *sheet) tea.Cmd {
	return command(func() tea.Msg {
		msg.hits.at = s.holding(msg.hits.of, msg.hits.text)
		return msg
	})
}

// markFitting finds the rows that match a mask.
func markFitting(msg maskedMsg) tea.Cmd {
	return command(func() tea.Msg {
		msg.set, msg.n = fitting(msg.sheet, msg.rows, msg.mask)
		return msg
	})
}

// gather asks for the rows of a finding and lays them out.
func gather(ctx context.Context, s Services, f finding, now time.Time, msg foundMsg) tea.Cmd {
	return command(func() tea.Msg {
		entries, notes, meta, err := f.gather(ctx, s, now)
		msg.meta, msg.err = meta, err
		if err == nil {
			msg.laid = msg.pick.lay(entries, notes)
		}
		return msg
	})
}

// waitForMore waits until a search would find something else, and a moment more: the
// index may go on growing.
func waitForMore(ctx context.Context, stale <-chan struct{}, msg findAgainMsg) tea.Cmd {
	return command(func() tea.Msg {
		select {
		case <-stale:
		case <-ctx.Done():
			return nil
		}
		t := time.NewTimer(rest)
		defer t.Stop()
		select {
		case <-t.C:
			return msg
		case <-ctx.Done():
			return nil
		}
	})
}

// waitForStatus waits until the mirror has something new to tell of itself.
func waitForStatus(ctx context.Context, changed func(context.Context) error, status func(context.Context) mirror.Status, services int, first bool) tea.Cmd {
	if changed == nil || status == nil {
		return nil
	}
	return command(func() tea.Msg {
		if !first && changed(ctx) != nil {
			return nil
		}
		return statusMsg{services: services, status: status(ctx)}
	})
}

// learnStatus asks the mirror what it tells of itself now.
func learnStatus(ctx context.Context, status func(context.Context) mirror.Status, services int) tea.Cmd {
	return command(func() tea.Msg { return statusMsg{services: services, status: status(ctx), asked: true} })
}

// learn lists the whole account.
func learn(ctx context.Context, do func(context.Context) error, msg learntMsg) tea.Cmd {
	return command(func() tea.Msg {
		msg.err = do(ctx)
		return msg
	})
}

// attendTo tells the mirror what people look at.
func attendTo(attend func(open, likely []model.Path), open, likely []model.Path) tea.Cmd {
	return func() tea.Msg {
		attend(open, likely)
		return nil
	}
}

func makeFolder(ctx context.Context, tree model.Tree, path model.Path, msg madeMsg) tea.Cmd {
	return command(func() tea.Msg {
		msg.entry, msg.err = tree.Mkdir(ctx, path)
		return msg
	})
}

func rename(ctx context.Context, tree model.Tree, msg renamedMsg) tea.Cmd {
	return command(func() tea.Msg {
		msg.entry, msg.err = tree.Rename(ctx, msg.item, msg.name)
		return msg
	})
}

func remove(ctx context.Context, tree model.Tree, msg removedMsg) tea.Cmd {
	return command(func() tea.Msg {
		if msg.erase {
			msg.err = tree.Remove(ctx, msg.what.items())
		} else {
			msg.err = tree.Trash(ctx, msg.what.items())
		}
		return msg
	})
}

func makePlan(ctx context.Context, trees plan.Trees, draft int, what *load, r plan.Request) tea.Cmd {
	return command(func() tea.Msg {
		r.Sources = lookAgain(ctx, trees.Local, what.items())
		p, err := plan.Make(ctx, trees, r)
		return plannedMsg{draft: draft, plan: p, err: err}
	})
}

// lookAgain returns the items with what the disk says of them now: a pane may show
// an older size and date, and a conflict is judged by them. What is gone is left
// as it is; its step tells.
func lookAgain(ctx context.Context, local model.Tree, items []model.Item) []model.Item {
	items = slices.Clone(items)
	for i, it := range items {
		if it.Dir.Side() != model.Local {
			continue
		}
		if e, err := local.Stat(ctx, it.Path()); err == nil && e.Kind == it.Entry.Kind {
			items[i].Entry = e
		}
	}
	return items
}

func submit(e Engine, p *plan.Plan, title string) tea.Cmd {
	return command(func() tea.Msg {
		job, err := e.Submit(p)
		return submittedMsg{title: title, job: job, err: err}
	})
}

// look pulls a snapshot of the queue after some time.
func look(ctx context.Context, e Engine, msg snapshotMsg, wait time.Duration) tea.Cmd {
	return command(func() tea.Msg {
		t := time.NewTimer(wait)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
			return nil
		}
		msg.snapshot = e.Snapshot()
		return msg
	})
}

// order gives the queue an order and shows what became of it.
func order(verb string, do func() error) tea.Cmd {
	return command(func() tea.Msg { return handledMsg{verb: verb, err: do()} })
}

// allFailures asks for everything that failed of a job that is over: a snapshot has
// the first few only.
func allFailures(ctx context.Context, e Engine, id transfer.JobID) tea.Cmd {
	return command(func() tea.Msg {
		r, err := e.Wait(ctx, id)
		if err != nil {
			return nil
		}
		return failuresMsg{job: id, failures: r.Failures}
	})
}

func waitForEnd(ctx context.Context, ended func(context.Context) (transfer.Event, error), services int) tea.Cmd {
	if ended == nil {
		return nil
	}
	return command(func() tea.Msg {
		ev, err := ended(ctx)
		if ctx.Err() != nil {
			return nil
		}
		return endedMsg{services: services, event: ev, err: err}
	})
}

func waitForChange(ctx context.Context, changed func(context.Context) ([]model.Path, error), services int) tea.Cmd {
	if changed == nil {
		return nil
	}
	return command(func() tea.Msg {
		dirs, err := changed(ctx)
		if ctx.Err() != nil {
			return nil
		}
		return changedMsg{services: services, dirs: dirs, err: err}
	})
}

func inform(ctx context.Context, s Services, services int) tea.Cmd {
	if s.Info == nil || !s.HasKey {
		return nil
	}
	return command(func() tea.Msg {
		info, err := s.Info(ctx)
		return informedMsg{services: services, info: info, err: err}
	})
}

func signIn(ctx context.Context, f func(context.Context, string) (SignedIn, error), request int, key string) tea.Cmd {
	return command(func() tea.Msg {
		in, err := f(ctx, key)
		return signedInMsg{request: request, in: in, err: err}
	})
}

// serve runs the engine of services until the window closes.
func serve(ctx context.Context, c *crew, run func(context.Context) error) tea.Cmd {
	return command(func() tea.Msg {
		if !c.join() {
			return nil
		}
		defer c.leave()
		err := run(ctx)
		if ctx.Err() != nil || errors.Is(err, context.Canceled) {
			return nil
		}
		return engineMsg{err: err}
	})
}

func copyText(ctx context.Context, c term.Clipboard, msg copiedMsg, f share.Format) tea.Cmd {
	return command(func() tea.Msg {
		msg.text = f.Write(msg.links)
		msg.copied = c.Copy(ctx, msg.text)
		return msg
	})
}

// inspect finds out which of the pasted candidates are there on the disk. When
// one is missing the text was no list of paths.
func inspect(ctx context.Context, local model.Tree, candidates []model.Path, msg pastedMsg) tea.Cmd {
	return command(func() tea.Msg {
		for _, p := range candidates {
			e, err := local.Stat(ctx, p)
			if err != nil {
				msg.items = nil
				break
			}
			msg.items = append(msg.items, model.Item{Dir: p.Parent(), Entry: e})
		}
		return msg
	})
}
