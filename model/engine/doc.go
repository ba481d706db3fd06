// Package engine sees to it that the transfers of an account are carried out by
// one engine, in one process, and that every other process shows and steers the
// same queue.
//
// Whoever carries out holds the account's lock, a file in the state folder, and
// listens on a socket whose address stands in that file. A [Port] is a
// [transfer.Queue] whose engine may be anywhere: it asks the one that runs, starts
// one when there is none, in this process or in one of its own in the background,
// and takes over when that one dies. A plan is written into the journal first and
// the engine told of it then, so that no job is lost, whoever dies when.
//
// The socket is private: 0600 in a folder of the user alone, and where the system
// tells who is at the other end, nobody else is served. What travels is bounded, a
// client that does not read is left behind, and a client of another version is
// told so. On Windows the socket is one of the same kind, which Windows 10 and
// later have.
package engine
