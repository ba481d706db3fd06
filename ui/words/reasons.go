package words

import (
	"context"
	"io/fs"
	"syscall"

	"onefm/fichier"
	"onefm/model"
)

// KeyPage is where an account's holder makes an API key (1fichier-api §1.2).
const KeyPage = "https://1fichier.com/console/params.pl"

// serviceReasons tells the kinds of the service (1fichier-api §9), the more
// particular first: an error may be of two kinds.
func serviceReasons() []reason {
	return []reason{
		{model.ErrNoKey, "no API key is known", "Log in with the one from " + KeyPage + "."},
		{fichier.ErrAuth, "1fichier refused the API key", "Make a new one at " + KeyPage + " and log in again."},
		{fichier.ErrAccount, "1fichier has locked the account, or wants it confirmed", "Log in at https://1fichier.com and look there."},
		{fichier.ErrFlood, "1fichier asks to wait", "Nothing is sent until then; leave it alone for a while."},
		{fichier.ErrTooSoon, "1fichier was asked a moment ago", "Try again in half a minute."},
		{fichier.ErrTier, "the account's offer does not include this", "It needs Premium or Access, or CDN credits."},
		{fichier.ErrVPN, "1fichier takes this line for a server's or a VPN's", "Use CDN credits, Premium GOLD, or another line."},
		{fichier.ErrLocation, "the account is in use at another place", "Stop it there, or try again in 5 min."},
		{fichier.ErrPassword, "it needs a password, or the one given is wrong", "Enter the password that its owner has set."},
		{fichier.ErrUnavailable, "its owner is locked by 1fichier", "Nobody can have this file now; look for another source."},
		{fichier.ErrForbidden, "access is refused", "Its owner may limit it to addresses, countries, people or offers; ask there."},
		{fichier.ErrQuota, "no space is left in the account", "Erase something, or extend the quota at https://1fichier.com."},
		{fichier.ErrInDoubt, "it was sent, but the answer was lost", "Look into the folder before sending it again."},
		{fichier.ErrPending, "1fichier is still processing it", "It shows up by itself in a few minutes."},
		{fichier.ErrExpired, "the download ticket is too old", "Start the download again; what is here already is kept."},
		{fichier.ErrNotFound, "it is no longer there", "Refresh the folder; somebody may have moved or erased it."},
		{fichier.ErrNoChange, "it is already as asked for", ""},
		{fichier.ErrExists, "that name is taken", "Choose another name."},
		{fichier.ErrNotEmpty, "the folder still holds something", "Erase what it holds first."},
		{fichier.ErrBusy, "too many downloads run at once", "Wait for one to end."},
		{fichier.ErrLimit, "it is more than 1fichier takes", "A file may have 300 GB, one upload 500 files and 500 GB."},
		{fichier.ErrName, "1fichier can't keep this name", "Rename it; a folder's name has at most 250 characters."},
		{fichier.ErrLink, "that is not a 1fichier link", "Copy it once more, as a whole."},
		{fichier.ErrInvalid, "1fichier would not accept it", "Change it and try again."},
		{fichier.ErrNoRange, "1fichier does not resume this download", "Start it again from the beginning."},
		{fichier.ErrHost, "the answer names a host that is not 1fichier's", "Nothing was sent there. Check the network and --api-url."},
		{fichier.ErrRejected, "1fichier refused the upload", "Nothing was stored. Try again, or rename the file."},
		{fichier.ErrBadAnswer, "the answer makes no sense", "A proxy or a login page may sit in between; try again later."},
		{fichier.ErrServer, "1fichier has trouble of its own", "Try again in some minutes."},
		{fichier.ErrRefused, "1fichier refused it", "Log in at https://1fichier.com and look there."},
	}
}

