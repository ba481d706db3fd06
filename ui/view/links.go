package view

import "image"

// linkSheet shows links as text, as hyperlinks and as a QR code, which another
// device's camera can read off the screen.
func (p *painter) linkSheet(d *LinkSheet) {
	inner := p.inner(sheetWide)
	var note, links []block
	if d.Note != "" {
		note = ranked(spareHelp, p.paragraph(p.ruler.Safe(d.Note), inner, Text))
	}
	for i, link := range d.Links {
		links = append(links, p.url(link, i, 0, inner)...)
	}
	code := p.qr(d.QR, inner)
	room := p.listRoom(sheetWide, d.Buttons, len(note)+len(links)+len(code))
	if room < 0 {
		code = ranked(spareAside, p.paragraph("The window is too low for the QR code.", inner, Muted))
		room = 2
	}
	p.sheet(d.Title, inner, spaced(room, note, links, code), d.Buttons, d.Focus, false)
}

// spaced puts the parts that are not empty below each other, with an empty line
// between them while there are lines to spare.
func spaced(spare int, parts ...[]block) []block {
	var all []block
	for _, part := range parts {
		if len(part) > 0 && len(all) > 0 && spare > 0 {
			all = append(all, block{})
			spare--
		}
		all = append(all, part...)
	}
	return all
}

// quiet is how many light modules surround a QR code. Cameras ask for four on
// paper; on a screen two are enough.
const quiet = 2

// qr draws a code in half blocks, two modules a cell. ASCII has nothing solid to
// draw it with.
func (p *painter) qr(q QR, inner int) []block {
	if q.size == 0 || p.t.opts.ASCII {
		return nil
	}
	w := q.size + 2*quiet
	if w > inner {
		return ranked(spareAside, p.paragraph("The window is too narrow for the QR code.", inner, Muted))
	}
	// Without colours the cells are those of the terminal: on a dark one the
	// character is light.
	inverted := p.t.worded() && !p.t.opts.Light
	var blocks []block
	for y := -quiet; y < q.size+quiet; y += 2 {
		blocks = append(blocks, block{draw: func(r image.Rectangle) {
			x0 := r.Min.X + (r.Dx()-w)/2
			for x := range w {
				upper, lower := q.at(x-quiet, y), q.at(x-quiet, y+1)
				if y+1 >= q.size+quiet {
					lower = inverted // below the square: nothing
				}
				at := line(r.Min.Y, x0+x, x0+x+1)
				p.fill(at, halfBlock(upper != inverted, lower != inverted), Paper)
			}
		}})
	}
	return blocks
}

func halfBlock(upper, lower bool) rune {
	switch {
	case upper && lower:
		return '█'
	case upper:
		return '▀'
	case lower:
		return '▄'
	}
	return ' '
}
