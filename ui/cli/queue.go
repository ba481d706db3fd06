package cli

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"onefm/fichier"
	"onefm/model/session"
	"onefm/model/transfer"
	"onefm/ui/words"

	"github.com/spf13/cobra"
)

// queueing is one run of queue.
type queueing struct {
	*runner

	detach bool
}

func (r *runner) queue() *cobra.Command {
	q := &queueing{runner: r}
	cmd := &cobra.Command{
		Use:   "queue",
		Short: "Show and steer the jobs of the account",
		Long: "Lists the jobs of the account: those that another onefm works on – a window, a command, or the process in the background – with live numbers, " +
			"and those that a command left that was interrupted or killed. It needs no key and no network.\n\n" +
			"pause, resume, cancel, retry and move take the number of a job, or all. resume carries out what is left and ends when the queue is empty.",
		Example: "onefm queue\nonefm queue resume\nonefm queue pause 3\nonefm queue move 7 top\nonefm queue cancel all",
		Args:    r.args(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return q.list(cmd.Context()) },
	}
	cmd.AddCommand(q.listCommand(), q.resumeCommand(), q.steerCommands()[0], q.steerCommands()[1], q.steerCommands()[2], q.moveCommand(), q.limitCommand(), q.clearCommand())
	return cmd
}

func (q *queueing) listCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the jobs", Args: q.args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return q.list(cmd.Context()) },
	}
}

// steering is a command that does one thing to jobs.
type steering struct {
	use, short string
	did        string
	fits       func(transfer.JobView) bool // which jobs "all" means
	do         func(transfer.Queue, transfer.JobID) error
	already    func(transfer.JobView) bool // it is as wanted: a job that was left is held by the look at it
	tidies     bool                        // something is left to be removed after it
}

func find(at transfer.Queue, id transfer.JobID) transfer.JobView {
	for _, j := range at.Snapshot().Jobs {
		if j.ID == id {
			return j
		}
	}
	return transfer.JobView{}
}

func (q *queueing) steerCommands() []*cobra.Command {
	var list []*cobra.Command
	for _, st := range []steering{
		{
			"pause JOB…|all", "Hold jobs where they are", "paused",
			func(j transfer.JobView) bool { return j.State == transfer.Queued || j.State == transfer.Running },
			transfer.Queue.Pause,
			func(j transfer.JobView) bool { return j.State == transfer.Paused }, false,
		},
		{
			"cancel JOB…|all", "Stop jobs for good; what is done stays", "cancelled",
			func(j transfer.JobView) bool { return !j.State.Final() }, transfer.Queue.Cancel, nil, true,
		},
		{
			"retry JOB…|all", "Do again what failed, or what a cancel kept from being done", "queued again",
			func(j transfer.JobView) bool { return j.State == transfer.Failed }, transfer.Queue.Retry, nil, false,
		},
	} {
		list = append(list, &cobra.Command{
			Use: st.use, Short: st.short, Args: q.args(cobra.MinimumNArgs(1)),
			RunE: func(cmd *cobra.Command, args []string) error { return q.steer(cmd.Context(), st, args) },
		})
	}
	return list
}

func (q *queueing) moveCommand() *cobra.Command {
	return &cobra.Command{
		Use: "move JOB up|down|top|bottom", Short: "Move a job in the queue", Args: q.args(cobra.ExactArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			by, ok := map[string]int{"up": -1, "down": 1, "top": -1 << 30, "bottom": 1 << 30}[args[1]]
			if !ok {
				return usage("move takes up, down, top or bottom, not %q", args[1])
			}
			return q.steer(cmd.Context(), steering{
				did: "moved", fits: func(transfer.JobView) bool { return false },
				do: func(at transfer.Queue, id transfer.JobID) error { return at.Reorder(id, by) },
			}, args[:1])
		},
	}
}

func (q *queueing) limitCommand() *cobra.Command {
	return &cobra.Command{
		Use: "limit RATE|off", Short: "Bound the rate of the transfers that run", Args: q.args(cobra.ExactArgs(1)),
		Long: "Bounds the rate of all transfers of the process that works on the queue, at once and until it ends: 2M, \"up 1M down 5M\", \"08:00-23:00 2M, else off\". " +
			"The limit of every process is limit in config.toml.",
		RunE: func(cmd *cobra.Command, args []string) error {
			l, err := transfer.ParseLimit(args[0])
			if err != nil {
				return usage("limit: %w", err)
			}
			s, err := q.one(cmd.Context())
			if err != nil {
				return err
			}
			live := false
			if s != nil {
				if _, live, err = s.Peek(cmd.Context()); err != nil {
					return err
				}
			}
			if !live {
				q.out.say("Nobody works on the queue now. For the next time, set limit in config.toml.")
				return &tally{errs: []error{transfer.ErrNoJob}}
			}
			return s.Steer(cmd.Context(), func(at transfer.Queue) error { return at.SetLimit(l) })
		},
	}
}

func (q *queueing) clearCommand() *cobra.Command {
	return &cobra.Command{
		Use: "clear", Short: "Forget the jobs that are over", Args: q.args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := q.one(cmd.Context())
			if err != nil || s == nil {
				return err
			}
			return s.Steer(cmd.Context(), func(at transfer.Queue) error { at.Clear(); return nil })
		},
	}
}

// chosen reads the numbers of jobs; all of them is nil.
func chosen(args []string) ([]transfer.JobID, error) {
	if len(args) == 0 || len(args) == 1 && args[0] == "all" {
		return nil, nil
	}
	ids := make([]transfer.JobID, 0, len(args))
	for _, arg := range args {
		n, err := strconv.ParseInt(strings.TrimPrefix(arg, "#"), 10, 64)
		if err != nil || n < 1 {
			return nil, usage("%q is no number of a job; onefm queue lists them", arg)
		}
		ids = append(ids, transfer.JobID(n))
	}
	return ids, nil
}

