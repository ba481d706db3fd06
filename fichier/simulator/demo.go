package simulator

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// SeedDemo fills the account with a tree worth looking at: some four thousand files of
// up to 9 GB in a few milliseconds, since their bytes are made when they are read. It is
// the same at every call but for the ids; dates go back nine years from now.
func (s *Service) SeedDemo() {
	d := &demo{s: s, rng: rand.New(rand.NewPCG(7, 0xde30)), contents: demoContents(), now: s.conf.clock()}
	d.films()
	d.series()
	d.music()
	d.photos()
	d.backups()
	d.documents()
	d.archive()
	d.hostile()
	d.sharing()
}

// demo builds the tree.
type demo struct {
	s        *Service
	rng      *rand.Rand
	contents []Content
	now      time.Time
}

// pick returns any content of a kind.
func (d *demo) pick(k demoKind) Content { return d.contents[k.from+d.rng.IntN(k.n)] }

// upTo returns a content of a kind that is at most so large, as far as there is one.
func (d *demo) upTo(k demoKind, size int64) Content {
	c := d.pick(k)
	for range 40 {
		if c.blob.size <= size {
			return c
		}
		c = d.pick(k)
	}
	return c
}

func (d *demo) paper() Content { k, _, _, _ := demoKinds(); return d.pick(k) }
func (d *demo) photo() Content { _, k, _, _ := demoKinds(); return d.pick(k) }
func (d *demo) track() Content { _, _, k, _ := demoKinds(); return d.pick(k) }

func (d *demo) video(size int64) Content { _, _, _, k := demoKinds(); return d.upTo(k, size) }

// ago returns a moment some days ago, give or take a third.
func (d *demo) ago(days float64) time.Time {
	days *= 0.67 + 0.66*d.rng.Float64()
	return d.now.Add(-time.Duration(days * float64(24*time.Hour))).Truncate(time.Second)
}

// add puts a file into folders that are at least as old.
func (d *demo) add(path string, c Content, at time.Time, opts ...FileOption) {
	d.s.mu.Lock()
	defer d.s.mu.Unlock()
	opts = append([]FileOption{Dated(at)}, opts...)
	d.s.addFile(d.s.tree.root, path, c, opts)
	for dir := d.s.makeFolder(d.s.tree.root, path[:strings.LastIndexByte(path, '/')], at); dir != nil; dir = dir.parent {
		if at.Before(dir.created) {
			dir.created = at.Add(-time.Minute)
		}
	}
}

// text is a file of some lines that can be read in a viewer.
func (d *demo) text(path string, at time.Time, lines ...string) {
	d.add(path, Text(strings.Join(lines, "\n")+"\n"), at)
}

func (d *demo) films() {
	for i, name := range demoFilms() {
		at := d.ago(60 + float64(i)*70)
		dir := "/Films/" + name
		file := dir + "/" + strings.NewReplacer(" (", ".", ")", "", " ", ".").Replace(name)
		d.add(file+".2160p.mkv", d.video(9e9), at)
		d.add(file+".1080p.mkv", d.video(3e9), at.Add(9*time.Minute))
		for _, language := range []string{"en", "fr", "ja"} {
			d.text(file+"."+language+".srt", at.Add(11*time.Minute),
				"1", "00:00:41,000 --> 00:00:44,500", "["+language+"] "+name, "",
				"2", "00:01:02,250 --> 00:01:05,000", "…")
		}
		d.add(dir+"/poster.jpg", d.photo(), at.Add(12*time.Minute))
	}
	d.add("/Films/Unsorted/holiday-final.mp4", d.video(1e9), d.ago(30))
	d.add("/Films/Unsorted/holiday-final-2.mp4", d.video(1e9), d.ago(20))
	d.add("/Films/Unsorted/holiday-REALLY-final.mp4", d.video(1e9), d.ago(3))
}

