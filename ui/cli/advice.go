package cli

import (
	"errors"
	"io/fs"
	"strings"

	"onefm/fichier"
	"onefm/model"
	"onefm/ui/words"
)

// notice is what a person at a shell is told. It is the window's text, but for
// what is said in terms of commands here.
func notice(err error, c words.Context) words.Notice {
	why, do := advice(err, strings.HasPrefix(c.Name, model.AccountPrefix))
	n := words.Error(err, c)
	if why != "" {
		n = words.Error(errors.New(why), c)
	}
	if do != "" {
		n.Do = do
	}
	return n
}

// advice returns other words for some failures; empty ones stay.
func advice(err error, account bool) (why, do string) {
	var items *model.ItemsError
	switch {
	case errors.As(err, &items):
	case errors.Is(err, model.ErrNoKey):
		do = "Run onefm login, or put the key into FICHIER_API_KEY; it is made at " + words.KeyPage + "."
	case errors.Is(err, fichier.ErrAuth):
		do = "Make a new one at " + words.KeyPage + " and run onefm login."
	case errors.Is(err, model.ErrNotFetched):
		do = "Copy it into the account: onefm cp LINK 1f:/FOLDER/."
	case errors.Is(err, errNothingKnown):
		do = "Run the command with --sync, or look into a folder with onefm ls."
	case errors.Is(err, errFolder):
		why = "it is a folder, and -r is not given"
	case errors.Is(err, fs.ErrNotExist) && account:
		why, do = "there is no such file or folder", "What was changed elsewhere shows with onefm ls --refresh."
	case errors.Is(err, fs.ErrNotExist):
		why = "there is no such file or folder"
	}
	return why, do
}
