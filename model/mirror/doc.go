// Package mirror is the account as a [model.Tree]: a local SQLite copy of what is
// known of it, with ages, over the API client.
//
// The service lets a folder be listed once in 30 s and locks out those who ask
// more (1fichier-api §2). So nothing here asks in order to find out what is known
// already: a pane shows rows from the mirror at once, with their age; a listing is
// refreshed when that is allowed and useful, one call a folder; and every change
// of ours is written through, so that it shows at once and costs no listing.
//
// # What a row is worth
//
// The service's own listings lag behind uploads and removals. What we did
// outranks what a listing says for a while ([Options.Grace], five minutes): rows
// that we added stay and bear [model.Pending] until a listing shows them, rows
// that we removed or moved away stay away. After that the listing wins. So rows
// never flicker, and a change that somebody else made meanwhile is seen late
// rather than never.
//
// # Several processes
//
// One database belongs to one account. Processes that use the same one share the
// rows, their ages and the [Ledger] of calls, so that two `onefm ls` in a second
// make one call. Every write is a transaction of a few milliseconds; a listing of
// any length is merged in pieces, its age last, so that a process which is killed
// at any point leaves true rows behind and the next one asks again.
//
// A merge leaves the database alone for 2 ms after every 5 ms of work, so that who
// waits for it gets in after a few of its transactions; the log of the database is
// folded back by merges and not by a person's act.
//
// # What changed
//
// Whoever writes rows also writes what that means: an entry was added, changed,
// moved or vanished, by us or by others ([Mirror.Changes]), so that a file which
// the service expired is noticed. What is learnt for the first time is no change.
// What is missing in one folder and found in another was moved, in whichever order
// the two are listed; what is missing once and back the next time did nothing:
// listings lag. 100 days and 100,000 changes are kept. A number that grows with
// every write, and the folders that it touched, let an index follow
// ([Mirror.Generation], [Mirror.Changed]).
//
// # What can't be true
//
// An answer may name an entry twice, put a folder into itself, or give names, sizes
// and dates that can't be: what can be used is, the rest is left out, and a [Notice]
// of the kind [Odd] says so once a folder. Names are made elements of paths, so
// nothing above has to doubt them.
//
// # Scale
//
// With a million files, one folder of 100,000 among them, on two cores of an EPYC
// that other work kept busy (load 16):
//
//	go test ./model/mirror -run - -bench 'Million$' -benchtime 5x
//
//	  270 B/entry       the database, with names, links, sums and three indexes
//	  2.5 ms            from nothing to the first rows of a folder of 500
//	  117 ms            100,000 rows listed and sorted; 0.8 to 1.4 times of what the
//	                    driver takes to read them one by one in the same run
//	  0.2 ms            whether a file of some size is known
//	  1.3 s             a walk through everything
//	  58 MiB            resident after all of this
//
//	go test ./model/mirror -run - -bench Wait -benchtime 20000x
//
//	  0.04 ms, 7 ms     median and 99th percentile of a write's wait beside merges that
//	                    never end; 81 ms at worst, most of it for a core (load 4)
//
// # How rows stay fresh
//
// [Mirror.Run] refreshes what people look at ([Mirror.Attend]): an open folder as
// soon as its rule allows, then after twice as long each time that nothing changed,
// from 31 s up to an hour; a change starts anew. In between it learns what is likely
// to be opened next: the folder at the cursor, those above, recent ones, the latest
// in and beside the open one; in the end, folder by folder, all that was never
// listed. All of this is one call in 1.2 s, less than a third of what the service
// allows, counted over all processes by the ledger, and only at moments at which no
// person, transfer or other process wants to call. Two minutes after the last sign
// of a person the neighbours are left alone, after ten the rest, and after an hour
// everything: a window left open overnight asks nothing. Nothing is asked while the
// service has locked us or the key was refused, and a line that is down is tried
// after 5 s, 10 s, 20 s, and every two minutes when nobody is there.
//
// Watches tell what other processes change within half a second; the two looks a
// second cost a ten-thousandth of a core (BenchmarkIdleWindow).
//
// # The first sync
//
// [Mirror.Sync] makes the whole account known with one call a folder, which is the
// least that can do it: only a folder's own listing tells its sub-folders, and it
// tells up to 5,000 files in the same call (1fichier-api §4.13). 2,000 folders with
// 100,000 files take 2,000 calls, 12 min 40 s. The listing of all files (file/ls of
// -1, once an hour) saves none of them, since its rows bear no folder (§4.5). A
// folder of more than 5,000 files is asked for in windows of upload dates: 60,000
// files take 16 calls where 12 are the least.
//
// The database holds no secret; its folder is 0700 and its files are 0600 all the
// same. A database that is corrupt, belongs to another account, or was written by
// a newer program is renamed, never deleted, and a new one takes its place
// ([Notice]). Where no file can be written, everything goes on in memory.
package mirror
