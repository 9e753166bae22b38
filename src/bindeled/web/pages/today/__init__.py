"""The day of one tenant: what was approved, carried, waits or is parked, and whose move it is."""
