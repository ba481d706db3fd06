package view

import (
	"image"
	"strings"

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
	blocks := ranked(spareAside, p.paragraph("onefm speaks to 1fichier with the API key of your account.", inner, Text))
	blocks = append(blocks, block{})
	blocks = append(blocks, p.step("1", "Log in and get the key from the page “Parameters”:", inner)...)
	blocks = append(blocks, p.url(d.URL, 0, stepIndent, inner)...)
	blocks = append(blocks, block{})
	blocks = append(blocks, p.step("2", "Paste it here:", inner)...)
	blocks = append(blocks, block{draw: func(r image.Rectangle) {
		r.Min.X = min(r.Min.X+stepIndent, r.Max.X)
		p.field(r, &d.Field, d.Focus < 0 && d.State != GuideChecking)
	}})
	blocks = append(blocks, p.guideState(d, inner-stepIndent)...)
	blocks = append(blocks, block{})
	tiers := d.Tiers
	if len(tiers) == 0 {
		tiers = words.Tiers()
	}
	for _, s := range tiers {
		blocks = append(blocks, ranked(spareAside, p.paragraph(p.ruler.Safe(s), inner, Muted))...)
	}
	return blocks
}

// stepIndent is where the text of a numbered step begins.
const stepIndent = 3

// step is a numbered sentence.
func (p *painter) step(number, s string, inner int) []block {
	blocks := indented(p.paragraph(p.ruler.Safe(s), inner-stepIndent, Text))
	blocks[0].text = number + "  " + blocks[0].text[stepIndent:]
	return blocks
}

// guideState tells below the field how its key fares.
func (p *painter) guideState(d *Guide, inner int) []block {
	switch d.State {
	case GuideChecking:
		return indented(p.paragraph("Checking it with one call to 1fichier.", inner, Accent))
	case GuideRefused:
		return append(indented(p.hint(d.Error.What, "", inner)),
			indented(ranked(spareHelp, p.paragraph(p.ruler.Safe(d.Error.Do), inner, Muted)))...)
	case GuideAsk, GuideDone:
	}
	return indented(ranked(spareHelp, p.paragraph("It goes into the system's keyring, never into a file.", inner, Muted)))
}

// indented moves lines below the text of a numbered step.
func indented(blocks []block) []block {
	for i := range blocks {
		blocks[i].text = strings.Repeat(" ", stepIndent) + blocks[i].text
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

// url draws a link that the terminal may open. It is never cut: somebody may have
// to pick it up by hand.
func (p *painter) url(url string, index, indent, inner int) []block {
	var blocks []block
	for rest := p.ruler.Safe(url); rest != ""; {
		piece := p.ruler.Cut(rest, max(inner-indent, 1))
		rest = rest[len(piece):]
		blocks = append(blocks, block{draw: func(r image.Rectangle) {
			r.Min.X = min(r.Min.X+indent, r.Max.X)
			n := p.text(r.Min.X, r.Min.Y, r.Dx(), piece, Accent)
			at := line(r.Min.Y, r.Min.X, r.Min.X+n)
			p.zone(at, Target{Part: PartLink, Index: index})
			if isLink(url) {
				p.hyperlink(at, url)
			}
		}})
	}
	return blocks
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
