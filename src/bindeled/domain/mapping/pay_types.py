"""Finds the pay type of a work type, and tells when one of the two is no longer called what it was."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.domain.causes import Cause, Caution, Finding
from bindeled.domain.drift import Called, Drift, Pairing, drifts
from bindeled.domain.mapping.folding import by_text, folded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.domain.drift import KnownPairing
    from bindeled.domain.mapping.rules import ReportRules
    from bindeled.domain.nouns import PayType, WorkType

_CAUTIONS: Mapping[Drift, Caution] = MappingProxyType(
    {
        Drift.WORK_TYPE_RENAMED: Caution.PAY_TYPE_RENAMED,
        Drift.PAY_TYPE_RENAMED: Caution.PAY_TYPE_RENAMED,
        Drift.WORK_TYPE_RENUMBERED: Caution.PAY_TYPE_RENUMBERED,
        Drift.PAY_TYPE_RENUMBERED: Caution.PAY_TYPE_RENUMBERED,
        Drift.PAY_TYPE_REPLACED: Caution.PAY_TYPE_REPLACED,
    }
)


class PayTypes:
    """The pay types of one company, found by table, by what was used before, by number and by name, in this order.

    `known` are the pairings of earlier runs by Intempus' id of the work type. `used` gathers those of this one.
    """

    def __init__(self, pay_types: Mapping[str, PayType], rules: ReportRules, known: Mapping[int, KnownPairing]) -> None:
        self._by_number = pay_types
        self._by_id = {pay_type.id: pay_type for pay_type in pay_types.values() if pay_type.id is not None}
        self._by_name = by_text(pay_types.values(), lambda pay_type: pay_type.name)
        self._rules = rules
        self._known = known
        self.used: dict[int, Pairing] = {}

    def find(self, work_type: WorkType) -> tuple[PayType, tuple[Caution, ...]] | Finding:
        """Return the pay type with what a person should know of it, or why there is none."""
        found = self._found(work_type)
        if isinstance(found, Finding):
            return found
        if found.blocked:
            return Finding(Cause.PAY_TYPE_BLOCKED, {**_facts(work_type), "pay_type": found.number})
        pairing = self._pairing(work_type, found)
        if found.id is not None:
            self.used[work_type.id] = pairing
        return found, self._cautions(pairing)

    def _found(self, work_type: WorkType) -> PayType | Finding:
        """Return the pay type that was used before, as long as the work type asks for it by the same number.

        So one whose key was changed in Uniconta is still found; a work type that was given another number is not held
        to its former pay type, since that is how people choose another.
        """
        key, known = self._key(work_type), self._known.get(work_type.id)
        before = self._by_id.get(known.now.pay_type.id) if known is not None else None
        if known is not None and before is not None and known.now.key == key:
            return before
        found = self._by_number.get(key) if key else None
        if found is None and work_type.id not in self._rules.pay_types:
            found = before
        return found or self._found_by_name(work_type)

    def _found_by_name(self, work_type: WorkType) -> PayType | Finding:
        is_in_table = work_type.id in self._rules.pay_types
        same = () if is_in_table else self._by_name.get(folded(work_type.name), ())
        if len(same) > 1:
            facts = {**_facts(work_type), "candidates": ", ".join(pay_type.number for pay_type in same)}
            return Finding(Cause.PAY_TYPE_AMBIGUOUS, facts)
        return same[0] if same else Finding(Cause.PAY_TYPE_UNKNOWN, _facts(work_type))

    def _key(self, work_type: WorkType) -> str:
        return self._rules.pay_types.get(work_type.id, work_type.number)

    def _pairing(self, work_type: WorkType, pay_type: PayType) -> Pairing:
        here = Called(work_type.id, work_type.number, work_type.name)
        there = Called(pay_type.id or 0, pay_type.number, pay_type.name)
        return Pairing(here, there, self._key(work_type), work_type.id in self._rules.pay_types)

    def _cautions(self, pairing: Pairing) -> tuple[Caution, ...]:
        known = self._known.get(pairing.work_type.id)
        told = [_CAUTIONS[drift] for drift in drifts(known.matched, pairing)] if known is not None else []
        chosen = self._rules.chosen.get(pairing.work_type.id)
        if chosen and (chosen.work_type, chosen.pay_type) != (pairing.work_type.name, pairing.pay_type.name):
            told.append(Caution.PAY_TYPE_RENAMED)
        if _is_by_name(pairing, known):
            told.append(Caution.PAY_TYPE_BY_NAME)
        return tuple(dict.fromkeys(told))


def _is_by_name(pairing: Pairing, known: KnownPairing | None) -> bool:
    """Tell whether nothing but its name ever led to the pay type, and no person has said that it is right."""
    first = known.matched if known is not None else pairing
    is_confirmed = known is not None and known.confirmed_by != ""
    return not pairing.by_table and not is_confirmed and first.key != first.pay_type.number


def _facts(work_type: WorkType) -> dict[str, str]:
    return {"work_type": work_type.name, "number": work_type.number}
