package mishap

import (
	"context"
	"io"
	"io/fs"
	"os"

	"onefm/fichier"
	"onefm/model"
)

// kind is an error that is told apart, and its word in what is written down: the
// words are read by later versions.
type kind struct {
	is   error
	word string
}

func kinds() []kind {
	return []kind{
		{fichier.ErrAuth, "fichier.auth"},
		{fichier.ErrNotFound, "fichier.not_found"},
		{fichier.ErrFlood, "fichier.flood"},
		{fichier.ErrTier, "fichier.tier"},
		{fichier.ErrPassword, "fichier.password"},
		{fichier.ErrForbidden, "fichier.forbidden"},
		{fichier.ErrQuota, "fichier.quota"},
		{fichier.ErrUnavailable, "fichier.unavailable"},
		{fichier.ErrAccount, "fichier.account"},
		{fichier.ErrLocation, "fichier.location"},
		{fichier.ErrVPN, "fichier.vpn"},
		{fichier.ErrNoChange, "fichier.no_change"},
		{fichier.ErrExists, "fichier.exists"},
		{fichier.ErrNotEmpty, "fichier.not_empty"},
		{fichier.ErrTooSoon, "fichier.too_soon"},
		{fichier.ErrBusy, "fichier.busy"},
		{fichier.ErrBadAnswer, "fichier.bad_answer"},
		{fichier.ErrServer, "fichier.server"},
		{fichier.ErrNetwork, "fichier.network"},
		{fichier.ErrInDoubt, "fichier.in_doubt"},
		{fichier.ErrPending, "fichier.pending"},
		{fichier.ErrRejected, "fichier.rejected"},
		{fichier.ErrName, "fichier.name"},
		{fichier.ErrLink, "fichier.link"},
		{fichier.ErrInvalid, "fichier.invalid"},
		{fichier.ErrNoRange, "fichier.no_range"},
		{fichier.ErrLimit, "fichier.limit"},
		{fichier.ErrExpired, "fichier.expired"},
		{fichier.ErrHost, "fichier.host"},
		{fichier.ErrSource, "fichier.source"},
		{fichier.ErrRefused, "fichier.refused"},
		{model.ErrUnknown, "model.unknown"},
		{model.ErrNotFolder, "model.not_folder"},
		{model.ErrInto, "model.into"},
		{model.ErrUnsupported, "model.unsupported"},
		{model.ErrReadOnly, "model.read_only"},
		{model.ErrHere, "model.here"},
		{model.ErrBadName, "model.bad_name"},
		{model.ErrEmptyFile, "model.empty_file"},
		{model.ErrTooBig, "model.too_big"},
		{model.ErrSpecial, "model.special"},
		{model.ErrBrokenLink, "model.broken_link"},
		{model.ErrFolderLink, "model.folder_link"},
		{model.ErrLoop, "model.loop"},
		{model.ErrTooDeep, "model.too_deep"},
		{model.ErrCut, "model.cut"},
		{model.ErrNotMoved, "model.not_moved"},
		{model.ErrNotFetched, "model.not_fetched"},
		{model.ErrUnreadable, "model.unreadable"},
		{model.ErrChanged, "model.changed"},
		{model.ErrMismatch, "model.mismatch"},
		{model.ErrNoSpace, "model.no_space"},
		{model.ErrVolume, "model.volume"},
		{model.ErrStuck, "model.stuck"},
		{model.ErrBusy, "model.busy"},
		{model.ErrBegun, "model.begun"},
		{model.ErrNoKey, "model.no_key"},
		{model.ErrUnresolved, "model.unresolved"},
		{model.ErrUnverified, "model.unverified"},
		{model.ErrCancelled, "model.cancelled"},
		{model.ErrInternal, "model.internal"},
		{model.ErrEmptyPath, "model.empty_path"},
		{fs.ErrNotExist, "fs.not_exist"},
		{fs.ErrExist, "fs.exist"},
		{fs.ErrPermission, "fs.permission"},
		{fs.ErrInvalid, "fs.invalid"},
		{fs.ErrClosed, "fs.closed"},
		{os.ErrDeadlineExceeded, "os.deadline"},
		{context.Canceled, "context.canceled"},
		{context.DeadlineExceeded, "context.deadline"},
		{io.ErrUnexpectedEOF, "io.unexpected_eof"},
	}
}
