package journal

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"onefm/model/mishap"
	"onefm/model/plan"
)

// Change is what happened to one job. It is written as a whole or not at all.
type Change struct {
	Job     int64
	Durable bool // on the disk when Write returns, whatever happens to the machine

	Row      *Job             // the state, order and counts of the job
	Outcomes map[int][]byte   // of pages, by number
	Failures []Failure        // new ones
	Mended   []int32          // steps whose failures count no more
	Doubts   []Doubt          // acts that are begun now
	Settled  []int32          // steps whose doubts and claims are over
	Parts    map[int32]string // part files that are begun now, by step, with their tags
	Joined   []int32          // steps whose part files are gone
}

// Failure is a step that failed.
type Failure struct {
	Step int32
	Err  error
}

// Doubt is an act of which nobody may know whether it was done, should we stop
// before its end: an upload with its receipt, or, without a host, a copy in the
// account.
type Doubt struct {
	Step      int32
	Host, XID string
	Size      int64
	Time      time.Time // of the source
	Sum       string    // of what was sent; empty when nobody has read all of it
	At        time.Time // when it was begun

	Dir, Name string // the target, claimed until the doubt is settled; empty: no claim
}

// Write writes a change down. Doubts whose target another job has claimed are left
// out, and their steps are returned with the number of that job.
func (j *Journal) Write(ctx context.Context, c Change) (taken map[int32]int64, err error) {
	err = j.write(ctx, c.Durable, func(ctx context.Context, tx *sql.Tx) error {
		taken = nil
		for _, part := range []func(context.Context, *sql.Tx, *Change) error{putRow, putOutcomes, putFailures, settle, putParts} {
			if err := part(ctx, tx, &c); err != nil {
				return err
			}
		}
		var err error
		taken, err = begin(ctx, tx, &c)
		return err
	})
	return taken, err
}

func putRow(ctx context.Context, tx *sql.Tx, c *Change) error {
	if c.Row == nil {
		return nil
	}
	var why []byte
	if c.Row.Why != nil {
		why = mishap.Encode(c.Row.Why)
	}
	r := c.Row
	_, err := tx.ExecContext(ctx, `UPDATE jobs SET state=?, place=?, priority=?, total=?, started=?, ended=?, bytes=?, items=?, skipped=?, why=? WHERE id=?`,
		r.State, r.Place, r.Priority, r.Total, nanos(r.Started), nanos(r.Ended), r.Bytes, r.Items, r.Skipped, why, c.Job)
	return err
}

func putOutcomes(ctx context.Context, tx *sql.Tx, c *Change) error {
	for page, outcomes := range c.Outcomes {
		if _, err := tx.ExecContext(ctx, "UPDATE pages SET outcomes=? WHERE job=? AND page=?", outcomes, c.Job, page); err != nil {
			return err
		}
	}
	return nil
}

func putFailures(ctx context.Context, tx *sql.Tx, c *Change) error {
	for _, step := range c.Mended {
		if _, err := tx.ExecContext(ctx, "DELETE FROM failures WHERE job=? AND step=?", c.Job, step); err != nil {
			return err
		}
	}
	for _, f := range c.Failures {
		if _, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO failures VALUES(?,?,?)", c.Job, f.Step, mishap.Encode(f.Err)); err != nil {
			return err
		}
	}
	return nil
}

func settle(ctx context.Context, tx *sql.Tx, c *Change) error {
	for _, step := range c.Settled {
		if _, err := tx.ExecContext(ctx, "DELETE FROM doubts WHERE job=? AND step=?", c.Job, step); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM claims WHERE job=? AND step=?", c.Job, step); err != nil {
			return err
		}
	}
	return nil
}

func putParts(ctx context.Context, tx *sql.Tx, c *Change) error {
	for _, step := range c.Joined {
		if _, err := tx.ExecContext(ctx, "DELETE FROM parts WHERE job=? AND step=?", c.Job, step); err != nil {
			return err
		}
	}
	for step, tag := range c.Parts {
		if _, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO parts VALUES(?,?,?)", c.Job, step, tag); err != nil {
			return err
		}
	}
	return nil
}

