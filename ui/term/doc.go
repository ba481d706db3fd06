// Package term is the terminal itself: what comes in from it, what it can do, and
// what is left behind when we go.
//
// Over SSH an escape sequence may arrive in pieces with any pause between them.
// [Input] hands out whole sequences only, so a torn mouse report or a torn reply
// of the terminal never turns into key presses. [Caps] collects what the terminal
// says of itself, [Clipboard] climbs the ladder of ways to copy a text and says
// truthfully how far it came, and [Save] puts everything back on every way out.
package term
