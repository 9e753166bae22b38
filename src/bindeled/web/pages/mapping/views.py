"""The field mapping of one flow: what is carried, its versions, and whether it fits the systems."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bindeled.domain.registers.changing import with_rows, without_row
from bindeled.domain.registers.fields import FOLLOWER_FIELDS
from bindeled.domain.registers.health import troubles
from bindeled.domain.registers.records import FLOWS
from bindeled.domain.registers.setup import WhenConflict
from bindeled.domain.registers.trying import try_field, try_filter
from bindeled.domain.roles import Action
from bindeled.web.languages import language_of
from bindeled.web.pages.mapping.forms import (
    ChoicesForm,
    FieldForm,
    FilterForm,
    field_initial,
    free_targets,
    known_sources,
)
from bindeled.web.pages.mapping.rows import (
    field_rows,
    filter_card,
    filter_words,
    seen_rows,
    setup_versions,
    tried_card,
    trouble_rows,
)
from bindeled.web.pages.settings.fields import field_name
from bindeled.web.pages.settings.reading import both_sides, known_sides
from bindeled.web.pages.settings.showing import back_to, of_register, settings_page, telling
from bindeled.web.pages.settings.systems import named_register
from bindeled.web.program import program_of
from bindeled.web.sign_in.access import for_tenant, may_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant
    from bindeled.domain.registers.records import Register
    from bindeled.domain.registers.setup import FlowSetup

# As many real records as are shown before a change is kept.
_SAMPLES = 5
_LONGEST_NAME = 100


@require_safe
@for_tenant(Action.SEE_TENANT)
def show_flows(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show what each flow carries, in a few words."""
    program, language = program_of(request), language_of(request)
    cards = []
    for register in FLOWS:
        setup = program.flows.setups(tenant, register).current()
        cards.append(
            {
                **named_register(register, language),
                "fields": str(len(setup.targets())),
                "filter": filter_words(setup.filter, language),
            }
        )
    return settings_page(request, tenant, "mapping", "mapping.html", {"cards": cards})


@require_safe
@for_tenant(Action.SEE_TENANT)
@of_register
def show_mapping(request: HttpRequest, tenant: Tenant, register: Register) -> HttpResponse:
    """Show the mapping of one flow; with `?look` it is held to what both systems have now."""
    program, language = program_of(request), language_of(request)
    versions = program.flows.setups(tenant, register).versions()
    setup = versions[0].setup
    rows = {
        **named_register(register, language),
        "fields": field_rows(setup, language),
        "filter": filter_words(setup.filter, language),
        "choices_form": ChoicesForm(setup, language),
        "setup": setup,
        "conflicts_ask": setup.when_conflict is WhenConflict.ASK,
        "free": free_targets(register, setup, language),
        "versions": setup_versions(versions, program.clock(), language),
        **_health(request, tenant, register, setup),
    }
    return settings_page(request, tenant, "mapping", "mapping_flow.html", rows)


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.CHANGE_RULES)
@of_register
def change_field(request: HttpRequest, tenant: Tenant, register: Register) -> HttpResponse:
    """Show one field to be changed; on a POST try it on real records, keep it, or carry nothing to it any more."""
    program, language = program_of(request), language_of(request)
    setups = program.flows.setups(tenant, register)
    setup, target = setups.current(), _target(request, register)
    if not target:
        return back_to("mapping_flow", tenant, register.value)
    if request.POST.get("do") == "remove":
        return _keep(request, tenant, register, lambda: without_row(setup, target), f"{target} removed")
    known = known_sides(request, tenant, register)
    seen = {name for record in known[0] for name in record.fields} if known else set()
    form = FieldForm(
        register,
        target,
        known_sources(register, setup, seen),
        language,
        request.POST if request.method == "POST" else None,
        initial=field_initial(setup, target),
    )
    tried: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        after = with_rows(setup, form.rows())
        if request.POST.get("do") == "keep":
            return _keep(request, tenant, register, lambda: after, f"{target} set")
        tried = _try_field(request, tenant, register, (setup, after), target)
    rows = {
        **named_register(register, language),
        "form": form,
        "target": target,
        "field": field_name(target, language),
        "is_there": target in setup.targets(),
        "is_read": known is not None,
        **tried,
    }
    return settings_page(request, tenant, "mapping", "mapping_field.html", rows, 400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.CHANGE_RULES)
