// Package compare tells how two folders differ, with all that they hold, without
// transferring anything: the disk against the account, two folders of the disk, or
// two of the account.
//
// Files that bear one name are compared by size, then by their Whirlpool. The
// account's is known from its listings; that of a local file is computed here, on
// all cores, and only when a file of the same size and a known sum stands against
// it. Two local files are compared byte by byte.
//
// Names are matched as a copy would carry them over: a name of the account that
// this system can't hold under its mapped one, the second file of one name as
// "name (2)", and A as a where the local folder takes them for one. What a copy
// would leave out – empty files, devices, links to folders – counts as [Apart] and
// not as a difference.
//
// Rows come folder by folder and sorted by name, as soon as all before them are
// known. No more than one folder of either side and some hundred rows are in memory
// at a time.
package compare
