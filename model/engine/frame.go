package engine

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// protocol is the version of what is spoken on the socket. It grows with every
// change that an older program would misunderstand.
const protocol = 1

const (
	// largestRequest bounds what a client may send: an order is a line.
	largestRequest = 64 << 10 // bytes
	// largestReply bounds what a client takes: a long queue is a few MiB.
	largestReply = 32 << 20 // bytes
)

// ErrFrame says that what arrived is not of this protocol.
var ErrFrame = errors.New("a broken message on the socket of the transfers")

// pack makes a frame: the length of a JSON object in four bytes, and the object.
func pack(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	if len(b) > largestReply {
		return nil, fmt.Errorf("%w: %d bytes", ErrFrame, len(b))
	}
	frame := make([]byte, 4, 4+len(b))
	binary.BigEndian.PutUint32(frame, uint32(len(b))) //nolint:gosec // bounded above
	return append(frame, b...), nil
}

// unpack reads the next frame, of at most limit bytes, into v. Memory grows with
// what arrives, not with what is announced.
func unpack(r *bufio.Reader, limit int, v any) error {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return err
	}
	n := int64(binary.BigEndian.Uint32(head[:]))
	if n == 0 || n > int64(limit) {
		return fmt.Errorf("%w: %d bytes", ErrFrame, n)
	}
	b, err := io.ReadAll(io.LimitReader(r, n))
	if err != nil {
		return err
	}
	if int64(len(b)) < n {
		return io.ErrUnexpectedEOF
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("%w: %w", ErrFrame, err)
	}
	return nil
}
