package view

import (
	"image"
	"time"

	"onefm/model"
	"onefm/ui/words"
)

// noon is the time of every test.
func noon() time.Time {
	return time.Date(2026, 11, 14, 14, 32, 0, 0, time.FixedZone("CET", 3600))
}

// sample is a screen with something of everything.
func sample(rows [2]int) *Values {
	v := &Values{
		Now:   noon(),
		Focus: Left,
		Panes: [2]Pane{samplePane("Local", localRows(), rows[0]), samplePane("Account", accountRows(), rows[1])},
		Strip: Strip{Idle: "Premium until 31 Dec · 1.2 TB of 2.0 TB used"},
		Keys: []Key{
			{"F5", "copy", false},
			{"F6", "move", false},
			{"F7", "folder", false},
			{"Space", "mark", false},
			{"d", "trash…", false},
			{"s", "share…", true},
			{"Y", "carry", false},
			{"f", "filter", false},
			{"gr", "refresh", false},
			{"F10", "quit", false},
			{"?", "help", false},
		},
	}
	l, r := &v.Panes[Left], &v.Panes[Right]
	l.Segments = []string{"/", "home", "anna", "Videos"}
	l.Cursor, l.Marked, l.MarkedSize = 3, 2, 9_100_000_000
	r.Segments = []string{"1f:", "Films", "2024"}
	r.Badge = Badge{Text: "2 min", Kind: BadgeAged}
	return v
}

func samplePane(title string, rows []Row, visible int) Pane {
	p := Pane{Title: title, Total: len(rows), Rows: rows[:min(visible, len(rows))], Size: 42_800_000_000}
	if visible == 0 {
		p.Rows = nil
	}
	return p
}

func at(month time.Month, day, hour, minute int) time.Time {
	return time.Date(2026, month, day, hour, minute, 0, 0, time.FixedZone("CET", 3600))
}

func localRows() []Row {
	rows := []Row{
		{Name: "Kamera", Kind: model.Folder, Size: model.UnknownSize, Time: at(11, 12, 9, 1)},
		{Name: "Series", Kind: model.Folder, Size: model.UnknownSize, Time: at(10, 3, 21, 40)},
		{Name: "latest", Kind: model.Symlink, Flags: model.LinksToFolder, Target: "Series/2026", Size: model.UnknownSize, Time: at(11, 1, 8, 0)},
		{Name: "beta.iso", Size: 4_700_000_000, Time: at(11, 14, 13, 5), Marked: true, Flags: model.Verified},
		{Name: "holiday in the mountains, day 12, uncut.mkv", Size: 4_400_000_000, Time: at(9, 4, 8, 5), Marked: true},
		{Name: "notes.txt", Size: 512, Time: at(11, 14, 7, 59)},
		{Name: "電影 第二部 特別版.mkv", Size: 8_412_345_678, Time: at(6, 30, 23, 0)},
		{Name: "famille 👩‍👩‍👧 été.jpg", Size: 3_200_000, Time: at(7, 14, 12, 0)},
		{Name: "שלום עולם.pdf", Size: 84_000, Time: at(3, 2, 10, 10)},
		{Name: "evil\x1b[31m\nname\u202egpj.exe", Size: 999, Time: time.Date(2019, 5, 5, 5, 5, 0, 0, time.UTC)},
		{Name: "pipe", Kind: model.Other, Size: model.UnknownSize},
		{Name: "empty", Size: 0, Time: at(1, 1, 0, 0)},
	}
	for i := range 40 {
		rows = append(rows, Row{Name: "scan-" + string(rune('a'+i%26)) + ".png", Size: int64(i) * 1_234_567, Time: at(2, 1+i%28, i%24, i)})
	}
	return rows
}

func accountRows() []Row {
	return []Row{
		{Name: "Documentaries", Kind: model.Folder, Size: model.UnknownSize, Time: at(10, 1, 12, 0), Flags: model.Shared},
		{Name: "Private", Kind: model.Folder, Size: model.UnknownSize, Time: at(10, 1, 12, 0), Flags: model.Shared | model.Password},
		{Name: "alpha.mkv", Size: 2_100_000_000, Time: at(11, 10, 20, 15), Flags: model.Verified},
		{Name: "gamma.mkv", Suffix: "k3v9q0", Size: 700_000_000, Time: at(11, 10, 20, 15), Flags: model.Duplicate | model.Verified},
		{Name: "gamma.mkv", Suffix: "p0x8aa", Size: 700_100_000, Time: at(11, 11, 20, 15), Flags: model.Duplicate},
		{Name: "report.pdf", Size: 1_200_000, Time: at(11, 14, 9, 0), Flags: model.Password | model.Verified},
		{Name: "uploading.bin", Size: 12_000_000, Time: at(11, 14, 14, 31), Flags: model.Pending},
		{Name: "readonly.bin", Size: 12_000_000, Time: at(4, 1, 1, 1), Flags: model.ReadOnly | model.Limited},
	}
}