// begin writes doubts down and claims their targets.
func begin(ctx context.Context, tx *sql.Tx, c *Change) (map[int32]int64, error) {
	if len(c.Doubts) == 0 {
		return nil, nil
	}
	claim, err := tx.PrepareContext(ctx, `INSERT INTO claims VALUES(?,?,?,?)
		ON CONFLICT(dir, name) DO UPDATE SET step=excluded.step WHERE job=excluded.job`)
	if err != nil {
		return nil, err
	}
	defer claim.Close()
	doubt, err := tx.PrepareContext(ctx, "INSERT OR REPLACE INTO doubts VALUES(?,?,?,?,?,?,?,?)")
	if err != nil {
		return nil, err
	}
	defer doubt.Close()
	var taken map[int32]int64
	for _, d := range c.Doubts {
		if d.Name != "" {
			res, err := claim.ExecContext(ctx, []byte(d.Dir), []byte(d.Name), c.Job, d.Step)
			if err != nil {
				return nil, err
			}
			if n, err := res.RowsAffected(); err != nil || n == 0 {
				if taken, err = others(ctx, tx, taken, d, err); err != nil {
					return nil, err
				}
				continue
			}
		}
		if _, err := doubt.ExecContext(ctx, c.Job, d.Step, d.Host, d.XID, d.Size, nanos(d.Time), d.Sum, nanos(d.At)); err != nil {
			return nil, err
		}
	}
	return taken, nil
}

// others notes which job has claimed the target of d.
func others(ctx context.Context, tx *sql.Tx, taken map[int32]int64, d Doubt, err error) (map[int32]int64, error) {
	if err != nil {
		return nil, err
	}
	var by int64
	if err := tx.QueryRowContext(ctx, "SELECT job FROM claims WHERE dir=? AND name=?", []byte(d.Dir), []byte(d.Name)).Scan(&by); err != nil {
		return nil, err
	}
	if taken == nil {
		taken = map[int32]int64{}
	}
	taken[d.Step] = by
	return taken, nil
}

// Memory is all that is remembered of the course of a job.
type Memory struct {
	Outcomes []byte // of every step
	Failures []Failure
	Doubts   []Doubt
	Parts    map[int32]string
}

// Recall returns what is remembered of a job.
func (j *Journal) Recall(ctx context.Context, job Job) (Memory, error) {
	m := Memory{Outcomes: make([]byte, job.Steps), Parts: map[int32]string{}}
	tx, err := j.r.BeginTx(ctx, nil)
	if err != nil {
		return m, err
	}
	defer tx.Rollback() //nolint:errcheck // only read from
	err = each(ctx, tx, "SELECT page, outcomes FROM pages WHERE job=? AND outcomes IS NOT NULL", job.ID, func(scan func(...any) error) error {
		var page int
		var outcomes []byte
		err := scan(&page, &outcomes)
		if from := page * plan.PageLen; err == nil && from < len(m.Outcomes) {
			copy(m.Outcomes[from:], outcomes)
		}
		return err
	})
	err = errors.Join(err, each(ctx, tx, "SELECT step, why FROM failures WHERE job=? ORDER BY step", job.ID, func(scan func(...any) error) error {
		var f Failure
		var why []byte
		err := scan(&f.Step, &why)
		f.Err = mishap.Decode(why)
		m.Failures = append(m.Failures, f)
		return err
	}))
	err = errors.Join(err, each(ctx, tx, "SELECT step, host, xid, size, time, sum, at FROM doubts WHERE job=?", job.ID, func(scan func(...any) error) error {
		var d Doubt
		var t, at int64
		err := scan(&d.Step, &d.Host, &d.XID, &d.Size, &t, &d.Sum, &at)
		d.Time, d.At = moment(t), moment(at)
		m.Doubts = append(m.Doubts, d)
		return err
	}))
	return m, errors.Join(err, each(ctx, tx, "SELECT step, tag FROM parts WHERE job=?", job.ID, func(scan func(...any) error) error {
		var step int32
		var tag string
		err := scan(&step, &tag)
		m.Parts[step] = tag
		return err
	}))
}

func each(ctx context.Context, tx *sql.Tx, query string, job int64, row func(scan func(...any) error) error) error {
	rows, err := tx.QueryContext(ctx, query, job)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Pages returns the steps of a job.
func (j *Journal) Pages(job int64) plan.Pages { return pages{j, job} }

type pages struct {
	j   *Journal
	job int64
}

func (p pages) Load(page int) (data []byte, err error) {
	err = p.j.r.QueryRowContext(context.Background(), "SELECT steps FROM pages WHERE job=? AND page=?", p.job, page).Scan(&data)
	return data, err
}

func (p pages) Save(page int, data []byte) error {
	err := p.j.write(context.Background(), false, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE pages SET steps=? WHERE job=? AND page=?", data, p.job, page)
		return err
	})
	if err != nil {
		p.j.log.Warn("changed steps are not written down", "job", p.job, "cause", err)
	}
	return err
}
