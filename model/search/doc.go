// Package search finds files of a whole account in the time of a keystroke, and
// reads the one query language that the window and the command line share.
package search
