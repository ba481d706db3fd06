package words

import "onefm/model/mirror"

// Stored tells what a person should know of the data that the mirror keeps.
func Stored(n mirror.Notice) string {
	why := ""
	if n.Err != nil {
		why = " (" + Safe(n.Err.Error()) + ")"
	}
	switch n.Kind {
	case mirror.Odd:
		return "Not all that 1fichier told of " + Safe(n.Path) + " can be true" + why + "; the rest is used."
	case mirror.SetAside:
		return "What was known of the account could not be used" + why + "; it is kept as " + Safe(n.Path) + "."
	case mirror.QueueSetAside:
		return "The queue of transfers could not be used" + why + "; its jobs are forgotten, start them again. It is kept as " + Safe(n.Path) + "."
	case mirror.InMemory:
	}
	return "Nothing can be remembered between starts" + why + "."
}
