package simulator

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// demoFilms are films that are free to copy, or old enough.
func demoFilms() []string {
	return []string{
		"Big Buck Bunny (2008)", "Sintel (2010)", "Tears of Steel (2012)", "Cosmos Laundromat (2015)",
		"Agent 327 (2017)", "Spring (2019)", "Coffee Run (2020)", "Sprite Fright (2021)", "Charge (2022)",
		"Elephants Dream (2006)", "Metropolis (1927)", "Nosferatu (1922)", "Der Golem (1920)",
		"Le Voyage dans la Lune (1902)", "Бронено́сец «Потёмкин» (1925)", "The General (1926)",
		"Safety Last! (1923)", "La Passion de Jeanne d’Arc (1928)", "狂った一頁 (1926)", "Häxan (1922)",
	}
}

func demoEpisode(n int) string {
	names := []string{
		"はじまり", "夜の扉", "古い地図", "雨の音", "約束", "鏡の中", "遠い声", "忘れもの", "橋の上で", "青い鳥", "嵐の前", "さよなら",
	}
	return names[(n-1)%len(names)]
}

// album is a folder of music.
type album struct {
	artist, title string
	tracks        int
	first, format string
}

func (a album) track(n int) string {
	if n == 1 && a.first != "" {
		return a.first
	}
	return fmt.Sprintf(a.format, n)
}

func demoAlbums() []album {
	return []album{
		{"Bach", "Goldberg-Variationen", 32, "Aria", "Variatio %d a 1 Clav."},
		{"Bach", "Das Wohltemperierte Klavier I", 48, "", "Praeludium & Fuga %d"},
		{"Bach", "Cello Suites", 36, "Prélude", "Suite – %d"},
		{"Beethoven", "Sinfonie Nr. 9", 4, "Allegro ma non troppo", "Satz %d"},
		{"Beethoven", "Klaviersonaten", 32, "", "Sonate Nr. %d"},
		{"Chopin", "Nocturnes", 21, "", "Nocturne No. %d"},
		{"Chopin", "Préludes op. 28", 24, "", "Prélude n° %d"},
		{"Satie", "Gymnopédies", 3, "Lent et douloureux", "Gymnopédie n° %d"},
		{"Debussy", "Préludes", 24, "Danseuses de Delphes", "Prélude %d"},
		{"Dvořák", "Slovanské tance", 16, "", "Tanec č. %d"},
		{"Чайковский", "Времена года", 12, "У камелька", "№ %d"},
		{"滝廉太郎", "歌曲集", 6, "荒城の月", "第%d曲"},
		{"Grieg", "Lyriske stykker", 66, "Arietta", "Stykke %d"},
		{"Vivaldi", "Le quattro stagioni", 12, "Allegro", "Movimento %d"},
	}
}

func demoTrips() []string {
	return []string{
		"Bretagne", "Wien", "東京", "Garten", "Ísland", "Birthday 🎂", "Kraków", "Αθήνα", "Schnee", "Baustelle", "Łódź", "Sea 🌊",
	}
}

func demoImages() []string {
	return []string{
		"debian-12.5.0-amd64-netinst.iso", "debian-12.5.0-arm64-DVD-1.iso", "archlinux-2026.01.01-x86_64.iso",
		"FreeBSD-14.1-RELEASE-amd64-disc1.iso", "OpenBSD-7.6-install76.img", "haiku-r1beta5-x86_64.iso",
		"nixos-minimal-24.11-x86_64-linux.iso", "alpine-standard-3.21.0-x86_64.iso",
	}
}

func demoBooks() []string {
	return []string{
		"Verne – Vingt mille lieues sous les mers.epub", "Austen – Pride and Prejudice.epub",
		"Kafka – Die Verwandlung.epub", "夏目漱石 – 吾輩は猫である.epub", "Толстой – Война и мир.epub",
		"Cervantes – Don Quijote.epub", "紅樓夢.epub", "ألف ليلة וليلה.epub", "Carroll – Alice’s Adventures.epub",
	}
}

func (d *demo) archive() {
	for _, year := range []int{2017, 2018, 2019} {
		for i, name := range []string{"Договор", "Смета", "Отчёт", "Чертёж", "Переписка", "Протокол"} {
			d.add(fmt.Sprintf("/Архив/%d/%s №%d.pdf", year, name, i+1), d.paper(), d.ago(2600))
		}
	}
	d.add("/Архив/старый диск.img", d.video(9e9), d.ago(3000))
	for _, name := range []string{
		"👨‍👩‍👧‍👦 family.jpg", "🇫🇷🇯🇵🇩🇪.jpg", "👍🏽 ok.jpg", "❤️.jpg", "🏳️‍🌈 parade.jpg", "☕ and 🥐.jpg",
	} {
		d.add("/🎉 Party/"+name, d.photo(), d.ago(365))
	}
}