func (q *queueing) steer(ctx context.Context, st steering, args []string) error {
	ids, err := chosen(args)
	if err != nil {
		return err
	}
	s, err := q.one(ctx)
	if err != nil {
		return err
	}
	t := &tally{}
	if s == nil {
		q.none(t, ids)
		return t.orNil()
	}
	err = s.Steer(ctx, func(at transfer.Queue) error {
		all := ids == nil
		for _, j := range at.Snapshot().Jobs {
			if all && st.fits(j) {
				ids = append(ids, j.ID)
			}
		}
		for _, id := range ids {
			switch err := st.do(at, id); {
			case errors.Is(err, transfer.ErrNoJob) && st.already != nil && st.already(find(at, id)):
				t.done++
				q.out.say("Job %d is %s.", id, st.did)
			case errors.Is(err, transfer.ErrNoJob):
				q.fails(t, usage("job %d can't be %s: see onefm queue", id, st.did))
			case err != nil:
				q.fails(t, err)
			default:
				if st.tidies {
					_, _ = at.Wait(ctx, id) // it is told as cancelled all the same
				}
				t.done++
				q.out.say("Job %d is %s.", id, st.did)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return t.orNil()
}

func (q *queueing) fails(t *tally, err error) {
	t.errs = append(t.errs, err)
	q.out.fail(err, "", "")
}

func (q *queueing) none(t *tally, ids []transfer.JobID) {
	for _, id := range ids {
		q.fails(t, usage("there is no job %d", id))
	}
	if len(ids) == 0 {
		q.out.say("The queue is empty.")
	}
}

// stored lists the accounts whose queues are looked at: that of the key in the
// environment, or all that are stored here.
func (q *queueing) stored(ctx context.Context) ([]session.Options, error) {
	if err := q.checkURL(); err != nil {
		return nil, err
	}
	if q.Getenv("FICHIER_API_KEY") != "" {
		key, _, err := q.key(ctx)
		return []session.Options{q.options(key)}, err
	}
	accounts, err := session.Queues(q.StateDir)
	if err != nil {
		return nil, err
	}
	var list []session.Options
	for _, a := range accounts {
		o := q.options(fichier.Secret{})
		o.Stored = a
		list = append(list, o)
	}
	return list, nil
}

// one opens the queue that a command is about; nil when there is none. Where there
// are several the key tells which.
func (q *queueing) one(ctx context.Context) (*session.Session, error) {
	list, err := q.stored(ctx)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	if len(list) == 1 {
		return q.queueSession(ctx, list[0])
	}
	key, _, err := q.key(ctx)
	if err != nil {
		return nil, err
	}
	return q.queueSession(ctx, q.options(key))
}

// list tells what is in the queues.
func (q *queueing) list(ctx context.Context) error {
	list, err := q.stored(ctx)
	if err != nil {
		return err
	}
	var rows []row
	for _, o := range list {
		s, err := q.queueSession(ctx, o)
		if err != nil {
			return err
		}
		snap, live, err := s.Peek(ctx)
		if err != nil {
			return err
		}
		for _, j := range snap.Jobs {
			rows = append(rows, row{j, live})
		}
	}
	if q.json {
		for _, r := range rows {
			q.out.object(newJob(r.job, r.live, q.now()))
		}
		return nil
	}
	if len(rows) == 0 {
		q.out.say("The queue is empty.")
		return nil
	}
	q.table(rows)
	return nil
}

// row is a job in a list.
type row struct {
	job  transfer.JobView
	live bool // a process works on its queue
}

func (q *queueing) table(rows []row) {
	q.out.result("%5s  %-9s %5s %10s  %10s  %-9s  %s", "JOB", "STATE", "DONE", "OF", "SPEED", "LEFT", "WHAT")
	left := 0
	for _, r := range rows {
		j := r.job
		speed := ""
		if j.Speed >= 1 {
			speed = words.Speed(int64(j.Speed))
		}
		q.out.result("%5d  %-9s %5s %10s  %10s  %-9s  %s", j.ID, jobState(r), words.Percent(j.Bytes, j.BytesTotal),
			words.Size(j.BytesTotal), speed, words.Left(j.Left), jobTitle(j))
		if text := holdup(j.Holdup, q.now()); text != "" && r.live {
			q.out.result("%5s  %s", "", text)
		}
		for _, f := range j.Failures {
			q.out.result("%5s  %s", "", sentence(f.Err, stepVerb(j.Op, f.Item.Path(), f.Target), f.Item.Entry.Name, q.now()))
		}
		if more := j.Failed - len(j.Failures); more > 0 {
			q.out.result("%5s  and %s more failed", "", words.Count(more))
		}
		if !j.State.Final() && !r.live {
			left++
		}
	}
	if left > 0 {
		q.out.say("Nobody works on %s. onefm queue resume does.", words.PluralOf(left, "job", "jobs"))
	}
}

// jobState is the word for a state; a job that no process works on is not running.
func jobState(r row) string {
	if !r.live && (r.job.State == transfer.Running || r.job.State == transfer.Queued) {
		return "left"
	}
	return r.job.State.String()
}

func jobTitle(j transfer.JobView) string {
	text := words.Safe(j.Title)
	if j.Sources > 1 {
		text += " and " + words.Count(j.Sources-1) + " more"
	}
	return text + " -> " + safePath(j.To)
}