// fit gives the sample as many rows as the layout shows.
func fit(w, h int, o Options) (*Values, Layout) {
	l := Arrange(w, h, o)
	v := sample([2]int{l.Panes[Left].Rows.Dy(), l.Panes[Right].Rows.Dy()})
	v.Focus = o.Focus
	return v, l
}

// scene is a screen worth looking at.
type scene struct {
	name string
	opts Options
	set  func(*Values)
}

func scenes() []scene {
	buttons := []Key{{"Enter", "Copy", false}, {"Esc", "Cancel", false}}
	link := "https://1fichier.com/?k3v9q0zt4mx81hcd72wp"
	code, _ := NewQR(link)
	return []scene{
		{"plain", Options{}, func(*Values) {}},
		{"right", Options{Focus: Right}, func(v *Values) { v.Panes[Right].Cursor = 1; v.Panes[Right].Badge = Badge{"offline 3 h", BadgeOffline} }},
		{"transfer", Options{}, func(v *Values) {
			v.Strip = Strip{Active: true, Title: "3 uploads", Done: 3_500_000_000, Total: 8_400_000_000, Speed: 12_400_000, Left: Remaining{395 * time.Second, 330 * time.Second, 600 * time.Second}, History: wave(30), Limit: "limit 20 MB/s", Waiting: 2, Failed: 1}
			v.Notice = Notice{Kind: Good, Notice: words.Notice{What: "2 items go to the trash."}, Keys: []Key{{"u", "Undo", false}}}
			v.Panes[Right].Badge = Badge{"asking", BadgeAsking}
		}},
		{"queue", Options{Queue: 12}, func(v *Values) { sampleQueue(v) }},
		{"search", Options{Focus: Right}, func(v *Values) { sampleSearch(v) }},
		{"usage", Options{Focus: Right}, func(v *Values) { sampleUsage(v) }},
		{"drag", Options{}, func(v *Values) {
			v.Panes[Left].Rows = dim(v.Panes[Left].Rows)
			v.Lit = Target{Part: PartRow, Pane: Right, Row: 0}
			v.Chip = &Chip{At: image.Pt(50, 5), Verb: "copy", Items: 12, Size: 8_400_000_000, To: "Documentaries/"}
			v.Keys = []Key{{"Enter", "drop", false}, {"m", "move instead", false}, {"Esc", "cancel", false}}
		}},
		{"here", Options{}, func(v *Values) {
			v.Lit = Target{Part: PartPane, Pane: Right}
			v.Chip = &Chip{At: image.Pt(60, 14), Verb: "copy", Items: 12, Size: 8_400_000_000, To: "/Films/2024", Here: true}
		}},
		{"refused", Options{}, func(v *Values) {
			v.Chip = &Chip{At: image.Pt(20, 8), Verb: "move", Items: 1, Size: model.UnknownSize, Reason: "already here"}
		}},
		{"flood", Options{}, func(v *Values) {
			p := &v.Panes[Right]
			p.Rows, p.Total, p.State = nil, 0, Failed
			p.Note = words.Notice{What: "Cannot list Films: 1fichier asks to wait 30 s.", Do: "Trying again at 14:32."}
			p.Badge = Badge{"14:32", BadgeFailed}
			v.Notice = Notice{Kind: Bad, Notice: p.Note, More: 2}
		}},
		{"filter", Options{}, func(v *Values) {
			v.Panes[Left].Filter = &Filter{Text: "mkv 電", Caret: len("mkv 電"), Editing: true, Shown: 2, Of: 52}
			v.Panes[Right].Rows, v.Panes[Right].Total, v.Panes[Right].State = nil, 0, Loading
		}},
		{"which", Options{}, func(v *Values) {
			v.Which = &WhichKey{Prefix: "g", Keys: []Key{{"p", "go to path", false}, {"h", "home", false}, {"q", "queue", false}, {"t", "trash", false}, {"s", "search everywhere", false}, {"r", "refresh", false}, {"u", "history", false}}}
		}},
		{"confirm", Options{}, func(v *Values) {
			v.Dialog = &Confirm{Title: "Erase for good", Danger: true, Focus: 1, Lines: []string{"Erase 12 items with 8.4 GB from 1f:/Films/2024? 1fichier keeps no trash: nobody can bring them back."}, Buttons: []Key{{"Enter", "Erase", false}, {"Esc", "Keep", false}}}
		}},
		{"input", Options{}, func(v *Values) {
			v.Dialog = &Input{Title: "New folder", Label: "Name of the folder in 1f:/Films/2024:", Field: Field{Value: "Winter 電影", Caret: len("Winter")}, Error: "That name is taken.", Buttons: buttons, Focus: -1}
		}},
		{"conflicts", Options{}, sampleConflicts},
		{"plan", Options{}, func(v *Values) {
			v.Dialog = &PlanSheet{
				Title: "Copy 12 items", From: "/home/anna/Videos", To: "1f:/Films/2024", Buttons: buttons,
				Facts: []Fact{{"Files", "212 in 3 folders", Info}, {"Bytes", "8.4 GB", Info}, {"Calls", "7 to 1fichier", Info}, {"Time", "about 11 min", Info}},
				Problems: []words.Notice{
					{What: "Cannot upload empty: 1fichier can't store an empty file.", Do: "It is left out; everything else goes on."},
					{What: "Cannot upload pipe: it is no file but a device, a pipe or a socket."},
				},
			}
		}},
		{"palette", Options{}, samplePalette},
		{"guide", Options{}, func(v *Values) {
			v.Dialog = &Guide{State: GuideRefused, URL: words.KeyPage, Field: Field{Value: "abcdefghijklmnop", Caret: 16, Secret: true}, Error: words.Notice{What: "1fichier refused the API key.", Do: "Copy it once more; it has 32 characters."}, Buttons: []Key{{"Enter", "Check and keep", false}, {"Esc", "Browse without", false}}, Focus: -1}
		}},
		{"links", Options{}, func(v *Values) {
			v.Dialog = &LinkSheet{Title: "Link of alpha.mkv", Note: "The terminal has no clipboard for us. Here is the link:", Links: []string{link}, QR: code, Buttons: []Key{{"Esc", "Close", false}}}
		}},
		{"details", Options{}, func(v *Values) {
			v.Dialog = &Details{Title: "alpha.mkv", Facts: []Fact{{"Size", "2,100,000,000 bytes", Info}, {"Uploaded", "2026-11-10 20:15", Info}, {"Link", link, Info}, {"Whirlpool", "19fa61d75522a4669b44e39c1d2e1726c530232130d407f89afee0964997f7a73e83be698b288febcf88e3e03c4f0757ea8964e59b63d93708b138cc42a66eb3", Info}, {"Verified", "yes", Good}}, Buttons: []Key{{"Esc", "Close", false}}}
		}},
		{"menu", Options{}, func(v *Values) {
			v.Dialog = &Menu{Title: "Share alpha.mkv", Cursor: 1, At: image.Pt(44, 6), Items: []Item{{Key: "s", Label: "Copy the link"}, {Key: "m", Label: "… as Markdown"}, {Key: "q", Label: "Show a QR code"}, {Key: "p", Label: "Password…", Line: true}, {Key: "f", Label: "Public page", Off: "only for folders"}}}
		}},
	}
}

