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
// The database holds no secret; its folder is 0700 and its files are 0600 all the
// same. A database that is corrupt, belongs to another account, or was written by
// a newer program is renamed, never deleted, and a new one takes its place
// ([Notice]). Where no file can be written, everything goes on in memory.
package mirror
