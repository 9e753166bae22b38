"""What an Intempus login may do, asked with as little as possible and changing nothing."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bindeled.domain.needs import Resource
from bindeled.intempus import wire
from bindeled.intempus.adapter import IntempusReportSource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.domain.nouns import Company
    from bindeled.intempus.client import IntempusClient

RESOURCES: Mapping[Resource, wire.Resource[Any]] = MappingProxyType(
    {
        Resource.WORK_REPORTS: wire.WORK_REPORT,
        Resource.EMPLOYEES: wire.EMPLOYEE,
        Resource.CASES: wire.CASE,
        Resource.CUSTOMERS: wire.CUSTOMER,
        Resource.PRODUCTS: wire.PRODUCT,
        Resource.WORK_TYPES: wire.WORK_TYPE,
        Resource.WORK_CATEGORIES: wire.WORK_CATEGORY,
    }
)


class IntempusProbe:
    """Implements `ports.SystemProbe`. The client should ask for pages of one row."""

    def __init__(self, client: IntempusClient) -> None:
        self._client = client

    def identify(self) -> Company:
        """Return the one company that the login sees."""
        return IntempusReportSource(self._client).identify()

    def sees(self, resource: Resource) -> bool:
        """Read one row and tell whether there was one, readable or not."""
        page = next(self._client.pages(RESOURCES[resource]), None)
        return page is not None and bool(page.rows or page.unreadable)

    def may_write(self, resource: Resource) -> bool:
        """Return False: whether Intempus looks at rights before data is not known, so nothing harmless proves it."""
        del resource
        return False
