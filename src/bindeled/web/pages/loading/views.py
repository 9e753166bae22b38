"""The first load of master data. What there is to do, the program says; a person chooses; a worker carries it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bindeled.domain.errors import BindeledError
from bindeled.domain.loading import ACCEPTABLE, Decision, ItemKind, ItemOutcome, LoadState
from bindeled.domain.registers.records import FLOWS
from bindeled.domain.roles import Action
from bindeled.domain.schedules import in_order
from bindeled.domain.states import RunState
from bindeled.texts import say
from bindeled.web.answers import page
from bindeled.web.background import Background
from bindeled.web.begun import begin, gone_since
from bindeled.web.figures import count_text, moment_of
from bindeled.web.flow_names import flow_in_words
from bindeled.web.languages import language_of
from bindeled.web.pages.loading.rows import (
    carried_out,
    first_kind,
    key_text,
    kind_tabs,
    load_card,
    load_row,
    many_of,
    written_rows,
)
from bindeled.web.pages.settings.rows import author_name
from bindeled.web.pages.settings.showing import of_register
from bindeled.web.paging import PAGE_ROWS, offset_of, part_from
from bindeled.web.places import place_of
from bindeled.web.program import program_of
from bindeled.web.sign_in.access import for_tenant, freshly, may_of
from bindeled.web.told import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant
    from bindeled.domain.loading import KeptItem, Load
    from bindeled.domain.registers.records import Register
    from bindeled.web.figures import Moment

# Looking at both systems takes longer than a page may: it goes on by itself, once for each flow of a tenant.
LOOKING = Background()
_UNDER_WAY = frozenset({LoadState.APPLYING, LoadState.UNDOING})
_STOPPED = frozenset({RunState.HELD, RunState.FAILED, RunState.DONE})
_DECISIONS = {"accept": Decision.ACCEPT, "leave": Decision.LEAVE}


@require_safe
@for_tenant(Action.SEE_CHECKLIST)
def show_loads(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show how far the load of each flow is."""
    loads, language = program_of(request).loading.loads, language_of(request)
    cards = []
    for flow in in_order(register.value for register in FLOWS):
        load = loads.current(tenant.id, flow)
        cards.append(load_card(flow, load.state if load else None, loads.counts(load) if load else (), language))
    return page(request, "loads.html", {"place": place_of(request, tenant, "setup"), "cards": cards})


@require_safe
@for_tenant(Action.SEE_CHECKLIST)
@of_register
def show_load(request: HttpRequest, tenant: Tenant, register: Register) -> HttpResponse:
    """Show what the load of a flow holds, by kind, with what was chosen and what became of it."""
    program, language = program_of(request), language_of(request)
    load, key = program.loading.loads.current(tenant.id, register.value), _key(request, tenant, register)
    ended = LOOKING.ended(key)
    rows = {
        "place": place_of(request, tenant, "setup"),
        "flow": register.value,
        "name": flow_in_words(register.value, language),
        "load": load,
        "live": program.loading.is_live(tenant, register.value),
        "looking": LOOKING.is_running(key),
        "ended": say(f"page.load.plan.failed_{ended.value}", language) if ended else "",
        "gone": _gone(request, load, key),
        "under_way": load is not None and load.state in _UNDER_WAY,
        "may": may_of(request, tenant),
        **(_about(request, tenant, load) if load else {}),
    }
    return page(request, "load.html", rows)


@require_POST
@for_tenant(Action.CHANGE_RULES)
@of_register
def plan(request: HttpRequest, tenant: Tenant, register: Register) -> HttpResponse:
    """Begin to look at both systems, writing nothing; the page follows."""
    loading = program_of(request).loading
    begin(request, LOOKING, _key(request, tenant, register), lambda: loading.plan(tenant, register.value))
    return _back(tenant, register)


@require_POST
@for_tenant(Action.CHANGE_RULES)
@of_register
def decide(request: HttpRequest, tenant: Tenant, register: Register) -> HttpResponse:
    """Keep what somebody chooses: the ticked records, everything of a kind, or the answer to one doubtful match."""
    program = program_of(request)
    loads = program.loading.loads
    load = loads.current(tenant.id, register.value)
    chosen = _chosen(request, loads.items(load)) if load and load.state not in _UNDER_WAY else ([], Decision.OPEN, None)
    keys = [kept.item.key for kept in chosen[0]]
    if load and keys:
        count = loads.decide(load, keys, chosen[1], program.clock(), chosen=chosen[2])
        tell(request, "good", "page.load.chosen", count=count_text(count, language_of(request)))
    else:
        tell(request, "wait", "page.load.nothing_chosen")
    kind = request.POST.get("kind", "")
    known = kind in {one.value for one in ItemKind}
    return _back(tenant, register, f"?kind={kind}" if known else "")


