package simulator

import (
	"math/rand/v2"
	"path"
	"time"
)

// Kind is what goes wrong.
type Kind string

// The kinds of faults; [FaultHelp] tells what each does. Those of the first group refuse
// a request without doing it, those of the second do it and spoil the answer, those of
// the third concern the bytes of transfers.
const (
	FaultFlood403   Kind = "flood403"
	FaultFlood429   Kind = "flood429"
	FaultUser       Kind = "userlocked"
	FaultIPLocked   Kind = "iplocked"
	FaultAuth       Kind = "401"
	FaultTier       Kind = "tier"
	FaultPassword   Kind = "password"
	FaultNotAllowed Kind = "notallowed"
	FaultNotFound   Kind = "notfound"
	FaultNoUser     Kind = "nouser"
	FaultOwner      Kind = "owner"
	FaultLocation   Kind = "location"
	FaultLine       Kind = "vpn"
	FaultStatus     Kind = "status"
	FaultHTML       Kind = "html"
	FaultReset      Kind = "reset"
	FaultHang       Kind = "hang"
	FaultReject     Kind = "reject"

	FaultTruncated  Kind = "truncated"
	FaultHuge       Kind = "huge"
	FaultEndless    Kind = "endless"
	FaultLost       Kind = "lost"
	FaultDelay      Kind = "delay"
	FaultPleaseWait Kind = "pleasewait"
	FaultEmptyLinks Kind = "emptylinks"
	FaultWrongSum   Kind = "wrongsum"
	FaultLag        Kind = "lag"

	FaultSlow       Kind = "slow"
	FaultCut        Kind = "cut"
	FaultTorn       Kind = "torn"
	FaultCorrupt    Kind = "corrupt"
	FaultWrongRange Kind = "wrongrange"
	FaultNoRange    Kind = "norange"
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