@of_register
def change_filter(request: HttpRequest, tenant: Tenant, register: Register) -> HttpResponse:
    """Show which records are carried, to be changed; on a POST try it on real records, or keep it."""
    program, language = program_of(request), language_of(request)
    setup = program.flows.setups(tenant, register).current()
    form = FilterForm(register, setup.filter, language, request.POST if request.method == "POST" else None)
    tried: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        after = replace(setup, filter=form.filter())
        if request.POST.get("do") == "keep":
            return _keep(request, tenant, register, lambda: after, "filter set")
        read = both_sides(request, tenant, register)
        card = (
            filter_card(try_filter(setup.filter, after.filter, read.found[0], _SAMPLES), language)
            if read.found
            else None
        )
        tried = {"read": read, "tried": card}
    rows = {**named_register(register, language), "form": form, "filter": filter_words(setup.filter, language), **tried}
    return settings_page(request, tenant, "mapping", "mapping_filter.html", rows, 400 if form.errors else 200)


@require_POST
@for_tenant(Action.CHANGE_RULES)
@of_register
def change_choices(request: HttpRequest, tenant: Tenant, register: Register) -> HttpResponse:
    """Keep whether new records are made, and who decides about conflicts."""
    setup = program_of(request).flows.setups(tenant, register).current()
    form = ChoicesForm(setup, language_of(request), request.POST)
    if not form.is_valid():
        return back_to("mapping_flow", tenant, register.value)
    conflict = WhenConflict(form.cleaned_data["when_conflict"])
    after = replace(setup, creates=form.cleaned_data["creates"], when_conflict=conflict)
    return _keep(request, tenant, register, lambda: after, "choices set")


@require_POST
@for_tenant(Action.CHANGE_RULES)
@of_register
def undo(request: HttpRequest, tenant: Tenant, register: Register) -> HttpResponse:
    """Take back the latest change; once more brings it back."""
    program = program_of(request)
    with telling(request, "page.settings.nothing_to_undo") as told:
        program.flows.setups(tenant, register).undo(program.clock())
        told("page.settings.undone")
    return back_to("mapping_flow", tenant, register.value)


def _keep(request: HttpRequest, tenant: Tenant, register: Register, change: Any, note: str) -> HttpResponse:
    program = program_of(request)
    with telling(request, "page.mapping.refused") as told:
        program.flows.setups(tenant, register).keep(change(), note, program.clock())
        told("page.mapping.kept")
    return back_to("mapping_flow", tenant, register.value)


def _health(request: HttpRequest, tenant: Tenant, register: Register, setup: FlowSetup) -> dict[str, Any]:
    """Return what the systems have now, where whoever may change something has asked for it."""
    if "look" not in request.GET or not may_of(request, tenant)[Action.CHANGE_RULES.value]:
        return {"read": None, "troubles": (), "seen": ()}
    read, language = both_sides(request, tenant, register), language_of(request)
    if read.found is None:
        return {"read": read, "troubles": (), "seen": ()}
    found = troubles(setup, register, *read.found)
    return {"read": read, "troubles": trouble_rows(found, language), "seen": seen_rows(read.found[0], language)}


def _try_field(
    request: HttpRequest, tenant: Tenant, register: Register, setups: tuple[FlowSetup, FlowSetup], target: str
) -> dict[str, Any]:
    read = both_sides(request, tenant, register)
    if read.found is None:
        return {"read": read, "tried": None}
    tried = try_field(*setups, register, read.found[0], target, _SAMPLES)
    return {"read": read, "tried": tried_card(tried, language_of(request))}


def _target(request: HttpRequest, register: Register) -> str:
    """Return the follower's field that the address names, empty for what cannot be one."""
    name = request.GET.get("target", "")[:_LONGEST_NAME]
    return name if name in FOLLOWER_FIELDS[register] or name.isidentifier() else ""
