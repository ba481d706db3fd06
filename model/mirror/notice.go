package mirror

// NoticeKind says what a [Notice] is about.
type NoticeKind uint8

// The kinds of notices.
const (
	// SetAside: the database was unusable and is kept at Path; a new one was made.
	SetAside NoticeKind = iota
	// InMemory: nothing can be stored at Path; what is learnt is lost at the end.
	InMemory
	// Odd: the service told something about the account's folder Path that can't be
	// true. What could be used of it was.
	Odd
	// QueueSetAside: the queue of transfers was unusable and is kept at Path; its jobs
	// are forgotten. It comes from the session, not from the mirror.
	QueueSetAside
)

// Notice is something about the database, or about what goes into it, that a person
// should know.
type Notice struct {
	Kind NoticeKind
	Path string
	Err  error // why
}
