package session

import (
	"testing"

	"onefm/model/transfer"
)

func TestTransfersBeginWithTheGivenLimit(t *testing.T) {
	t.Parallel()
	limit, err := transfer.ParseLimit("2M")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Options{InMemory: true, Limit: limit})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if got := s.engine().Snapshot().Limit.Text; got != "2M" {
		t.Errorf("the limit is %q, want 2M", got)
	}
}
