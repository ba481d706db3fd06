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

const (
	// listingLag is how much later than an upload a folder must have been listed to
	// prove that the upload is not there (1fichier-api §13.19).
	listingLag = time.Minute
	// listingPause is the least time between two looks at one folder when nothing
	// else is known (1fichier-api §2).
	listingPause = 30 * time.Second
	// looks bounds how often a folder is looked at for one upload.
	looks = 8
)

// settle finds out what of an upload arrived. With sure the links are the whole
// truth; without it nobody knows, and err says why.
func (u *sending) settle(ctx context.Context, files []*outgoing, r fichier.Receipt, all bool) (links []fichier.ReportLink, sure bool, err error) {
	ended := time.Now()
	if r.Host == "" || r.XID == "" {
		return u.search(ctx, files, ended) // a copy within the account has no report, and some reports are known to be lost
	}
	if !all {
		// The service never had the whole request, so it should know of nothing; what it
		// tells by itself is taken all the same.
		rep, err := u.e.o.Client.Report(ctx, r)
		return rep.Links, err == nil || ctx.Err() == nil && judged(err) != halt, err
	}
	rep, err := u.report(ctx, r)
	switch {
	case ctx.Err() != nil:
		return nil, false, ctx.Err()
	case err == nil && len(rep.Links) > 0:
		return rep.Links, true, nil
	case judged(err) == halt:
		return nil, false, err
	case err != nil && !anyOf(err, fichier.ErrNotFound, fichier.ErrPending, fichier.ErrBadAnswer, fichier.ErrServer, fichier.ErrNetwork):
		return nil, false, err
	}
	if errors.Is(err, fichier.ErrNotFound) {
		u.unreported(ctx, files, r) // a next run need not ask again: refusals get people locked out
	}
	// The report is lost, too old, under another name, or empty although the files
	// are there (1fichier-api §5): only the folder can tell.
	return u.search(ctx, files, ended)
}

// report waits for the report of an upload. Meanwhile the next upload may begin.
func (u *sending) report(ctx context.Context, r fichier.Receipt) (rep fichier.Report, err error) {
	u.e.yield(u.t)
	defer u.e.proceed(u.t)
	var p patience
	for {
		u.t.wait(Holdup{Reason: Reporting})
		rep, err = u.e.o.Client.WaitReport(ctx, r)
		u.t.wait(Holdup{})
		if v := judged(err); err == nil || v != later && !errors.Is(err, fichier.ErrNetwork) {
			return rep, err // the client has sat out all other trouble
		}
		if err := u.e.rest(ctx, u.t, &p, err); err != nil {
			return rep, err
		}
	}
}

// wanted is a file that may be in a folder.
type wanted struct {
	sent

	old   []model.Item // what it is to replace, which is not it even with the same bytes
	after time.Time    // without a sum: when it was begun; what came before is not it
}

// skew is how far the service's clock may be from ours.
const skew = 2 * time.Minute

// isIt reports whether an entry without a known sum to compare with must be the file:
// its name, its size, and that it came after we began.
func (w wanted) isIt(e model.Entry) bool {
	return w.sum == "" && !w.after.IsZero() && e.Name == w.name && e.Size == w.size && e.Time.After(w.after.Add(-skew))
}

func (u *sending) search(ctx context.Context, files []*outgoing, ended time.Time) ([]fichier.ReportLink, bool, error) {
	want := make([]wanted, len(files))
	for i, f := range files {
		want[i] = wanted{sent: f.sent, old: replaced(u.t.step(f.i))}
	}
	return u.e.search(ctx, u.t, u.dir, want, ended)
}

