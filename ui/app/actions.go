package app

import (
	"maps"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
	"onefm/ui/keymap"
	"onefm/ui/share"
)

// table says what carries out each action of the key map.
func (m *Model) table() map[keymap.Action]func() tea.Cmd {
	all := map[keymap.Action]func() tea.Cmd{}
	for _, part := range []map[keymap.Action]func() tea.Cmd{
		m.moving(), m.marking(), m.filing(), m.linking(), m.showing(), m.queueing(), m.running(),
	} {
		maps.Copy(all, part)
	}
	return all
}

func (m *Model) moving() map[keymap.Action]func() tea.Cmd {
	return map[keymap.Action]func() tea.Cmd{
		keymap.Up:        func() tea.Cmd { return m.moveCursor(-1) },
		keymap.Down:      func() tea.Cmd { return m.moveCursor(1) },
		keymap.PageUp:    func() tea.Cmd { return m.pageCursor(-1) },
		keymap.PageDown:  func() tea.Cmd { return m.pageCursor(1) },
		keymap.Top:       func() tea.Cmd { return m.moveCursor(-farAway) },
		keymap.Bottom:    func() tea.Cmd { return m.moveCursor(farAway) },
		keymap.Parent:    m.parent,
		keymap.Open:      m.open,
		keymap.OtherPane: m.switchPane,
		keymap.Back:      func() tea.Cmd { return m.goBack(m.pane()) },
		keymap.Forward:   func() tea.Cmd { return m.goForward(m.pane()) },
		keymap.GoPath:    m.askPath,
		keymap.GoHome:    m.goHome,
		keymap.GoQueue:   m.focusQueue,
	}
}

func (m *Model) marking() map[keymap.Action]func() tea.Cmd {
	return map[keymap.Action]func() tea.Cmd{
		keymap.Mark:      func() tea.Cmd { m.pane().markAnd(1); return nil },
		keymap.MarkDown:  func() tea.Cmd { m.pane().markAnd(1); return nil },
		keymap.MarkUp:    func() tea.Cmd { m.pane().markAnd(-1); return nil },
		keymap.Range:     func() tea.Cmd { m.pane().toggleRange(); return nil },
		keymap.MarkAll:   m.markAll,
		keymap.Invert:    func() tea.Cmd { m.pane().invert(); return nil },
		keymap.MarkMask:  func() tea.Cmd { return m.askMask(true) },
		keymap.ClearMask: func() tea.Cmd { return m.askMask(false) },
	}
}

func (m *Model) filing() map[keymap.Action]func() tea.Cmd {
	return map[keymap.Action]func() tea.Cmd{
		keymap.Copy:      func() tea.Cmd { return m.copyAcross(false) },
		keymap.Move:      func() tea.Cmd { return m.copyAcross(true) },
		keymap.Yank:      func() tea.Cmd { return m.yank(false) },
		keymap.Cut:       func() tea.Cmd { return m.yank(true) },
		keymap.Paste:     m.put,
		keymap.Lift:      m.lift,
		keymap.Trash:     m.trash,
		keymap.Erase:     m.askErase,
		keymap.TakeBack:  m.takeBack,
		keymap.Rename:    m.askRename,
		keymap.NewFolder: m.askFolder,
		keymap.Details:   m.details,
		keymap.Drop:      func() tea.Cmd { return m.dropCarried(false) },
		keymap.DropHere:  func() tea.Cmd { return m.dropCarried(true) },
		keymap.AsCopy:    func() tea.Cmd { return m.chooseVerb(false) },
		keymap.AsMove:    func() tea.Cmd { return m.chooseVerb(true) },
	}
}

func (m *Model) linking() map[keymap.Action]func() tea.Cmd {
	as := func(f share.Format) func() tea.Cmd {
		return func() tea.Cmd { return m.copyLinks(f) }
	}
	return map[keymap.Action]func() tea.Cmd{
		keymap.Share:     m.shareMenu,
		keymap.CopyLink:  as(share.URL),
		keymap.CopyMD:    as(share.Markdown),
		keymap.CopyBB:    as(share.BBCode),
		keymap.CopyHTML:  as(share.HTML),
		keymap.CopyCurl:  as(share.Curl),
		keymap.CopyNames: as(share.Names),
		keymap.ShowQR:    m.showQR,
	}
}

func (m *Model) showing() map[keymap.Action]func() tea.Cmd {
	by := func(column model.SortBy) func() tea.Cmd {
		return func() tea.Cmd { return m.pane().sortBy(column) }
	}
	return map[keymap.Action]func() tea.Cmd{
		keymap.Filter:     func() tea.Cmd { return m.startFilter(false) },
		keymap.FilterBoth: func() tea.Cmd { return m.startFilter(true) },
		keymap.SearchAll:  m.searchEverywhere,
		keymap.Usage:      m.showUsage,
		keymap.Duplicates: m.showDuplicates,
		keymap.Changes:    m.showChanges,
		keymap.GoThere:    m.goThere,
		keymap.LearnAll:   m.learnAll,
		keymap.Search:     func() tea.Cmd { m.pane().startSearch(); return nil },
		keymap.SearchNext: func() tea.Cmd { return m.searchOn(forwards) },
		keymap.SearchPrev: func() tea.Cmd { return m.searchOn(backwards) },
		keymap.SortName:   by(model.ByName),
		keymap.SortSize:   by(model.BySize),
		keymap.SortTime:   by(model.ByTime),
		keymap.SortExt:    by(model.ByExt),
		keymap.SortFlip:   func() tea.Cmd { return m.pane().flip() },
		keymap.Hidden:     func() tea.Cmd { return m.pane().toggleHidden() },
		keymap.Refresh:    func() tea.Cmd { return m.refresh(m.pane()) },
		keymap.Wider:      func() tea.Cmd { return m.splitBy(splitStep) },
		keymap.Narrower:   func() tea.Cmd { return m.splitBy(-splitStep) },
		keymap.Halves:     func() tea.Cmd { return m.splitTo(0) },
	}
}

func (m *Model) queueing() map[keymap.Action]func() tea.Cmd {
	return map[keymap.Action]func() tea.Cmd{
		keymap.FocusQueue:  m.toggleQueue,
		keymap.QueueHold:   m.holdJob,
		keymap.QueueRetry:  m.retryJob,
		keymap.QueueUp:     func() tea.Cmd { return m.shiftJob(-1) },
		keymap.QueueDown:   func() tea.Cmd { return m.shiftJob(1) },
		keymap.QueueTop:    m.jobToTop,
		keymap.QueueRaise:  func() tea.Cmd { return m.rankJob(1) },
		keymap.QueueLower:  func() tea.Cmd { return m.rankJob(-1) },
		keymap.QueueLimit:  m.askLimit,
		keymap.QueueCancel: m.cancelJob,
		keymap.QueueClear:  m.clearJobs,
	}
}

func (m *Model) running() map[keymap.Action]func() tea.Cmd {
	return map[keymap.Action]func() tea.Cmd{
		keymap.Palette: m.openPalette,
		keymap.Cancel:  m.cancel,
		keymap.Quit:    m.quit,
		keymap.Suspend: m.suspend,
		keymap.Redraw:  func() tea.Cmd { return tea.ClearScreen },
	}
}

// farAway is further than any list is long.
const farAway = 1 << 30
