"""Fakes with modes: they keep the promises of the ports, and break them on demand."""