func (d *demo) series() {
	for season := 1; season <= 3; season++ {
		at := d.ago(1200 - float64(season)*330)
		for episode := 1; episode <= 12; episode++ {
			d.add(fmt.Sprintf("/シリーズ/星空の図書館/シーズン%d/第%02d話 %s.mkv", season, episode, demoEpisode(episode)),
				d.video(1e9), at.Add(time.Duration(episode)*7*24*time.Hour))
		}
	}
	for episode := 1; episode <= 16; episode++ {
		d.add(fmt.Sprintf("/シリーズ/한밤의 도서관/에피소드 %02d.mp4", episode), d.video(8e8), d.ago(200))
	}
	for episode := 1; episode <= 8; episode++ {
		d.add(fmt.Sprintf("/シリーズ/午夜图书馆/第%d集.mp4", episode), d.video(8e8), d.ago(90))
	}
}

func (d *demo) music() {
	for _, album := range demoAlbums() {
		at := d.ago(1500)
		for i := 1; i <= album.tracks; i++ {
			d.add(fmt.Sprintf("/Music/%s/%s/%02d %s.flac", album.artist, album.title, i, album.track(i)),
				d.track(), at.Add(time.Duration(i)*time.Minute))
		}
		d.add("/Music/"+album.artist+"/"+album.title+"/cover.jpg", d.photo(), at)
	}
	d.text("/Music/Playlists/evening.m3u", d.ago(40), "#EXTM3U", "../Satie/Gymnopédies/01 Lent et douloureux.flac")
}

func (d *demo) photos() {
	for year := range 9 {
		for i, trip := range demoTrips() {
			if (i+year)%3 != 0 {
				continue
			}
			at := d.now.AddDate(-year, -i, -4)
			dir := fmt.Sprintf("/Photos/%d/%s %s", at.Year(), at.Format("2006-01"), trip)
			for n := range 18 + d.rng.IntN(40) {
				at = at.Add(time.Duration(1+d.rng.IntN(90)) * time.Minute)
				d.add(fmt.Sprintf("%s/IMG_%04d.jpg", dir, 1000*i+100*year+n), d.photo(), at)
			}
		}
	}
	at := d.now.AddDate(-3, 0, 0)
	for range 2400 { // one folder that is long
		at = at.Add(time.Duration(1+d.rng.IntN(1200)) * time.Minute)
		d.add("/Photos/Camera Uploads/"+at.Format("PXL_20060102_150405.jpg"), d.photo(), at)
	}
}

func (d *demo) backups() {
	for month := range 30 {
		at := d.now.AddDate(0, -month, -2)
		day := at.Format(time.DateOnly)
		d.add("/Backups/nas/nas-full-"+day+".tar.zst", d.video(9e9), at)
		d.add("/Backups/nas/nas-full-"+day+".tar.zst.sha256", Text(strings.Repeat("0123456789abcdef", 4)+"\n"), at)
		d.add("/Backups/postgres/db-"+day+".dump.zst", d.video(6e8), at.Add(time.Hour))
		if month%6 == 0 {
			d.add("/Backups/laptop/"+at.Format("2006")+"/home-"+day+".img", d.video(9e9), at)
		}
	}
	for _, name := range demoImages() {
		d.add("/Backups/ISO/"+name, d.video(4e9), d.ago(700))
	}
}

func (d *demo) documents() {
	for year := range 8 {
		at := d.now.AddDate(-year, 0, -20)
		for month := 1; month <= 12; month++ {
			d.add(fmt.Sprintf("/Documents/Invoices/%d/invoice-%d-%02d.pdf", at.Year(), at.Year(), month),
				d.paper(), at.AddDate(0, month-13, 0))
		}
		d.add(fmt.Sprintf("/Documents/Taxes/Steuerbescheid %d.pdf", at.Year()), d.paper(), at)
		d.add(fmt.Sprintf("/Documents/Taxes/Déclaration %d (copie).pdf", at.Year()), d.paper(), at)
	}
	for i, name := range demoBooks() {
		d.add("/Documents/Books/"+name, d.paper(), d.ago(300+float64(i)*40))
	}
	for range 3 { // the service lets them bear one name
		d.add("/Documents/Drafts/report.pdf", d.paper(), d.ago(50))
	}
	d.text("/Documents/Drafts/notes.md", d.ago(2), "# Notes", "", "- everything is a copy", "- drag with the mouse, or press F5")
	deep := strings.ReplaceAll("a rather deep tree with one small file at the very end of it", " ", "/")
	d.text("/Documents/"+deep+"/found.txt", d.ago(900), "You found it.")
}