// search looks for files in their folder, until all are there or a listing is
// young enough to prove that the others are not. Without either sure is false.
func (e *Engine) search(ctx context.Context, t *task, dir model.Path, want []wanted, ended time.Time) (links []fichier.ReportLink, sure bool, err error) {
	e.yield(t)
	defer e.proceed(t)
	sums := map[string]string{}
	for range looks {
		t.wait(Holdup{Reason: Reporting})
		var l model.Listing
		l, err = e.o.Mirror.List(ctx, dir, model.Refresh)
		if ctx.Err() != nil {
			return nil, false, ctx.Err()
		}
		e.askSums(ctx, t, want, l.Entries, sums)
		links = found(want, l.Entries)
		switch {
		case len(links) == len(want):
			t.wait(Holdup{})
			return links, true, nil
		case l.AsOf.Sub(ended) >= e.lag && !l.Cut:
			t.wait(Holdup{})
			return links, !alike(want, l.Entries), nil
		}
		until := latest(time.Now().Add(e.pause), l.Next)
		if l.AsOf.After(ended) {
			until = latest(l.Next, ended.Add(e.lag))
		}
		t.wait(Holdup{Reason: Reporting, Until: until})
		err = errors.Join(err, sleep(ctx, until))
		t.wait(Holdup{})
		if ctx.Err() != nil {
			return nil, false, err
		}
	}
	return nil, false, err
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// found returns the entries that hold exactly what is wanted, under its name.
func found(want []wanted, entries []model.Entry) []fichier.ReportLink {
	old := map[string]bool{}
	open := map[sent]int{}
	for _, w := range want {
		for _, it := range w.old {
			old[it.Entry.ID] = true
		}
		if w.sum != "" {
			open[w.sent]++
		}
	}
	var links []fichier.ReportLink
	for _, e := range entries {
		if e.Kind != model.File || old[e.ID] {
			continue
		}
		w := sent{name: e.Name, size: e.Size, sum: e.Sum}
		if open[w] > 0 || slices.ContainsFunc(want, func(w wanted) bool { return w.isIt(e) }) {
			open[w]--
			links = append(links, fichier.ReportLink{Link: fichier.Link(e.ID), Name: e.Name, Size: e.Size, Sum: e.Sum})
		}
	}
	return links
}

// mostAsked bounds how many files one search asks the service about one by one
// (1fichier-api §2).
const mostAsked = 10

// askSums asks for the sums of entries that could be what is wanted, where the
// listing does not tell them. What it has learned is in known.
func (e *Engine) askSums(ctx context.Context, t *task, want []wanted, entries []model.Entry, known map[string]string) {
	for i := range entries {
		entry := &entries[i]
		if entry.Kind != model.File || entry.Sum != "" || !alike(want, entries[i:i+1]) {
			continue
		}
		sum, asked := known[entry.ID]
		if !asked && len(known) < mostAsked && ctx.Err() == nil {
			sum = e.askSum(ctx, t, fichier.Link(entry.ID))
			known[entry.ID] = sum
		}
		entry.Sum = sum
	}
}

// alike reports whether an entry without a sum could be what is wanted: then
// nothing is proved.
func alike(want []wanted, entries []model.Entry) bool {
	type look struct {
		name string
		size int64
	}
	open := map[look]bool{}
	for _, w := range want {
		open[look{w.name, w.size}] = true
	}
	for _, e := range entries {
		if e.Kind == model.File && e.Sum == "" && open[look{e.Name, e.Size}] {
			return true
		}
	}
	return false
}

// recall asks about files that an earlier run left in doubt and returns those
// that are to be sent.
func (u *sending) recall(ctx context.Context, files []*outgoing) []*outgoing {
	groups := map[fichier.Receipt][]*outgoing{}
	old := map[*outgoing]doubt{}
	var fresh []*outgoing
	u.e.mu.Lock()
	for _, f := range files {
		d, ok := u.t.job.doubts[u.t.steps[f.i]]
		if !ok {
			fresh = append(fresh, f)
			continue
		}
		old[f] = d
		groups[d.receipt] = append(groups[d.receipt], f)
	}
	u.e.mu.Unlock()
	for r, group := range groups {
		if r.Host == condemnedHost {
			fresh = append(fresh, u.recallCondemned(ctx, r, group)...)
			continue
		}
		var same, changed []*outgoing
		for _, f := range group {
			if d := old[f]; d.size == f.size && d.time.Equal(f.time) && u.summed(ctx, f, d) {
				same = append(same, f)
			} else {
				changed = append(changed, f)
			}
		}
		if ctx.Err() != nil {
			return nil
		}
		fresh = append(fresh, u.recallGroup(ctx, r, same)...)
		fresh = append(fresh, u.recallChanged(ctx, r, changed, old)...)
	}
	return fresh
}

// summed makes sure that the sum of what was sent is known: an earlier process may
// have died before it knew.
func (u *sending) summed(ctx context.Context, f *outgoing, d doubt) bool {
	if f.sum = d.sum; f.sum != "" {
		return true
	}
	sum, err := u.e.localSum(ctx, u.t, f.path)
	if err != nil {
		return false
	}
	f.sum = sum
	return true
}

// recallGroup asks about the files of one request and returns those that did not
// arrive.
func (u *sending) recallGroup(ctx context.Context, r fichier.Receipt, group []*outgoing) []*outgoing {
	if len(group) == 0 {
		return nil
	}
	links, sure, err := u.settle(ctx, group, r, true)
	if !sure {
		u.unsure(ctx, group, r, err)
		return nil
	}
	left := u.take(ctx, group, links)
	u.undoubt(left)
	return left
}

// recallChanged removes what an earlier run has sent of sources that have changed
// since: it is neither what the person has nor what was there before. Where nobody
// can say whether it arrived, the file is not sent.
func (u *sending) recallChanged(ctx context.Context, r fichier.Receipt, files []*outgoing, old map[*outgoing]doubt) []*outgoing {
	if len(files) == 0 {
		return nil
	}
	var rep fichier.Report
	err := fichier.ErrNotFound
	if r.XID != "" && r.Host != "" {
		rep, err = u.report(ctx, r)
	}
	if ctx.Err() != nil {
		return nil
	}
	sent := map[string][]fichier.ReportLink{}
	for _, l := range rep.Links {
		sent[l.Name] = append(sent[l.Name], l)
	}
	var fresh []*outgoing
	for _, f := range files {
		var wrong error
		for _, l := range sent[f.name] {
			if l.Size != old[f].size && l.Size != fichier.UnknownSize {
				continue
			}
			if wrong = u.condemn(ctx, map[*outgoing][]fichier.Link{f: {l.Link}}); wrong == nil {
				wrong = u.remove(ctx, l)
			}
		}
		switch {
		case ctx.Err() != nil:
			return nil
		case wrong != nil:
			u.e.failed(ctx, u.t, f.i, f.counted, fmt.Errorf("%w: %w", fichier.ErrInDoubt, wrong))
		case err != nil && u.sentBefore(ctx, f, old[f]):
			u.e.failed(ctx, u.t, f.i, f.counted, fmt.Errorf("%w: %w", fichier.ErrInDoubt, model.ErrChanged))
		default:
			fresh = append(fresh, f)
		}
	}
	u.undoubt(fresh)
	return fresh
}

// sentBefore reports whether the folder may hold the file as it was sent before it
// changed.
func (u *sending) sentBefore(ctx context.Context, f *outgoing, d doubt) bool {
	s := sent{name: f.name, size: d.size, sum: d.sum}
	links, sure, err := u.e.search(ctx, u.t, u.dir, []wanted{{sent: s, old: replaced(u.t.step(f.i)), after: d.at}}, time.Now())
	return err != nil || !sure || len(links) > 0
}
