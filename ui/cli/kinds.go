package cli

import (
	"context"
	"io/fs"

	"onefm/fichier"
	"onefm/model"
)

// named is an error that scripts can tell apart.
type named struct {
	is   error
	word string
}

// kinds lists the words of --json for failures, the more exact ones first.
func kinds() []named {
	return []named{
		{context.Canceled, "interrupted"},
		{model.ErrNoKey, "no_key"},
		{fichier.ErrAuth, "key_refused"},
		{fichier.ErrAccount, "account_locked"},
		{fichier.ErrFlood, "locked"},
		{fichier.ErrTooSoon, "too_soon"},
		{fichier.ErrTier, "tier"},
		{fichier.ErrPassword, "password"},
		{fichier.ErrQuota, "quota"},
		{fichier.ErrVPN, "line"},
		{fichier.ErrLocation, "location"},
		{fichier.ErrBusy, "busy"},
		{fichier.ErrUnavailable, "unavailable"},
		{fichier.ErrInDoubt, "in_doubt"},
		{fichier.ErrPending, "pending"},
		{fichier.ErrRejected, "rejected"},
		{fichier.ErrNotEmpty, "not_empty"},
		{fichier.ErrLink, "bad_link"},
		{fichier.ErrForbidden, "forbidden"},
		{fichier.ErrNetwork, "network"},
		{fichier.ErrServer, "server"},
		{fichier.ErrBadAnswer, "bad_answer"},
		{model.ErrMismatch, "checksum"},
		{model.ErrUnverified, "unverified"},
		{model.ErrEmptyFile, "empty"},
		{model.ErrTooBig, "too_big"},
		{model.ErrBadName, "bad_name"},
		{fichier.ErrName, "bad_name"},
		{model.ErrSpecial, "not_a_file"},
		{model.ErrBrokenLink, "broken_symlink"},
		{model.ErrFolderLink, "folder_symlink"},
		{model.ErrLoop, "loop"},
		{model.ErrTooDeep, "too_deep"},
		{model.ErrNotFetched, "foreign_link"},
		{model.ErrHere, "already_there"},
		{model.ErrInto, "into_itself"},
		{model.ErrChanged, "changed"},
		{model.ErrNoSpace, "no_space"},
		{model.ErrVolume, "too_big"},
		{model.ErrReadOnly, "read_only"},
		{model.ErrUnreadable, "unreadable"},
		{model.ErrStuck, "stuck"},
		{model.ErrBusy, "busy"},
		{model.ErrBegun, "begun"},
		{model.ErrNotFolder, "not_a_folder"},
		{model.ErrUnsupported, "unsupported"},
		{model.ErrCancelled, "interrupted"},
		{errFolder, "is_a_folder"},
		{errNothingKnown, "nothing_known"},
		{fs.ErrNotExist, "not_found"},
		{fs.ErrExist, "exists"},
		{fs.ErrPermission, "permission"},
	}
}
