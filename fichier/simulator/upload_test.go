package simulator_test

import (
	"strconv"
	"testing"

	"onefm/fichier/simulator"
)

func TestUploadListDownload(t *testing.T) {
	t.Parallel()
	c := start(t, simulator.WithRelaxed())
	dir := c.s.AddFolder("/work/2026")
	links := c.upload(strconv.FormatInt(dir, 10), upfile{"a.txt", "Hello world\n"}, upfile{"é.bin", "x"})
	if len(links) != 2 {
		t.Fatalf("got links %v, want 2", links)
	}
	const sum = "0a894ff039da399d5a72116b3665cd952abc8a9ffe37bfae4eae4d5381c5102b" +
		"237c27e88b03f71c516e08ffa1cc9de9eac55d7d3abd38ea56220018f006a2c5"
	if l := links[0]; l["whirlpool"] != sum || l["size"] != "12" || l["filename"] != "a.txt" || l["remove"] != "" {
		t.Errorf("got %v", l)
	}
	v := c.ok("file/ls", m{"folder_id": dir})
	if len(objects(v["items"])) != 2 {
		t.Errorf("got %v", v)
	}
	a, err := c.download(c.token(links[0]["download"].(string)), "Range", "bytes=6-")
	if err != nil || a.status != 206 || string(a.body) != "world\n" {
		t.Errorf("got %d %q %v", a.status, a.body, err)
	}
	if got := a.header.Get("Content-Range"); got != "bytes 6-11/12" {
		t.Errorf("Content-Range: got %q", got)
	}
}
