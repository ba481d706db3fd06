package simulator

// SeedDemo fills the account with a tree worth looking at.
func (s *Service) SeedDemo() {}
