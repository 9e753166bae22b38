"""Where values that point to other records lead: by the links, and to groups and phases that are made when used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.accounts import System
from bindeled.domain.registers.records import MASTERS, Link, Pointer, Register, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bindeled.domain.registers.records import Record
    from bindeled.engine.registers.desk import Desk

MADE_WHEN_USED = frozenset({Register.CUSTOMER_GROUPS, Register.ITEM_GROUPS, Register.PROJECT_GROUPS, Register.PHASES})


class Pointers:
    """Every pointer that leads somewhere, for one run. Grows while records are made."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[Pointer, str] = {}
        self._read: set[Register] = set()
        self._coming: set[Pointer] = set()

    @property
    def known(self) -> Mapping[Pointer, str]:
        """Return where pointers lead, as ids in Intempus."""
        return self._known

    @property
    def coming(self) -> frozenset[Pointer]:
        """Return the pointers to groups and phases that are not there yet and are made when they are used."""
        return frozenset(self._coming - self._known.keys())

    def learn(self, register: Register, *, anew: bool = False) -> None:
        """Take in the links of a register, once."""
        if register not in self._read or anew:
            self._read.add(register)
            for link in self._desk.memory.links(register):
                self.add(link)

    def add(self, link: Link) -> None:
        """Note where a link leads: from the number in Uniconta to the id in Intempus."""
        if MASTERS[link.register] is System.UNICONTA:
            self._known[Pointer(link.register, link.master_number)] = str(link.follower_id)
        else:
            self._known[Pointer(link.register, link.follower_number)] = str(link.master_id)

    def expect(self, pointers: Iterable[Pointer]) -> None:
        """Note pointers that will lead somewhere once a plan is carried out; for previews only."""
        for pointer in pointers:
            self._known.setdefault(pointer, "")

    def match_used(self, pointers: Iterable[Pointer], *, keep: bool) -> None:
        """Link the groups and phases that these point to with those of the same number or name over there.

        Both lists are read only when there is a pointer that leads nowhere yet.
        """
        for register in MADE_WHEN_USED:
            self._match(register, {p.number for p in pointers if p.register is register and p not in self._known}, keep)

    def _match(self, register: Register, numbers: set[str], keep: bool) -> None:  # noqa: FBT001 - private, and said by name
        if not numbers:
            return
        there = self._desk.followers_of(register)
        by_number = {record.number: record for record in reversed(there) if record.number}
        by_name = {folded(record.name): record for record in reversed(there)}
        links = []
        for record in self.used(register, numbers):
            self._coming.add(Pointer(register, record.number))
            found = by_number.get(record.number) or by_name.get(folded(record.name))
            if found is not None:
                links.append(Link(register, record.id, found.id, record.number, found.number, record.name))
        for link in links:
            self.add(link)
        if links and keep:
            self._desk.memory.keep_links(links, self._desk.clock(), grade="green", reason="same_number")

    def used(self, register: Register, numbers: set[str]) -> list[Record]:
        """Return the master's groups or phases with these numbers."""
        return [record for record in self._desk.master_of(register) if record.number in numbers]
