package simulator

import (
	"math/rand/v2"
	"path"
	"time"
)

// Kind is what goes wrong.
type Kind string

// The kinds of faults. Those of the first group refuse a request without doing it,
// those of the second do it and spoil the answer, those of the third concern bytes.
const (
	FaultFlood403   Kind = "flood403"   // Flood detected: IP Locked, with 403
	FaultFlood429   Kind = "flood429"   // the same with 429; =SECONDS adds Retry-After
	FaultUser       Kind = "userlocked" // Flood detected: User Locked, with 403
	FaultIPLocked   Kind = "iplocked"   // the nine bytes "IP Locked" as plain text, with 403
	FaultAuth       Kind = "401"        // Not authenticated
	FaultTier       Kind = "tier"       // Must be a customer
	FaultPassword   Kind = "password"   // Password not provided
	FaultNotAllowed Kind = "notallowed" // Resource not allowed
	FaultNotFound   Kind = "notfound"   // Resource not found
	FaultNoUser     Kind = "nouser"     // No such user
	FaultOwner      Kind = "owner"      // Owner locked
	FaultLocation   Kind = "location"   // Only 1 location allowed at a time
	FaultLine       Kind = "vpn"        // professional equipment
	FaultStatus     Kind = "status"     // =CODE, an HTTP error with a page; 500, 502, 503, 504, 509 and 410 are short for it
	FaultHTML       Kind = "html"       // a page with 200 where data are expected
	FaultReset      Kind = "reset"      // the connection is reset before a byte of the answer
	FaultHang       Kind = "hang"       // no answer; =BYTES: after that many bytes of a transfer
	FaultReject     Kind = "reject"     // an upload is rejected: node trouble

	FaultTruncated  Kind = "truncated"  // the JSON ends in the middle
	FaultHuge       Kind = "huge"       // =BYTES (64M) of blanks in front of the answer
	FaultEndless    Kind = "endless"    // an answer without an end
	FaultLost       Kind = "lost"       // done, but the connection is reset instead of an answer
	FaultDelay      Kind = "delay"      // =DURATION before the answer
	FaultPleaseWait Kind = "pleasewait" // =N requests for a report get a page
	FaultEmptyLinks Kind = "emptylinks" // a report without links
	FaultWrongSum   Kind = "wrongsum"   // a report with a wrong Whirlpool
	FaultLag        Kind = "lag"        // =DURATION until listings show uploads and removals

	FaultSlow       Kind = "slow"       // =BYTES a second, both ways
	FaultCut        Kind = "cut"        // =N: reset after N bytes of a transfer
	FaultTorn       Kind = "torn"       // =N: a download ends after N bytes as if that were all
	FaultCorrupt    Kind = "corrupt"    // =N: the byte at offset N of a transfer is another
	FaultWrongRange Kind = "wrongrange" // 206 with a Content-Range that isn't true
	FaultNoRange    Kind = "norange"    // 200 and the whole file to a request for a range
)

// Rule is a fault: which requests it hits, and what happens to them. The zero value of
// a condition sets no condition. See [ParseFault] for the short text.
type Rule struct {
	Endpoint string // as in [Call]; "*" is everything, "api" every API call, else a glob as in path.Match
	Kind     Kind

	Folder      int64         // only calls that name this folder
	Nth         int           // only the nth request that fits, counted from 1
	Every       int           // every nth
	First       int           // the first n
	Times       int           // at most so many hits
	Probability float64       // hit by chance
	Seed        uint64        // of the chance
	After       time.Duration // not before this much time has passed since the rule was made
	For         time.Duration // and only for so long

	Size int64         // bytes, offset, bytes a second, count or status, by kind
	Wait time.Duration // by kind
}

// is reports whether there is a rule and it is of this kind.
func (r *Rule) is(k Kind) bool { return r != nil && r.Kind == k }

// fault is a rule at work.
type fault struct {
	Rule
	made time.Time
	seen int
	hits int
	rng  *rand.Rand
}

// Fault adds a rule. Where several fit a request the oldest hits.
func (s *Service) Fault(r Rule) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &fault{
		Rule: r, made: s.conf.clock(), rng: rand.New(rand.NewPCG(r.Seed, 0xfa17)),
	})
}

// ClearFaults removes all rules.
func (s *Service) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// match returns the rule that hits a request, nil when none does.
func (s *Service) match(c *Call) *Rule {
	var hit *Rule
	for _, f := range s.faults {
		if !f.covers(c) {
			continue
		}
		f.seen++
		if hit == nil && f.fires(c.Time) {
			f.hits++
			r := f.Rule
			hit = &r
		}
	}
	return hit
}

func (f *fault) covers(c *Call) bool {
	if f.Folder != 0 && f.Folder != c.FolderID {
		return false
	}
	switch f.Endpoint {
	case "*", "":
		return true
	case "api":
		api, _ := path.Match("*/*", c.Endpoint)
		deep, _ := path.Match("*/*/*", c.Endpoint)
		return api || deep
	}
	ok, _ := path.Match(f.Endpoint, c.Endpoint)
	return ok
}

func (f *fault) fires(now time.Time) bool {
	age := now.Sub(f.made)
	switch {
	case age < f.After,
		f.For > 0 && age >= f.After+f.For,
		f.Times > 0 && f.hits >= f.Times,
		f.Nth > 0 && f.seen != f.Nth,
		f.Every > 0 && f.seen%f.Every != 0,
		f.First > 0 && f.seen > f.First:
		return false
	}
	return f.Probability == 0 || f.rng.Float64() < f.Probability
}

// lag is how long listings don't know of a change that a request makes.
func (s *Service) lag(f *Rule) time.Duration {
	if f.is(FaultLag) {
		return f.Wait
	}
	return s.conf.lag
}
