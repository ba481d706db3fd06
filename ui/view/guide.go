package view

import (
	"image"

	"onefm/ui/words"
)

// guide draws the first start: where the key is made, paste, check, keep.
func (p *painter) guide(d *Guide) {
	inner := p.inner(sheetWide)
	blocks := []block{{}}
	if d.State == GuideDone {
		blocks = append(blocks, p.guideDone(d, inner)...)
	} else {
		blocks = append(blocks, p.guideSteps(d, inner)...)
	}
	p.sheet("Welcome to onefm", inner, blocks, d.Buttons, d.Focus, false)
}

func (p *painter) guideSteps(d *Guide, inner int) []block {
	blocks := p.paragraph("onefm speaks to 1fichier with the API key of your account.", inner, Text)
	blocks = append(blocks, block{},
		block{text: "1  Log in and get the key from the page “Parameters”:", style: Text},
		block{draw: func(r image.Rectangle) { p.url(r, 3, d.URL, 0) }},
		block{},
		block{text: "2  Paste it here:", style: Text},
		block{draw: func(r image.Rectangle) {
			r.Min.X = min(r.Min.X+3, r.Max.X)
			p.field(r, &d.Field, d.Focus < 0 && d.State != GuideChecking)
		}})
	switch d.State {
	case GuideChecking:
		blocks = append(blocks, block{text: "   Checking it with one call to 1fichier …", style: Accent})
	case GuideRefused:
		blocks = append(blocks, indented(p.hint(d.Error.What, "", inner-3))...)
		blocks = append(blocks, indented(p.paragraph(p.ruler.Safe(d.Error.Do), inner-3, Muted))...)
	default:
		blocks = append(blocks, block{text: "   It goes into the system's keyring, never into a file.", style: Muted})
	}
	blocks = append(blocks, block{})
	tiers := d.Tiers
	if len(tiers) == 0 {
		tiers = words.Tiers()
	}
	for _, s := range tiers {
		blocks = append(blocks, p.paragraph(p.ruler.Safe(s), inner, Muted)...)
	}
	return blocks
}

// indented moves lines below the text of a numbered step.
func indented(blocks []block) []block {
	for i := range blocks {
		blocks[i].text = "   " + blocks[i].text
	}
	return blocks
}

func (p *painter) guideDone(d *Guide, inner int) []block {
	blocks := []block{{text: p.t.glyph.notices[Good] + " The key works.", style: Success}}
	if d.Offer != "" {
		blocks = append(blocks, p.paragraph(p.ruler.Safe(d.Offer), inner, Text)...)
	}
	if d.Kept != "" {
		blocks = append(blocks, block{})
		blocks = append(blocks, p.paragraph("It is kept in "+p.ruler.Safe(d.Kept)+".", inner, Text)...)
	}
	return blocks
}

// url draws a link that the terminal may open, indented.
func (p *painter) url(r image.Rectangle, indent int, url string, index int) {
	r.Min.X = min(r.Min.X+indent, r.Max.X)
	shown := p.ruler.TruncateMiddle(p.ruler.Safe(url), r.Dx())
	n := p.text(r.Min.X, r.Min.Y, r.Dx(), shown, Accent)
	at := line(r.Min.Y, r.Min.X, r.Min.X+n)
	p.zone(at, Target{Part: PartLink, Index: index})
	if isLink(url) {
		p.hyperlink(at, url)
	}
}

// isLink reports whether s can be sent in an OSC 8 sequence: printable ASCII
// without blanks, and of a scheme that only opens pages.
func isLink(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	const web, plain = "https://", "http://"
	return len(s) > len(web) && s[:len(web)] == web || len(s) > len(plain) && s[:len(plain)] == plain
}
