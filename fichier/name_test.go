package fichier_test

import (
	"strings"
	"testing"

	"onefm/fichier"
)

// What rclone puts on the wire for a file of that name on a Linux disk.
func TestEncodeName(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, wire string }{
		{"plain.txt", "plain.txt"},
		{"a\\b<c>d\"e'f$g`h", "a＼b＜c＞d＂e＇f＄g｀h"},
		{" lead", "␠lead"},
		{"trail ", "trail␠"},
		{" ", "␠"},
		{"  ", "␠␠"},
		{"in the middle", "in the middle"},
		{"＜", "‛＜"},
		{"x＄y", "x‛＄y"},
		{"a‛b", "a‛‛b"},
		{"tab\there", "tab␉here"},
		{"\x7f", "␡"},
		{"␡", "‛␡"},
		{"␁", "‛␁"},
		{"a␠b", "a␠b"},
		{"␠b", "‛␠b"},
		{"b␠", "b‛␠"},
		{"nul␀", "nul␀"},
		{"．", "．"},
		{"a／b", "a／b"},
		{"bad\xffutf", "bad‛FFutf"},
		{"caf\xc3", "caf‛C3"},
		{".", "．"},
		{"..", "．．"},
		{"...", "..."},
		{".hidden", ".hidden"},
		{"日本語 'x'", "日本語 ＇x＇"},
		{"🎉 ", "🎉␠"},
	}
	for _, tt := range tests {
		if got := fichier.EncodeName(tt.name); got != tt.wire {
			t.Errorf("EncodeName(%q) = %q, want %q", tt.name, got, tt.wire)
		}
	}
}

func TestDecodeName(t *testing.T) {
	t.Parallel()
	tests := []struct{ wire, name string }{
		{"", ""},
		{"＜", "<"},
		{"‛＜", "＜"},
		{"‛‛＜", "‛<"},
		{"‛‛␠", "‛ "},
		{"a␠", "a "},
		{"‛␠a", "␠a"},
		{"a␠b", "a␠b"},
		{"‛FFx", "\xffx"},
		{"‛e9", "\xe9"},
		{"‛zz", "‛zz"},
		{"‛", "‛"},
		{"x‛", "x‛"},
		{"a‛／b", "a‛／b"},
		{"raw\xffbyte", "raw\xffbyte"},
		// What no name may hold, however it is sent.
		{"a/b", "a／b"},
		{"/", "／"},
		{"../../etc/passwd", "..／..／etc／passwd"},
		{"‛2F", "‛2F"},
		{"‛2f‛2e", "‛2f‛2e"},
		{"‛00", "‛00"},
		{"nul\x00", "nul␀"},
		{".", "．"},
		{"..", "．．"},
		{"．．", "．．"},
	}
	for _, tt := range tests {
		if got := fichier.DecodeName(tt.wire); got != tt.name {
			t.Errorf("DecodeName(%q) = %q, want %q", tt.wire, got, tt.name)
		}
	}
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"", ".", "..", "‛ ", "‛␠", " \xff", "‛‛FF", "␠␠␠", "＜‛", "\xe2\x80", "‛2F", "a\x00/b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		decoded := fichier.DecodeName(s)
		if strings.ContainsAny(decoded, "/\x00") || decoded == "." || decoded == ".." {
			t.Errorf("DecodeName(%q) = %q, which is no name", s, decoded)
		}
		if strings.ContainsAny(s, "/\x00") || s == "." || s == ".." {
			return
		}
		wire := fichier.EncodeName(s)
		if strings.ContainsAny(wire, "\\<>\"'$`/\x00\r\n\x7f") || strings.HasPrefix(wire, " ") || strings.HasSuffix(wire, " ") {
			t.Errorf("EncodeName(%q) = %q holds what the service does not keep", s, wire)
		}
		if got := fichier.DecodeName(wire); got != s {
			t.Errorf("DecodeName(EncodeName(%q)) = %q (wire %q)", s, got, wire)
		}
	})
}
