// Package view draws. It turns values into text and points into targets, and
// knows nothing else: no terminal, no clock, no files, no network.
//
// A caller fills [Values] with what is to be seen, asks [Arrange] once for each
// size of the window (or change of [Options]) where things go, and then calls
// [Screen] as often as it likes. [Hit] answers what lies under a point and
// [Caret] where the terminal's cursor belongs; both walk through the functions
// that draw, so what is seen and what is clicked never disagree.
//
// Names and messages are given raw. Every text passes words.Safe on its way to
// the grid, so no name can carry a control byte to the terminal.
//
// The grid has exactly the size of the [Layout]: Screen returns as many lines as
// it is high, each exactly as many cells wide, at any size from 1×1.
package view
