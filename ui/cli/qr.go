package cli

import (
	"strings"

	"rsc.io/qr"
)

// quietZone is how many light modules surround a QR code; readers ask for four,
// and do with two.
const quietZone = 2

// qrCode draws text as a QR code, two modules in one character. Light modules are
// drawn, dark ones are left: as most terminals are dark. Both colours are set, so
// that it can be read on a light one too.
func qrCode(text string) (string, error) {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for y := -quietZone; y < code.Size+quietZone; y += 2 {
		if y > -quietZone {
			b.WriteByte('\n')
		}
		for x := -quietZone; x < code.Size+quietZone; x++ {
			top := !code.Black(x, y)
			bottom := !code.Black(x, y+1) && y+1 < code.Size+quietZone
			b.WriteString(halfBlock(top, bottom))
		}
	}
	return b.String(), nil
}

func halfBlock(top, bottom bool) string {
	switch {
	case top && bottom:
		return "█"
	case top:
		return "▀"
	case bottom:
		return "▄"
	}
	return " "
}
