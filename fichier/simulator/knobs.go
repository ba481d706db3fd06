package simulator

import "time"

// NamePolicy is what happens to a name with characters that the service doesn't
// keep (1fichier-api §8).
type NamePolicy uint8

// The name policies.
const (
	RefuseNames NamePolicy = iota // answer KO, or reject the upload
	StripNames                    // drop the characters without a word
	KeepNames                     // store the name as it is
)

// WithRelaxed switches every limit off: none is enforced, none counted.
func WithRelaxed() Option { return func(c *config) { c.relaxed = true } }

// WithStrictFolders limits folder/ls without files to once in 30 s a folder too.
// The documentation limits the listing of files only.
func WithStrictFolders() Option { return func(c *config) { c.plainLists = true } }

// WithFloodStatus sets the HTTP status of flood answers: 403 (the default, seen
// since 2020) or 429 (documented).
func WithFloodStatus(status int) Option { return func(c *config) { c.floodStatus = status } }

// WithRetryAfter adds a Retry-After header of d to flood answers; by default there is none.
func WithRetryAfter(d time.Duration) Option { return func(c *config) { c.retryAfter = d } }

// WithLock sets how long a client is locked out after more than three calls in a
// second. Every call during a lock starts it anew. The default is 25 s.
func WithLock(d time.Duration) Option { return func(c *config) { c.lock = d } }

// WithBan shuts a client out for lasting after that many answers of 401, 403, 404 or
// 410 within a time. The default is 20 within 5 minutes, for 5 minutes; 0 switches it off.
func WithBan(errors int, within, lasting time.Duration) Option {
	return func(c *config) { c.ban = ban{errors, within, lasting} }
}

// WithLag delays by d what listings say about uploads and removals.
func WithLag(d time.Duration) Option { return func(c *config) { c.lag = d } }

// WithPleaseWait makes the first n requests for each upload report get a page of HTML.
func WithPleaseWait(n int) Option { return func(c *config) { c.pleaseWait = n } }

// WithRemoteDelay sets how long a remote upload takes; the default is 30 s.
func WithRemoteDelay(d time.Duration) Option { return func(c *config) { c.remoteDelay = d } }

// WithStoredAtUpload files an upload in its folder at once. By default that happens
// when its report is asked for, as the documentation says.
func WithStoredAtUpload() Option { return func(c *config) { c.storedAtOnce = true } }

// WithOtherXID makes the id of the report differ from the id of the upload.
func WithOtherXID() Option { return func(c *config) { c.otherXID = true } }

// WithKOStatus sets the HTTP status of refusals that changed nothing, such as a
// rename to the same name; the default is 200.
func WithKOStatus(status int) Option { return func(c *config) { c.koStatus = status } }

// WithRejectStatus sets the HTTP status of rejected uploads: 200 (default) or 500.
func WithRejectStatus(status int) Option { return func(c *config) { c.rejectStatus = status } }

// WithTwinFolders lets a folder hold two sub-folders of one name; by default the
// second is refused.
func WithTwinFolders() Option { return func(c *config) { c.twinFolders = true } }

// WithDocumentedFolderMove makes folder/mv ignore the destination when a new name is
// given, as documented; by default one call does both (1fichier-api §4.16).
func WithDocumentedFolderMove() Option { return func(c *config) { c.documentedMove = true } }

// WithNames sets what becomes of hostile names in commands (mkdir, rename, …; default
// [RefuseNames]) and in uploads (default [StripNames]).
func WithNames(commands, uploads NamePolicy) Option {
	return func(c *config) { c.names, c.uploadNames = commands, uploads }
}

// WithBrokenBackslash writes a backslash in a name unescaped, so that the JSON of the
// listing can't be decoded, as was seen once.
func WithBrokenBackslash() Option { return func(c *config) { c.rawBackslash = true } }

// WithLooseTypes writes any number now and then as a string.
func WithLooseTypes() Option { return func(c *config) { c.looseTypes = true } }

// WithSteadyOrder keeps keys and items in one order. By default both are shuffled in
// every answer, and empty arrays come as [], null or not at all.
func WithSteadyOrder() Option { return func(c *config) { c.steady = true } }

// WithInfoStatus adds "status":"OK" to file/info, which documents none.
func WithInfoStatus() Option { return func(c *config) { c.infoStatus = true } }

// WithStrictContentType refuses "application/json; charset=utf-8" as well; some
// clients cut the suffix off on purpose.
func WithStrictContentType() Option { return func(c *config) { c.strictType = true } }

// WithoutFolderItems makes folder/ls ignore "files":1, so that files have to be asked
// for with file/ls.
func WithoutFolderItems() Option { return func(c *config) { c.noItems = true } }
