"""Checks in words: what was found and what to do about it, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.texts import say

if TYPE_CHECKING:
    from bindeled.domain.checks import CheckResult


def sentence(result: CheckResult, language: str) -> str:
    """Return what came of a check."""
    return say(result.sentence_key, language, **_facts(result, language))


def cure(result: CheckResult, language: str) -> str:
    """Return what to do about it; empty when there is nothing to do."""
    return say(result.cure_key, language, **_facts(result, language)) if result.cure_key else ""


def _facts(result: CheckResult, language: str) -> dict[str, str]:
    named = {"resource": say(f"resource.{result.facts['resource']}", language)} if "resource" in result.facts else {}
    return {**result.facts, **named}
