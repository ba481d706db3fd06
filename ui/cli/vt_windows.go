package cli

import (
	"os"

	"golang.org/x/sys/windows"
)

// understands makes a console take escape sequences, and reports whether it does.
func understands(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return true
	}
	var mode uint32
	console := windows.Handle(f.Fd())
	if windows.GetConsoleMode(console, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
