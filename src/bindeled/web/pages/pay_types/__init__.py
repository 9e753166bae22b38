"""Which pay type and category each work type is carried as, what waits for one, and choosing it."""
