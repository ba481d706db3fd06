package fichier_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"testing"

	"onefm/fichier"
)

// TestPackedReport has a node answer in gzip although plain bytes were asked for. Taken
// for a page that says "please wait", such a report would be waited for in vain.
func TestPackedReport(t *testing.T) {
	t.Parallel()
	const sum = "0a894ff039da399d5a72116b3665cd952abc8a9ffe37bfae4eae4d5381c5102b237c27e88b03f71c516e08ffa1cc9de9eac55d7d3abd38ea56220018f006a2c5"
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write([]byte(`{"incoming":0,"links":[{"download":"https://1fichier.com/?abcdefghij0123456789","filename":"a","size":"12","whirlpool":"` + sum + `"}]}`))
	_ = w.Close()
	c, _ := offline(t, host(func(*http.Request) (int, map[string]string, io.Reader) {
		return http.StatusOK, map[string]string{"Content-Encoding": "gzip"}, bytes.NewReader(packed.Bytes())
	}))
	r, err := c.Report(t.Context(), fichier.Receipt{Host: "up1.1fichier.com", XID: "abcdefghij"})
	if err != nil || len(r.Links) != 1 || r.Links[0].Sum != sum || r.Links[0].Size != 12 {
		t.Errorf("report = %+v, %v, want the one link", r, err)
	}
}
