// Package words is the one place of text for people: messages, sizes, counts,
// ages and dates, and the one sink through which every name and every message
// of the service passes before it reaches a terminal.
//
// All functions are pure: where a sentence needs the time, it is given.
package words

// Notice is what a person is told: what happened, and what to do about it.
type Notice struct {
	What string // "Cannot list Films: 1fichier asks to wait 30 s."
	Do   string // "Trying again at 14:32."; empty when there is nothing to do
}
