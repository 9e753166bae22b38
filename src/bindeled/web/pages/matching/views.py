"""The matching of one tenant: per register what is linked, what waits for a person, and what both systems changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_POST, require_safe

from bindeled.domain.registers.records import FLOWS
from bindeled.domain.roles import Action
from bindeled.web.flow_names import flow_name
from bindeled.web.languages import language_of
from bindeled.web.pages.matching.deciding_views import rejected_shown
from bindeled.web.pages.matching.rows import (
    conflict_cards,
    doubt_cards,
    linked_rows,
    register_card,
    renamed_cards,
)
from bindeled.web.pages.settings.showing import back_to, of_register, settings_page, telling
from bindeled.web.paging import PAGE_ROWS, offset_of, part_from, wanted_of
from bindeled.web.program import program_of
from bindeled.web.sign_in.access import for_tenant

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant
    from bindeled.domain.registers.records import Register

# Whoever sends more than a form of ours does sends nothing that is kept.
_LONGEST_NUMBER = 200


@require_safe
@for_tenant(Action.SEE_TENANT)
def show_registers(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show how far each register has come, and which pay types were renamed."""
    program, language = program_of(request), language_of(request)
    cards = []
    for register in FLOWS:
        matches = program.flows.matches(tenant, register)
        cards.append(register_card(register, matches.part("", 0, 0)[1], matches.doubts(), language))
    renamed = renamed_cards(program.flows.pairings(tenant).drifted(), language)
    return settings_page(request, tenant, "matching", "matching.html", {"cards": cards, "renamed": renamed})


@require_safe
@for_tenant(Action.SEE_TENANT)
@of_register
def show_matches(request: HttpRequest, tenant: Tenant, register: Register) -> HttpResponse:
    """Show one register: the doubts first, then what both changed, then what is linked."""
    program, language = program_of(request), language_of(request)
    now, matches = program.clock(), program.flows.matches(tenant, register)
    wanted = wanted_of(request)
    links, _ = matches.part(wanted, offset_of(request), PAGE_ROWS + 1)
    rows = {
        "flow": register.value,
        "name": flow_name(register.value, language),
        "doubts": doubt_cards(matches.doubts(), language),
        "conflicts": conflict_cards(matches.conflicts(), register, now, language),
        "part": part_from(request, linked_rows(links, now, language), language),
        "wanted": wanted,
        **rejected_shown(request, tenant, register),
    }
    return settings_page(request, tenant, "matching", "matches.html", rows)


@require_POST
@for_tenant(Action.WORK_INBOX)
@of_register
def answer_doubt(request: HttpRequest, tenant: Tenant, register: Register) -> HttpResponse:
    """Link a record to the candidate that was chosen, or to none of those that were found."""
    program, number = program_of(request), request.POST.get("number", "")[:_LONGEST_NUMBER]
    matches, chosen = program.flows.matches(tenant, register), _whole_number(request.POST.get("candidate", ""))
    with telling(request, "page.matching.refused") as told:
        if request.POST.get("answer") == "none":
            matches.reject(number, None, program.clock())
            told("page.matching.rejected", number=number)
        else:
            matches.confirm(number, chosen, program.clock())
            told("page.matching.confirmed", number=number)
    return back_to("matches", tenant, register.value)


@require_POST
@for_tenant(Action.WORK_INBOX)
@of_register
def decide_conflict(request: HttpRequest, tenant: Tenant, register: Register) -> HttpResponse:
    """Let one of two values count."""
    program = program_of(request)
    number, field = (request.POST.get(name, "")[:_LONGEST_NUMBER] for name in ("number", "field"))
    with telling(request, "page.matching.refused") as told:
        is_master = request.POST.get("winner") == "master"
        program.flows.matches(tenant, register).decide(number, field, program.clock(), master=is_master)
        told("page.matching.decided", number=number)
    return back_to("matches", tenant, register.value)


@require_POST
@for_tenant(Action.WORK_INBOX)
def accept_renamed(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Take a work type and its pay type for right as they are called now."""
    program, key = program_of(request), _whole_number(request.POST.get("work_type", ""))
    with telling(request, "page.matching.refused") as told:
        known = program.flows.pairings(tenant).confirm(key or 0, program.clock())
        told("page.matching.accepted", name=known.now.work_type.name)
    return back_to("matching", tenant)


def _whole_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
