package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"onefm/model"
	"onefm/model/plan"
	"onefm/ui/words"
)

// answers are what can be typed about a conflict; in capitals they hold for all
// that follow.
func answers() []struct {
	letter string
	choice plan.Choice
	text   string
} {
	return []struct {
		letter string
		choice plan.Choice
		text   string
	}{
		{"s", plan.Skip, "[s]kip"},
		{"k", plan.Keep, "[k]eep both"},
		{"r", plan.Replace, "[r]eplace"},
		{"n", plan.Newer, "replace when [n]ewer"},
	}
}

// askConflicts asks about every open conflict.
func (t *transferring) askConflicts(ctx context.Context, p *plan.Plan) error {
	for {
		open := slices.DeleteFunc(p.Conflicts(), func(i int) bool { return p.Step(i).Conflict.Choice != plan.Ask })
		if len(open) == 0 {
			return nil
		}
		choice, all, err := t.askOne(ctx, p, open[0], len(open))
		if err != nil {
			return err
		}
		if err := p.Resolve(open[0], choice); err != nil {
			return err
		}
		if !all {
			continue
		}
		for _, i := range open[1:] {
			c := choice
			if !slices.Contains(p.Choices(i), c) {
				c = plan.Skip // a file that meets a folder can't take its place
			}
			if err := p.Resolve(i, c); err != nil {
				return err
			}
		}
	}
}

// askOne asks until the answer makes sense.
func (t *transferring) askOne(ctx context.Context, p *plan.Plan, i, open int) (plan.Choice, bool, error) {
	s := p.Step(i)
	t.out.say("%s exists: %s; yours: %s.", safePath(s.Target), t.describe(s.Conflict.Existing[0]), t.describe(s.Source.Entry))
	var offers []string
	for _, a := range answers() {
		if slices.Contains(p.Choices(i), a.choice) {
			offers = append(offers, a.text)
		}
	}
	q := strings.Join(offers, ", ") + ", [q]uit"
	if open > 1 {
		q += fmt.Sprintf(" (a capital for all %s)", words.Count(open))
	}
	for {
		line, err := t.ask(ctx, q+"? ")
		if errors.Is(err, io.EOF) {
			return 0, false, model.ErrCancelled
		}
		if err != nil {
			return 0, false, err
		}
		line = strings.TrimSpace(line)
		if strings.EqualFold(line, "q") {
			return 0, false, model.ErrCancelled
		}
		for _, a := range answers() {
			if strings.EqualFold(line, a.letter) && slices.Contains(p.Choices(i), a.choice) {
				return a.choice, line != a.letter, nil
			}
		}
	}
}

func (t *transferring) describe(e model.Entry) string {
	if e.IsDir() {
		return "a folder"
	}
	return words.Join(words.Size(e.Size), strings.TrimSpace(words.Date(e.Time, t.now(), words.DateLong)))
}

func safePath(p model.Path) string { return words.Safe(p.String()) }
