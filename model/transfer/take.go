package transfer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"onefm/fichier"
	"onefm/model"
)

// take compares what arrived with what was sent, byte for byte through their
// sums, and writes the good files into the mirror. It returns the files that are
// to be sent once more.
func (u *sending) take(ctx context.Context, files []*outgoing, links []fichier.ReportLink) []*outgoing {
	if len(links) == 0 {
		return files
	}
	want := make([]sent, len(files))
	for i, f := range files {
		want[i] = f.sent
	}
	got, strays := match(want, links)
	wrongs := u.condemned(files, links, got, strays)
	if err := u.condemn(ctx, wrongs); err != nil {
		u.fail(ctx, files, fmt.Errorf("%w: %w", fichier.ErrInDoubt, err))
		return nil
	}
	strayErr := u.removeStrays(ctx, links, strays)
	var left []*outgoing
	var good []arrived
	for i, f := range files {
		var again bool
		switch {
		case got[i] >= 0 && f.err == nil:
			good = append(good, arrived{f, links[got[i]]})
		case got[i] >= 0: // the source changed while it was read: this is neither the old nor the new
			again = u.again(ctx, f, errors.Join(f.err, u.remove(ctx, links[got[i]])))
		case f.sum == "":
			again = true // was never read to its end
		default:
			again = u.again(ctx, f, wrong(len(strays) > 0, strayErr))
		}
		if again {
			left = append(left, f)
		}
	}
	u.keep(ctx, good)
	return left
}

// condemned tells, for every file that has to be sent again, which files of ours are
// removed before that.
func (u *sending) condemned(files []*outgoing, links []fichier.ReportLink, got, strays []int) map[*outgoing][]fichier.Link {
	var lost []fichier.Link
	for _, k := range strays {
		lost = append(lost, links[k].Link)
	}
	wrongs := map[*outgoing][]fichier.Link{}
	for i, f := range files {
		switch {
		case got[i] < 0 && len(lost) > 0:
			wrongs[f] = lost
		case got[i] >= 0 && f.err != nil:
			wrongs[f] = append(slices.Clone(lost), links[got[i]].Link)
		}
	}
	return wrongs
}

// arrived is a file whose bytes are in the account as they were sent.
type arrived struct {
	*outgoing

	link fichier.ReportLink
}

// wrong is why a file that was sent whole is not there.
func wrong(other bool, strayErr error) error {
	if !other {
		return errMissing
	}
	if strayErr != nil {
		return fmt.Errorf("%w; the wrong copy is still in the account: %w", model.ErrMismatch, strayErr)
	}
	return model.ErrMismatch
}

// keep writes files that arrived into the mirror and notes that their steps are
// done. Where the report told no sum it is asked for when something is to be
// removed after the copy; without a proof nothing is.
func (u *sending) keep(ctx context.Context, good []arrived) {
	if len(good) == 0 {
		return
	}
	u.patience.progressed()
	entries := make([]model.Entry, len(good))
	for i := range good {
		g := &good[i]
		if g.link.Sum == "" && u.t.job.remains(u.t.step(g.i)) {
			g.link.Sum = u.e.askSum(ctx, u.t, g.link.Link)
		}
		entries[i] = model.Entry{
			Name: g.link.Name, Kind: model.File, ID: string(g.link.Link), Size: g.size,
			Time: time.Now().UTC(), Sum: g.link.Sum,
		}
		if g.link.Sum == g.sum {
			entries[i].Flags = model.Verified
		}
	}
	now, cancel := lasting(ctx)
	defer cancel()
	if err := u.e.o.Mirror.Uploaded(now, u.dir, entries); err != nil {
		u.e.o.Log.Warn("uploads are missing in the mirror", "cause", err)
	}
	for _, g := range good {
		if g.link.Sum != g.sum && u.t.job.remains(u.t.step(g.i)) {
			u.e.unverified(u.t, g.i, g.counted)
			continue
		}
		u.e.copied(u.t, g.i, g.counted)
	}
}

// removeStrays removes what the report names and nobody sent: our own files with
// wrong bytes.
func (u *sending) removeStrays(ctx context.Context, links []fichier.ReportLink, strays []int) error {
	var errs []error
	for _, k := range strays {
		errs = append(errs, u.remove(ctx, links[k]))
	}
	return errors.Join(errs...)
}

// remove removes a file that an upload of ours has just made. The mirror hears of
// it first, so that it is seen should the removal fail.
func (u *sending) remove(ctx context.Context, l fichier.ReportLink) error {
	it := model.Item{Dir: u.dir, Entry: model.Entry{
		Name: l.Name, Kind: model.File, ID: string(l.Link), Size: l.Size, Sum: l.Sum, Time: time.Now().UTC(),
	}}
	if err := u.e.o.Mirror.Uploaded(ctx, u.dir, []model.Entry{it.Entry}); err != nil {
		return err
	}
	return u.e.persist(ctx, u.t, func() error {
		return u.e.change(ctx, func(ctx context.Context) error { return u.e.eraseRemote(ctx, []model.Item{it}) })
	})
}

// askSum asks the service for the Whirlpool of a file; empty when it does not
// tell.
func (e *Engine) askSum(ctx context.Context, t *task, link fichier.Link) string {
	var info fichier.FileInfo
	err := e.persist(ctx, t, func() (err error) {
		info, err = e.o.Client.FileInfo(ctx, link, "")
		return err
	})
	if err != nil {
		return ""
	}
	return info.Sum
}
