package view

// frame holds the characters of a border.
type frame struct {
	topLeft, topRight, bottomLeft, bottomRight rune
	across, down                               rune
}

// glyphs are all characters of our own beyond letters and digits. Each is one
// cell wide, but for those of marks, which say their width themselves.
type glyphs struct {
	thin, thick frame // without and with the keys

	mark, cursor           string // in front of a row
	open, closed           string // twisties
	ascending, descending  string // at the header of the column that sorts
	arrow                  string // from here to there
	rule                   string // between parts of a line
	ellipsis               string
	bullet                 string // a character of a secret
	thumb                  rune   // of a scrollbar
	full, empty            rune   // of a progress bar
	up, down, across       string // ways of a job
	verified               string
	shared, password       string
	limited, pending, lock string
	badges                 [BadgeFailed + 1]string
	jobs                   [JobCancelled + 1]string
	notices                [Bad + 1]string
	stories                [Moved + 1]string
	least                  string // in front of a number that is at least that
	share, halfShare       string // of a bar in a column
	spark                  []rune // of a sparkline, from standstill to the peak
	twin                   string // in front of a row that belongs to the one before
}

func unicodeGlyphs() glyphs {
	return glyphs{
		thin:  frame{'╭', '╮', '╰', '╯', '─', '│'},
		thick: frame{'┏', '┓', '┗', '┛', '━', '┃'},
		mark:  "●", cursor: "▌", open: "▾", closed: "▸", ascending: "▲", descending: "▼",
		arrow: "→", rule: " · ", ellipsis: "…", bullet: "•", thumb: '▐', full: '█', empty: '░',
		up: "↑", down: "↓", across: "⇄",
		verified: "✔", shared: "🔗", password: "🔒", limited: "⊘", pending: "↻", lock: "≡",
		badges:  [...]string{BadgeLive: "●", BadgeAged: "○", BadgeAsking: "↻", BadgeOffline: "×", BadgeFailed: "!"},
		jobs:    [...]string{JobWaiting: "·", JobRunning: "▸", JobPaused: "‖", JobDone: "✔", JobPartly: "!", JobFailed: "✖", JobCancelled: "–"},
		notices: [...]string{Info: "•", Good: "✔", Warn: "!", Bad: "✖"},
		stories: [...]string{NoStory: " ", Added: "+", Altered: "~", Vanished: "−", Moved: "→"}, twin: "└ ", least: "≥", spark: []rune("▁▂▃▄▅▆▇█"), share: "━", halfShare: "╸",
	}
}

func asciiGlyphs() glyphs {
	return glyphs{
		thin:  frame{'+', '+', '+', '+', '-', '|'},
		thick: frame{'#', '#', '#', '#', '=', '#'},
		mark:  "*", cursor: "|", open: "v", closed: ">", ascending: "^", descending: "v",
		arrow: "->", rule: " - ", ellipsis: "~", bullet: "*", thumb: ':', full: '#', empty: '.',
		up: "^", down: "v", across: "=",
		verified: "v", shared: "@", password: "p", limited: "l", pending: "~", lock: "r",
		badges:  [...]string{BadgeLive: "*", BadgeAged: "o", BadgeAsking: "~", BadgeOffline: "x", BadgeFailed: "!"},
		jobs:    [...]string{JobWaiting: ".", JobRunning: ">", JobPaused: "=", JobDone: "v", JobPartly: "!", JobFailed: "x", JobCancelled: "-"},
		notices: [...]string{Info: "-", Good: "v", Warn: "!", Bad: "x"},
		stories: [...]string{NoStory: " ", Added: "+", Altered: "~", Vanished: "-", Moved: ">"}, twin: "` ", least: ">", spark: []rune("_.:-=+*#"), share: "=", halfShare: "-",
	}
}
