//go:build !windows

package words

func platformReasons() []reason { return nil }
