"""What a Uniconta login may do, asked with as little as possible and changing nothing."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.domain.errors import NeedsSignIn, OutcomeUnknown, Refused
from bindeled.domain.needs import Resource
from bindeled.uniconta.adapter import UnicontaProjectJournal
from bindeled.uniconta.rows import (
    CategoryRow,
    DebtorRow,
    EmployeeRow,
    ItemRow,
    JournalLineRow,
    JournalRow,
    PayTypeRow,
    ProjectRow,
    TransRow,
)
from bindeled.uniconta.timesheet import ENTITY as TIMESHEET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.domain.nouns import Company
    from bindeled.uniconta.client import UnicontaClient

ENTITIES: Mapping[Resource, str] = MappingProxyType(
    {
        Resource.PROJECTS: ProjectRow.ENTITY,
        Resource.EMPLOYEES: EmployeeRow.ENTITY,
        Resource.CUSTOMERS: DebtorRow.ENTITY,
        Resource.ITEMS: ItemRow.ENTITY,
        Resource.PAY_TYPES: PayTypeRow.ENTITY,
        Resource.PROJECT_CATEGORIES: CategoryRow.ENTITY,
        Resource.JOURNALS: JournalRow.ENTITY,
        Resource.JOURNAL_LINES: JournalLineRow.ENTITY,
        Resource.POSTED_LINES: TransRow.ENTITY,
        Resource.TIMESHEET: TIMESHEET,
    }
)
# How an entity is called with its user-defined fields (Uniconta sheet 3.1).
WITH_USER_FIELDS = "User"
# Where lines are inserted. Updating is another right, and no list without a row tells anything of it.
_INSERTED = frozenset({Resource.JOURNAL_LINES, Resource.TIMESHEET})


class UnicontaProbe:
    """Implements `ports.SystemProbe`. `by_empty_list` allows the one call that may tell a missing right to write."""

    def __init__(self, client: UnicontaClient, *, by_empty_list: bool) -> None:
        self._client = client
        self._by_empty_list = by_empty_list

    def identify(self) -> Company:
        """Return the company that the login opens."""
        return UnicontaProjectJournal(self._client).identify()

    def sees(self, resource: Resource) -> bool:
        """Read one row and tell whether there was one."""
        return bool(self._client.read(ENTITIES[resource], top=1))

    def may_write(self, resource: Resource) -> bool:
        """Return False, or raise MissingRight when Uniconta says so.

        An empty list holds nothing that could be stored. Whether rights are looked at before it is turned down is not
        known (Uniconta sheet 4), so any other answer, whatever it says, proves nothing.
        """
        if self._by_empty_list and resource in _INSERTED:
            try:
                self._client.insert_list(ENTITIES[resource], [])
            except (Refused, OutcomeUnknown, NeedsSignIn):
                return False
        return False
