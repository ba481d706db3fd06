package cli

import (
	"strings"

	"onefm/model/transfer"
	"onefm/ui/words"
)

// barCells is the width of the bar itself.
const barCells = 20

// bar is the progress line of a job, cut to the width of the terminal.
func (r *runner) bar(j transfer.JobView) string {
	var filled int
	if j.BytesTotal > 0 {
		filled = int(float64(barCells) * float64(j.Bytes) / float64(j.BytesTotal))
	}
	filled = max(0, min(filled, barCells))
	speed := ""
	if j.Speed >= 1 {
		speed = words.Speed(int64(j.Speed))
	}
	name := ""
	if len(j.Current) > 0 {
		name = words.Safe(j.Current[0])
	}
	line := "[" + strings.Repeat("#", filled) + strings.Repeat("-", barCells-filled) + "] " + words.Join(
		words.Percent(j.Bytes, j.BytesTotal),
		words.Count(j.Items)+"/"+words.Count(j.ItemsTotal),
		words.Size(j.Bytes)+" of "+words.Size(j.BytesTotal),
		speed, words.Left(j.Left), name)
	return words.Truncate(line, r.Width(r.Stderr)-1)
}
