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

func darkLooks() looks {
	return looks{
		Muted:       {fg: rgb(0x9AA3B8)},
		Strong:      {attrs: bold},
		Accent:      {fg: rgb(0x82AAFF)},
		Danger:      {fg: rgb(0xFF7A85)},
		Warning:     {fg: rgb(0xE8C06B)},
		Success:     {fg: rgb(0x93CC7D)},
		Container:   {fg: rgb(0x82CFFF), attrs: bold},
		Cursor:      {fg: rgb(0xFFFFFF), bg: rgb(0x2F4C8C), attrs: bold},
		CursorIdle:  {fg: rgb(0xD5DAE6), bg: rgb(0x2C3140)},
		Mark:        {fg: rgb(0xFFCB6B), attrs: bold},
		CursorMark:  {fg: rgb(0xFFDF9E), bg: rgb(0x2F4C8C), attrs: bold},
		Armed:       {attrs: bold | underline},
		Dimmed:      {fg: rgb(0x7A8296)},
		Lit:         {fg: rgb(0xFFFFFF), bg: rgb(0x1D6B4C), attrs: bold},
		Border:      {fg: rgb(0x6E778C)},
		BorderFocus: {fg: rgb(0x82AAFF), attrs: bold},
		Shortcut:    {fg: rgb(0x82AAFF), attrs: bold},
		Entry:       {fg: rgb(0xFFFFFF), bg: rgb(0x2C3140)},
		Progress:    {fg: rgb(0x82AAFF)},
		Remainder:   {fg: rgb(0x6E778C)},
		Carried:     {fg: rgb(0x0C1222), bg: rgb(0x9CBBFF), attrs: bold},
		Refused:     {fg: rgb(0xFFFFFF), bg: rgb(0xB8323F), attrs: bold},
		Paper:       {fg: rgb(0x000000), bg: rgb(0xFFFFFF)},
	}
}

func lightLooks() looks {
	return looks{
		Muted:       {fg: rgb(0x565E6C)},
		Strong:      {attrs: bold},
		Accent:      {fg: rgb(0x1D5BB8)},
		Danger:      {fg: rgb(0xB3261E)},
		Warning:     {fg: rgb(0x7A5000)},
		Success:     {fg: rgb(0x1B6B3A)},
		Container:   {fg: rgb(0x1D5BB8), attrs: bold},
		Cursor:      {fg: rgb(0x08142B), bg: rgb(0xBFD5FF), attrs: bold},
		CursorIdle:  {fg: rgb(0x1F2430), bg: rgb(0xE3E7EF)},
		Mark:        {fg: rgb(0x8A3800), attrs: bold},
		CursorMark:  {fg: rgb(0x6E2C00), bg: rgb(0xBFD5FF), attrs: bold},
		Armed:       {attrs: bold | underline},
		Dimmed:      {fg: rgb(0x7C8494)},
		Lit:         {fg: rgb(0x06331A), bg: rgb(0xB4E3C4), attrs: bold},
		Border:      {fg: rgb(0x7F8798)},
		BorderFocus: {fg: rgb(0x1D5BB8), attrs: bold},
		Shortcut:    {fg: rgb(0x1D5BB8), attrs: bold},
		Entry:       {fg: rgb(0x101418), bg: rgb(0xE3E7EF)},
		Progress:    {fg: rgb(0x1D5BB8)},
		Remainder:   {fg: rgb(0x7F8798)},
		Carried:     {fg: rgb(0xFFFFFF), bg: rgb(0x1D5BB8), attrs: bold},
		Refused:     {fg: rgb(0xFFFFFF), bg: rgb(0xB3261E), attrs: bold},
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
		Remainder:   {attrs: faint},
		Carried:     {attrs: bold | reverse},
		Refused:     {attrs: bold | reverse},
	}
}
