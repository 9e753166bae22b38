"""What must be in place before data flows: a table of items, what was said of each, and whether all of it is ready.

*Ready* is computed from the items and never ticked (connections reference 6.4; product sheet 1.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.domain.accounts import System
from bindeled.domain.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime


class ItemOwner(Enum):
    """Who has to see to an item."""

    CUSTOMER = "customer"
    UNICONTA_PARTNER = "uniconta_partner"
    INTEMPUS = "intempus"
    US = "us"


class ItemState(Enum):
    """How an item stands."""

    OPEN = "open"
    ASKED = "asked"
    RECEIVED = "received"
    PROVED = "proved"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class ProvingChecks:
    """What proves an item by itself: every check of one system whose name begins so (`read.`) came out well."""

    system: System
    begins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item. What no check proves is ticked by a person, with name and date.

    Only what is `waivable` may be marked as not needed.
    """

    code: str
    owner: ItemOwner
    blocking: bool = True
    proved_by: ProvingChecks | None = None
    waivable: bool = False


_INTEMPUS, _UNICONTA = System.INTEMPUS, System.UNICONTA
_CUSTOMER, _PARTNER, _US = ItemOwner.CUSTOMER, ItemOwner.UNICONTA_PARTNER, ItemOwner.US

# In the order in which they are best seen to.
ITEMS: Mapping[str, Item] = MappingProxyType(
    {
        item.code: item
        for item in (
            Item("data_processing_terms", _CUSTOMER),
            Item("intempus_access", ItemOwner.INTEMPUS, waivable=True),
            Item("intempus_key", _CUSTOMER, proved_by=ProvingChecks(_INTEMPUS, ("login",))),
            Item("intempus_company", _CUSTOMER, proved_by=ProvingChecks(_INTEMPUS, ("company",))),
            Item("intempus_rights", _CUSTOMER, proved_by=ProvingChecks(_INTEMPUS, ("read.", "write."))),
            Item("support_user", _CUSTOMER, blocking=False, waivable=True),
            Item("server_user", _PARTNER),
            Item("server_user_usage", _PARTNER),
            Item("uniconta_login", _CUSTOMER, proved_by=ProvingChecks(_UNICONTA, ("login",))),
            Item("uniconta_company", _CUSTOMER, proved_by=ProvingChecks(_UNICONTA, ("company",))),
            Item("uniconta_rights", _PARTNER, proved_by=ProvingChecks(_UNICONTA, ("read.", "write."))),
            Item("companies_confirmed", _CUSTOMER),
            Item("matching_key", _CUSTOMER),
            Item("intempus_active_field", _CUSTOMER, waivable=True),
            Item("error_contact", _CUSTOMER),
            Item("notices_tested", _US, blocking=False, waivable=True),
            Item("expiry_noted", _CUSTOMER, blocking=False, waivable=True),
            Item("roll_back_contact", _CUSTOMER, blocking=False, waivable=True),
            Item("test_record", _US, blocking=False, waivable=True),
            Item("first_load_agreed", _US, blocking=False, waivable=True),
            Item("task_specification", _CUSTOMER, blocking=False, waivable=True),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What was last said of an item: by whom, when, why, and until when it is wanted."""

    state: ItemState = ItemState.OPEN
    by: str = ""
    at: datetime | None = None
    reason: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An item with its standing: one line of a checklist."""

    item: Item
    standing: Standing

    @property
    def settled(self) -> bool:
        """True when nothing more is wanted: it is proved, or not needed for a reason that was given."""
        if self.standing.state is ItemState.NOT_NEEDED:
            return self.item.waivable and bool(self.standing.reason.strip())
        return self.standing.state is ItemState.PROVED


@dataclass(frozen=True, slots=True)
class Checklist:
    """Every item of a tenant with its standing."""

    lines: tuple[Line, ...]

    @property
    def ready(self) -> bool:
        """True when every item that blocks is settled."""
        return not self.blocking

    @property
    def blocking(self) -> tuple[Line, ...]:
        """Return what stands between now and ready."""
        return tuple(line for line in self.lines if line.item.blocking and not line.settled)

    def overdue(self, today: date) -> tuple[Line, ...]:
        """Return what was wanted before today and is not settled."""
        return tuple(
            line for line in self.lines if line.standing.due and line.standing.due < today and not line.settled
        )


def checklist_of(standings: Mapping[str, Standing]) -> Checklist:
    """Return the checklist from what was said of its items; what nobody spoke of is open."""
    return Checklist(tuple(Line(item, standings.get(code, Standing())) for code, item in ITEMS.items()))


def item_of(code: str) -> Item:
    """Return the item of this name. Raises Misconfigured naming those that there are."""
    if code not in ITEMS:
        raise Misconfigured([f"There is no item {code!r} on the checklist. The items are: {', '.join(ITEMS)}."])
    return ITEMS[code]


def require_sayable(item: Item, standing: Standing) -> None:
    """Raise Misconfigured when a person may not say this of an item: what a check proves is proved by that alone."""
    mistakes = []
    if item.proved_by and standing.state is ItemState.PROVED:
        mistakes.append(
            f"{item.code} is proved by checking the {item.proved_by.system.title} connection, not by hand. "
            "Run the check; the item follows by itself."
        )
    if standing.state is ItemState.NOT_NEEDED and not item.waivable:
        mistakes.append(f"{item.code} is always needed.")
    if standing.state is ItemState.NOT_NEEDED and not standing.reason.strip():
        mistakes.append("Say why the item is not needed.")
    if not standing.by.strip():
        mistakes.append("Say who says so.")
    if mistakes:
        raise Misconfigured(mistakes)


def proved_by(system: System, outcomes: Mapping[str, bool]) -> Mapping[str, bool]:
    """Return which items these checks speak of, and whether they prove them.

    `outcomes` holds each check that told something by its name (`read.employees`). An item that none of them is about
    is left out, so that it stays as it is.
    """
    told_of = (
        (item.code, _told(item.proved_by, outcomes))
        for item in ITEMS.values()
        if item.proved_by and item.proved_by.system is system
    )
    return {code: all(told) for code, told in told_of if told}


def _told(proving: ProvingChecks, outcomes: Mapping[str, bool]) -> list[bool]:
    return [good for name, good in outcomes.items() if name.startswith(proving.begins)]


def moved_by_checks(
    standings: Mapping[str, Standing], proofs: Mapping[str, bool], by: str, at: datetime
) -> Mapping[str, Standing]:
    """Return the standings that change because of these proofs. What was proved and fails now is open again."""
    return dict(_moved(standings, proofs.items(), by, at))


def _moved(
    standings: Mapping[str, Standing], proofs: Iterable[tuple[str, bool]], by: str, at: datetime
) -> Iterable[tuple[str, Standing]]:
    for code, good in proofs:
        before = standings.get(code, Standing())
        if good and before.state is not ItemState.PROVED:
            yield code, Standing(ItemState.PROVED, by, at, due=before.due)
        if not good and before.state is ItemState.PROVED:
            yield code, Standing(ItemState.OPEN, by, at, due=before.due)
