"""Twins of both providers, with faults on demand. The product and this package do not know each other."""
