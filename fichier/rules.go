package fichier

import (
	"strconv"
	"time"
)

const (
	// spacing lies between any two calls. The service allows three a second
	// (1fichier-api §2), counted when they arrive; the rest is for requests that a
	// busy machine or line holds up.
	spacing = 400 * time.Millisecond
	// margin is added to the longer rules: a first call that was slow on its way and
	// a second that was fast arrive closer together than they left.
	margin = time.Second
	// patience is how long a call waits for a rule; what takes longer is ErrTooSoon.
	patience = time.Second

	listingEvery = 30*time.Second + margin // one folder
	accountEvery = 5*time.Minute + margin  // user/info
	everyEvery   = time.Hour + margin      // all files of the account
)

// CallRule is the rule that all calls share.
func CallRule() Rule { return Rule{Key: "*", Every: spacing} }

// ListRule is what [Client.Folder] takes: one folder, once in 30 s (1fichier-api §2).
func ListRule(id FolderID) Rule {
	return Rule{Key: "folder/" + strconv.FormatInt(int64(id), 10), Every: listingEvery}
}

// FilesRule is what [Client.Files] takes. The service may count both kinds of listing
// as one, so each that told files is recorded under both rules; but a folder/ls that
// left the files out may be followed by a file/ls at once.
func FilesRule(id FolderID) Rule {
	if id == AllFiles {
		return Rule{Key: "files/all", Every: everyEvery}
	}
	return Rule{Key: "files/" + strconv.FormatInt(int64(id), 10), Every: listingEvery}
}

// AccountRule is what [Client.Account] and [Client.SetAccount] take: once in five
// minutes, for reading and setting alike.
func AccountRule() Rule { return Rule{Key: "user/info", Every: accountEvery} }

// ownedBy tells the roots of other users' shares apart, which all have the id 0.
func ownedBy(owner string, r Rule) Rule {
	if owner != "" {
		r.Key += "/" + owner
	}
	return r
}
