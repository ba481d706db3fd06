package cli

import (
	"encoding/base64"
	"errors"
	"time"
	"unicode/utf8"

	"onefm/fichier"
	"onefm/model"
	"onefm/ui/words"
)

// Entry is a file or a folder: ls.
type Entry struct {
	Path   string     `json:"path"` // as it is typed: 1f:/Films/a.mkv, /home/me/a.mkv
	Name   string     `json:"name"`
	Raw    string     `json:"raw_name,omitempty"` // base64 of the name, only when it is no UTF-8
	Kind   string     `json:"kind"`               // file, folder, symlink or other
	Size   *int64     `json:"size"`               // bytes; null when not known
	Time   *time.Time `json:"time"`               // UTC; account: of the upload; null when not known
	Link   string     `json:"link,omitempty"`     // of a file in the account
	Folder string     `json:"folder_id,omitempty"`
	Sum    string     `json:"whirlpool,omitempty"`
	Flags  []string   `json:"flags"` // verified, shared, password, limited, duplicate, read_only, pending
	Target string     `json:"target,omitempty"`
	AsOf   *time.Time `json:"as_of,omitempty"` // when this was true
}

// Problem is a line on stderr.
type Problem struct {
	Error Failure `json:"error"`
}

// Failure is what went wrong, in words for people and one for scripts.
type Failure struct {
	Kind  string     `json:"kind"`           // a word that stays: not_found, key_refused, locked, …
	What  string     `json:"what"`           // a sentence
	Do    string     `json:"do,omitempty"`   // what to do about it
	Path  string     `json:"path,omitempty"` // what it happened to
	Retry *time.Time `json:"retry_at,omitempty"`
}

// Transfer is what a cp or mv came to.
type Transfer struct {
	Op      string    `json:"op"` // copy or move
	To      string    `json:"to"`
	Items   int       `json:"items"`     // files that were done; of a job without files its folders
	Same    int       `json:"identical"` // files that were there already
	Bytes   int64     `json:"bytes"`
	Seconds float64   `json:"seconds"`
	Skipped []Skip    `json:"skipped"`
	Failed  []Failure `json:"failed"`
	DryRun  bool      `json:"dry_run,omitempty"`
}

// Skip is a source that was left where it is since its target exists.
type Skip struct {
	Path   string `json:"path"`
	Target string `json:"target"`
}

// Step is what cp or mv would do: one line each with --dry-run.
type Step struct {
	Action string   `json:"action"` // upload, download, server_copy, disk_copy, move, mkdir, fetch, remove_folder, skip, identical or fail
	Path   string   `json:"path"`
	Target string   `json:"target"`
	Size   *int64   `json:"size"`
	Exists bool     `json:"exists,omitempty"` // the target holds something else under the name
	Error  *Failure `json:"error,omitempty"`
}

// Removal is what an rm came to.
type Removal struct {
	Removed []string  `json:"removed"`
	Failed  []Failure `json:"failed"`
	DryRun  bool      `json:"dry_run,omitempty"`
}

// Made is a folder: mkdir.
type Made struct {
	Path   string `json:"path"`
	Folder string `json:"folder_id,omitempty"`
	DryRun bool   `json:"dry_run,omitempty"`
}

// Shared is a link: link.
type Shared struct {
	Path string `json:"path"`
	Name string `json:"name"`
	Link string `json:"link"`
	Size *int64 `json:"size"`
	Sum  string `json:"whirlpool,omitempty"`
}

// State is the account: account and login.
type State struct {
	Email     string     `json:"email"`
	Tier      string     `json:"tier"` // free, premium, access or gold
	Until     *time.Time `json:"until"`
	Used      int64      `json:"used"`        // bytes of hot and cold storage
	Hot       int64      `json:"hot"`         // bytes
	Cold      int64      `json:"cold"`        // bytes
	ColdQuota int64      `json:"cold_quota"`  // bytes; 0 when not told
	ColdFree  int64      `json:"cold_free"`   // bytes
	Credits   float64    `json:"cdn_credits"` // GB
	OverQuota bool       `json:"over_quota"`
	NoUploads bool       `json:"uploads_forbidden"`
	Key       string     `json:"key"` // environment, key_command, keyring, kernel, session or none
	AsOf      *time.Time `json:"as_of"`
}

// KeyLeft is what logout could not take away.
type KeyLeft struct {
	LoggedOut bool     `json:"logged_out"` // no key is left
	Left      []string `json:"left"`
}

func newFailure(err error, verb, name string, now time.Time) Failure {
	f := Failure{Kind: kind(err), Path: name}
	if f.Kind == "usage" {
		f.What = sentence(err, verb, name, now)
		return f
	}
	n := notice(err, words.Context{Verb: verb, Name: name, Now: now})
	f.What, f.Do = n.What, n.Do
	var e *fichier.Error
	if errors.As(err, &e) && e.RetryAfter > 0 {
		at := now.Add(e.RetryAfter).UTC()
		f.Retry = &at
	}
	return f
}

func newEntry(it model.Item, asOf time.Time) Entry {
	e := it.Entry
	o := Entry{
		Path: it.Path().String(), Name: e.Name, Kind: kindWord(e.Kind), Size: size(e), Time: moment(e.Time),
		Sum: e.Sum, Flags: flags(e.Flags), Target: e.Target, AsOf: moment(asOf),
	}
	if !utf8.ValidString(e.Name) {
		o.Raw = base64.StdEncoding.EncodeToString([]byte(e.Name))
	}
	if it.Dir.Side() == model.Account {
		if e.Kind == model.Folder {
			o.Folder = e.ID
		} else {
			o.Link = e.ID
		}
	}
	return o
}

func kindWord(k model.Kind) string {
	switch k {
	case model.File:
		return "file"
	case model.Folder:
		return "folder"
	case model.Symlink:
		return "symlink"
	case model.Other:
	}
	return "other"
}

func flags(f model.Flags) []string {
	all := []struct {
		flag model.Flags
		word string
	}{
		{model.Verified, "verified"},
		{model.Shared, "shared"},
		{model.Password, "password"},
		{model.Limited, "limited"},
		{model.Duplicate, "duplicate"},
		{model.ReadOnly, "read_only"},
		{model.Pending, "pending"},
	}
	list := []string{}
	for _, a := range all {
		if f&a.flag != 0 {
			list = append(list, a.word)
		}
	}
	return list
}

func size(e model.Entry) *int64 {
	if e.Size < 0 || e.IsDir() {
		return nil
	}
	return &e.Size
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
