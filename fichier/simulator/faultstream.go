package simulator

import (
	"io"
	"net/http"
	"time"
)

// pulse is how often a slowed stream moves.
const pulse = 50 * time.Millisecond

// slowed reads at most rate bytes a second.
func (s *Service) slowed(r *http.Request, src io.Reader, rate int64) io.Reader {
	return &slowReader{s: s, r: r, src: src, rate: max(rate, 1)}
}

type slowReader struct {
	s    *Service
	r    *http.Request
	src  io.Reader
	rate int64
}

func (x *slowReader) Read(p []byte) (int, error) {
	n := max(x.rate*int64(pulse)/int64(time.Second), 1)
	if int64(len(p)) > n {
		p = p[:n]
	}
	n64, err := x.src.Read(p)
	if n64 > 0 && !x.s.wait(x.r, time.Duration(int64(n64)*int64(time.Second)/x.rate)) {
		return 0, io.ErrUnexpectedEOF
	}
	return n64, err
}

// upload spoils the body of an upload on its way in.
func (f *Rule) upload(s *Service, r *http.Request, body io.Reader) io.Reader {
	switch f.Kind {
	case FaultSlow:
		return s.slowed(r, body, f.Size)
	case FaultCut:
		return &stopReader{src: body, left: f.Size, stop: func() { abort(r, true) }}
	case FaultHang:
		return &stopReader{src: body, left: f.Size, stop: func() {
			s.wait(r, -1)
			abort(r, false)
		}}
	case FaultCorrupt:
		return &flipReader{src: body, at: f.Size}
	default:
		return body
	}
}

// stopReader calls stop, which doesn't return, after so many bytes.
type stopReader struct {
	src  io.Reader
	left int64
	stop func()
}

func (x *stopReader) Read(p []byte) (int, error) {
	if x.left <= 0 {
		x.stop()
	}
	if int64(len(p)) > x.left {
		p = p[:x.left]
	}
	n, err := x.src.Read(p)
	x.left -= int64(n)
	return n, err
}

// flipReader changes the byte at an offset.
type flipReader struct {
	src io.Reader
	at  int64
	pos int64
}

func (x *flipReader) Read(p []byte) (int, error) {
	n, err := x.src.Read(p)
	if i := x.at - x.pos; i >= 0 && i < int64(n) {
		p[i] ^= 0xff
	}
	x.pos += int64(n)
	return n, err
}

// shapesDownload reports whether the bytes of a download are touched.
func (f *Rule) shapesDownload() bool {
	if f == nil {
		return false
	}
	switch f.Kind {
	case FaultSlow, FaultCut, FaultTorn, FaultCorrupt, FaultHang, FaultLost, FaultEndless, FaultTruncated:
		return true
	default:
		return false
	}
}

// sendShaped sends the bytes of a download with what the fault does to them.
func (s *Service) sendShaped(w http.ResponseWriter, r *http.Request, f *Rule, body io.Reader, sp span) {
	length := sp.to - sp.from + 1
	stop := func(n int64, end func()) {
		sendPlain(w, body, min(n, length))
		_ = http.NewResponseController(w).Flush() // fails with the connection only
		if n < length {
			end()
		}
	}
	switch f.Kind {
	case FaultCut:
		stop(f.Size, func() { abort(r, true) })
	case FaultLost:
		stop(length/2, func() { abort(r, true) })
	case FaultHang:
		stop(f.Size, func() {
			s.wait(r, -1)
			abort(r, false)
		})
	case FaultTorn:
		stop(f.Size, func() { abort(r, false) })
	case FaultTruncated:
		stop(length/2, func() { abort(r, false) })
	case FaultSlow:
		sendPlain(flushing{w}, s.slowed(r, body, f.Size), length)
	case FaultCorrupt:
		sendPlain(w, &flipReader{src: body, at: f.Size, pos: sp.from}, length)
	case FaultEndless:
		stop(0, func() {
			_, _ = io.Copy(w, &leaving{s: s, r: r}) // past the promised length nothing is sent
			s.wait(r, -1)
		})
	default:
	}
}

// flushing sends every piece at once.
type flushing struct{ http.ResponseWriter }

func (f flushing) Write(p []byte) (int, error) {
	n, err := f.ResponseWriter.Write(p)
	_ = http.NewResponseController(f.ResponseWriter).Flush() // fails with the connection only
	return n, err
}
