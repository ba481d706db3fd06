package cli

import (
	"github.com/spf13/cobra"

	"onefm/model/transfer"
)

// limitFlag adds --limit-rate, curl's word for it.
func (r *runner) limitFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&r.limitRate, "limit-rate", "",
		`how fast bytes may move: "2M" a second, "up 1M down 5M", "08:00-23:00 2M, else off"; default: limit in config.toml`)
}

// rate is the limit of transfers: that of the flag, else that of the settings.
func (r *runner) rate() (transfer.Limit, error) {
	if r.limitRate != "" {
		l, err := transfer.ParseLimit(r.limitRate)
		if err != nil {
			return l, usage("--limit-rate: %w", err)
		}
		return l, nil
	}
	set, err := r.settings()
	if err != nil {
		return transfer.Limit{}, err
	}
	l, err := transfer.ParseLimit(set.Limit)
	if err != nil {
		return l, usage("limit in config.toml: %w", err)
	}
	return l, nil
}
