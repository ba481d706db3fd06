package transfer

import (
	"context"
	"errors"
	"slices"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/mirror"
)

// askedOne is of how many copies the service is asked one by one what they hold; of
// more a listing tells.
const askedOne = 3

// nextList takes what one call can copy: files that keep their names, each link
// once, or a single one that gets another.
func nextList(twins []twin) (list, rest []twin) {
	used := map[string]bool{}
	for _, w := range twins {
		renamed := w.from.Entry.Name != w.name
		alone := len(list) > 0 && list[0].from.Entry.Name != list[0].name
		switch {
		case alone, renamed && len(list) > 0, used[w.from.Entry.ID], len(list) == listLength:
			rest = append(rest, w)
		default:
			used[w.from.Entry.ID] = true
			list = append(list, w)
		}
	}
	return list, rest
}

// copyTwins makes one call and returns the files that need not be sent: they are in
// the account now, or nobody knows and they have failed.
func (u *sending) copyTwins(ctx context.Context, list []twin) []*outgoing {
	list = u.beginCopies(ctx, list)
	if len(list) == 0 {
		return nil
	}
	items := make([]listed, len(list))
	by := map[int]*outgoing{}
	for k, w := range list {
		items[k] = listed{w.i, w.from}
		by[w.i] = w.outgoing
	}
	o := mirror.CopyOptions{}
	if list[0].from.Entry.Name != list[0].name {
		o.Name = list[0].name
	}
	made := map[*outgoing]model.Entry{}
	ended := time.Now()
	errs := u.e.list(ctx, u.t, items, true, func(ctx context.Context, ask []model.Item) error {
		entries, err := u.e.o.Mirror.Copy(ctx, ask, u.dir, o)
		ended = time.Now()
		u.assign(ask, list, entries, err, made)
		return err
	})
	var doubted, missed []*outgoing
	for i, err := range errs {
		if errors.Is(err, fichier.ErrInDoubt) || ctx.Err() != nil {
			doubted = append(doubted, by[i])
		} else {
			missed = append(missed, by[i])
		}
	}
	u.undoubt(missed)
	kept := u.keepCopies(ctx, made)
	if ctx.Err() != nil {
		return kept // the doubts stay for the next run
	}
	return append(kept, u.lookForCopies(ctx, doubted, ended)...)
}

// beginCopies writes down that copies are begun and returns those whose targets no
// other job is about to fill.
func (u *sending) beginCopies(ctx context.Context, list []twin) []twin {
	acts := make([]begun, len(list))
	for k, w := range list {
		acts[k] = begun{i: w.i, doubt: doubt{size: w.size, time: w.time, sum: w.sum}}
	}
	taken, err := u.e.begin(ctx, u.t, acts, true)
	if err != nil {
		return nil // sending meets it, too, and tells
	}
	return slices.DeleteFunc(list, func(w twin) bool {
		_, other := taken[w.i]
		return other
	})
}

// assign notes which entry was made of which file: entries come in the order of the
// items that succeeded.
func (u *sending) assign(ask []model.Item, list []twin, entries []model.Entry, err error, made map[*outgoing]model.Entry) {
	of := map[string]*outgoing{}
	for _, w := range list {
		of[w.from.Entry.ID] = w.outgoing
	}
	items := make([]listed, len(ask))
	for k, it := range ask {
		items[k] = listed{k, it}
	}
	errs := itemErrors(err, items)
	for k, it := range ask {
		if errs[k] == nil && len(entries) > 0 {
			made[of[it.Entry.ID]] = entries[0]
			entries = entries[1:]
		}
	}
}

// keepCopies compares what was made with what was wanted, and returns the files that
// are done. A wrong copy is removed, and its file sent; so is one that nobody can
// prove when something is to be removed after it.
func (u *sending) keepCopies(ctx context.Context, made map[*outgoing]model.Entry) []*outgoing {
	sums := u.sumsOf(ctx, made)
	var good []arrived
	var done []*outgoing
	for f, e := range made {
		l := fichier.ReportLink{Link: fichier.Link(e.ID), Name: e.Name, Size: f.size, Sum: sums[e.ID]}
		if l.Sum != f.sum && (l.Sum != "" || u.t.job.remains(u.t.step(f.i))) {
			if err := u.remove(ctx, l); err != nil {
				u.e.failed(ctx, u.t, f.i, f.counted, errors.Join(model.ErrMismatch, err))
				done = append(done, f)
				continue
			}
			u.undoubt([]*outgoing{f})
			continue
		}
		good, done = append(good, arrived{f, l}), append(done, f)
	}
	u.keep(ctx, good)
	return done
}

// sumsOf asks the service what copies hold, by their links: a few one by one, more
// with one listing of their folder.
func (u *sending) sumsOf(ctx context.Context, made map[*outgoing]model.Entry) map[string]string {
	sums := map[string]string{}
	if len(made) > askedOne {
		l, err := u.e.o.Mirror.List(ctx, u.dir, model.Refresh)
		if err != nil {
			u.e.o.Log.Info("copies could not be listed", "cause", err)
		}
		for _, e := range l.Entries {
			if !e.Has(model.Pending) { // the service itself told it
				sums[e.ID] = e.Sum
			}
		}
	}
	for _, e := range made {
		if _, told := sums[e.ID]; !told {
			sums[e.ID] = u.e.askSum(ctx, u.t, fichier.Link(e.ID))
		}
	}
	return sums
}

// lookForCopies finds out whether copies were made whose answer was lost, and
// returns the files that are not to be sent.
func (u *sending) lookForCopies(ctx context.Context, files []*outgoing, ended time.Time) []*outgoing {
	if len(files) == 0 {
		return nil
	}
	links, sure, err := u.search(ctx, files, ended)
	switch {
	case ctx.Err() != nil:
		return files
	case !sure:
		u.unsure(ctx, files, fichier.Receipt{}, err)
		return files
	}
	left := u.take(ctx, files, links)
	u.undoubt(left)
	return slices.DeleteFunc(files, func(f *outgoing) bool { return slices.Contains(left, f) })
}
