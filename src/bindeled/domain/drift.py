"""What a work type and its pay type are called now, and what they were called when they were matched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum


class Drift(Enum):
    """What is no longer as it was when a work type was matched with its pay type."""

    WORK_TYPE_RENAMED = "work_type_renamed"
    WORK_TYPE_RENUMBERED = "work_type_renumbered"
    PAY_TYPE_RENAMED = "pay_type_renamed"
    PAY_TYPE_RENUMBERED = "pay_type_renumbered"
    PAY_TYPE_REPLACED = "pay_type_replaced"


@dataclass(frozen=True, slots=True)
class Called:
    """A record by its own system's id, which never changes, and what it is called, which may."""

    id: int
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which pay type a work type is carried as.

    `key` is the number that the pay type was looked for by: the tenant's table's, where `by_table`, else the work
    type's own.
    """

    work_type: Called
    pay_type: Called
    key: str
    by_table: bool = False


@dataclass(frozen=True, slots=True)
class KnownPairing:
    """A pairing as it was when it was matched or a person last confirmed it, and as it was last used.

    `confirmed_by` is empty until a person has said that it is right.
    """

    matched: Pairing
    now: Pairing
    confirmed_by: str = ""

    @property
    def drifts(self) -> tuple[Drift, ...]:
        """Return what is no longer as it was."""
        return drifts(self.matched, self.now)

    @property
    def facts(self) -> dict[str, str]:
        """Return what the sentences about it name."""
        return {**_facts(self.matched, "_before"), **_facts(self.now, "")}


def drifts(before: Pairing, now: Pairing) -> tuple[Drift, ...]:
    """Return what differs between two looks at one work type. Another pay type by the tenant's table is no drift."""
    told = _called(before.work_type, now.work_type, Drift.WORK_TYPE_RENAMED, Drift.WORK_TYPE_RENUMBERED)
    if before.pay_type.id != now.pay_type.id:
        return told if now.by_table else (*told, Drift.PAY_TYPE_REPLACED)
    return told + _called(before.pay_type, now.pay_type, Drift.PAY_TYPE_RENAMED, Drift.PAY_TYPE_RENUMBERED)


def renewed(known: KnownPairing | None, now: Pairing) -> KnownPairing:
    """Return what is remembered after a work type was carried as `now` says.

    The first look counts as the match, and so does another pay type that a person has put into the table.
    """
    if known is None or (now.by_table and known.matched.pay_type.id != now.pay_type.id):
        return KnownPairing(now, now)
    return replace(known, now=now)


def _called(before: Called, now: Called, renamed: Drift, renumbered: Drift) -> tuple[Drift, ...]:
    told = ((renamed, before.name != now.name), (renumbered, before.number != now.number))
    return tuple(drift for drift, is_so in told if is_so)


def _facts(pairing: Pairing, when: str) -> dict[str, str]:
    here, there = pairing.work_type, pairing.pay_type
    names = {"work_type": here.name, "pay_type": there.name}
    numbers = {"work_type_number": here.number, "pay_type_number": there.number}
    return {f"{name}{when}": text for name, text in (names | numbers).items()}