// modelReasons tells why an entry can't be copied or a tree can't do something.
func modelReasons() []reason {
	return []reason{
		{model.ErrHere, "it is already here", ""},
		{model.ErrInto, "a folder can't go into itself", "Choose another place."},
		{model.ErrEmptyFile, "1fichier can't store an empty file", "It is left out; everything else goes on."},
		{model.ErrTooBig, "it is larger than 1fichier takes: 300 GB, 50 GB on a free account", "Split it, or upload a part of it."},
		{model.ErrBadName, "its name can't exist there", "Rename it first, or give another name."},
		{model.ErrSpecial, "it is no file but a device, a pipe or a socket", "It is left out; everything else goes on."},
		{model.ErrBrokenLink, "it is a link that leads to nothing", "It is left out; everything else goes on."},
		{model.ErrFolderLink, "it is a link to a folder, and those are not followed", "Copy the folder that it leads to."},
		{model.ErrLoop, "it is a link that leads back to its own folder", "It is left out; everything else goes on."},
		{model.ErrTooDeep, "too many folders lie inside each other", "Copy an inner folder by itself."},
		{model.ErrNotFetched, "only the account can fetch this link", "Drop it on an account folder."},
		{model.ErrUnreadable, "it can't be read", "Ask for the permission to read it."},
		{model.ErrChanged, "it changed meanwhile", "Try again when nothing writes to it."},
		{model.ErrMismatch, "the copy's checksum differs", "Nothing was replaced. Try again; if it comes back, the file or the line is damaged."},
		{model.ErrNoSpace, "no space is left", "Free some space; what is here already is kept."},
		{model.ErrVolume, "the disk's file system takes no file of that size", "Choose another disk; FAT32 ends at 4 GB."},
		{model.ErrUnverified, "its checksum could not be compared, so the source stays", "Look at the copy before you erase the source."},
		{model.ErrUnresolved, "some names are taken and nobody has decided", "Say what is to be done with them."},
		{model.ErrCancelled, "it was cancelled", "What is here already is kept."},
		{model.ErrInternal, "onefm made a mistake", "Start it again with --log and report what the log says."},
		{model.ErrStuck, "the disk does not answer", "A network disk may be gone; check it, or go elsewhere."},
		{model.ErrBusy, "another job or program writes there", "Wait for it to end."},
		{model.ErrReadOnly, "it is read-only", "Choose another place, or ask its owner for the right to write."},
		{model.ErrUnknown, "it was never looked at, and can't be now", "Try again when 1fichier can be reached."},
		{model.ErrNotFolder, "it is not a folder", "Choose a folder."},
		{model.ErrUnsupported, "that is not possible here", ""},
		{model.ErrEmptyPath, "no path was given", "Type one, such as /home or 1f:/Films."},
	}
}

// localReasons tells the kinds of the disk and the operating system.
func localReasons() []reason {
	return append(platformReasons(), []reason{
		{syscall.ENOSPC, "no space is left on the disk", "Free some space; what is here already is kept."},
		{syscall.EDQUOT, "the disk quota is used up", "Free some space; what is here already is kept."},
		{syscall.EROFS, "the disk is read-only", "Choose another place."},
		{syscall.ENAMETOOLONG, "the name is too long for this disk", "Rename it."},
		{syscall.ELOOP, "its links lead in a circle", "Remove one of the links."},
		{syscall.EIO, "the disk has trouble reading or writing", "Check the disk."},
		{syscall.EMFILE, "too many files are open", "Close other programs, or raise the limit (ulimit -n)."},
		{syscall.EBUSY, "another program uses it", "Close that program."},
		{syscall.ENOTEMPTY, "the folder still holds something", "Erase what it holds first."},
		{syscall.ENOTDIR, "it is not a folder", "Choose a folder."},
		{syscall.EISDIR, "it is a folder", "Choose a file."},
		{fs.ErrPermission, "you may not", "Ask for the permission, or choose another place."},
		{fs.ErrNotExist, "it is no longer there", "Refresh the folder."},
		{fs.ErrExist, "that name is taken", "Choose another name."},
		{fs.ErrInvalid, "that name or path can't be used", "Give another one."},
	}...)
}

// lastReasons are those that wrap a more telling cause when there is one.
func lastReasons() []reason {
	return []reason{
		{fichier.ErrSource, "the file could not be read as it was announced", "Something changes it; try again when that is done."},
		{context.Canceled, "it was cancelled", ""},
		{context.DeadlineExceeded, "it took too long", "Check the network and try again."},
		{fichier.ErrNetwork, "1fichier can't be reached", "Check the network. What was seen before can still be browsed."},
	}
}
