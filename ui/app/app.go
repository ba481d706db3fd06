// Package app is the window: two panes side by side, the local disk and the
// account, and one gesture – copy – between them.
//
// It is one Bubble Tea model whose Update is a table. State lives in structs with
// named methods, one concern a file; what a person sees is made of values by
// ui/view. Update and View do no I/O and read no clock: services are called in
// commands, all of them built in commands.go, and every message carries its time.
//
// No step of the loop grows with a folder but for the marks that a refreshed one
// takes along: sorting, filtering, searching, comparing with what is shown and
// gathering many items are done in commands, which make a sheet (sheet.go) that is
// never changed afterwards. At 200×60 cells a key and its drawing take 0.2 ms over
// 100 rows as over 100,000 (BenchmarkKey), showing 100,000 rows that were listed
// again, all of them marked, 1.3 ms (BenchmarkRefresh), and beginning a copy, a cut
// or a removal of all of them at most 1 ms (BenchmarkAct).
//
// Two guards keep stale answers out, always both: whoever asks anew cancels the
// old context, and an answer whose request number is not the latest is dropped.
package app

import (
	"context"
	"image"
	"time"

	tea "charm.land/bubbletea/v2"

	"onefm/model"
	"onefm/model/mirror"
	"onefm/ui/gesture"
	"onefm/ui/keymap"
	"onefm/ui/term"
	"onefm/ui/view"
)

// focus is what the keys go to: a pane, or the queue.
type focus uint8

const (
	onLeft focus = iota
	onRight
	onQueue
)

// Model is the window.
type Model struct {
	cfg     Config
	svc     Services
	gen     int             // number of svc: what belongs to earlier ones is stale
	learned int             // how many of svc's notices were told
	ctx     context.Context //nolint:containedctx // the parent of everything asked for, ended with the window
	stop    context.CancelFunc

	now    time.Time
	size   image.Point
	split  int // thousandths of the width
	layout view.Layout
	look   view.ThemeOptions
	theme  *view.Theme
	term   term.Caps
	asked  time.Time // when the terminal was asked what it can do
	probe  probe     // how long its answers take while jobs run

	panes [2]*pane
	focus focus
	last  int // the pane that had the focus last

	keys    *keymap.Map
	actions map[keymap.Action]func() tea.Cmd
	matcher keymap.Matcher
	presses int  // counts keys: a popup belongs to one of them
	which   bool // the popup of a prefix is up

	dialogs []dialog
	quiet   time.Time // keys count from here on: a dialog opened by itself

	notices notices
	drafts  []draft
	held    []held
	ids     int // of drafts, held acts, notices

	clip   clip
	copies int       // numbers texts that went to the clipboard
	proof  copiedMsg // the text that the terminal was asked to read back
	drag   gesture.Machine
	wake   int       // number of the drag's next tick
	alarm  time.Time // when that is
	unwake context.CancelFunc
	trail  []trailed
	hand   hand
	click  click

	queue      queue
	info       Info
	informedOf int // the services whose account was asked about

	lastSearch string        // what was searched for everywhere
	status     mirror.Status // what the mirror told of itself last
	attention  attention     // what the mirror was told that people look at
	learning   learning
	counting   bool // a second is awaited, after which a countdown says less
	both       bool // the filter that is typed is that of both panes

	signing int // request number of the guide
	unsign  context.CancelFunc

	hooks  hooks
	crew   *crew
	opened []Services // to be closed at the end

	offered int // the services whose jobs of an earlier time were asked about

	values  view.Values
	bar     []keymap.Action // what the key bar's labels do
	bars    map[keymap.Context][]keymap.BarItem
	chips   []func() tea.Cmd // what the notice's keys do
	drawn   tea.View
	stale   bool // values are not what the state says
	undrawn bool // drawn is not what the values say
	same    bool // the message at hand changed nothing that is seen
}

// hooks reach the terminal's input, which belongs to Run.
type hooks struct {
	release  func()            // something else is about to read the terminal
	measured func(c term.Caps) // the link's round trip is known
}