func dim(rows []Row) []Row {
	out := append([]Row(nil), rows...)
	for i := range out {
		out[i].Dimmed = out[i].Marked
	}
	return out
}

// wave is a history of n speeds.
func wave(n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = float64(i % 9)
	}
	return all
}

func sampleQueue(v *Values) {
	v.Queue = Queue{Focused: true, Cursor: 1, Total: 12, Note: "limit 20 MB/s until 23:00", Jobs: []Job{
		{Title: "beta.iso", To: "1f:/Films/2024", State: JobRunning, Way: Up, Done: 3_500_000_000, Total: 4_700_000_000, Speed: 12_400_000, Left: Remaining{97 * time.Second, 75 * time.Second, 170 * time.Second}, History: wave(60)},
		{Title: "200 scans", To: "1f:/Scans", State: JobRunning, Way: Up, Done: 10, Total: 12_000_000, ItemsDone: 12, Items: 200, Holdup: "1fichier asks to wait 30 s"},
		{Title: "holiday in the mountains.mkv", To: "/home/anna/Videos", Move: true, State: JobRunning, Way: Down, Done: 400_000_000, Total: 4_400_000_000, Speed: 980_000, Failed: 1, Left: Remaining{Expected: 68 * time.Minute, Best: 50 * time.Minute, Worst: 95 * time.Minute}, History: wave(5), Items: 3, ItemsDone: 1, Current: "part 2.mkv", Holdup: "your limit"},
		{Title: "alpha.mkv", To: "/home/anna/Videos", State: JobPaused, Way: Down, Done: 1_000_000_000, Total: 2_100_000_000},
		{Title: "gamma.mkv", To: "1f:/Backups", State: JobWaiting, Way: Across, Total: 700_000_000, First: true},
		{Title: "Documents", To: "1f:/Backups", State: JobWaiting, Way: Up, Total: 1_700_000_000, Items: 1234, Last: true},
		{Title: "Kamera", To: "1f:/Kamera", State: JobPartly, Way: Up, Total: 12_000_000, Failed: 2, Holdup: "IMG_2.jpg: it changed meanwhile"},
		{Title: "old.zip", To: "1f:/", State: JobFailed, Way: Up, Holdup: "no space left in the account"},
		{Title: "delta.mkv", To: "/tmp", State: JobDone, Way: Down, Done: 5, Total: 5_000_000},
		{Title: "omega.mkv", To: "/tmp", State: JobCancelled, Way: Down, Total: 5_000_000},
		{Title: "eleven.txt", To: "/tmp", State: JobWaiting, Way: Down, Total: 5_000},
		{Title: "twelve.txt", To: "/tmp", State: JobWaiting, Way: Down, Total: 50},
	}}
	v.Strip = Strip{Active: true, Title: "2 jobs", Done: 3_500_000_000, Total: 8_400_000_000, Holdup: "1fichier asks to wait 30 s", Waiting: 1, Failed: 1}
}

