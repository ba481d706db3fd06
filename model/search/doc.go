// Package search finds files of a whole account in the time of a keystroke, and
// reads the one query language that the window and the command line share; see
// [Query].
//
// # The index
//
// An [Index] keeps what a search looks at, and no row of the mirror itself: folded
// names in a few large blocks, and for each 64 bits that tell which letters a name
// has and which of them start words, its size, date, kind, the first bytes of its
// sum and its packed identity. That is about 46 bytes and the name, without a
// pointer. The rows of the hits that are shown are fetched from the mirror, which
// also leaves out what has just gone.
//
// It follows the mirror folder by folder ([Index.Run]). While it is filled it can
// be searched already, and tells how far it is. A folder that is renamed or moved
// takes what is below it along without a look at its rows.
//
// A search passes over most names by their bits, splits the rest between at most
// four cores and keeps the best of them in a heap, so it takes the same time however
// many are found. It gives up between two blocks of 32,768 names when its context
// ends.
//
// # Numbers
//
// A million files with names of 39 bytes in 2,000 folders, on 2 cores of an AMD EPYC
// that had other things to do:
//
//	go test ./model/search -run xxx -bench 'Keystroke|Library' -benchtime 2x
//
//	                        p50      p99      longest   processor, mean
//	a word, each letter     9.8 ms   25 ms    27 ms     21 ms
//	~fuzzy, each letter     20 ms    51 ms    58 ms     34 ms
//	filters                 8.8 ms   31 ms    92 ms     25 ms
//	floor: bytes.Count      2.0 ms
//
// A word takes 5 times the floor, which reads the same names once and looks for
// nothing. The longest filter is the first is:dup after a change, which sorts all
// sums. The matcher that the palette uses (sahilm/fuzzy) takes 41 ms for a tenth of
// these names, so 410 ms where 100 are allowed: hence a matcher of our own here.
//
// Memory of the whole process with an open mirror of a million files, while it is
// indexed and typed into, is 143 MiB at most: 90 MB are the index, and the garbage
// beside it is kept small (see [Index.Run]).
//
//	go test ./model/mirror -run xxx -bench SearchMillion -benchtime 1x
package search
