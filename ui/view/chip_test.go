package view

import (
	"image"
	"testing"

	"onefm/model"
)

func TestChipText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name           string
		c              Chip
		colour, worded string
	}{
		{"over nothing", Chip{Verb: "copy", Items: 12, Size: 8_412_345_678}, " copy 12 items · 8.4 GB ", "[COPY 12, 8.4G]"},
		{
			"over a pane",
			Chip{Verb: "copy", Items: 12, Size: 8_412_345_678, To: "/Backups", Here: true},
			" copy 12 items · 8.4 GB → /Backups ", "[COPY 12, 8.4G] => HERE",
		},
		{
			"over a folder",
			Chip{Verb: "move", Items: 1, Size: 512, To: "Movies/"},
			" move 1 item · 512 B → Movies/ ", "[MOVE 1, 512B] => Movies/",
		},
		{
			"not possible",
			Chip{Verb: "copy", Items: 12, Size: 8_412_345_678, To: "/Backups", Reason: "already here"},
			" copy 12 items · 8.4 GB · already here ", "[COPY 12, 8.4G] (no: already here)",
		},
		{"folders", Chip{Verb: "copy", Items: 1, Size: model.UnknownSize}, " copy 1 item ", "[COPY 1]"},
		{
			"hostile target",
			Chip{Verb: "copy", Items: 1, Size: model.UnknownSize, To: "a\x1b[2J/"},
			" copy 1 item → a␛[2J/ ", `[COPY 1] => a\x1b[2J/`,
		},
	}
	for _, tt := range tests {
		for want, o := range map[string]ThemeOptions{tt.colour: {}, tt.worded: {Colors: NoColor}} {
			th := NewTheme(o)
			p := painter{canvas: newCanvas(image.Pt(1, 1), th.ruler), t: th}
			if got := p.chipText(&tt.c); got != want {
				t.Errorf("%s: %q, want %q", tt.name, got, want)
			}
		}
	}
}

func TestChipPlace(t *testing.T) {
	t.Parallel()
	screen := image.Rect(0, 0, 80, 24)
	tests := []struct {
		at   image.Point
		w    int
		want image.Point
	}{
		{image.Pt(10, 5), 20, image.Pt(12, 6)},
		{image.Pt(78, 5), 20, image.Pt(60, 6)},
		{image.Pt(10, 23), 20, image.Pt(12, 22)},
		{image.Pt(-5, -9), 20, image.Pt(0, 0)},
		{image.Pt(500, 500), 80, image.Pt(0, 23)},
	}
	for _, tt := range tests {
		if got := chipPlace(screen, tt.at, tt.w); got != tt.want {
			t.Errorf("pointer at %v: chip at %v, want %v", tt.at, got, tt.want)
		}
	}
}