func sampleConflicts(v *Values) {
	v.Dialog = &Conflicts{
		Title: "Copy 12 items to 1f:/Films/2024", Same: 3, Total: 4, Focus: -1, Cursor: 1,
		Rows: []Conflict{
			{Name: "alpha.mkv", Source: Version{2_100_000_000, at(11, 10, 20, 15)}, Target: Version{2_000_000_000, at(10, 10, 20, 15)}, Choice: "replace"},
			{Name: "電影 第二部 特別版 with a very long name indeed.mkv", Source: Version{700, at(11, 10, 20, 15)}, Target: Version{700, at(11, 12, 20, 15)}},
			{Name: "notes.txt", Source: Version{512, at(11, 10, 20, 15)}, Target: Version{512, time.Date(2021, 1, 1, 1, 1, 0, 0, time.UTC)}, Choice: "keep both"},
			{Name: "pipe", Source: Version{-1, time.Time{}}, Target: Version{512, noon()}, Choice: "skip"},
		},
		Choices: []Key{{"s", "skip", false}, {"k", "keep both", false}, {"r", "replace", false}, {"n", "newer", false}, {"l", "larger", false}},
		Buttons: []Key{{"Enter", "Go on", true}, {"Esc", "Cancel", false}},
	}
}

func samplePalette(v *Values) {
	v.Dialog = &Palette{
		Title: "What do you want to do?", Field: Field{Value: "cop", Caret: 3, Placeholder: "Type a word"}, Total: 5, Cursor: 1,
		Rows: []Command{
			{Group: "Copy", Label: "Copy to the other pane", Keys: "cc  F5", CLI: "onefm cp SRC… DST"},
			{Label: "Copy the link", Keys: "ss  Ctrl-Ins", CLI: "onefm link --copy PATH…"},
			{Label: "Carry the marks", Keys: "Y  Shift-F5"},
			{Group: "Queue", Label: "Cancel a job", Keys: "x", CLI: "onefm queue cancel ID"},
			{Group: "Share", Label: "Copy as Markdown", Keys: "sm", CLI: "onefm link --format markdown PATH", Off: true},
		},
		Hint: "Enter runs it, Esc closes",
	}
}

// sampleSearch is the account's pane while everything is searched.
func sampleSearch(v *Values) {
	p := &v.Panes[Right]
	p.Finding = &Finding{Title: "Search everywhere", Where: true, Fixed: true}
	p.Badge = Badge{"61 folders unknown", BadgeAged}
	p.Filter = &Filter{Text: "gam", Caret: 3, Editing: true, Prompt: "search", Counts: "5 of 340 found"}
	for i := range p.Rows {
		p.Rows[i].Where = "1f:/Films/2024/of a long name"
		p.Rows[i].Hits = []Span{{0, 3}}
		p.Rows[i].Story = Story(i % 5)
		p.Rows[i].Twin = i == 4
	}
	v.Strip.Standing = Standing{Text: "syncing 340 of 2,000 folders, 9 min left"}
	v.Notice = Notice{Notice: words.Notice{What: "Also", Do: "*.mkv  ext:mkv,mp4  size:>4G  date:7d"}}
}

// sampleUsage is what takes the space of the account.
func sampleUsage(v *Values) {
	p := &v.Panes[Right]
	p.Finding = &Finding{Bars: true, Counts: "4,510 files · 212 GB"}
	p.Order, p.Badge = model.Order{By: model.BySize, Desc: true}, Badge{"usage", BadgeLive}
	for i := range p.Rows {
		r := &p.Rows[i]
		r.Flags, r.Share, r.Files, r.Least = 0, 640>>(i*2), int64(9000>>i), i%3 == 1
		r.Size = 68_000_000_000 >> (i * 2)
	}
	p.Rows[len(p.Rows)-1].Size = model.UnknownSize
	v.Strip.Standing = Standing{Kind: Warn, Text: "1fichier locked us out until 14:32"}
}
