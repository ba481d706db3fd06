package words

import "syscall"

// platformReasons tells the codes of Windows that the portable ones do not match.
func platformReasons() []reason {
	return []reason{
		{syscall.Errno(112), "no space is left on the disk", "Free some space; what is here already is kept.", false},
		{syscall.Errno(39), "no space is left on the disk", "Free some space; what is here already is kept.", false},
		{syscall.Errno(19), "the disk is read-only", "Choose another place.", false},
		{syscall.Errno(32), "another program uses it", "Close that program.", false},
		{syscall.Errno(123), "Windows can't hold this name", "Rename it.", false},
		{syscall.Errno(206), "the name is too long for this disk", "Rename it.", false},
	}
}
