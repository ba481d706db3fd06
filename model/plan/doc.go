// Package plan says what a copy or a move comes to before anything is touched:
// which folders are made, which files go which way, what is there already, what
// would be overwritten, what can't be done and why, and how many bytes and calls
// of the API it costs.
//
// Folders merge: a folder onto a folder of its name adds to it. A file onto another
// file is a conflict, unless both are of one size and one Whirlpool: then there is
// nothing to do. A file onto a folder, or the reverse, is a conflict of kinds, and
// nothing is ever replaced in it.
//
// Symlinks: on the disk they are copied and moved as links, as cp -r and mv do. The
// account holds none, so an upload takes the file that a link leads to; a link to a
// folder is followed when a person has chosen it, but not below a chosen folder,
// where it may lead anywhere, its own parent included: it is a problem that says so.
//
// Several sources of one name – two files of the account may share it – all arrive:
// on the disk as "name.ext" and "name (2).ext", the newest first, and the same on
// every later run.
package plan
