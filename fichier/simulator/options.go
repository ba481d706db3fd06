package simulator

import (
	"time"
)

// The tiers of an account, as user/info numbers them in "offer" (1fichier-api §10).
const (
	Free    = 0
	Premium = 1
	Access  = 2
	Gold    = 3
)

// Option changes how a [Service] behaves from what [New] makes of it.
type Option func(*config)

type config struct {
	clock    func() time.Time
	seed     uint64
	key      string
	email    string
	password string
	dir      string
	discard  bool
	sums     func(name string, size int64) string

	tier         int
	credits      float64 // GB
	quota        int64
	forbidden    bool
	professional bool
	ownerPasses  bool

	relaxed     bool
	plainLists  bool // folder/ls without files is limited too
	floodStatus int
	retryAfter  time.Duration
	lock        time.Duration
	ban         ban

	lag          time.Duration
	pleaseWait   int
	remoteDelay  time.Duration
	storedAtOnce bool
	otherXID     bool

	koStatus       int
	rejectStatus   int
	twinFolders    bool
	documentedMove bool
	names          NamePolicy // mkdir, rename, …
	uploadNames    NamePolicy
	rawBackslash   bool
	looseTypes     bool
	steady         bool
	infoStatus     bool
	noItems        bool
	strictType     bool
}

// ban is how often an error may be answered before the client is shut out.
type ban struct {
	errors  int
	within  time.Duration
	lasting time.Duration
}

func defaults() config {
	return config{
		clock:       time.Now,
		seed:        1,
		email:       "demo@example.org",
		password:    "correct horse",
		tier:        Premium,
		quota:       2e12,
		floodStatus: 403,
		// Clients wait 30 s after a flood answer, and the service lets them
		// back in then (1fichier-api §2), so the lock must be shorter.
		lock:         25 * time.Second,
		ban:          ban{errors: 20, within: 5 * time.Minute, lasting: 5 * time.Minute},
		remoteDelay:  30 * time.Second,
		koStatus:     200,
		rejectStatus: 200,
		names:        RefuseNames,
		uploadNames:  StripNames,
	}
}

// WithClock makes the service read the time from now instead of [time.Now].
// It decides dates, limits and lifetimes; waits of injected faults use real timers.
func WithClock(now func() time.Time) Option { return func(c *config) { c.clock = now } }

// WithSeed sets where ids, the key, and all random order come from. Two services of
// one seed that are used in the same way answer the same. The default is 1.
func WithSeed(seed uint64) Option { return func(c *config) { c.seed = seed } }

// WithKey sets the API key that the service accepts; by default it comes from the seed.
func WithKey(key string) Option { return func(c *config) { c.key = key } }

// WithUser sets the e-mail address and the password of the account.
func WithUser(email, password string) Option {
	return func(c *config) { c.email, c.password = email, password }
}

// WithDir keeps uploaded bytes in files below dir instead of in memory. They are
// removed with the last link to them, and all of them by [Service.Close].
func WithDir(dir string) Option { return func(c *config) { c.dir = dir } }

// WithDiscard sums up and counts uploaded bytes but doesn't keep them, for
// measurements; a download of such a file gives zeros.
func WithDiscard() Option { return func(c *config) { c.discard = true } }

// WithSums answers sum(name, size) as the Whirlpool of an upload instead of
// computing it, so that a measurement of a client doesn't measure this package. Where it
// answers "" the sum is computed when it is first asked for.
func WithSums(sum func(name string, size int64) string) Option {
	return func(c *config) { c.sums = sum }
}

// WithTier sets what the account pays for: [Free], [Premium] (the default),
// [Access] or [Gold].
func WithTier(tier int) Option { return func(c *config) { c.tier = tier } }

// WithCDNCredits gives the account CDN credits, in GB.
func WithCDNCredits(gb float64) Option { return func(c *config) { c.credits = gb } }

// WithQuota sets how many bytes the account may hold; the default is 2 TB. An upload
// beyond it is refused.
func WithQuota(bytes int64) Option { return func(c *config) { c.quota = bytes } }

// WithUploadForbidden makes the account one that may not upload (upload_forbidden).
func WithUploadForbidden() Option { return func(c *config) { c.forbidden = true } }

// WithProfessionalLine places the client in a data centre: get_token is refused but
// for [Gold] and CDN credits (1fichier-api §9, §10).
func WithProfessionalLine() Option { return func(c *config) { c.professional = true } }

// WithOwnerPasses lets the account into its own protected files without a password.
// The sources don't say that owners are exempt, so by default they aren't.
func WithOwnerPasses() Option { return func(c *config) { c.ownerPasses = true } }