@require_POST
@for_tenant(Action.CHANGE_RULES)
@of_register
def apply(request: HttpRequest, tenant: Tenant, register: Register) -> HttpResponse:
    """Ask for a run that does what was accepted, or let one that broke off go on; the page follows."""
    return _begin(request, tenant, register, LoadState.APPLYING, "page.load.started")


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.CHANGE_RULES)
@freshly
@of_register
def undo(request: HttpRequest, tenant: Tenant, register: Register) -> HttpResponse:
    """Show what the load has written and ask whether to take it back; on a POST do it."""
    program, language = program_of(request), language_of(request)
    if request.method == "POST":
        return _begin(request, tenant, register, LoadState.UNDOING, "page.load.undo.started")
    load = program.loading.loads.current(tenant.id, register.value)
    written, more = written_rows(program.loading.written(tenant, register.value) if load else (), language)
    place = place_of(request, tenant, "setup")
    rows = {"place": place, "flow": register.value, "name": flow_in_words(register.value, language)}
    return page(request, "load_undo.html", {**rows, "written": written, "more": more})


def _gone(request: HttpRequest, load: Load | None, key: tuple[str, int, str]) -> Moment | None:
    """Return when a look was begun of which nothing came: what it plans is kept, whichever process was at it."""
    began = gone_since(request, LOOKING, key)
    if began is None or (load is not None and load.planned_at >= began):
        return None
    return moment_of(began, program_of(request).clock(), language_of(request))


def _about(request: HttpRequest, tenant: Tenant, load: Load) -> dict[str, Any]:
    program, language = program_of(request), language_of(request)
    loads, now = program.loading.loads, program.clock()
    counts, asked = loads.counts(load), request.GET.get("kind", "")
    kind = next((one for one in ItemKind if one.value == asked), first_kind(counts))
    part = part_from(request, loads.items_of(load, kind, offset_of(request), PAGE_ROWS + 1), language)
    done, total = carried_out(counts)
    run = program.runs.latest_of(tenant.id, load.flow)
    of_kind = many_of(counts, kind)
    return {
        "state": say(f"page.load.state.{load.state.value}", language),
        "planned": moment_of(load.planned_at, now, language).text,
        "author": author_name(load.author, language),
        "tabs": kind_tabs(counts, kind, language),
        "kind": kind.value,
        "kind_name": say(f"page.load.kind.{kind.value}", language),
        "rows": [load_row(kept, language) for kept in part.rows],
        "part": part,
        "of_kind": count_text(of_kind, language),
        "may_accept": kind in ACCEPTABLE and bool(part.rows),
        "paid": count_text(of_kind, language) if of_kind and kind is ItemKind.PAID else "",
        "to_do": count_text(total - done, language) if total > done else "",
        "done": count_text(done, language),
        "total": count_text(total, language),
        "stuck": run is not None and run.state in _STOPPED,
        "reason": run.reason if run else "",
        "may_undo": load.state is LoadState.APPLIED,
    }


def _chosen(request: HttpRequest, items: Sequence[KeptItem]) -> tuple[list[KeptItem], Decision, int | None]:
    """Return which items somebody means, what they say of them, and which record a doubtful match is."""
    sent = request.POST
    by_key = {key_text(kept.item): kept for kept in items}
    answered = by_key.get(sent.get("answer", ""))
    if answered is not None:
        return _answer(answered, sent.get("same", ""))
    if sent.get("what") == "accept_all":
        return (
            [kept for kept in items if _may_accept(kept) and kept.item.kind.value == sent.get("kind")],
            Decision.ACCEPT,
            None,
        )
    ticked = [by_key[key] for key in sent.getlist("item") if key in by_key and _may_accept(by_key[key])]
    return ticked, _DECISIONS.get(sent.get("what", ""), Decision.LEAVE), None


def _answer(kept: KeptItem, same: str) -> tuple[list[KeptItem], Decision, int | None]:
    """Return the answer to a doubtful match; what is none changes nothing."""
    candidate = next((one for one in kept.item.candidates if str(one) == same), None)
    if candidate is not None:
        return [kept], Decision.SAME, candidate
    return [kept] if same == "new" and kept.item.candidates else [], Decision.NEW, None


def _may_accept(kept: KeptItem) -> bool:
    """Tell whether it may be accepted: what has been done stays as the record of it."""
    return kept.item.kind in ACCEPTABLE and kept.outcome is not ItemOutcome.DONE


def _begin(request: HttpRequest, tenant: Tenant, register: Register, state: LoadState, told: str) -> HttpResponse:
    try:
        program_of(request).loading.begin(tenant, register.value, state)
        tell(request, "good", told)
    except BindeledError:
        tell(request, "act", "page.load.refused")
    return _back(tenant, register)


def _key(request: HttpRequest, tenant: Tenant, register: Register) -> tuple[str, int, str]:
    return str(program_of(request).settings.home), tenant.id, register.value


def _back(tenant: Tenant, register: Register, query: str = "") -> HttpResponse:
    return HttpResponseRedirect(reverse("load", args=[tenant.slug, register.value]) + query)
