// Package model says what is true about files, without a terminal and without a
// network: a [Path] names a place on one side, an [Entry] is one row of a
// folder, a [Tree] is one whole side (the local disk or the account).
//
// The two trees are model/disk and model/mirror. Everything above them – plans,
// transfers, the window, the command line – speaks to this interface only, so a
// rule that holds here holds on both sides.
package model
