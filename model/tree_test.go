package model_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"onefm/model"
)

func TestItemsErrorNamesItemsAndCauses(t *testing.T) {
	t.Parallel()
	dir := model.AccountPath("/Films")
	a := model.Item{Dir: dir, Entry: model.Entry{Name: "a"}}
	b := model.Item{Dir: dir, Entry: model.Entry{Name: "b"}}
	var failed *model.ItemsError
	if err := failed.OrNil(); err != nil {
		t.Errorf("nothing failed, yet OrNil() = %v", err)
	}
	if err := (&model.ItemsError{}).OrNil(); err != nil {
		t.Errorf("an empty list is %v", err)
	}
	failed = model.Fail(failed, a, fmt.Errorf("move: %w", fs.ErrExist))
	if got, want := failed.Error(), "1f:/Films/a: move: file already exists"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
	failed = model.Fail(failed, b, model.ErrInto)
	err := fmt.Errorf("move: %w", failed.OrNil())
	if !errors.Is(err, fs.ErrExist) || !errors.Is(err, model.ErrInto) || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v does not wrap its causes", err)
	}
	var list *model.ItemsError
	if !errors.As(err, &list) || len(list.Items) != 2 || list.Items[1].Item != b {
		t.Errorf("the list in %v is %+v", err, list)
	}
	if !strings.Contains(err.Error(), "2 items failed") {
		t.Errorf("Error() = %q, want it to count", err)
	}
}

func TestEntryFacts(t *testing.T) {
	t.Parallel()
	folder := model.Entry{Kind: model.Folder}
	link := model.Entry{Kind: model.Symlink, Flags: model.LinksToFolder | model.ReadOnly}
	file := model.Entry{Kind: model.Symlink}
	if !folder.IsDir() || !link.IsDir() || file.IsDir() {
		t.Errorf("IsDir is %v, %v, %v; want true, true, false", folder.IsDir(), link.IsDir(), file.IsDir())
	}
	if link.Has(model.LinksToFolder | model.Shared) {
		t.Error("Has is true when only one of two flags is set")
	}
	if !model.IsHidden(".git") || model.IsHidden("a.b") || model.IsHidden("") {
		t.Error("hidden names start with a dot")
	}
}
