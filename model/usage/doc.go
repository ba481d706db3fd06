// Package usage tells what an account holds and where: how much lies in which
// folder, and which files are there more than once. It asks the mirror only, so it
// costs no call; what was never listed is said to be missing.
//
// A folder of the local disk is counted by the same code, through [OnDisk].
package usage
