"""What people call the flows and the registers."""

from __future__ import annotations

from bindeled.texts import say


def flow_name(flow: str, language: str) -> str:
    """Return what people call a flow or a register, as it stands alone or begins a sentence."""
    name = flow_in_words(flow, language)
    return name[:1].upper() + name[1:]


def flow_in_words(flow: str, language: str) -> str:
    """Return the same as it stands within a sentence."""
    return say(f"flow.{flow}", language)
