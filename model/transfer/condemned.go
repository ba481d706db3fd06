package transfer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"onefm/fichier"
	"onefm/model/transfer/journal"
)

// condemnedHost stands for the host of a receipt where files of ours with wrong bytes
// are to be removed before their right ones are sent. Their links are in place of the
// number of the upload.
const condemnedHost = "remove"

// condemn writes down that files which an upload of ours has made are about to be
// removed. Otherwise a next run could ask for the report of that upload and take for
// arrived what is gone.
func (u *sending) condemn(ctx context.Context, wrongs map[*outgoing][]fichier.Link) error {
	receipts := make(map[*outgoing]fichier.Receipt, len(wrongs))
	for f, links := range wrongs {
		words := make([]string, len(links))
		for i, l := range links {
			words[i] = string(l)
		}
		receipts[f] = fichier.Receipt{Host: condemnedHost, XID: strings.Join(words, " ")}
	}
	return u.amend(ctx, receipts, true)
}

// unreported writes down that the report of an upload is gone.
func (u *sending) unreported(ctx context.Context, files []*outgoing, r fichier.Receipt) {
	receipts := make(map[*outgoing]fichier.Receipt, len(files))
	for _, f := range files {
		receipts[f] = fichier.Receipt{Host: r.Host}
	}
	if err := u.amend(ctx, receipts, false); err != nil {
		u.e.o.Log.Warn("a lost report is not written down", "job", u.t.job.id, "cause", err)
	}
}

// amend writes down what is to be done about files in doubt.
func (u *sending) amend(ctx context.Context, receipts map[*outgoing]fichier.Receipt, durable bool) error {
	if len(receipts) == 0 {
		return nil
	}
	rows := make([]journal.Doubt, 0, len(receipts))
	u.e.mu.Lock()
	for f, r := range receipts {
		at := u.t.steps[f.i]
		d, ok := u.t.job.doubts[at]
		if !ok {
			d = doubt{size: f.size, time: f.time, at: time.Now()}
		}
		d.receipt = r
		u.t.job.doubts[at] = d
		rows = append(rows, journal.Doubt{Step: at, Host: r.Host, XID: r.XID, Size: d.size, Time: d.time, Sum: d.sum, At: d.at})
	}
	u.e.mu.Unlock()
	_, err := u.e.writeActs(ctx, u.t.job, durable, rows)
	return err
}

// recallCondemned removes what an earlier run was about to remove, and returns the
// files to be sent.
func (u *sending) recallCondemned(ctx context.Context, r fichier.Receipt, files []*outgoing) []*outgoing {
	var wrong error
	for link := range strings.FieldsSeq(r.XID) {
		wrong = errors.Join(wrong, u.remove(ctx, fichier.ReportLink{Link: fichier.Link(link), Name: files[0].name, Size: files[0].size}))
	}
	if ctx.Err() != nil {
		return nil
	}
	if wrong != nil {
		u.fail(ctx, files, fmt.Errorf("%w: %w", fichier.ErrInDoubt, wrong))
		return nil
	}
	u.undoubt(files)
	return files
}
