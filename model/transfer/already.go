package transfer

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"onefm/fichier"
	"onefm/model"
	"onefm/model/mirror"
)

const (
	// guessedUp and guessedHash are bytes a second before anything was measured: a line
	// of 100 Mbit/s, and a processor without special instructions.
	guessedUp   = 12_500_000
	guessedHash = 200_000_000
	// callTime is what one call to the service costs at least (1fichier-api §2).
	callTime = 350 * time.Millisecond
	// measurable is from how many bytes on a rate means something.
	measurable = 1 << 20
	// askedOne by one are up to so many copies what they hold; a listing tells of more.
	askedOne = 3
)

// Library is what the engine asks about files that the account has already.
type Library interface {
	// HasSize reports whether a file of exactly size bytes with a known checksum is known.
	HasSize(ctx context.Context, size int64) (bool, error)
	// BySum returns the known files of exactly these bytes, the newest first.
	BySum(ctx context.Context, size int64, sum string) ([]model.Item, error)
}

// worth is what the line and the hash do, in bytes a second; 0 is not measured.
type worth struct{ up, hash atomic.Int64 }

// measure notes that n bytes took so long.
func measure(rate *atomic.Int64, n int64, took time.Duration) {
	if n >= measurable && took > 0 {
		rate.Store(max(1, int64(float64(n)/took.Seconds())))
	}
}

func bytesOfAll(files []*outgoing) (n int64) {
	for _, f := range files {
		n += f.size
	}
	return n
}

// gain is how much sooner n bytes are in the account when they are copied there
// with some calls and not sent. Hashing counts twice: it may be in vain.
func (r *worth) gain(n int64, calls int) time.Duration {
	up, hash := r.up.Load(), r.hash.Load()
	if up == 0 {
		up = guessedUp
	}
	if hash == 0 {
		hash = guessedHash
	}
	seconds := float64(n)/float64(up) - 2*float64(n)/float64(hash)
	return time.Duration(seconds*float64(time.Second)) - time.Duration(calls)*callTime
}

// twin is a file that is to be sent and one of the account with the same bytes.
type twin struct {
	*outgoing

	from model.Item
}

// already copies those files within the account whose bytes are in it already, where
// that is sooner done than sending them, and returns the others. The link that is
// copied may have vanished meanwhile: then the file is sent after all.
func (u *sending) already(ctx context.Context, files []*outgoing) []*outgoing {
	likely, bytes := u.likely(ctx, files)
	if len(likely) == 0 || u.e.worth.gain(bytes, 2) <= 0 {
		return files
	}
	twins := u.twins(ctx, likely)
	if ctx.Err() != nil || len(twins) == 0 {
		return files
	}
	done := map[*outgoing]bool{}
	for len(twins) > 0 && ctx.Err() == nil {
		var list []twin
		list, twins = nextList(twins)
		for _, f := range u.copyTwins(ctx, list) {
			done[f] = true
		}
	}
	return slices.DeleteFunc(files, func(f *outgoing) bool { return done[f] })
}

// likely returns the files of whose size the account has one.
func (u *sending) likely(ctx context.Context, files []*outgoing) (likely []*outgoing, bytes int64) {
	if u.t.job.plan.Request.NoDedup {
		return nil, 0
	}
	known := map[int64]bool{}
	for _, f := range files {
		has, asked := known[f.size]
		if !asked {
			var err error
			if has, err = u.e.o.Mirror.HasSize(ctx, f.size); err != nil {
				return nil, 0 // what is not known is sent
			}
			known[f.size] = has
		}
		if has {
			likely, bytes = append(likely, f), bytes+f.size
		}
	}
	return likely, bytes
}

// twins hashes the files and finds what can be copied instead.
func (u *sending) twins(ctx context.Context, files []*outgoing) []twin {
	var found []twin
	for _, f := range files {
		start := time.Now()
		sum, err := u.e.localSum(ctx, u.t, f.path)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			continue // sending it tells what is wrong
		}
		measure(&u.e.worth.hash, f.size, time.Since(start))
		items, err := u.e.o.Mirror.BySum(ctx, f.size, sum)
		if err != nil {
			continue
		}
		if from, ok := u.source(f, items); ok {
			f.sum = sum
			found = append(found, twin{f, from})
		}
	}
	return found
}

// source chooses which of the files with the bytes of f is copied: one of its name,
// since only a single copy can get another, and then only where a call for one file
// is worth it.
func (u *sending) source(f *outgoing, items []model.Item) (model.Item, bool) {
	items = slices.DeleteFunc(items, func(it model.Item) bool {
		return it.Entry.Has(model.Password) || it.Entry.Has(model.Limited)
	})
	for _, it := range items {
		if it.Entry.Name == f.name {
			return it, true
		}
	}
	if len(items) == 0 || u.e.worth.gain(f.size, 2) <= 0 {
		return model.Item{}, false
	}
	return items[0], true
}

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
// are done. A wrong copy is removed, and its file sent.
func (u *sending) keepCopies(ctx context.Context, made map[*outgoing]model.Entry) []*outgoing {
	sums := u.sumsOf(ctx, made)
	var good []arrived
	var done []*outgoing
	for f, e := range made {
		l := fichier.ReportLink{Link: fichier.Link(e.ID), Name: e.Name, Size: f.size, Sum: sums[e.ID]}
		if l.Sum != "" && l.Sum != f.sum {
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
