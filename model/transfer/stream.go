package transfer

import (
	"bytes"
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
	// overlapSize is how much of what an earlier run left is compared with the wire.
	// A little of it is compared little.
	overlapSize  = 64 << 10
	overlapShare = 32
)

var (
	// errWrite marks an error of the disk, which no other stream can cure.
	errWrite = errors.New("write")
	// errVersion: the host has other bytes under the same address than a moment ago.
	errVersion = fmt.Errorf("%w: the file is another one now", model.ErrMismatch)
)

// spoilt reports whether err is of the file or the disk, so that no other stream
// can go on either.
func spoilt(err error) bool {
	return errors.Is(err, errWrite) || errors.Is(err, model.ErrMismatch) || errors.Is(err, model.ErrInternal)
}

// fill streams until the part is whole, again and again as long as that helps.
func (f *fetch) fill(ctx context.Context) error {
	c := f.newCrew(ctx)
	defer c.end()
	for !f.m.whole() {
		s := f.m.take(c.count() == 0)
		if s == nil {
			if err := c.wait(); err != nil {
				return c.ending(ctx, err)
			}
			continue
		}
		err := f.turn(c, s)
		if c.ctx.Err() != nil {
			return c.ending(ctx, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// turn lets the first stream fetch s, and waits after a failure that may pass.
func (f *fetch) turn(c *crew, s *stretch) error {
	err := f.t.job.gate.pass(c.ctx)
	if err == nil {
		err = f.e.traffic.lines.take(c.ctx)
	}
	if err == nil {
		err = f.once(c.ctx, s, c, true)
		f.e.traffic.lines.give()
	}
	if errors.Is(err, errHeld) {
		err = nil
		if s.end < 0 { // nobody knows the size yet
			f.m.give(s)
			return nil
		}
	}
	if err == nil && s.end < 0 {
		f.size = s.at
		f.m.sized(s.at)
	}
	moved := s.at > s.from
	f.m.give(s)
	switch {
	case err == nil, c.ctx.Err() != nil, spoilt(err):
		return err
	case moved:
		f.patience.progressed()
		f.fresh, f.refused = false, 0
	}
	return f.recover(c.ctx, err)
}

// recover decides what to do after a stream broke or could not be opened, and
// waits for it. It returns the error to give up with.
func (f *fetch) recover(ctx context.Context, err error) error {
	have, _ := f.m.have()
	f.e.o.Log.Info("download broke", "job", f.t.job.id, "have", have, "cause", err)
	switch v := judged(err); {
	case v == halt:
		return err
	case v == final && f.used() && !f.fresh:
		f.fresh = true // the ticket may be the reason: one new one, then stop
		f.dropTicket()
		return nil
	case v == final:
		return err
	}
	if anyOf(err, fichier.ErrBadAnswer, fichier.ErrNoRange) && have > 0 {
		f.dropTicket()
		f.refused++
	}
	if err := f.e.rest(ctx, f.t, &f.patience, err); err != nil {
		return err
	}
	if f.refused > notContinued {
		f.refused = 0
		return fmt.Errorf("%w: %w", errNoFurther, err)
	}
	return nil
}

// errNoFurther: the host would not go on in the middle of a file.
var errNoFurther = errors.New("the host does not go on in the middle of the file")

// once opens one stream where s begins, and writes what comes.
func (f *fetch) once(ctx context.Context, s *stretch, c *crew, first bool) error {
	if err := f.t.job.gate.hold(ctx, 0); err != nil {
		return err
	}
	ticket, err := f.ticketFor(ctx, first)
	if err != nil {
		return err
	}
	if first {
		f.t.calling()
	}
	from, length := f.m.request(s)
	d, err := f.e.o.Client.Open(ctx, ticket, from, length)
	if first {
		f.t.wait(Holdup{})
	}
	if err != nil {
		return err
	}
	err = f.pour(ctx, d, s, c, first)
	_ = d.Body.Close() // how a connection is left says nothing about the bytes that came
	return err
}

// ticketFor returns a ticket that still serves, the same for all streams.
func (f *fetch) ticketFor(ctx context.Context, first bool) (fichier.Ticket, error) {
	select {
	case f.tickets <- struct{}{}:
		defer func() { <-f.tickets }()
	case <-ctx.Done():
		return fichier.Ticket{}, ctx.Err()
	}
	life := fichier.TicketLife
	if !f.started {
		life = fichier.TicketStart
	}
	if f.ticket.URL != "" && time.Since(f.ticket.Issued) < life-ticketMargin {
		f.started = true
		return f.ticket, nil
	}
	f.started = false
	if first {
		f.t.calling()
		defer f.t.wait(Holdup{})
	}
	ticket, err := f.e.o.Client.Token(ctx, f.link, fichier.TokenOptions{})
	if err != nil {
		return fichier.Ticket{}, err
	}
	f.ticket, f.started, f.version = ticket, true, ""
	return ticket, nil
}

// used reports whether a stream was opened with the ticket.
func (f *fetch) used() bool {
	f.tickets <- struct{}{}
	defer func() { <-f.tickets }()
	return f.started
}

func (f *fetch) dropTicket() {
	f.tickets <- struct{}{}
	defer func() { <-f.tickets }()
	f.ticket, f.started = fichier.Ticket{}, false
}

// agree checks that an answer is of the file that the account told of, and of the
// same bytes as the answers before it.
func (f *fetch) agree(d *fichier.Download, s *stretch) error {
	if d.Offset > s.at {
		return fmt.Errorf("%w: asked for byte %d, got %d", fichier.ErrBadAnswer, s.at, d.Offset)
	}
	size := f.m.known()
	if d.Size >= 0 && size >= 0 && d.Size != size {
		return fmt.Errorf("%w: the file has %d bytes, the account says %d", model.ErrMismatch, d.Size, size)
	}
	f.tickets <- struct{}{}
	defer func() { <-f.tickets }()
	if f.version == "" {
		f.version = d.Version
	}
	// With a checksum the checksum decides: some hosts may give each answer a name.
	if f.version != d.Version && d.Version != "" && (f.want == "" || !f.twice) {
		f.version = ""
		return errVersion
	}
	return nil
}

// pour writes a stream into the part.
func (f *fetch) pour(ctx context.Context, d *fichier.Download, s *stretch, c *crew, first bool) (err error) {
	if err := f.agree(d, s); err != nil {
		return err
	}
	if first && d.Size >= 0 && f.m.known() < 0 {
		f.size = d.Size
		f.m.sized(d.Size)
	}
	pooled := f.e.traffic.buffer()
	defer func() {
		if !errors.Is(err, model.ErrStuck) { // what is stuck still reads from it
			f.e.traffic.buffers.Put(pooled)
		}
	}()
	buf := *pooled
	if err := f.compare(ctx, d, s, buf); err != nil {
		return err
	}
	keep := time.Duration(0) // one of the others goes at once
	if first {
		keep = holdLine
	}
	for {
		if err := f.t.job.gate.hold(ctx, keep); err != nil {
			return err
		}
		n := f.m.room(s, len(buf))
		if n == 0 {
			return f.overrun(d, buf)
		}
		n, err := d.Body.Read(buf[:f.e.traffic.piece(goingDown, n)])
		if n > 0 {
			if err := f.write(ctx, s, buf[:n]); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return f.m.ended(s)
		case err != nil:
			return err
		case first:
			c.look(d)
		case c.dismissed():
			return errDismissed
		}
	}
}

// overrun looks whether an answer that did not tell its length goes on behind the
// end of the file.
func (f *fetch) overrun(d *fichier.Download, buf []byte) error {
	if d.Length >= 0 || d.Size >= 0 {
		return nil
	}
	if n, _ := io.ReadFull(d.Body, buf[:1]); n > 0 {
		return fmt.Errorf("%w: more bytes than the account says", model.ErrMismatch)
	}
	return nil
}

// compare reads what precedes s on the wire and compares it with what an earlier
// run left of it.
func (f *fetch) compare(ctx context.Context, d *fichier.Download, s *stretch, buf []byte) error {
	had := make([]byte, s.at-d.Offset)
	if len(had) == 0 {
		return nil
	}
	if _, err := f.part.ReadAt(had, d.Offset); err != nil {
		return fmt.Errorf("%w: %w", errWrite, err)
	}
	n, err := io.ReadFull(d.Body, buf[:len(had)])
	if !bytes.Equal(buf[:n], had[:n]) {
		return fmt.Errorf("%w: what an earlier download left is not of this file", model.ErrMismatch)
	}
	f.m.compared(s.at, int64(n))
	if err != nil && ctx.Err() == nil && errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// write writes what came, counts it, and waits for the limit.
func (f *fetch) write(ctx context.Context, s *stretch, b []byte) error {
	f.t.writing.Store(time.Now().UnixNano())
	n, err := f.part.WriteAt(b, s.at)
	f.t.writing.Store(0)
	f.m.advance(s, int64(n))
	f.count(int64(n))
	if err != nil {
		return fmt.Errorf("%w: %w", errWrite, err)
	}
	if f.trail != nil {
		f.trail.poke()
		if err := f.trail.keepUp(ctx); err != nil {
			return err
		}
	}
	return f.e.traffic.pass(ctx, goingDown, n)
}