// hostile adds names that a program may stumble over.
func (d *demo) hostile() {
	names := []string{
		"\x1b[31mred\x1b[0m alert.txt", "\x1b]0;owned\x07title.txt", "bell\a and back\bspace.txt", "two\nlines.txt",
		"tab\tinside.txt", "carriage\rreturn.txt", "-rf", "--help", "..．", "...", "．．", "~", "*.*", "%s%n%00.txt",
		"$(reboot).sh", "`id`.sh", "; rm -rf home.sh", "a'b\"c.txt", "＂full＂ ＇width＇ ＜twins＞ ＄ ｀ ＼.txt",
		" leading blank.txt", "trailing blank ", "trailing dot.", "CON", "aux.txt", "LPT1.log", "C:evil.txt",
		"name:stream", "what?.txt", "pipe|d.txt", "photo\u202Egpj.exe", "zero\u200Bwidth\u200Djoiners.txt",
		"\u2066isolated\u2069.txt", "e\u0301 decomposed.txt", "\u00e9 composed.txt", "Z\u0335a\u0337l\u0334g\u0338o\u0336.txt",
		"\ufeffbom.txt", "nbsp\u00a0here.txt", "ｆｕｌｌｗｉｄｔｈ.txt", "ﷺ ligature.txt", "𝔣𝔯𝔞𝔨𝔱𝔲𝔯.txt",
		"מסמך סופי 2024.pdf", "تقرير المشروع ٢٠٢٤.docx", "mixed עברית and English (1).txt", "नमस्ते दुनिया.txt",
		"ไฟล์ทดสอบ.txt", "Ὀδύσσεια.txt", "İstanbul ığüşöç.txt", "ß STRASSE straße.txt", "a.txt", "A.txt",
		strings.Repeat("long ", 48) + "name.txt", strings.Repeat("長い名前", 30) + ".txt", "no extension", ".hidden", ".onefm-part",
	}
	for i, name := range names {
		d.add("/Odd names/"+name, Text("A file with an odd name, number "+strconv.Itoa(i+1)+".\n"), d.ago(100+float64(i)))
	}
	for _, name := range []string{"\x1b[5mblink", "-", "...", "a\nb", "מסמכים", strings.Repeat("w", 250), "🗂️ 資料 Ж"} {
		d.s.AddFolder("/Odd names/folders/" + name)
		d.add("/Odd names/folders/"+name+"/inside.txt", Text("inside\n"), d.ago(10))
	}
	d.add("/Odd names/twins/same name.txt", Text("the first\n"), d.ago(9))
	d.add("/Odd names/twins/same name.txt", Text("the second\n"), d.ago(8))
	d.add("/Odd names/twins/same name.txt", Text("the first\n"), d.ago(7))
}

// demoPass opens what is protected in the demo.
const demoPass = "demo-pass"

// sharing adds what others may see, and what they may not.
func (d *demo) sharing() {
	d.add("/Public/Press kit/logo.svg", d.paper(), d.ago(80))
	d.add("/Public/Press kit/screens.zip", d.track(), d.ago(80))
	d.add("/Public/readme.txt", Text("This folder has a public page.\n"), d.ago(80))
	d.s.Publish("", "/Public", "")
	d.add("/Shared with a password/plans.pdf", d.paper(), d.ago(30))
	d.add("/Shared with a password/budget.ods", d.paper(), d.ago(30))
	d.s.Publish("", "/Shared with a password", demoPass)

	d.add("/Documents/Contracts/secret contract.pdf", d.paper(), d.ago(15), Protected(demoPass),
		Described("The password is "+demoPass))
	d.add("/Documents/Contracts/for France only.pdf", d.paper(), d.ago(14), Limited(ACL{Country: []string{"FR"}}))
	d.add("/Documents/Contracts/for friends only.pdf", d.paper(), d.ago(13),
		Limited(ACL{Email: []string{"friend@example.org"}}))
	d.s.AddFolder("/Empty folder")
	d.text("/welcome.txt", d.now.Add(-time.Hour),
		"This account is simulated: nothing here is real and nothing leaves this computer.",
		"The password of what is protected is "+demoPass+".")
}
