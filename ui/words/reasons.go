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
		{model.ErrNoKey, "no API key is known", "Log in with the one from " + KeyPage + ".", false},
		{fichier.ErrAuth, "1fichier refused the API key", "Make a new one at " + KeyPage + " and log in again.", false},
		{fichier.ErrAccount, "1fichier has locked the account, or wants it confirmed", "Log in at https://1fichier.com and look there.", false},
		{fichier.ErrFlood, "1fichier asks to wait", "Nothing is sent until then; leave it alone for a while.", false},
		{fichier.ErrTooSoon, "1fichier was asked a moment ago", "Try again in half a minute.", false},
		{fichier.ErrTier, "the account's offer does not include this", "It needs Premium or Access, or CDN credits.", false},
		{fichier.ErrVPN, "1fichier takes this line for a server's or a VPN's", "Use CDN credits, Premium GOLD, or another line.", false},
		{fichier.ErrLocation, "the account is in use at another place", "Stop it there, or try again in 5 min.", false},
		{fichier.ErrPassword, "it needs a password, or the one given is wrong", "Enter the password that its owner has set.", false},
		{fichier.ErrUnavailable, "its owner is locked by 1fichier", "Nobody can have this file now; look for another source.", false},
		{fichier.ErrForbidden, "access is refused", "Its owner may limit it to addresses, countries, people or offers; ask there.", false},
		{fichier.ErrQuota, "no space is left in the account", "Erase something, or extend the quota at https://1fichier.com.", false},
		{fichier.ErrInDoubt, "it was sent, but the answer was lost", "Look into the folder before sending it again.", false},
		{fichier.ErrPending, "1fichier is still processing it", "It shows up by itself in a few minutes.", false},
		{fichier.ErrExpired, "the download ticket is too old", "Start the download again; what is here already is kept.", false},
		{fichier.ErrNotFound, "it is no longer there", "Refresh the folder; somebody may have moved or erased it.", false},
		{fichier.ErrNoChange, "it is already as asked for", "", false},
		{fichier.ErrExists, "that name is taken", "Choose another name.", false},
		{fichier.ErrNotEmpty, "the folder still holds something", "Erase what it holds first.", false},
		{fichier.ErrBusy, "too many downloads run at once", "Wait for one to end.", false},
		{fichier.ErrLimit, "it is more than 1fichier takes", "A file may have 300 GB, one upload 500 files and 500 GB.", false},
		{fichier.ErrName, "1fichier can't keep this name", "Rename it; a folder's name has at most 250 characters.", true},
		{fichier.ErrLink, "that is not a 1fichier link", "Copy it once more, as a whole.", true},
		{fichier.ErrInvalid, "1fichier would not accept it", "Change it and try again.", true},
		{fichier.ErrNoRange, "1fichier does not resume this download", "Start it again from the beginning.", false},
		{fichier.ErrHost, "the answer names a host that is not 1fichier's", "Nothing was sent there. Check the network and --api-url.", false},
		{fichier.ErrRejected, "1fichier refused the upload", "Nothing was stored. Try again, or rename the file.", true},
		{fichier.ErrBadAnswer, "the answer makes no sense", "A proxy or a login page may sit in between; try again later.", false},
		{fichier.ErrServer, "1fichier has trouble of its own", "Try again in some minutes.", false},
		{fichier.ErrRefused, "1fichier refused it", "Log in at https://1fichier.com and look there.", true},
	}
}

