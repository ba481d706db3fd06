package cli

import (
	"onefm/model"
	"onefm/model/plan"
	"onefm/ui/words"
)

// actionWord is the word for what a step does.
func actionWord(s plan.Step) string {
	switch {
	case s.Problem != nil:
		return "fail"
	case s.Same:
		return "identical"
	}
	switch s.Action {
	case plan.Mkdir:
		return "mkdir"
	case plan.Upload:
		return "upload"
	case plan.Download:
		return "download"
	case plan.ServerCopy:
		return "server_copy"
	case plan.DiskCopy:
		return "disk_copy"
	case plan.MoveOnly:
		return "move"
	case plan.RemoteUpload:
		return "fetch"
	case plan.RemoveFolder:
		return "remove_folder"
	case plan.Leave:
	}
	return "skip"
}

// foretell tells what the plan would do.
func (t *transferring) foretell(p *plan.Plan) {
	for _, s := range p.All() {
		from := s.Source.Path()
		if s.Problem != nil {
			t.t.errs = append(t.t.errs, s.Problem)
		} else if s.Action != plan.Leave || s.Same {
			t.t.done++
		}
		if t.json {
			t.out.object(t.step(s))
			continue
		}
		if s.Problem != nil {
			t.out.fail(s.Problem, stepVerb(t.op, from, s.Target), from.String())
			continue
		}
		if s.Same || s.Action == plan.Leave {
			continue // identical ones are silent, skipped ones were named
		}
		t.out.result("%-13s %s  %s -> %s", actionWord(s), words.SizeColumn(stepSize(s)), safePath(from), safePath(s.Target))
	}
	t.out.say("%s", words.Sentence(words.Join(
		words.Plural(p.Files, "file"), words.Plural(p.Folders, "folder"), words.Size(p.Bytes),
		identical(p.Same), "about "+words.PluralOf(p.Calls, "call", "calls")+" of the service")))
}

func (t *transferring) step(s plan.Step) Step {
	o := Step{
		Action: actionWord(s), Path: s.Source.Path().String(), Target: s.Target.String(),
		Size: size(s.Source.Entry), Exists: s.Conflict != nil,
	}
	if s.Problem != nil {
		f := newFailure(s.Problem, stepVerb(t.op, s.Source.Path(), s.Target), o.Path, t.now())
		o.Error = &f
	}
	return o
}

func stepSize(s plan.Step) int64 {
	if s.Source.Entry.IsDir() {
		return model.UnknownSize
	}
	return s.Source.Entry.Size
}

func identical(n int) string {
	if n == 0 {
		return ""
	}
	return words.Count(n) + " identical"
}

// stepVerb is the word for what failed.
func stepVerb(op plan.Op, from, to model.Path) string {
	switch {
	case op == plan.Move:
		return "move"
	case from.Side() == model.Local && to.Side() == model.Account:
		return "upload"
	case from.Side() != model.Local && to.Side() == model.Local:
		return "download"
	}
	return "copy"
}
