package simulator

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"
)

// ParseFault reads a rule from a short text: an endpoint, conditions, and one kind,
// separated by blanks or commas.
//
//	upload nth=2 lost            the second upload is stored, but its answer is lost
//	file/ls every=3 flood403     every third listing of files is refused
//	download p=0.1 seed=7 cut=1M one download in ten is cut after 1 MiB
//	api from=10s for=1m 503      between 10 s and 70 s from now every API call gets 503
//
// Endpoints are those of [Call]: "folder/ls", "file/*", "upload/get_upload_server",
// "upload", "end", "download", "dir", "check_links", "page", "api" (every API call) and
// "*" (everything).
//
// Conditions: nth=N, every=N, first=N, times=N, p=0…1, seed=N, from=DURATION,
// for=DURATION, folder=ID. [FaultHelp] lists the kinds and their values; sizes may end
// in k, M, G or T (powers of 1,024).
func ParseFault(text string) (Rule, error) {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
	if len(words) < 2 {
		return Rule{}, fmt.Errorf("fault %q: want an endpoint and a kind, as in %q", text, "upload nth=2 lost")
	}
	r := Rule{Endpoint: strings.TrimSuffix(strings.TrimPrefix(words[0], "/v1/"), ".cgi")}
	if _, err := path.Match(r.Endpoint, ""); err != nil {
		return Rule{}, fmt.Errorf("fault %q: endpoint %q: %w", text, words[0], err)
	}
	for _, word := range words[1:] {
		key, value, _ := strings.Cut(word, "=")
		ok, err := r.condition(key, value)
		if !ok && err == nil {
			if r.Kind != "" {
				return Rule{}, fmt.Errorf("fault %q: %q after %q: one kind only", text, word, r.Kind)
			}
			err = r.kind(key, value)
		}
		if err != nil {
			return Rule{}, fmt.Errorf("fault %q: %q: %w", text, word, err)
		}
	}
	if r.Kind == "" {
		return Rule{}, fmt.Errorf("fault %q: what is to go wrong?", text)
	}
	return r, nil
}

// condition sets a condition; ok is false when key is none.
func (r *Rule) condition(key, value string) (ok bool, err error) {
	counts := map[string]*int{"nth": &r.Nth, "every": &r.Every, "first": &r.First, "times": &r.Times}
	if to := counts[key]; to != nil {
		*to, err = strconv.Atoi(value)
		if err == nil && *to < 1 {
			err = errors.New("want 1 or more")
		}
		return true, err
	}
	switch key {
	case "p":
		r.Probability, err = strconv.ParseFloat(value, 64)
		if err == nil && (r.Probability <= 0 || r.Probability > 1) {
			err = errors.New("want a probability up to 1")
		}
	case "seed":
		r.Seed, err = strconv.ParseUint(value, 10, 64)
	case "folder":
		r.Folder, err = strconv.ParseInt(value, 10, 64)
	case "from":
		r.After, err = time.ParseDuration(value)
	case "for":
		r.For, err = time.ParseDuration(value)
	default:
		return false, nil
	}
	return true, err
}

func (r *Rule) kind(key, value string) (err error) {
	switch key {
	case "410", "500", "502", "503", "504", "509":
		key, value = string(FaultStatus), key
	}
	kind := Kind(key)
	info, ok := infoOf(kind)
	switch {
	case !ok:
		return errors.New("no such kind of fault")
	case info.takes == noValue && value != "":
		return errors.New("takes no value")
	case info.takes == needsDuration:
		r.Wait, err = time.ParseDuration(value)
	case info.takes == needsSize, info.takes == mayHaveSize && value != "":
		r.Size, err = parseSize(value)
	}
	if err == nil && kind == FaultStatus && (r.Size < 400 || r.Size > 599) {
		return errors.New("want a status from 400 to 599")
	}
	r.Kind = kind
	return err
}

// parseSize reads "512", "64k", "1M", "2G".
func parseSize(text string) (int64, error) {
	digits, unit := text, int64(1)
	if n := len(text); n > 0 {
		if i := strings.IndexByte("kMGT", text[n-1]); i >= 0 {
			digits, unit = text[:n-1], 1<<(10*(i+1))
		}
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 0 || n > (1<<62)/unit {
		return 0, errors.New("want a size such as 512, 64k or 1M")
	}
	return n * unit, nil
}
