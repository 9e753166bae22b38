"""Which hosts are this very machine."""

from __future__ import annotations

# What is sent there leaves the machine by no wire, so that it needs no encryption on its way.
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
