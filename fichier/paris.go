package fichier

import (
	"sync"
	"time"
	_ "time/tzdata" // dates must read the same on a machine without zone files
)

const (
	timeLayout = "2006-01-02 15:04:05"
	dateLayout = "2006-01-02"
)

// paris is the zone of every date of the service (1fichier-api §1.5). Loading a zone
// costs more than parsing a date, and a listing holds thousands.
//
//nolint:gochecknoglobals // a constant that Go can't write as one
var paris = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		return time.FixedZone("CET", 3600)
	}
	return loc
})

// parseTime reads a date of the service. Empty and impossible dates, and those of
// 1970 and before, which stand for "never", are the zero time. An hour that the
// change to summer time skips reads as the hour after, one that comes twice as one
// of the two.
func parseTime(s string) time.Time {
	layout := timeLayout
	if len(s) == len(dateLayout) {
		layout = dateLayout
	}
	t, err := time.ParseInLocation(layout, s, paris())
	if err != nil || t.Year() <= 1970 {
		return time.Time{}
	}
	return t.UTC()
}

// formatTime writes a time as the service reads it; the zero time is empty.
func formatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(paris()).Format(timeLayout)
}
