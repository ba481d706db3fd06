package fichier

import (
	"strconv"
	"time"
)

const (
	// spacing lies between any two calls, so that they come evenly.
	spacing = 350 * time.Millisecond
	// The service allows three calls a second (1fichier-api §2), counted when they
	// arrive. A call arrives before its answer does, so one that leaves a second
	// after the answer to the third last can't be a fourth. Until there is an answer
	// a call counts as held up on its way, by delay at most: a service that thinks
	// for longer shall not slow everything down.
	callsASecond = 3
	second       = time.Second + 10*time.Millisecond
	delay        = 250 * time.Millisecond
	// margin is added to the longer rules: a first call that was slow on its way and
	// a second that was fast arrive closer together than they left.
	margin = time.Second
	// patience is how long a call waits for a rule; what takes longer is ErrTooSoon.
	patience = time.Second

	listingEvery = 30*time.Second + margin // one folder
	accountEvery = 5*time.Minute + margin  // user/info
	everyEvery   = time.Hour + margin      // all files of the account
)

// CallRule keeps any two calls apart.
func CallRule() Rule { return Rule{Key: "*", Every: spacing} }

// RateRule keeps the calls of a second few, however their way delays them. A call
// that is answered is recorded anew, see [admission.answered].
func RateRule() Rule { return Rule{Key: "rate", Every: second + delay, Slots: callsASecond} }

// withAll adds the rules that all calls share.
func withAll(rules []Rule) []Rule { return append([]Rule{CallRule(), RateRule()}, rules...) }

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
