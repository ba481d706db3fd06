package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"onefm/fichier"
	"onefm/model"
)

const (
	// copyBuffer is read and written at once.
	copyBuffer = 256 << 10
	// ticketMargin is left unused of a ticket's life, for clocks and slow answers.
	ticketMargin = time.Minute
	// notContinued is how often a host may refuse to go on in the middle of a file
	// before the file is fetched from its start.
	notContinued = 2
)

// errWrite marks an error of the disk, which no other stream can cure.
var errWrite = errors.New("write")

// fill streams until the part is whole, again and again as long as that helps.
func (f *fetch) fill(ctx context.Context) error {
	for {
		if f.size >= 0 && f.have >= f.size {
			return nil
		}
		before := f.have
		err := f.once(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil && (f.size < 0 || f.have == f.size):
			f.size = f.have
			return nil
		case errors.Is(err, errWrite), errors.Is(err, model.ErrMismatch):
			return err
		case err == nil:
			err = io.ErrUnexpectedEOF
		}
		if f.have > before {
			f.patience.progressed()
			f.fresh, f.refused = false, 0
		}
		if err := f.recover(ctx, err); err != nil {
			return err
		}
	}
}

// recover decides what to do after a stream broke or could not be opened, and
// waits for it. It returns the error to give up with.
func (f *fetch) recover(ctx context.Context, err error) error {
	f.e.o.Log.Info("download broke", "job", f.t.job.id, "have", f.have, "cause", err)
	switch v := judged(err); {
	case v == halt:
		return err
	case v == final && f.started && !f.fresh:
		f.fresh = true // the ticket may be the reason: one new one, then stop
		f.ticket = fichier.Ticket{}
		return nil
	case v == final:
		return err
	}
	if anyOf(err, fichier.ErrBadAnswer, fichier.ErrNoRange) && f.have > 0 {
		f.ticket = fichier.Ticket{}
		if f.refused++; f.refused > notContinued {
			f.refused = 0
			if err := f.restart(ctx); err != nil {
				return err
			}
		}
	}
	return f.e.rest(ctx, f.t, &f.patience, err)
}

// once opens one stream where the part ends, and writes what comes.
func (f *fetch) once(ctx context.Context) error {
	if err := f.t.job.gate.pass(ctx); err != nil {
		return err
	}
	if err := f.needTicket(ctx); err != nil {
		return err
	}
	f.t.calling()
	f.started = true
	d, err := f.e.o.Client.Open(ctx, f.ticket, f.have, -1)
	f.t.wait(Holdup{})
	if err != nil {
		return err
	}
	err = f.pour(ctx, d)
	_ = d.Body.Close() // how a connection is left says nothing about the bytes that came
	return err
}

// needTicket takes a new ticket when there is none, or none that still serves.
func (f *fetch) needTicket(ctx context.Context) error {
	life := fichier.TicketLife
	if !f.started {
		life = fichier.TicketStart
	}
	if f.ticket.URL != "" && time.Since(f.ticket.Issued) < life-ticketMargin {
		return nil
	}
	f.started = false
	f.t.calling()
	ticket, err := f.e.o.Client.Token(ctx, f.link, fichier.TokenOptions{})
	f.t.wait(Holdup{})
	if err != nil {
		return err
	}
	f.ticket = ticket
	return nil
}

// pour writes a stream into the part.
func (f *fetch) pour(ctx context.Context, d *fichier.Download) error {
	if d.Offset != f.have {
		return fmt.Errorf("%w: asked for byte %d, got %d", fichier.ErrBadAnswer, f.have, d.Offset)
	}
	if d.Size >= 0 && f.size >= 0 && d.Size != f.size {
		return fmt.Errorf("%w: the file has %d bytes, the account says %d", model.ErrMismatch, d.Size, f.size)
	}
	if f.size < 0 {
		f.size = d.Size
	}
	buf := make([]byte, copyBuffer)
	for {
		if err := f.t.job.gate.pass(ctx); err != nil {
			return err
		}
		n, err := d.Body.Read(buf)
		if n > 0 {
			if err := f.write(buf[:n]); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

func (f *fetch) write(b []byte) error {
	if f.size >= 0 && f.have+int64(len(b)) > f.size {
		return fmt.Errorf("%w: more bytes than the account says", model.ErrMismatch)
	}
	n, err := f.part.Write(b)
	_, _ = f.sum.Write(b[:n])
	f.have += int64(n)
	f.count(f.have, int64(n))
	if err != nil {
		return fmt.Errorf("%w: %w", errWrite, err)
	}
	return nil
}
