package compare

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"onefm/fichier/whirlpool"
	"onefm/model"
)

// chunk is how much of a file is read at once.
const chunk = 256 << 10

// sum returns the Whirlpool of a local file.
func (c *comparing) sum(ctx context.Context, it model.Item) (string, error) {
	src, err := c.open(ctx, it)
	if err != nil {
		return "", err
	}
	defer src.Close()
	h := whirlpool.New()
	buf := make([]byte, chunk)
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n, err := src.Read(buf)
		_, _ = h.Write(buf[:n]) // a hash never fails
		c.progress.bytes.Add(int64(n))
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", unreadable(err)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), src.Check()
}

// bytes compares two things of the disk.
func (c *comparing) bytes(ctx context.Context, l, r *candidate) (Verdict, error) {
	a, b := l.item.Entry, r.item.Entry
	switch {
	case a.Kind == model.Symlink && a.Target != b.Target:
		return OtherSum, nil
	case a.Kind == model.Symlink:
		return Same, nil
	case a.Size == model.UnknownSize || b.Size == model.UnknownSize:
		return Unreadable, model.ErrUnreadable
	case a.Size != b.Size:
		return OtherSize, nil
	case c.o.SizeOnly || c.o.Open == nil:
		return SameSize, nil
	}
	x, err := c.open(ctx, l.item)
	if err != nil {
		return Unreadable, err
	}
	defer x.Close()
	y, err := c.open(ctx, r.item)
	if err != nil {
		return Unreadable, err
	}
	defer y.Close()
	equal, err := c.equal(ctx, x, y)
	switch err = errors.Join(err, x.Check(), y.Check()); {
	case err != nil:
		return Unreadable, err
	case !equal:
		return OtherSum, nil
	}
	return Same, nil
}

func (c *comparing) equal(ctx context.Context, x, y io.Reader) (bool, error) {
	a, b := make([]byte, chunk), make([]byte, chunk)
	for {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		n, err := io.ReadFull(x, a)
		m, other := io.ReadFull(y, b)
		c.progress.bytes.Add(int64(n + m))
		switch err = errors.Join(past(err), past(other)); {
		case err != nil:
			return false, unreadable(err)
		case !bytes.Equal(a[:n], b[:m]):
			return false, nil
		case n < len(a):
			return true, nil
		}
	}
}

// past returns no error for the end of a file.
func past(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

func (c *comparing) open(ctx context.Context, it model.Item) (Source, error) {
	src, err := c.o.Open(ctx, it.Path())
	if err != nil {
		return nil, unreadable(err)
	}
	return src, nil
}

func unreadable(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("%w: %w", model.ErrUnreadable, err)
}
