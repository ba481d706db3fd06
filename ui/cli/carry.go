package cli

import (
	"context"
	"strings"
	"sync"
	"time"

	"onefm/model/plan"
	"onefm/model/transfer"
	"onefm/ui/words"
)

// carry has the engine carry the plan out and tells how it went. Interrupted, it
// leaves the job in the queue; where nothing is stored it cancels the job, and the
// engine outlives the interrupt for as long as that takes: it removes its part
// files then.
func (t *transferring) carry(ctx context.Context, p *plan.Plan) error {
	aim := goal{files: p.Files, problems: len(p.Problems()), same: p.Same}
	stop := t.engage(ctx, t.session)
	defer stop()
	port := t.session.Queue
	if err := port.Ready(ctx); err != nil {
		return err
	}
	var queue transfer.Queue = port
	if err := t.limit(queue, port.Here()); err != nil {
		return err
	}
	id, err := queue.Submit(p)
	if err != nil {
		return err
	}
	if t.detach && !port.Here() {
		return t.detached(queue, id)
	}
	surviveHangup()
	watch, quiet := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { t.watch(watch, queue, id) })
	result, err := queue.Wait(ctx, id)
	quiet()
	watching.Wait()
	t.out.progress("")
	switch {
	case ctx.Err() == nil && err != nil:
		return err
	case ctx.Err() == nil:
		return t.settle(result, aim)
	case port.Lasts():
		t.leave(queue, []transfer.JobID{id})
	default:
		if err := queue.Cancel(id); err == nil {
			_, _ = queue.Wait(context.WithoutCancel(ctx), id)
		}
	}
	return ctx.Err()
}

// limit hands --limit-rate to an engine in another process; one in this process
// has it.
func (t *transferring) limit(queue transfer.Queue, here bool) error {
	if t.limitRate == "" || here {
		return nil
	}
	l, err := t.rate()
	if err != nil {
		return err
	}
	return queue.SetLimit(l)
}

// detached tells that a process in the background has the job.
func (t *transferring) detached(queue transfer.Queue, id transfer.JobID) error {
	if t.json {
		for _, j := range queue.Snapshot().Jobs {
			if j.ID == id {
				t.out.object(newJob(j, true, t.now()))
			}
		}
		return t.t.orNil()
	}
	t.out.say("Job %d goes on in the background: onefm queue shows it, onefm queue cancel %d stops it.", id, id)
	return t.t.orNil()
}

// goal is what a plan was about when it was handed over.
type goal struct{ files, problems, same int }

// reached returns how many files were done; without any to do, what else was.
func (g goal) reached(res transfer.Result) int {
	if g.files == 0 {
		return res.Items - res.Skipped
	}
	return max(0, g.files-(len(res.Failures)-g.problems)-res.Untried)
}

// settle tells the result of the job.
func (t *transferring) settle(res transfer.Result, aim goal) error {
	for _, f := range res.Failures {
		from := f.Item.Path()
		t.failed(f.Err, stepVerb(t.op, from, f.Target), from.String())
	}
	if res.Err != nil {
		t.failed(res.Err, t.verb(), "")
	}
	done := aim.reached(res)
	t.t.done += done + aim.same
	r := &t.report
	r.Items, r.Same, r.Bytes, r.Seconds = done, aim.same, res.Bytes, res.Took.Seconds()
	if t.json {
		t.out.object(*r)
	} else if t.out.terminal || t.t.orNil() != nil {
		t.out.say("%s", t.summary(res, done, aim.same)) // in scripts a success is silent, as with cp(1)
	}
	return t.t.orNil()
}

func (t *transferring) summary(res transfer.Result, done, same int) string {
	did := "copied"
	if t.op == plan.Move {
		did = "moved"
	}
	bytes := ""
	if res.Bytes > 0 {
		bytes = words.Size(res.Bytes)
		if s := res.Took.Seconds(); s >= 1 {
			bytes = words.Join(bytes, words.Duration(res.Took), words.Speed(int64(float64(res.Bytes)/s)))
		}
	}
	skipped, failed := "", ""
	if n := t.t.skipped; n > 0 {
		skipped = words.Count(n) + " skipped"
	}
	if n := len(t.t.errs); n > 0 {
		failed = words.Count(n) + " failed"
	}
	return words.Sentence(words.Join(words.Plural(done, "item")+" "+did, bytes, identical(same), skipped, failed))
}

// Ticks of the progress line; without a terminal only hold-ups are told.
const (
	barTick  = 100 * time.Millisecond
	slowTick = time.Second
)

// watch shows how far the job is until ctx ends.
func (t *transferring) watch(ctx context.Context, queue transfer.Queue, id transfer.JobID) {
	tick := slowTick
	if t.out.bar() {
		tick = barTick
	}
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	var told spoken
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		for _, job := range queue.Snapshot().Jobs {
			if job.ID != id {
				continue
			}
			if text := told.news(job.Holdup, t.now()); text != "" {
				t.out.say("%s", text)
			}
			t.out.progress(t.bar(job))
		}
	}
}

// telling is how long a usual wait may be without a word.
const telling = 15 * time.Second

// longer is how long a wait must be, and how much longer than was told, to be told
// again: those between tries on a line that is down are not.
const longer = 2 * time.Minute

// spoken is the hold-up of a job that was noticed last.
type spoken struct {
	reason transfer.Reason
	until  time.Time
}

// news tells of a hold-up that is new, or lasts a good deal longer than was said.
func (s *spoken) news(h transfer.Holdup, now time.Time) string {
	if h.Reason == s.reason && min(h.Until.Sub(s.until), h.Until.Sub(now)) < longer {
		return ""
	}
	s.reason, s.until = h.Reason, h.Until
	return holdup(h, now)
}

// holdup tells what the job waits for when that may be long.
func holdup(h transfer.Holdup, now time.Time) string {
	until := ""
	if !h.Until.IsZero() {
		until = " Trying again at " + words.Moment(h.Until, now) + "."
	}
	switch h.Reason {
	case transfer.Flood:
		return "1fichier asks to wait." + until
	case transfer.Offline:
		return "No connection." + until
	case transfer.Trouble:
		return "1fichier has trouble." + until
	case transfer.Reporting:
		if h.Until.Sub(now) > telling {
			return "Waiting to hear whether an upload arrived." + strings.Replace(until, "Trying", "Asking", 1)
		}
	case transfer.Held:
		return "Paused; onefm queue resume goes on."
	case transfer.DiskFull:
		return words.Sentence("The disk is full: " + words.Safe(h.Detail))
	case transfer.Free, transfer.Limited, transfer.Writing, transfer.Pacing, transfer.Checking, transfer.Behind:
	}
	return ""
}
