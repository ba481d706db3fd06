// Package disk is the local tree, and the safe way to write a file: under a name
// of its own in the target folder, through to the disk, and only then by its name.
//
// A disk may be a dead network mount, and a call to it may never come back. Every
// method therefore listens to its context; what the system keeps is counted and
// bounded, and beyond that calls fail at once with [model.ErrStuck].
package disk
