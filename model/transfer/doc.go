// Package transfer carries plans out: it owns the queue, the workers, the
// retries and the verification of every copy and move between the disk and the
// account.
//
// An [Engine] is made with [New], lives as long as [Engine.Run], and takes
// resolved plans ([Engine.Submit]). What goes on is pulled as a [Snapshot]; how
// a job ended is pushed as an [Event] and never dropped.
//
// What a job promises:
//
//   - Every byte is checked. The Whirlpool is computed while a file streams and
//     compared with what the service reports; a difference is an error.
//   - No file is doubled. After a doubtful upload the service's report is asked
//     for, then the folder is looked at, before a byte is sent again
//     (1fichier-api §5).
//   - No file is lost. A move deletes its source only after the copy was
//     verified, a replaced file is deleted only after the new one was, and a
//     cancelled job deletes nothing that existed before it.
//   - No download appears under its name before it is whole: it grows as
//     name.onefm-part beside its target. A cancelled job and a download whose
//     bytes were wrong remove that file. It is kept where a later run can go on
//     with it: when the engine stops, when the line stayed broken, when the disk
//     was full. It is then taken up only when it belongs to the same link, size
//     and checksum.
//   - One failed item never stops the others; only a refused key stops all.
//   - With a journal ([Options.Journal]) jobs outlive the engine, however it ends:
//     [Engine.Load] takes them up where they were. What can't be repeated is on the
//     disk before it is begun; what can is found done when it is repeated: a download
//     by the bytes at its target, an upload by its receipt and its folder, a move by
//     the identity of what was moved.
//   - Two jobs never send to one target at a time, and a name that was taken since the
//     plan was made is not used a second time: the same bytes count as copied, others
//     are a failure.
//   - A job of a million files is read a window at a time.
package transfer
