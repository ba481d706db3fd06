//go:build !unix

package search

import "time"

func cpu() time.Duration { return 0 }