// modelReasons tells why an entry can't be copied or a tree can't do something.
func modelReasons() []reason {
	return []reason{
		{model.ErrHere, "it is already here", "", false},
		{model.ErrInto, "a folder can't go into itself", "Choose another place.", false},
		{model.ErrEmptyFile, "1fichier can't store an empty file", "It is left out; everything else goes on.", false},
		{model.ErrTooBig, "it is larger than 1fichier takes: 300 GB, 50 GB on a free account", "Split it, or upload a part of it.", false},
		{model.ErrBadName, "its name can't exist there", "Rename it first, or give another name.", false},
		{model.ErrSpecial, "it is no file but a device, a pipe or a socket", "It is left out; everything else goes on.", false},
		{model.ErrBrokenLink, "it is a link that leads to nothing", "It is left out; everything else goes on.", false},
		{model.ErrFolderLink, "it is a link to a folder, and those are not followed", "Copy the folder that it leads to.", false},
		{model.ErrLoop, "it is a link that leads back to its own folder", "It is left out; everything else goes on.", false},
		{model.ErrTooDeep, "too many folders lie inside each other", "Copy an inner folder by itself.", false},
		{model.ErrNotFetched, "only the account can fetch this link", "Drop it on an account folder.", false},
		{model.ErrUnreadable, "it can't be read", "Ask for the permission to read it.", false},
		{model.ErrChanged, "it changed meanwhile", "Try again when nothing writes to it.", false},
		{model.ErrMismatch, "the copy's checksum differs", "Nothing was replaced. Try again; if it comes back, the file or the line is damaged.", false},
		{model.ErrNoSpace, "no space is left", "Free some space; what is here already is kept.", false},
		{model.ErrVolume, "the disk's file system takes no file of that size", "Choose another disk; FAT32 ends at 4 GB.", false},
		{model.ErrUnverified, "its checksum could not be compared, so the source stays", "Look at the copy before you erase the source.", false},
		{model.ErrUnresolved, "some names are taken and nobody has decided", "Say what is to be done with them.", false},
		{model.ErrCancelled, "it was cancelled", "What is here already is kept.", false},
		{model.ErrInternal, "onefm made a mistake", "Start it again with --log and report what the log says.", false},
		{model.ErrCut, "1fichier tells only a part of what the folder holds", "Spread its files over several folders; it lists 5,000 of each.", false},
		{model.ErrNotMoved, "a link can only be copied, not moved", "Copy it.", false},
		{model.ErrStuck, "the disk does not answer", "A network disk may be gone; check it, or go elsewhere.", false},
		{model.ErrBusy, "another job or program writes there", "Wait for it to end.", false},
		{model.ErrBegun, "a job that was interrupted has begun it", "Resume that job in the queue, or cancel it.", false},
		{model.ErrReadOnly, "it is read-only", "Choose another place, or ask its owner for the right to write.", false},
		{model.ErrUnknown, "it was never looked at, and can't be now", "Try again when 1fichier can be reached.", false},
		{model.ErrNotFolder, "it is not a folder", "Choose a folder.", false},
		{model.ErrUnsupported, "that is not possible here", "", false},
		{model.ErrEmptyPath, "no path was given", "Type one, such as /home or 1f:/Films.", false},
	}
}

// localReasons tells the kinds of the disk and the operating system.
func localReasons() []reason {
	return append(platformReasons(), []reason{
		{syscall.ENOSPC, "no space is left on the disk", "Free some space; what is here already is kept.", false},
		{syscall.EDQUOT, "the disk quota is used up", "Free some space; what is here already is kept.", false},
		{syscall.EROFS, "the disk is read-only", "Choose another place.", false},
		{syscall.ENAMETOOLONG, "the name is too long for this disk", "Rename it.", false},
		{syscall.ELOOP, "its links lead in a circle", "Remove one of the links.", false},
		{syscall.EIO, "the disk has trouble reading or writing", "Check the disk.", false},
		{syscall.EMFILE, "too many files are open", "Close other programs, or raise the limit (ulimit -n).", false},
		{syscall.EBUSY, "another program uses it", "Close that program.", false},
		{syscall.ENOTEMPTY, "the folder still holds something", "Erase what it holds first.", false},
		{syscall.ENOTDIR, "it is not a folder", "Choose a folder.", false},
		{syscall.EISDIR, "it is a folder", "Choose a file.", false},
		{fs.ErrPermission, "you may not", "Ask for the permission, or choose another place.", false},
		{fs.ErrNotExist, "it is not there", "Check the name, or refresh.", false},
		{fs.ErrExist, "that name is taken", "Choose another name.", false},
		{fs.ErrInvalid, "that name or path can't be used", "Give another one.", false},
	}...)
}

// lastReasons are those that wrap a more telling cause when there is one.
func lastReasons() []reason {
	return []reason{
		{fichier.ErrSource, "the file could not be read as it was announced", "Something changes it; try again when that is done.", false},
		{context.Canceled, "it was cancelled", "", false},
		{context.DeadlineExceeded, "it took too long", "Check the network and try again.", false},
		{fichier.ErrNetwork, "1fichier can't be reached", "Check the network. What was seen before can still be browsed.", false},
	}
}
