"""The named moments of a hand-over between which a process may die. In service nothing happens there.

Tests stop a process at each of them (connections reference 4.5).
"""

from __future__ import annotations

from enum import Enum


class HandOverPoint(Enum):
    """A moment at which a crash must leave the login in use in use, and the new one to be mended or replaced."""

    STAGED = "the new version is kept and nobody was asked"
    ASKED = "the system was asked and its answer is not written"
    VERIFIED = "what the checks found is written"
    SWITCHING = "the switch is written and not yet committed"
    SWITCHED = "the switch is committed and nobody was told"
    TOLD = "the link shows the new version"
    RETIRED = "the former version is put away and its secret is still there"


def go_on(point: HandOverPoint) -> None:
    """Go on: what a hand-over does at each point in service."""
    del point
