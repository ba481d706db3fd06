package simulator

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"time"
)

// refusals are the faults that answer as the API refuses.
func (s *Service) refusal(f *Rule) error {
	switch f.Kind {
	case FaultFlood403:
		return koError{status: 403, text: "Flood detected: IP Locked", number: 374, flood: true}
	case FaultFlood429:
		wait := max(f.Wait, time.Duration(f.Size)*time.Second)
		return koError{status: 429, text: "Flood detected: IP Locked", number: 374, flood: true, retryAfter: wait}
	case FaultUser:
		return koError{status: 403, text: "Flood detected: User Locked", number: 223, flood: true}
	case FaultAuth:
		return errAuth
	case FaultTier:
		return errTier
	case FaultPassword:
		return errNoPass
	case FaultNotAllowed:
		return errNotAllowed
	case FaultNotFound:
		return errNotFound
	case FaultNoUser:
		return errNoUser
	case FaultOwner:
		return errOwner
	case FaultLocation:
		return errElsewhere
	case FaultLine:
		return errLine
	default:
		return nil
	}
}

// refuseByFault answers a request that a fault keeps from being done, and reports
// whether there is such a fault.
func (s *Service) refuseByFault(w http.ResponseWriter, r *http.Request, rec *Call, f *Rule) bool {
	switch f.Kind {
	case FaultReset:
		abort(r, true)
	case FaultDelay:
		s.wait(r, f.Wait)
		return false
	case FaultHang:
		if f.Size > 0 { // later on
			return false
		}
		_, _ = io.Copy(io.Discard, r.Body) // so that the client's leaving is noticed
		s.wait(r, -1)
		abort(r, false)
	default:
	}
	answer := s.refusalPage(f)
	if answer == nil {
		return false
	}
	// Real servers take the whole request before they answer.
	_, _ = io.Copy(io.Discard, r.Body)
	answer(w, r, rec)
	return true
}

// refusalPage returns what answers a request in place of the service, nil when the
// fault doesn't refuse.
func (s *Service) refusalPage(f *Rule) func(http.ResponseWriter, *http.Request, *Call) {
	if err := s.refusal(f); err != nil {
		return func(w http.ResponseWriter, r *http.Request, rec *Call) {
			s.sendKO(w, &request{Request: r, rec: rec, params: params{}}, err)
		}
	}
	page := func(status int, text string) func(http.ResponseWriter, *http.Request, *Call) {
		return func(w http.ResponseWriter, r *http.Request, rec *Call) { s.page(w, r, rec, nil, status, text) }
	}
	switch f.Kind {
	case FaultIPLocked:
		return func(w http.ResponseWriter, r *http.Request, rec *Call) {
			w.Header().Set("Content-Type", "text/plain")
			s.deliver(w, r, rec, nil, http.StatusForbidden, []byte("IP Locked"))
		}
	case FaultStatus:
		return page(int(f.Size), strconv.FormatInt(f.Size, 10)+" "+statusText(int(f.Size)))
	case FaultHTML:
		return page(http.StatusOK, "Site en maintenance")
	case FaultReject:
		return page(s.conf.rejectStatus, errRejectTrouble.Error())
	default:
		return nil
	}
}

// wait lets d pass, or everything when it is negative. It ends early when the client
// leaves or the service is closed, and reports whether it didn't.
func (s *Service) wait(r *http.Request, d time.Duration) bool {
	var over <-chan time.Time
	if d >= 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		over = t.C
	}
	select {
	case <-over:
		return true
	case <-r.Context().Done():
	case <-s.done:
	}
	return false
}

// garble sends a spoilt answer and reports whether the fault is one that spoils it.
func (s *Service) garble(
	w http.ResponseWriter, r *http.Request, rec *Call, f *Rule, status int, body []byte,
) bool {
	send := func(status int, body io.Reader, length int64) {
		if length >= 0 {
			w.Header().Set("Content-Length", strconv.FormatInt(length, 10))
		}
		w.WriteHeader(status)
		_, _ = io.Copy(w, body) // the client may be gone
	}
	switch f.Kind {
	case FaultTruncated:
		half := body[:len(body)/2]
		send(status, bytes.NewReader(half), int64(len(half)))
	case FaultTorn:
		n := min(f.Size, int64(len(body)))
		send(status, bytes.NewReader(body[:n]), int64(len(body)))
	case FaultCorrupt:
		body = bytes.Clone(body)
		if f.Size < int64(len(body)) {
			body[f.Size] ^= 0xff
		}
		send(status, bytes.NewReader(body), int64(len(body)))
	case FaultHuge:
		n := f.Size
		if n == 0 {
			n = 64 << 20
		}
		send(status, io.MultiReader(io.LimitReader(blanks{}, n), bytes.NewReader(body)), n+int64(len(body)))
	case FaultEndless:
		send(status, io.MultiReader(bytes.NewReader(body[:len(body)/2]), &leaving{s: s, r: r}), -1)
	case FaultSlow:
		send(status, s.slowed(r, bytes.NewReader(body), f.Size), int64(len(body)))
	case FaultLost:
		s.mu.Lock()
		rec.Status = 0
		s.mu.Unlock()
		abort(r, true)
	default:
		return false
	}
	return true
}

// blanks reads as spaces without an end.
type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// leaving reads as spaces until the client leaves.
type leaving struct {
	s *Service
	r *http.Request
}

func (l *leaving) Read(p []byte) (int, error) {
	select {
	case <-l.r.Context().Done():
		return 0, io.EOF
	case <-l.s.done:
		return 0, io.EOF
	default:
		return blanks{}.Read(p)
	}
}
