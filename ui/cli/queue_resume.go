package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"onefm/model/plan"
	"onefm/model/session"
	"onefm/model/transfer"
	"onefm/ui/words"

	"github.com/spf13/cobra"
)

func (q *queueing) resumeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "resume [JOB…|all]",
		Short: "Carry out what is left, and end when the queue is empty",
		Long: "Goes on with jobs that are paused or that a command left, all of them or those named, shows how far they are, " +
			"and ends when they are over. Interrupted, it leaves them in the queue again.",
		Args: q.args(cobra.ArbitraryArgs),
		RunE: func(cmd *cobra.Command, args []string) error {
			ids, err := chosen(args)
			if err != nil {
				return err
			}
			return q.resume(cmd.Context(), ids)
		},
	}
	q.detachFlag(cmd, &q.detach)
	return cmd
}

func (r *runner) detachFlag(cmd *cobra.Command, to *bool) {
	cmd.Flags().BoolVar(to, "detach", false, "leave it to a process in the background; onefm queue shows and steers it")
}

// resume works on the queue until the jobs are over.
func (q *queueing) resume(ctx context.Context, ids []transfer.JobID) error {
	if err := q.checkURL(); err != nil {
		return err
	}
	key, _, err := q.key(ctx)
	if err != nil {
		return err
	}
	o := q.options(key)
	o.Apart = q.detach
	s, err := q.queueSession(ctx, o)
	if err != nil {
		return err
	}
	snap, _, err := s.Peek(ctx)
	if err != nil {
		return err
	}
	t := &tally{}
	jobs := waitingFor(snap, ids)
	for _, id := range ids {
		if !slices.Contains(jobs, id) {
			q.fails(t, usage("job %d can't be resumed: see onefm queue", id))
		}
	}
	if len(jobs) == 0 {
		if len(ids) == 0 {
			q.out.say("The queue is empty.")
		}
		return t.orNil()
	}
	return q.finish(ctx, s, jobs, t)
}

// waitingFor returns the jobs that are not over, all of them or those named.
func waitingFor(s transfer.Snapshot, ids []transfer.JobID) []transfer.JobID {
	var list []transfer.JobID
	for _, j := range s.Jobs {
		if !j.State.Final() && (ids == nil || slices.Contains(ids, j.ID)) {
			list = append(list, j.ID)
		}
	}
	return list
}

// finish has jobs carried out and tells how each of them ended.
func (q *queueing) finish(ctx context.Context, s *session.Session, jobs []transfer.JobID, t *tally) error {
	stop := q.engage(ctx, s)
	defer stop()
	if err := s.Queue.Ready(ctx); err != nil {
		return err
	}
	var at transfer.Queue = s.Queue
	for _, id := range jobs {
		if err := at.Resume(id); err != nil && !errors.Is(err, transfer.ErrNoJob) { // it may run already
			return err
		}
	}
	if q.detach && !s.Queue.Here() {
		q.out.say("%s in the background. onefm queue shows how far.", words.Sentence(words.PluralOf(len(jobs), "job goes on", "jobs go on")))
		return t.orNil()
	}
	surviveHangup()
	watch, quiet := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { q.follow(watch, at) })
	for _, id := range jobs {
		res, err := at.Wait(ctx, id)
		if errors.Is(err, transfer.ErrNoJob) {
			continue // somebody has cleared it away
		}
		if err != nil {
			quiet()
			watching.Wait()
			q.out.progress("")
			if ctx.Err() == nil {
				return err
			}
			q.leave(at, jobs)
			return ctx.Err()
		}
		q.tell(res, t)
	}
	quiet()
	watching.Wait()
	q.out.progress("")
	return t.orNil()
}

// engage runs the session until stop is called.
func (r *runner) engage(ctx context.Context, s *session.Session) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() { _ = s.Run(ctx) })
	return func() {
		cancel()
		running.Wait()
	}
}

// leave holds jobs for another time.
func (r *runner) leave(at transfer.Queue, jobs []transfer.JobID) {
	var left []transfer.JobID
	for _, id := range jobs {
		if err := at.Pause(id); err == nil {
			left = append(left, id)
		}
	}
	if len(left) == 1 {
		r.out.say("Job %d stays in the queue: onefm queue resume finishes it, onefm queue cancel %d forgets it.", left[0], left[0])
	} else if len(left) > 1 {
		r.out.say("%s stay in the queue: onefm queue resume finishes them.", words.Plural(len(left), "job"))
	}
}

// follow shows how far the queue is until ctx ends.
func (q *queueing) follow(ctx context.Context, at transfer.Queue) {
	tick := slowTick
	if q.out.bar() {
		tick = barTick
	}
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	told := map[transfer.JobID]*spoken{}
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		s := at.Snapshot()
		all := transfer.JobView{Bytes: s.Bytes, BytesTotal: s.BytesTotal, Items: s.Items, ItemsTotal: s.ItemsTotal, Speed: s.Speed, Left: s.Left}
		for _, j := range s.Jobs {
			if told[j.ID] == nil {
				told[j.ID] = &spoken{}
			}
			if text := told[j.ID].news(j.Holdup, q.now()); text != "" {
				q.out.say("Job %d: %s", j.ID, text)
			}
			if j.State == transfer.Running && all.Current == nil {
				all.Current = j.Current
			}
		}
		q.out.progress(q.bar(all))
	}
}

// tell tells how a job ended.
func (q *queueing) tell(res transfer.Result, t *tally) {
	t.done += res.Items - res.Skipped
	for _, f := range res.Failures {
		from := f.Item.Path()
		t.errs = append(t.errs, f.Err)
		q.out.fail(f.Err, stepVerb(res.Op, from, f.Target), from.String())
	}
	if res.Err != nil {
		t.errs = append(t.errs, res.Err)
		q.out.fail(res.Err, opWord(res.Op), res.Title)
	}
	if q.json {
		q.out.object(newEnd(res, q.now()))
		return
	}
	did := "copied"
	if res.Op == plan.Move {
		did = "moved"
	}
	bytes := ""
	if res.Bytes > 0 {
		bytes = words.Size(res.Bytes)
	}
	q.out.say("Job %d: %s", res.ID, words.Sentence(words.Join(
		words.Plural(res.Items-res.Skipped, "item")+" "+did+" to "+safePath(res.To), bytes, state(res.State))))
}

// state names an end that is not the usual one.
func state(s transfer.State) string {
	if s == transfer.Done {
		return ""
	}
	return strings.ToLower(s.String())
}
