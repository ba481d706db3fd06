package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxBody bounds the JSON of a call.
const maxBody = 16 << 20

// request is one API call on its way.
type request struct {
	*http.Request
	rec    *Call
	params params
	fault  *Rule
}

func (q *request) now() time.Time { return q.rec.Time }

func (s *Service) serveAPI(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "request body", http.StatusBadRequest)
		return
	}
	q := &request{Request: r}
	var bad error
	if q.params, bad = parseParams(body); bad != nil {
		q.params = params{}
	}
	if err := s.enter(q); err != nil {
		s.sendKO(w, q, err)
		return
	}
	if q.fault != nil && s.refuseByFault(w, r, q.rec, q.fault) {
		return
	}
	out, err := s.call(q, bad)
	if err != nil {
		s.sendKO(w, q, err)
		return
	}
	s.send(w, q, http.StatusOK, out)
}

// enter logs the call, counts it against the rate, and looks for a fault.
func (s *Service) enter(q *request) error {
	name := strings.TrimSuffix(strings.TrimPrefix(q.URL.Path, "/v1/"), ".cgi")
	s.mu.Lock()
	defer s.mu.Unlock()
	q.rec = &Call{
		Time: s.conf.clock(), Endpoint: name, Method: q.Method, Host: q.Host,
		FolderID: q.params.int("folder_id"), Body: q.params.redacted(),
	}
	s.record(q.rec, true)
	if err := s.admit(q.rec); err != nil {
		return err
	}
	q.fault = s.match(q.rec)
	return nil
}

// call checks what every call must have and does it.
func (s *Service) call(q *request, badBody error) (object, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do, ok := s.api[q.rec.Endpoint]
	if !ok || !strings.HasSuffix(q.URL.Path, ".cgi") {
		return nil, errEndpoint
	}
	kind := q.Header.Get("Content-Type")
	if !s.conf.strictType {
		kind, _, _ = strings.Cut(kind, ";")
	}
	if strings.TrimSpace(kind) != "application/json" {
		return nil, errType
	}
	node := q.rec.Endpoint == "upload/get_upload_server"
	if q.Method != http.MethodPost && (!node || q.Method != http.MethodGet) {
		return nil, errMethod
	}
	// The node may be asked for by anybody, but not with a wrong key.
	if !s.knows(q.Request) && (!node || q.Header.Get("Authorization") != "") {
		return nil, errAuth
	}
	if badBody != nil {
		return nil, badBody
	}
	if err := s.limit(q); err != nil {
		return nil, err
	}
	s.settle(q.now())
	return do(q)
}

// knows reports whether the request bears the key.
func (s *Service) knows(r *http.Request) bool {
	return r.Header.Get("Authorization") == "Bearer "+s.conf.key
}

func (s *Service) sendKO(w http.ResponseWriter, q *request, err error) {
	var ko koError
	if !errors.As(err, &ko) {
		ko = koError{status: http.StatusInternalServerError, text: err.Error(), number: 999}
	}
	if ko.status == 0 {
		ko.status = s.conf.koStatus
	}
	if ko.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(ko.retryAfter.Round(time.Second).Seconds())))
	}
	if !ko.flood {
		s.mu.Lock()
		s.failed(ko.status, q.rec)
		s.mu.Unlock()
	}
	s.send(w, q, ko.status, object{{"status", "KO"}, {"message", ko.Error()}})
}

func (s *Service) send(w http.ResponseWriter, q *request, status int, out object) {
	body := s.encode(out)
	if q.params.flag("pretty") {
		var b bytes.Buffer
		if json.Indent(&b, body, "", "   ") == nil {
			body = append(b.Bytes(), '\n')
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Vary", "Accept-Encoding")
	s.deliver(w, q.Request, q.rec, q.fault, status, body)
}

// encode writes an answer. The sums of files are computed here, outside the lock.
func (s *Service) encode(out any) []byte {
	s.mu.Lock()
	e := &encoder{
		rng: rand.New(rand.NewPCG(s.rng.Uint64(), 0)), steady: s.conf.steady,
		loose: s.conf.looseTypes, rawBackslash: s.conf.rawBackslash,
	}
	s.mu.Unlock()
	e.value(out)
	return e.buf
}

// deliver sends the answer to rec, garbled as the fault says.
func (s *Service) deliver(
	w http.ResponseWriter, r *http.Request, rec *Call, fault *Rule, status int, body []byte,
) {
	s.mu.Lock()
	rec.Status = status
	s.mu.Unlock()
	if fault != nil && s.garble(w, r, rec, fault, status, body) {
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client may be gone: nobody to tell
	}
}
