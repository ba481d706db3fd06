package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
)

// params is the JSON body of a call. Like the Perl behind the real service it takes a
// number for a string and the other way round.
type params map[string]any

func parseParams(body []byte) (params, error) {
	p := params{}
	if len(bytes.TrimSpace(body)) == 0 {
		return p, nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&p); err != nil {
		return nil, errJSON
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) || p == nil {
		return nil, errJSON
	}
	return p, nil
}

func (p params) has(key string) bool { return p[key] != nil }

func (p params) string(key string) string { return scalar(p[key]) }

// int returns 0 for what is no number.
func (p params) int(key string) int64 {
	n, _ := strconv.ParseInt(strings.TrimSpace(scalar(p[key])), 10, 64)
	return n
}

func (p params) flag(key string) bool { return p.int(key) != 0 }

// strings returns a list of strings; a lone string is a list of one.
func (p params) strings(key string) []string {
	switch v := p[key].(type) {
	case []any:
		list := make([]string, 0, len(v))
		for _, item := range v {
			list = append(list, scalar(item))
		}
		return list
	case string:
		return []string{v}
	}
	return nil
}

// objects returns a list of objects.
func (p params) objects(key string) []params {
	v, _ := p[key].([]any)
	list := make([]params, 0, len(v))
	for _, item := range v {
		if m, ok := item.(map[string]any); ok {
			list = append(list, m)
		}
	}
	return list
}

func (p params) object(key string) params {
	m, _ := p[key].(map[string]any)
	return m
}

func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.Itoa(bit(v))
	}
	return ""
}

// redacted is the body for the call log: passwords are cut out.
func (p params) redacted() string {
	if len(p) == 0 {
		return ""
	}
	shown := make(params, len(p))
	for k, v := range p {
		if k == "pass" && v != nil && v != "" {
			v = "•••"
		}
		shown[k] = v
	}
	b, err := json.Marshal(shown)
	if err != nil {
		return ""
	}
	return string(b)
}

// date writes t as the service does: Paris time, no zone (1fichier-api §1.5).
func (s *Service) date(t time.Time) string { return t.In(s.paris).Format(time.DateTime) }

// parseDate reads a date of a request; ok is false when there is none.
func (s *Service) parseDate(text string) (t time.Time, ok bool) {
	for _, layout := range []string{time.DateTime, "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, s.paris); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
