package search

import (
	"os"
	"runtime/debug"
)

// headroom is how much garbage may gather beside the index before it is collected.
// Go lets it grow to the size of what is in use, which with a large index would
// double the memory of the process for nothing: the index has no pointers, so a
// collection costs hardly more than without it.
const headroom = 20 << 20

// normalPercent is Go's own setting (GOGC).
const normalPercent = 100

// gcPercent returns the setting that keeps the garbage at the headroom.
func gcPercent(index int) int {
	const rest = 10 << 20 // what the program uses besides
	return min(headroom*100/(rest+max(index, 1)), normalPercent)
}

// tame keeps the garbage of the process small while Run is at work.
func (x *Index) tame() {
	if x.taming.Load() {
		debug.SetGCPercent(gcPercent(x.Status().Bytes))
	}
}

// startTaming makes tame work until the returned function is called. Where people
// set GOGC themselves it does nothing.
func (x *Index) startTaming() (stop func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	x.taming.Store(true)
	return func() {
		x.taming.Store(false)
		debug.SetGCPercent(normalPercent)
	}
}
