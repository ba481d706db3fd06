// Package usage tells what an account holds and where: how much lies in which
// folder, and which files are there more than once. It asks the mirror only, so it
// costs no call; what was never listed is said to be missing.
//
// A folder of the local disk is counted by the same code, through [OnDisk].
//
// Memory is bounded by the folders ([Tree], about 120 bytes each) or by 16 bytes a
// file ([Duplicates]), never by the rows. The command line over a mirror of a million
// files in 2,000 folders takes this, of which reading the rows is most:
//
//	onefm du                              1.2 s of a core, 40 MB of memory
//	onefm duplicates -n 1                 2.3 s, 94 MB
//	onefm duplicates, 998,000 copies      16 s, 93 MB, in ten walks
//
// The package alone, over rows that are made up as it asks for them:
//
//	go test ./model/usage -run xxx -bench . -benchtime 2x
package usage
