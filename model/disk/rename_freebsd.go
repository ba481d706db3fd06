package disk

import "errors"

// renameUnique renames and never replaces, as well as [renameByLink] can.
func renameUnique(from, to string) error { return renameByLink(from, to) }

func renameUniqueAt(int, string, string) error { return errors.ErrUnsupported }
