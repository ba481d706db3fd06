package view

// looksFor returns the table of looks for the options. Texts keep a contrast of
// 4.5 against the usual backgrounds of their theme, what is dim 3 (a test
// measures it), and every state differs from plain text by more than its colour
// or is told by a glyph besides.
func looksFor(o ThemeOptions) looks {
	switch {
	case o.Colors == NoColor:
		return plainLooks()
	case o.Colors == Ansi16 && o.Light:
		return light16()
	case o.Colors == Ansi16:
		return dark16()
	case o.Light:
		return lightLooks()
	}
	return darkLooks()
}

// The colours of these two are all of the 256 that terminals share, so that they
// stay what they are where there are no more: in tmux, often.

func darkLooks() looks {
	return looks{
		Muted:       {fg: rgb(0xA8A8A8)},
		Strong:      {attrs: bold},
		Accent:      {fg: rgb(0x87AFFF)},
		Danger:      {fg: rgb(0xFF8787)},
		Warning:     {fg: rgb(0xFFD787)},
		Success:     {fg: rgb(0x87D787)},
		Container:   {fg: rgb(0x87D7FF), attrs: bold},
		Cursor:      {fg: rgb(0xFFFFFF), bg: rgb(0x005FAF), attrs: bold},
		CursorIdle:  {fg: rgb(0xE4E4E4), bg: rgb(0x3A3A3A)},
		Mark:        {fg: rgb(0xFFD75F), attrs: bold},
		CursorMark:  {fg: rgb(0xFFD787), bg: rgb(0x005FAF), attrs: bold},
		Armed:       {attrs: bold | underline},
		Dimmed:      {fg: rgb(0x808080)},
		Lit:         {fg: rgb(0xFFFFFF), bg: rgb(0x005F00), attrs: bold},
		Border:      {fg: rgb(0x808080)},
		BorderFocus: {fg: rgb(0x87AFFF), attrs: bold},
		Shortcut:    {fg: rgb(0x87AFFF), attrs: bold},
		Entry:       {fg: rgb(0xFFFFFF), bg: rgb(0x3A3A3A)},
		MutedRaised: {fg: rgb(0xB2B2B2), bg: rgb(0x3A3A3A)},
		Progress:    {fg: rgb(0x87AFFF)},
		Remainder:   {fg: rgb(0x808080)},
		Carried:     {fg: rgb(0x080808), bg: rgb(0xAFD7FF), attrs: bold},
		Refused:     {fg: rgb(0xFFFFFF), bg: rgb(0xAF0000), attrs: bold},
		Paper:       {fg: rgb(0x000000), bg: rgb(0xFFFFFF)},
	}
}

func lightLooks() looks {
	return looks{
		Muted:       {fg: rgb(0x585858)},
		Strong:      {attrs: bold},
		Accent:      {fg: rgb(0x005FAF)},
		Danger:      {fg: rgb(0xAF0000)},
		Warning:     {fg: rgb(0x875F00)},
		Success:     {fg: rgb(0x005F00)},
		Container:   {fg: rgb(0x005FAF), attrs: bold},
		Cursor:      {fg: rgb(0x080808), bg: rgb(0xAFD7FF), attrs: bold},
		CursorIdle:  {fg: rgb(0x1C1C1C), bg: rgb(0xE4E4E4)},
		Mark:        {fg: rgb(0x870087), attrs: bold},
		CursorMark:  {fg: rgb(0x5F0087), bg: rgb(0xAFD7FF), attrs: bold},
		Armed:       {attrs: bold | underline},
		Dimmed:      {fg: rgb(0x767676)},
		Lit:         {fg: rgb(0x005F00), bg: rgb(0xAFFFAF), attrs: bold},
		Border:      {fg: rgb(0x808080)},
		BorderFocus: {fg: rgb(0x005FAF), attrs: bold},
		Shortcut:    {fg: rgb(0x005FAF), attrs: bold},
		Entry:       {fg: rgb(0x080808), bg: rgb(0xE4E4E4)},
		MutedRaised: {fg: rgb(0x5F5F5F), bg: rgb(0xE4E4E4)},
		Progress:    {fg: rgb(0x005FAF)},
		Remainder:   {fg: rgb(0x808080)},
		Carried:     {fg: rgb(0xFFFFFF), bg: rgb(0x005FAF), attrs: bold},
		Refused:     {fg: rgb(0xFFFFFF), bg: rgb(0xAF0000), attrs: bold},
		Paper:       {fg: rgb(0x000000), bg: rgb(0xFFFFFF)},
	}
}

