package view

import "rsc.io/qr"

// QR is a square of light and dark modules. The zero QR draws nothing.
type QR struct {
	size  int
	black []bool
}

// NewQR encodes text with the lowest redundancy, which gives the smallest
// square: a screen has no stains. It fails on text too long for any QR code.
func NewQR(text string) (QR, error) {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return QR{}, err
	}
	q := QR{size: code.Size, black: make([]bool, code.Size*code.Size)}
	for y := range q.size {
		for x := range q.size {
			q.black[y*q.size+x] = code.Black(x, y)
		}
	}
	return q, nil
}

// at reports whether the module is dark; all around the square is light.
func (q QR) at(x, y int) bool {
	return x >= 0 && y >= 0 && x < q.size && y < q.size && q.black[y*q.size+x]
}
