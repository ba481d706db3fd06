package simulator

import (
	"slices"
	"time"
)

// Call is one request that reached the service.
type Call struct {
	Time     time.Time
	Endpoint string // "folder/ls", …, or "upload", "end", "download", "dir", "check_links", "page"
	Method   string
	Host     string
	FolderID int64  // the folder that the call names; 0 when none
	Status   int    // of the answer; 0 while there is none, and when the connection was cut
	Body     string // of an API call, without passwords
}

// Violation is a call that broke a documented limit.
type Violation struct {
	Time     time.Time
	Rule     string // what was broken, in words
	Endpoint string
	FolderID int64
}

// maxCalls is how many calls the log keeps at most; the older half goes when it is full.
const maxCalls = 20_000

// Calls returns the calls so far in the order of their arrival.
func (s *Service) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Call, len(s.calls))
	for i, c := range s.calls {
		list[i] = *c
	}
	return list
}

// Count returns how often an endpoint was called; "" counts the calls of the API,
// which are the ones that the limit of three a second is about.
func (s *Service) Count(endpoint string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[endpoint]
}

// Violations returns the broken limits so far. A well-behaved client leaves none.
func (s *Service) Violations() []Violation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}

// record logs a call; the service is locked.
func (s *Service) record(c *Call, api bool) {
	if len(s.calls) >= maxCalls {
		s.calls = slices.Delete(s.calls, 0, maxCalls/2)
	}
	s.calls = append(s.calls, c)
	s.counts[c.Endpoint]++
	if api {
		s.counts[""]++
	}
}

func (s *Service) violate(rule string, c *Call) {
	s.violations = append(s.violations, Violation{
		Time: s.conf.clock(), Rule: rule, Endpoint: c.Endpoint, FolderID: c.FolderID,
	})
}
