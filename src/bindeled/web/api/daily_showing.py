"""The daily work in the shapes of the interface, in the language of the request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bindeled.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bindeled.domain.inbox import InboxGroup, ParkedItem
    from bindeled.domain.reconciliation import Explanation, ReconciledCell, Reconciliation
    from bindeled.store.watches import FoundCause

Shown = dict[str, Any]
_PLACES = ("approved", "journal", "posted", "parked", "waiting", "difference")


def inbox_shown(groups: Sequence[InboxGroup], on_page: Sequence[int], language: str) -> Shown:
    """Return the reports of a page by cause, and the same report by report, in the order of the page."""
    places = {report_id: place for place, report_id in enumerate(on_page)}
    shown = [(group, [item for item in group.items if item.report_id in places]) for group in groups]
    parked = [_item(item, group, language) for group, items in shown for item in items]
    return {
        "groups": [_group(group, items, language) for group, items in shown if items],
        "parked": sorted(parked, key=lambda item: places[item["report"]]),
    }


def reconciliation_shown(found: Reconciliation, *, names: bool) -> Shown:
    """Return a reconciliation; names only where they were asked for."""
    known = found.names if names else {}
    return {
        "first_day": found.first_day,
        "last_day": found.last_day,
        "closed": found.closed,
        "sums": [_sum(cell, known.get(cell.cell.employee, "")) for cell in found.cells],
        "explanations": [_explanation(one) for one in found.explanations],
        "by_hand": len(found.by_hand),
        "typed_twice": sorted(found.twins),
    }


def found_shown(one: FoundCause) -> Shown:
    """Return what a rule has found."""
    cause = one.cause
    return {
        "rule": cause.watch,
        "kind": cause.kind.value,
        "name": cause.name,
        "since": one.since,
        "facts": dict(cause.facts),
    }


def _told(group: InboxGroup, language: str) -> Shown:
    cause, facts = group.finding.cause.value, group.finding.facts
    names = {"told": "cause", "remedy": "remedy", "whose": "whose"}
    return {"cause": cause, **{name: say(f"{part}.{cause}", language, **facts) for name, part in names.items()}}


def _group(group: InboxGroup, items: Sequence[ParkedItem], language: str) -> Shown:
    return {
        "key": group.key,
        **_told(group, language),
        "mend_in": group.mend_in,
        "since": group.since,
        "quantities": dict(group.quantities),
        "kroner": group.kroner,
        "assigned_to": group.assigned_to,
        "count": len(group.items),
        "reports": [item.report_id for item in items],
    }


def _item(item: ParkedItem, group: InboxGroup, language: str) -> Shown:
    return {"report": item.report_id, "date": item.date, **_told(group, language), "since": item.since}


def _sum(cell: ReconciledCell, name: str) -> Shown:
    period, employee, project, unit = cell.cell
    about = {"period": period, "employee": employee, "name": name, "project": project, "unit": unit}
    return {**about, **{place: getattr(cell, place) for place in _PLACES}}


def _explanation(one: Explanation) -> Shown:
    period, employee, project, unit = one.cell
    about = {"period": period, "employee": employee, "project": project, "unit": unit}
    return {**about, "report": one.report_id, "reason": one.reason.value, "quantity": one.quantity}
