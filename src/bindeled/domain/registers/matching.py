"""Which record over there is meant: green goes by itself, yellow and red wait for a person. Never by name alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bindeled.domain.mapping import EmployeeMatch
from bindeled.domain.registers.records import Register, folded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from bindeled.domain.registers.records import Record

    _Judge = Callable[[Record, Record], "Match"]


class Grade(Enum):
    """How sure a match is."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class MatchReason(Enum):
    """Why a record is taken, or not taken, for another."""

    SAME_NUMBER = "same_number"
    SAME_E_MAIL = "same_e_mail"
    OTHER_NAME = "other_name"
    OTHER_VAT_NUMBER = "other_vat_number"
    SAME_VAT_NUMBER = "same_vat_number"
    SAME_NAME = "same_name"
    SEVERAL = "several"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for one record: the candidates' ids, how sure, and why."""

    grade: Grade
    reason: MatchReason
    candidates: tuple[int, ...]


class Candidates:
    """The follower's records that are linked to nothing yet, found by number, e-mail, VAT number and name."""

    def __init__(
        self, register: Register, records: Iterable[Record], employee_match: EmployeeMatch = EmployeeMatch.NUMBER
    ) -> None:
        self._register = register
        self._by_e_mail = register is Register.EMPLOYEES and employee_match is EmployeeMatch.EMAIL
        self._taken: set[int] = set()
        rows = list(records)
        self._records = {record.id: record for record in rows}
        self._by_key = _index(rows, _follower_e_mail if self._by_e_mail else lambda record: record.number)
        self._by_vat = _index(rows, lambda record: _digits(record.text("vat_registration_number")))
        self._by_name = _index(rows, lambda record: folded(record.name))

    def match(self, record: Record, rejected: Collection[tuple[int, int]]) -> Match | None:
        """Return what is found for a record of the master, None when nothing is: then it is new.

        A pair that a person has rejected is not looked at again.
        """
        key = _master_e_mail(record) if self._by_e_mail else record.number
        tries: list[tuple[dict[str, list[int]], str, _Judge]] = [(self._by_key, key, self._judge_key)]
        if self._register is Register.CUSTOMERS:
            tries.append((self._by_vat, _digits(record.text("CompanyRegNo")), _doubtful(MatchReason.SAME_VAT_NUMBER)))
        if self._register in {Register.CUSTOMERS, Register.EMPLOYEES}:
            tries.append((self._by_name, folded(record.name), _doubtful(MatchReason.SAME_NAME)))
        for index, wanted, judge in tries:
            found = [id_ for id_ in index.get(wanted, ()) if self._is_free(record.id, id_, rejected)] if wanted else []
            if len(found) > 1:
                return Match(Grade.RED, MatchReason.SEVERAL, tuple(found))
            if found:
                return judge(record, self._records[found[0]])
        return None

    def take(self, record_id: int) -> None:
        """Note that a candidate has been linked: it is nobody else's."""
        self._taken.add(record_id)

    def _is_free(self, record_id: int, candidate: int, rejected: Collection[tuple[int, int]]) -> bool:
        return candidate not in self._taken and (record_id, candidate) not in rejected

    def _judge_key(self, here: Record, there: Record) -> Match:
        """Two companies may both count from 1000: the same number with quite another name is not the same thing."""
        if self._by_e_mail:
            return Match(Grade.GREEN, MatchReason.SAME_E_MAIL, (there.id,))
        mine, theirs = _digits(here.text("CompanyRegNo")), _digits(there.text("vat_registration_number"))
        if self._register is Register.CUSTOMERS and mine and theirs and mine != theirs:
            return Match(Grade.YELLOW, MatchReason.OTHER_VAT_NUMBER, (there.id,))
        alike = self._register is Register.EMPLOYEES or (mine and mine == theirs) or names_alike(here.name, there.name)
        if not alike:
            return Match(Grade.YELLOW, MatchReason.OTHER_NAME, (there.id,))
        return Match(Grade.GREEN, MatchReason.SAME_NUMBER, (there.id,))


def names_alike(one: str, other: str) -> bool:
    """Tell whether two names have a word of three letters or more in common, or one of them is missing."""
    words = [{word for word in folded(name).replace(",", " ").split() if len(word) > 2} for name in (one, other)]
    return not all(words) or bool(words[0] & words[1]) or folded(one) == folded(other)


def _doubtful(reason: MatchReason) -> _Judge:
    return lambda _here, there: Match(Grade.YELLOW, reason, (there.id,))


def _index(records: Iterable[Record], key: Callable[[Record], str]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for record in records:
        index.setdefault(key(record), []).append(record.id)
    return index


def _master_e_mail(record: Record) -> str:
    return folded(record.text("username") or record.text("email"))


def _follower_e_mail(record: Record) -> str:
    return folded(record.text("Email"))


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
