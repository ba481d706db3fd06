package search

// Example is a query to learn from.
type Example struct{ Query, Means string }

// Examples returns what people may look for.
func Examples() []Example {
	return []Example{
		{"alien 1979", "both words, in any order; upper case and accents don't matter"},
		{`"the thing"`, "exactly these words together"},
		{"alien -trailer", "the first word, not the second"},
		{"~blrnr", "the letters in this order: Blade Runner"},
		{"*.mkv", "the whole name, with * ? [a-z]"},
		{"ext:mkv,mp4 size:>4G", "videos of more than 4 GB"},
		{"size:100M..2G", "between two sizes; size:700M is about that much"},
		{"date:7d", "of the last 7 days; also h, w, m, y"},
		{"date:<2024-01-31", "from before a day, month or year; 2024-01..2024-06 is a range"},
		{"path:/Films is:folder", "folders below 1f:/Films"},
		{"is:dup", "files that are there more than once"},
		{"sum:9b1f", "by the start of the Whirlpool"},
	}
}
