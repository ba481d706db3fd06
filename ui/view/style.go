package view

// Style is a meaning that a cell can have. The theme says how it looks.
type Style uint8

// The styles.
const (
	Text        Style = iota // the terminal's own colours
	Muted                    // second in rank, still to be read
	Strong                   // first in rank
	Accent                   // what to look at
	Danger                   // it failed, or it destroys
	Warning                  // it may go wrong, it waits
	Success                  // it worked, it is verified
	Container                // what can be entered
	Cursor                   // where keys act
	CursorIdle               // where they would act, in the part without the keys
	Mark                     // chosen
	CursorMark               // chosen, and keys act here
	Armed                    // pressed, may be dragged
	Dimmed                   // on its way elsewhere, or not to be had now
	Lit                      // a drop goes here
	Border                   // around what has not the keys
	BorderFocus              // around what has them
	Shortcut                 // a key to press
	Entry                    // text being typed
	MutedRaised              // second in rank on the ground of Entry and CursorIdle
	Progress                 // what is done
	Remainder                // what is not
	Carried                  // what hangs at the pointer
	Refused                  // what hangs there and can't be dropped
	Paper                    // black on white, whatever the theme
	styleCount
)
