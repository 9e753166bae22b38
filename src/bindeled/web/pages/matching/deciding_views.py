"""What a person has decided about matches, to be seen and changed: rejected pairs, and fields kept as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.views.decorators.http import require_http_methods, require_POST

from bindeled.domain.errors import Misconfigured
from bindeled.domain.registers.matching import Candidates
from bindeled.domain.registers.pinning import pinnable
from bindeled.domain.registers.trying import try_pair
from bindeled.domain.roles import Action
from bindeled.web.languages import language_of
from bindeled.web.pages.matching.deciding_rows import again_words, key_of, pin_rows, rejected_cards
from bindeled.web.pages.settings.reading import both_sides
from bindeled.web.pages.settings.showing import back_to, of_register, settings_page, telling
from bindeled.web.pages.settings.systems import named_register
from bindeled.web.program import program_of
from bindeled.web.sign_in.access import for_tenant, may_of
from bindeled.web.told import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant
    from bindeled.domain.registers.records import Register
    from bindeled.store.registers.decisions import KeptLink
    from bindeled.store.registers.rejections import RejectedPair

_LONGEST_NUMBER = 200
# The newest rejections; nobody looks through more on a page, and the command line lists all.
_SHOWN = 200


@require_POST
@for_tenant(Action.WORK_INBOX)
@of_register
def take_back_rejection(request: HttpRequest, tenant: Tenant, register: Register) -> HttpResponse:
    """Let a pair that was rejected be found again."""
    program = program_of(request)
    rejections = program.flows.rejections(tenant, register)
    pair = _named_pair(rejections.pairs(), request.POST.get("pair", ""))
    if pair is None:
        tell(request, "act", "page.matching.refused")
        return back_to("matches", tenant, register.value)
    with telling(request, "page.matching.refused") as told:
        rejections.take_back(pair, program.clock())
        told("page.matching.again.done", number=pair.number)
    return back_to("matches", tenant, register.value)


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.WORK_INBOX)
@of_register
def pin_fields(request: HttpRequest, tenant: Tenant, register: Register) -> HttpResponse:
    """Show the fields of a linked record as both systems have them; on a POST keep one as it is, or let it go."""
    program, language = program_of(request), language_of(request)
    number = request.GET.get("number", "")[:_LONGEST_NUMBER]
    matches = program.flows.matches(tenant, register)
    try:
        kept = matches.link(number)
    except Misconfigured:
        return back_to("matches", tenant, register.value)
    field = request.POST.get("field", "")
    if field in program.flows.setups(tenant, register).current().targets():
        with telling(request, "page.matching.refused") as told:
            on = request.POST.get("do") == "pin"
            matches.pin(number, field, program.clock(), on=on)
            told("page.matching.pin.done" if on else "page.matching.pin.let_go", number=number)
        kept = matches.link(number)
    rows = {**named_register(register, language), **_fields(request, tenant, kept)}
    return settings_page(request, tenant, "matching", "pins.html", rows)


def rejected_shown(request: HttpRequest, tenant: Tenant, register: Register) -> dict[str, Any]:
    """Return the pairs that were rejected.

    Of the one that `?rejected=` names it is said what comes of it when it is rejected no longer, on the records as they
    are; nobody is asked for whoever may not take it back.
    """
    program, language = program_of(request), language_of(request)
    pairs = program.flows.rejections(tenant, register).pairs()
    shown = {"rejected": rejected_cards(pairs[:_SHOWN], program.clock(), language)}
    asked = _named_pair(pairs, request.GET.get("rejected", ""))
    if asked is None or not may_of(request, tenant)[Action.WORK_INBOX.value]:
        return shown
    return {**shown, "asked": key_of(asked), **_found_again(request, tenant, register, pairs, asked)}


def _named_pair(pairs: Sequence[RejectedPair], key: str) -> RejectedPair | None:
    return next((one for one in pairs if key_of(one) == key), None)


def _found_again(
    request: HttpRequest, tenant: Tenant, register: Register, pairs: Sequence[RejectedPair], pair: RejectedPair
) -> dict[str, Any]:
    """Return what the systems' records say about a pair; of one that is linked by now nobody need be asked."""
    language = language_of(request)
    if pair.linked_to:
        return {"again": again_words(pair, None, language)}
    read = both_sides(request, tenant, register)
    if read.found is None:
        return {"read": read}
    master, follower = read.found
    linked = {one.link.follower_id for one in program_of(request).flows.matches(tenant, register).links()}
    free = [record for record in follower if record.id not in linked]
    candidates = Candidates(register, free, tenant.rules.employee_match)
    found = try_pair(candidates, master, {one.key for one in pairs}, pair.key)
    return {"read": read, "again": again_words(pair, found, language)}


def _fields(request: HttpRequest, tenant: Tenant, kept: KeptLink) -> dict[str, Any]:
    link = kept.link
    read = both_sides(request, tenant, link.register)
    ids = (link.master_id, link.follower_id)
    sides = read.found or ((), ())
    master, follower = (
        next((record for record in some if record.id == key), None) for some, key in zip(sides, ids, strict=True)
    )
    setup = program_of(request).flows.setups(tenant, link.register).current()
    fields = pinnable(link, setup, master, follower)
    return {"read": read, "link": link, "fields": pin_rows(fields, link.register, language_of(request))}