// New returns a window. Its commands run until [Model.Close].
func New(cfg Config) *Model { return newModel(context.Background(), cfg) }

func newModel(ctx context.Context, cfg Config) *Model {
	ctx, stop := context.WithCancel(ctx)
	if cfg.Keys == nil {
		cfg.Keys = keymap.Default()
	}
	if cfg.AccountDir.IsZero() {
		cfg.AccountDir = model.AccountPath("/")
	}
	m := &Model{
		cfg: cfg, svc: cfg.Services, ctx: ctx, stop: stop,
		keys: cfg.Keys, matcher: keymap.Matcher{Map: cfg.Keys},
		term: cfg.Terminal, crew: &crew{},
		bars: map[keymap.Context][]keymap.BarItem{}, stale: true, undrawn: true, unwake: func() {}, unsign: func() {},
	}
	m.look = view.ThemeOptions{ASCII: cfg.ASCII}
	if cfg.NoColor {
		m.look.Colors = view.NoColor
	}
	m.theme = view.NewTheme(m.look)
	m.panes[view.Left] = newPane(ctx, view.Left, cfg.Local, cfg.LocalDir)
	m.panes[view.Right] = newPane(ctx, view.Right, cfg.Account, cfg.AccountDir)
	m.arrange()
	return m
}

// Close ends everything that the window still waits for.
func (m *Model) Close() { m.stop() }

// Init asks for what the window shows at first.
func (m *Model) Init() tea.Cmd {
	cmds := []tea.Cmd{
		greetTerminal(),
		tea.RequestBackgroundColor,
		m.adopt(m.svc),
		after(m.ctx, clockTick, clockMsg{}),
	}
	return tea.Batch(cmds...)
}

// clockTick is how often ages are told anew while nothing else happens.
const clockTick = 10 * time.Second

// adopt begins to work with services: those of the start, or of a key that was
// given.
func (m *Model) adopt(s Services) tea.Cmd {
	m.gen++
	m.svc = s
	m.opened = append(m.opened, s)
	trees := [2]model.Tree{s.Local, s.Account}
	cmds := make([]tea.Cmd, 0, 8)
	for i, p := range m.panes {
		p.leaveFinding()
		p.tree = trees[i]
		if i == view.Right && !s.HasKey {
			continue // the guide asks first
		}
		cmds = append(cmds, p.open(spot{dir: p.dir}, staying, m.now))
	}
	m.learned = 0
	cmds = append(cmds, m.hear())
	if s.Run != nil {
		cmds = append(cmds, serve(m.ctx, m.crew, s.Run))
	}
	cmds = append(cmds,
		waitForEnd(m.ctx, s.Ended, m.gen),
		waitForChange(m.ctx, s.Changed, m.gen),
		waitForStatus(m.ctx, s.StatusChanged, s.Status, m.gen, true),
	)
	if s.Engine != nil {
		cmds = append(cmds, m.watchQueue(0))
	}
	if !s.HasKey && m.cfg.SignIn != nil {
		m.openGuide(nil)
	}
	return tea.Batch(cmds...)
}

// pane returns the pane that actions work on: the one with the focus, or the one
// that had it before the queue.
func (m *Model) pane() *pane { return m.panes[m.last] }

// other returns the pane across.
func (m *Model) other() *pane { return m.panes[1-m.last] }

// setFocus gives the keys to a pane or the queue.
func (m *Model) setFocus(f focus) {
	m.focus = f
	if f != onQueue {
		m.last = int(f)
	}
	if m.layout.Stacked || m.queue.open {
		m.arrange()
	}
}

// arrange computes the layout: on a new size, a dragged splitter, and when the
// queue opens, closes or grows.
func (m *Model) arrange() {
	rows := 0
	if m.queue.open {
		rows = m.queue.wanted(m.size.Y)
	}
	m.layout = view.Arrange(m.size.X, m.size.Y, view.Options{Split: m.split, Focus: m.last, Queue: rows})
	for i, p := range m.panes {
		if h := m.layout.Panes[i].Rows.Dy(); h > 0 {
			p.resize(h)
		}
	}
	m.queue.resize(m.layout.Jobs.Dy())
}
