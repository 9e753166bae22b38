"""Builds the program: the only room that names concrete parts. The door: `start`, which returns a `Program`."""

from __future__ import annotations

from bindeled.bootstrap.flow_names import FLOWS, LARGE_CORRECTIONS
from bindeled.bootstrap.program import Program
from bindeled.bootstrap.starting import start
from bindeled.bootstrap.time import now

__all__ = ["FLOWS", "LARGE_CORRECTIONS", "Program", "now", "start"]
