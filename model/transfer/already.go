package transfer

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"onefm/model"
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
