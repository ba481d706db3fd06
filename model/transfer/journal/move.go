package journal

import (
	"context"
	"database/sql"

	"onefm/model/plan"
)

// MoveTo writes a job with all that is remembered of it into another journal, and
// then forgets it here.
func (j *Journal) MoveTo(ctx context.Context, to *Journal, job Job) (int64, error) {
	m, err := j.Recall(ctx, job)
	if err != nil {
		return 0, err
	}
	claims, err := j.claims(ctx, job.ID)
	if err != nil {
		return 0, err
	}
	id, err := to.Add(ctx, job, plan.Restore(job.Request, job.Steps, j.Pages(job.ID)))
	if err != nil {
		return 0, err
	}
	there, err := to.Job(ctx, id)
	if err != nil {
		return 0, err
	}
	job.Place = there.Place
	c := Change{Job: id, Durable: true, Row: &job, Failures: m.Failures, Parts: m.Parts, Outcomes: map[int][]byte{}}
	for from := 0; from < len(m.Outcomes); from += plan.PageLen {
		c.Outcomes[from/plan.PageLen] = m.Outcomes[from:min(from+plan.PageLen, len(m.Outcomes))]
	}
	for _, d := range m.Doubts {
		d.Dir, d.Name = claims[d.Step].Dir, claims[d.Step].Name
		c.Doubts = append(c.Doubts, d)
	}
	if _, err := to.Write(ctx, c); err != nil {
		return 0, err
	}
	return id, j.Remove(ctx, job.ID)
}

// claims returns the targets that a job has claimed, by step.
func (j *Journal) claims(ctx context.Context, job int64) (map[int32]Doubt, error) {
	claims := map[int32]Doubt{}
	tx, err := j.r.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() //nolint:errcheck // only read from
	err = each(ctx, tx, "SELECT step, dir, name FROM claims WHERE job=?", job, func(scan func(...any) error) error {
		var d Doubt
		var dir, name []byte
		err := scan(&d.Step, &dir, &name)
		d.Dir, d.Name = string(dir), string(name)
		claims[d.Step] = d
		return err
	})
	return claims, err
}
