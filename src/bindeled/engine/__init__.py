"""Runs the flows: gather, decide, check, apply, record. Knows the systems by their ports only."""
