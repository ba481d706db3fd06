package journal

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"onefm/model"
	"onefm/model/mishap"
	"onefm/model/plan"
)

// State is how far a job is, as it is remembered.
type State uint8

// The states. A draft is still being written: nobody may begin it.
const (
	Draft State = iota
	Unfinished
	Paused
	Done
	Failed
	Cancelled
)

// ErrNoJob is returned when there is no such job.
var ErrNoJob = errors.New("no such job in the journal")

// Job is a job without its steps.
type Job struct {
	ID       int64
	State    State
	Place    float64 // jobs of a lower one come first
	Priority int
	Request  plan.Request // with at most the first of the sources
	Sources  int
	Title    string
	Steps    int
	Total    int64 // bytes
	Made     time.Time
	Started  time.Time
	Ended    time.Time
	Bytes    int64 // through
	Items    int   // done or skipped
	Skipped  int
	Why      error // why it ended early
}

// draftLife is how long a job may take to be written before it counts as left
// behind by a process that died.
const draftLife = 24 * time.Hour

// chunk is how much of a plan is written at once, in bytes: other processes wait
// no longer than that takes.
const chunk = 2 << 20

// Add writes a job down with its steps and returns its number. It is on the disk
// when Add returns. Of job the number, the place and the times are ignored: it
// comes last.
func (j *Journal) Add(ctx context.Context, job Job, p *plan.Plan) (int64, error) {
	job.State, job.Made = Draft, time.Now()
	var id int64
	err := j.write(ctx, false, func(ctx context.Context, tx *sql.Tx) (err error) {
		id, err = insert(ctx, tx, job)
		return err
	})
	if err != nil {
		return 0, err
	}
	for page := 0; page < p.PageCount(); {
		if err := ctx.Err(); err != nil {
			return 0, errors.Join(err, j.Remove(ctx, id))
		}
		if page, err = j.addPages(ctx, id, p, page); err != nil {
			return 0, errors.Join(err, j.Remove(ctx, id))
		}
	}
	err = j.write(ctx, true, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE jobs SET state=?, place=(SELECT coalesce(max(place), 0)+1 FROM jobs WHERE state<>?) WHERE id=?", Unfinished, Draft, id)
		return err
	})
	return id, err
}

func insert(ctx context.Context, tx *sql.Tx, job Job) (int64, error) {
	var first []byte
	if len(job.Request.Sources) > 0 {
		first = plan.EncodeItem(job.Request.Sources[0])
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO jobs(state, place, priority, op, policy, flags, side, target, title, first, sources, steps, total, made)
		VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)`, job.State, job.Place, job.Priority, job.Request.Op, job.Request.Policy, job.Request.NoDedup,
		job.Request.To.Side(), []byte(job.Request.To.Name()), []byte(job.Title), first, job.Sources, job.Steps, job.Total, nanos(job.Made))
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// addPages writes some pages and returns which comes next.
func (j *Journal) addPages(ctx context.Context, id int64, p *plan.Plan, from int) (int, error) {
	page := from
	err := j.write(ctx, false, func(ctx context.Context, tx *sql.Tx) error {
		page = from
		for size := 0; page < p.PageCount() && size < chunk; page++ {
			data, err := p.Page(page)
			if err != nil {
				return err
			}
			size += len(data)
			if _, err := tx.ExecContext(ctx, "INSERT INTO pages(job, page, steps) VALUES(?,?,?)", id, page, data); err != nil {
				return err
			}
		}
		return nil
	})
	return page, err
}

const jobColumns = `id, state, place, priority, op, policy, flags, side, target, title, first, sources, steps, total,
	made, started, ended, bytes, items, skipped, why`

// Jobs returns all jobs in the order of the queue.
func (j *Journal) Jobs(ctx context.Context) ([]Job, error) {
	rows, err := j.r.QueryContext(ctx, "SELECT "+jobColumns+" FROM jobs WHERE state<>? ORDER BY place, id", Draft)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var jobs []Job
	for rows.Next() {
		job, err := scanJob(rows.Scan)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, job)
	}
	return jobs, rows.Err()
}

// Job returns one job, or ErrNoJob.
func (j *Journal) Job(ctx context.Context, id int64) (Job, error) {
	job, err := scanJob(j.r.QueryRowContext(ctx, "SELECT "+jobColumns+" FROM jobs WHERE id=? AND state<>?", id, Draft).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNoJob
	}
	return job, err
}

func scanJob(scan func(...any) error) (job Job, err error) {
	var side model.Side
	var target, title, first, why []byte
	var made, started, ended int64
	err = scan(&job.ID, &job.State, &job.Place, &job.Priority, &job.Request.Op, &job.Request.Policy, &job.Request.NoDedup, &side, &target, &title, &first,
		&job.Sources, &job.Steps, &job.Total, &made, &started, &ended, &job.Bytes, &job.Items, &job.Skipped, &why)
	if err != nil {
		return job, err
	}
	job.Title = string(title)
	job.Request.To = model.RestorePath(side, string(target))
	job.Made, job.Started, job.Ended = moment(made), moment(started), moment(ended)
	if len(why) > 0 {
		job.Why = mishap.Decode(why)
	}
	if len(first) > 0 {
		it, err := plan.DecodeItem(first)
		if err != nil {
			return job, err
		}
		job.Request.Sources = []model.Item{it}
	}
	return job, nil
}

// Shed forgets the steps of a job that did all: nobody will look at them again.
func (j *Journal) Shed(ctx context.Context, id int64) error {
	err := j.write(ctx, false, func(ctx context.Context, tx *sql.Tx) error { return forget(ctx, tx, "job=?", id) })
	return errors.Join(err, j.shrink(ctx))
}

// shrink gives the space of what was forgotten back to the disk.
func (j *Journal) shrink(ctx context.Context) error {
	j.writing.Lock()
	defer j.writing.Unlock()
	if j.w == nil {
		return sql.ErrConnDone
	}
	_, err := j.w.ExecContext(context.WithoutCancel(ctx), "PRAGMA incremental_vacuum")
	return err
}

// Remove forgets jobs and all that belongs to them.
func (j *Journal) Remove(ctx context.Context, ids ...int64) error {
	err := j.write(ctx, true, func(ctx context.Context, tx *sql.Tx) error {
		for _, id := range ids {
			if err := forget(ctx, tx, "job=?", id); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "DELETE FROM jobs WHERE id=?", id); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, j.shrink(ctx))
}

func forget(ctx context.Context, tx *sql.Tx, which string, args ...any) error {
	for _, table := range []string{"pages", "failures", "doubts", "claims", "parts"} {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE "+which, args...); err != nil {
			return err
		}
	}
	return nil
}

// Tidy forgets drafts that nobody writes any more and jobs that were over before
// the given times: those that did all, and others.
func (j *Journal) Tidy(ctx context.Context, done, others time.Time) error {
	return j.write(ctx, false, func(ctx context.Context, tx *sql.Tx) error {
		const old = "(state=? AND made<?) OR (state=? AND ended<?) OR (state IN (?,?) AND ended<?)"
		args := []any{Draft, nanos(time.Now().Add(-draftLife)), Done, nanos(done), Failed, Cancelled, nanos(others)}
		if err := forget(ctx, tx, "job IN (SELECT id FROM jobs WHERE "+old+")", args...); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "DELETE FROM jobs WHERE "+old, args...)
		return err
	})
}

func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func moment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
