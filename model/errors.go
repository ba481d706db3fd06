package model

import "errors"

// Errors of trees. Where a standard error fits (fs.ErrNotExist, fs.ErrExist,
// fs.ErrPermission, fs.ErrInvalid) trees wrap that one.
var (
	ErrUnknown     = errors.New("not known yet")
	ErrNotFolder   = errors.New("not a folder")
	ErrInto        = errors.New("a folder can't go into itself")
	ErrUnsupported = errors.New("not possible here")
	ErrReadOnly    = errors.New("read-only")
)

// Reasons why an entry can't be copied as it is. A plan finds most of them before
// a byte moves, a transfer the rest; both wrap them.
var (
	ErrHere       = errors.New("already here")
	ErrBadName    = errors.New("the name can't exist there")
	ErrEmptyFile  = errors.New("an empty file can't be stored")         // 1fichier-api §11
	ErrTooBig     = errors.New("larger than the service takes")         // 1fichier-api §10
	ErrSpecial    = errors.New("not a file: a device, pipe or socket")  // no bytes to copy
	ErrBrokenLink = errors.New("the link leads to nothing")             // a symlink
	ErrFolderLink = errors.New("a link to a folder is not followed")    // a symlink below a source
	ErrLoop       = errors.New("the link leads back to its own folder") // a symlink
	ErrTooDeep    = errors.New("too many folders inside each other")
	ErrCut        = errors.New("the service tells only part of what the folder holds") // 1fichier-api §11
	ErrNotMoved   = errors.New("can only be copied, not moved")                        // a link of the web
	ErrNotFetched = errors.New("only the account can fetch this link")                 // a foreign link to the disk
	ErrUnreadable = errors.New("can't be read")
	ErrChanged    = errors.New("changed meanwhile")
	ErrMismatch   = errors.New("the checksum differs")
)

// Reasons why the disk can't do what it should.
var (
	ErrNoSpace = errors.New("no space left")
	ErrVolume  = errors.New("the file system takes no file of that size") // such as 4 GiB on FAT32
	ErrStuck   = errors.New("the disk does not answer")                   // such as a dead network mount
	ErrBusy    = errors.New("in use")                                     // another job or program writes there
	ErrBegun   = errors.New("begun by a job that is held")                // it does not go on by itself
)

// ErrNoKey is what every call to the service fails with while there is no API
// key; the account is then what the mirror remembers.
var ErrNoKey = errors.New("no API key is known")

// Errors of jobs.
var (
	ErrUnresolved = errors.New("the plan has open conflicts")
	ErrUnverified = errors.New("the checksum could not be compared")
	ErrCancelled  = errors.New("cancelled") // by a person
	ErrInternal   = errors.New("internal error")
)
