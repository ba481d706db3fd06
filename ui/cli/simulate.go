package cli

import (
	"context"
	"net"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onefm/fichier/simulator"
	"onefm/ui/words"
)

// simulating is one run of simulate.
type simulating struct {
	*runner

	listen, seed, dir, key, tier string
	faults                       []string
	relaxed, demoTree            bool
	lag                          time.Duration
	wait                         int
}

func (r *runner) simulate() *cobra.Command {
	m := &simulating{runner: r}
	cmd := &cobra.Command{
		Use:   "simulate",
		Short: "Run a simulated 1fichier on this machine",
		Long: "Serves a simulated 1fichier with the documented limits, for scripts and for tests of other programs, until it is interrupted. " +
			"Its first two lines are FICHIER_API_URL=… and FICHIER_API_KEY=…. It listens on this machine only.\n\n" +
			"A fault is an endpoint, conditions and a kind: \"upload nth=2 lost\", \"file/ls every=3 flood403\", \"download p=0.1 cut=1M\", \"api from=10s for=1m 503\".",
		Example: "onefm simulate --seed ~/Music > sim.env &\nonefm simulate --fault 'upload nth=2 reset' --relaxed",
		Args:    r.args(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return m.run(cmd.Context()) },
	}
	f := cmd.Flags()
	f.StringVar(&m.listen, "listen", "127.0.0.1:0", "loopback address to listen on; port 0 is any free one")
	f.StringVar(&m.seed, "seed", "", "fill the account with the files of this folder")
	f.BoolVar(&m.demoTree, "demo-tree", false, "fill the account with the tree of the demo")
	f.StringVar(&m.dir, "dir", "", "keep uploaded bytes in this folder instead of in memory")
	f.StringArrayVar(&m.faults, "fault", nil, "inject a fault by rule; can be given several times")
	f.BoolVar(&m.relaxed, "relaxed", false, "enforce no limits")
	f.StringVar(&m.key, "key", "", "the API key to accept; a made-up one")
	f.StringVar(&m.tier, "tier", "premium", "the account's offer: free, premium, access or gold")
	f.DurationVar(&m.lag, "lag", 0, "how late listings show uploads and removals")
	f.IntVar(&m.wait, "please-wait", 0, "how often each upload report is a page first")
	return cmd
}

func (m *simulating) run(ctx context.Context) error {
	opts, err := m.options()
	if err != nil {
		return err
	}
	rules := make([]simulator.Rule, 0, len(m.faults))
	for _, text := range m.faults {
		rule, err := simulator.ParseFault(text)
		if err != nil {
			return usage("--fault: %w", err)
		}
		rules = append(rules, rule)
	}
	address, err := loopback(m.listen)
	if err != nil {
		return err
	}
	service := simulator.New(opts...)
	defer service.Close()
	if m.demoTree {
		service.SeedDemo()
	}
	if m.seed != "" {
		if err := service.SeedDir(m.seed); err != nil {
			return err
		}
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	for _, rule := range rules {
		service.Fault(rule)
	}
	m.out.result("FICHIER_API_URL=http://%s/v1", l.Addr())
	m.out.result("FICHIER_API_KEY=%s", service.Key())
	stop := context.AfterFunc(ctx, service.Close)
	defer stop()
	err = service.Serve(l) //nolint:contextcheck // it ends with ctx, by Close
	m.report(service)
	return err
}

// report tells what the limits of the service say about its clients.
func (m *simulating) report(service *simulator.Service) {
	bad := service.Violations()
	m.out.say("%s, %s", words.Plural(service.Count(""), "call"), words.Plural(len(bad), "broken limit"))
	for _, v := range bad {
		m.out.say("%s  %s  %s", v.Time.Format(time.TimeOnly), v.Endpoint, words.Safe(v.Rule))
	}
}

func (m *simulating) options() ([]simulator.Option, error) {
	tiers := map[string]int{"free": simulator.Free, "premium": simulator.Premium, "access": simulator.Access, "gold": simulator.Gold}
	tier, ok := tiers[strings.ToLower(m.tier)]
	if !ok {
		return nil, usage("--tier takes free, premium, access or gold, not %q", m.tier)
	}
	opts := []simulator.Option{simulator.WithTier(tier), simulator.WithLag(m.lag), simulator.WithPleaseWait(m.wait)}
	if m.relaxed {
		opts = append(opts, simulator.WithRelaxed())
	}
	if m.key != "" {
		opts = append(opts, simulator.WithKey(m.key))
	}
	if m.dir != "" {
		opts = append(opts, simulator.WithDir(m.dir))
	}
	return opts, nil
}

// loopback returns an address of this machine to listen on and refuses others:
// what is served there has no protection.
func loopback(listen string) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", usage("--listen: %w", err)
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	ip := net.ParseIP(host)
	if ip == nil || !ip.IsLoopback() {
		return "", usage("--listen takes loopback addresses only, such as 127.0.0.1:0, not %q", listen)
	}
	return net.JoinHostPort(host, port), nil
}
