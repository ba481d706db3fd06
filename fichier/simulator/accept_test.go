package simulator

import (
	"errors"
	"net/http/httptest"
	"testing"
)

// The size of a file is limited by who sends it (1fichier-api §10, §11).
func TestLargestFile(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		tier  int
		key   bool
		limit int64
	}{
		{"customer", Premium, true, 300e9},
		{"access", Access, true, 300e9},
		{"free account", Free, true, 50e9},
		{"guest", Premium, false, 5e9},
	} {
		for over := range int64(2) {
			s := New(WithTier(tt.tier))
			defer s.Close()
			r := httptest.NewRequestWithContext(t.Context(), "POST", "/upload.cgi", nil)
			if tt.key {
				r.Header.Set("Authorization", "Bearer "+s.Key())
			}
			f := &file{id: "aaaaa", name: "a", blob: Synthetic(1, tt.limit+over).blob}
			err := s.acceptUpload(&upload{}, []*file{f}, nil, r)
			if refused := errors.Is(err, errRejectTooBig); refused != (over > 0) {
				t.Errorf("%s, %d bytes: got %v", tt.name, f.blob.size, err)
			}
		}
	}
}
