package fichier

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestLenientScalars(t *testing.T) {
	t.Parallel()
	type all struct {
		N number       `json:"n"`
		R real         `json:"r"`
		F flag         `json:"f"`
		T text         `json:"t"`
		L list[number] `json:"l"`
	}
	tests := []struct {
		in   string
		want all
	}{
		{`{}`, all{}},
		{`{"n":null,"r":null,"f":null,"t":null,"l":null}`, all{}},
		{`{"n":7,"r":1.5,"f":1,"t":"x","l":[1,2]}`, all{number{7, true}, 1.5, true, "x", list[number]{{1, true}, {2, true}}}},
		{`{"n":"7","r":"1.5","f":"1","t":5,"l":["1",null]}`, all{number{7, true}, 1.5, true, "5", list[number]{{1, true}, {}}}},
		{`{"n":"","r":"","f":"","t":"","l":""}`, all{}},
		{`{"n":true,"r":true,"f":true,"t":true,"l":true}`, all{number{1, true}, 0, true, "true", nil}},
		{`{"n":"x","r":"x","f":"x","t":[],"l":{}}`, all{}},
		{`{"n":1e30,"r":"NaN","f":"0","t":{},"l":0}`, all{}},
		{`{"n":"12.9","r":"Inf","f":{},"t":"é","l":[]}`, all{number{12, true}, 0, false, "é", list[number]{}}},
		{`{"n":-3,"f":{"ip":1}}`, all{N: number{-3, true}, F: true}},
		{`{"n":9223372036854775807,"f":0}`, all{N: number{9223372036854775807, true}}},
		{`{"n":[1],"f":[]}`, all{}},
	}
	for _, tt := range tests {
		var got all
		if err := decodeJSON([]byte(tt.in), &got); err != nil {
			t.Errorf("%s: %v", tt.in, err)
		}
		if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(number{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
	}
}

func TestListIsBounded(t *testing.T) {
	t.Parallel()
	var l list[flag]
	if err := json.Unmarshal([]byte("["+strings.Repeat("0,", maxEntries)+"1]"), &l); err != nil || len(l) != maxEntries {
		t.Errorf("%d entries, %v, want %d", len(l), err, maxEntries)
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{`20480`: 20480, `"20480"`: 20480, `null`: UnknownSize, `-1`: UnknownSize, `0`: 0} {
		var n number
		if err := json.Unmarshal([]byte(in), &n); err != nil || n.size() != want {
			t.Errorf("size of %s = %d, %v, want %d", in, n.size(), err, want)
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"2021-06-12 14:57:25", "2021-06-12T12:57:25Z"}, // as seen: summer, UTC+2
		{"2025-02-03 09:15:00", "2025-02-03T08:15:00Z"},
		{"2026-12-31", "2026-12-30T23:00:00Z"},
		{"2025-03-30 02:30:00", "2025-03-30T01:30:00Z"}, // skipped by summer time
		{"", ""},
		{"0000-00-00 00:00:00", ""},
		{"1970-01-01 01:00:00", ""},
		{"2025-02-30 00:00:00", ""},
		{"2025-02-03T09:15:00Z", ""},
		{"yesterday", ""},
	}
	for _, tt := range tests {
		got := ""
		if at := parseTime(tt.in); !at.IsZero() {
			got = at.Format(time.RFC3339)
		}
		if got != tt.want {
			t.Errorf("parseTime(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
	at := time.Date(2021, 6, 12, 12, 57, 25, 0, time.UTC)
	if got, want := formatTime(at), "2021-06-12 14:57:25"; got != want {
		t.Errorf("formatTime = %q, want %q", got, want)
	}
	if got := formatTime(time.Time{}); got != "" {
		t.Errorf("formatTime of no time = %q", got)
	}
}

// A file whose name held a backslash made a whole folder unreadable.
func TestBackslashInListing(t *testing.T) {
	t.Parallel()
	body := []byte("{\"status\":\"OK\",\"items\":[{\"filename\":\"C:\\dir\\x.txt\"},{\"filename\":\"tab\there \\\" \\u00e9\"}]}")
	var got struct {
		Items list[struct {
			Name text `json:"filename"`
		}] `json:"items"`
	}
	if err := decodeJSON(body, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Items) != 2 || got.Items[0].Name != `C:\dir\x.txt` || got.Items[1].Name != "tab\there \" é" {
		t.Errorf("items = %q", got.Items)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"status":"KO","message":"x #1"}`))
	f.Add([]byte("{\"a\":\"\\x\n\"}"))
	f.Add([]byte(`{"items":[{"size":"1"},3,null,[]],"sub_folders":null}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var e envelope
		var l wireFolder
		_ = decodeJSON(body, &e)
		_ = decodeJSON(body, &l)
		if json.Valid(body) {
			if string(mend(body)) != string(body) {
				t.Errorf("valid JSON %q was changed to %q", body, mend(body))
			}
		}
	})
}

// The longest listing of a folder: 5,000 files, some 2 MB.
func BenchmarkListing(b *testing.B) {
	entry := `{"url":"https://1fichier.com/?k3v9q0zt4mx81hcd72wp","filename":"a file with a name.txt","size":20480,` +
		`"date":"2025-02-03 09:15:00","checksum":"` + strings.Repeat("ab", 64) + `","content-type":"text/plain","pass":0,"acl":0,"cdn":0}`
	body := []byte(`{"status":"OK","items":[` + strings.TrimSuffix(strings.Repeat(entry+",", MaxListing), ",") + `]}`)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		var w wireFolder
		if err := decodeJSON(body, &w); err != nil || len(w.folder(0).Files) != MaxListing {
			b.Fatal(err)
		}
	}
}