// The 16 colours are named by number: 0 black, 1 red, 2 green, 3 yellow, 4 blue,
// 5 magenta, 6 cyan, 7 white, and from 8 on the bright ones. The first eight are
// never bold: many terminals draw bold ones bright, which is another colour.

func dark16() looks {
	return looks{
		Muted:       {fg: ansi16(7)},
		Strong:      {attrs: bold},
		Accent:      {fg: ansi16(14)},
		Danger:      {fg: ansi16(9)},
		Warning:     {fg: ansi16(11)},
		Success:     {fg: ansi16(10)},
		Container:   {fg: ansi16(14), attrs: bold},
		Cursor:      {fg: ansi16(15), bg: ansi16(4), attrs: bold},
		CursorIdle:  {fg: ansi16(0), bg: ansi16(7)},
		Mark:        {fg: ansi16(11), attrs: bold},
		CursorMark:  {fg: ansi16(11), bg: ansi16(4), attrs: bold},
		Armed:       {attrs: bold | underline},
		Dimmed:      {attrs: faint},
		Lit:         {fg: ansi16(0), bg: ansi16(10)},
		Border:      {attrs: faint},
		BorderFocus: {fg: ansi16(14), attrs: bold},
		Shortcut:    {fg: ansi16(14), attrs: bold},
		Entry:       {attrs: underline},
		MutedRaised: {attrs: faint | underline},
		Progress:    {fg: ansi16(14)},
		Remainder:   {attrs: faint},
		Carried:     {fg: ansi16(0), bg: ansi16(14)},
		Refused:     {fg: ansi16(15), bg: ansi16(1), attrs: bold},
		Paper:       {fg: ansi16(0), bg: ansi16(15)},
	}
}

// light16 uses only those of the 16 that are dark in every terminal's palette.
func light16() looks {
	return looks{
		Strong:      {attrs: bold},
		Accent:      {fg: ansi16(4)},
		Danger:      {fg: ansi16(1)},
		Warning:     {fg: ansi16(5)},
		Success:     {fg: ansi16(4)},
		Container:   {fg: ansi16(4)},
		Cursor:      {fg: ansi16(15), bg: ansi16(4), attrs: bold},
		CursorIdle:  {fg: ansi16(0), bg: ansi16(7)},
		Mark:        {fg: ansi16(5)},
		CursorMark:  {fg: ansi16(11), bg: ansi16(4), attrs: bold},
		Armed:       {attrs: bold | underline},
		Dimmed:      {attrs: faint},
		Lit:         {fg: ansi16(0), bg: ansi16(10)},
		Border:      {attrs: faint},
		BorderFocus: {fg: ansi16(4)},
		Shortcut:    {fg: ansi16(4)},
		Entry:       {attrs: underline},
		MutedRaised: {attrs: faint | underline},
		Progress:    {fg: ansi16(4)},
		Remainder:   {attrs: faint},
		Carried:     {fg: ansi16(15), bg: ansi16(4), attrs: bold},
		Refused:     {fg: ansi16(15), bg: ansi16(1), attrs: bold},
		Paper:       {fg: ansi16(0), bg: ansi16(15)},
	}
}

func plainLooks() looks {
	return looks{
		Strong:      {attrs: bold},
		Accent:      {attrs: bold},
		Danger:      {attrs: bold},
		Warning:     {attrs: bold},
		Container:   {attrs: bold},
		Cursor:      {attrs: reverse},
		CursorIdle:  {attrs: underline},
		Mark:        {attrs: bold},
		CursorMark:  {attrs: bold | reverse},
		Armed:       {attrs: bold | underline},
		Dimmed:      {attrs: faint},
		Lit:         {attrs: bold | reverse},
		Border:      {attrs: faint},
		BorderFocus: {attrs: bold},
		Shortcut:    {attrs: bold},
		Entry:       {attrs: underline},
		MutedRaised: {attrs: faint | underline},
		Remainder:   {attrs: faint},
		Carried:     {attrs: bold | reverse},
		Refused:     {attrs: bold | reverse},
	}
}
