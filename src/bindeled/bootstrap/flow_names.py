"""What the flows are called, and how a person asks for a run of one."""

from __future__ import annotations

from bindeled.domain.registers.records import FLOWS as REGISTER_FLOWS
from bindeled.engine.schedule import REPORTS

FLOWS = (*(register.value for register in REGISTER_FLOWS), REPORTS)
# How a person asks for a run that may take back as much as it takes.
LARGE_CORRECTIONS = "hand, large"
# How a person asks for a run that carries out or takes back a load.
LOAD = "load"
# A person who asks for a run wants to know at once whether a system answers.
BY_HAND = frozenset({"hand", LARGE_CORRECTIONS, LOAD})
