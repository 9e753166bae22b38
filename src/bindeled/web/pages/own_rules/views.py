"""The own rules of one tenant."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bindeled.domain.calendar import danish_day
from bindeled.domain.mapping.trying import try_rule
from bindeled.domain.roles import Action
from bindeled.texts import say
from bindeled.web.languages import language_of
from bindeled.web.pages.own_rules.forms import OwnRuleForm
from bindeled.web.pages.own_rules.rows import rule_cards, tried_rule_card
from bindeled.web.pages.settings.reading import read_for
from bindeled.web.pages.settings.rows import named_versions
from bindeled.web.pages.settings.showing import back_to, settings_page, telling, undo_choice
from bindeled.web.program import program_of
from bindeled.web.sign_in.access import for_tenant
from bindeled.web.told import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from bindeled.domain.accounts import Tenant
    from bindeled.domain.mapping import OwnRule

# A rule costs time for each report; more than this are a program of their own.
_MOST_RULES = 50


@require_safe
@for_tenant(Action.SEE_TENANT)
def show_rules(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Show the rules in their order, and their versions."""
    program, language = program_of(request), language_of(request)
    none = say("page.own_rules.none", language)
    versions = program.tenants.versions_of(tenant.id, "own_rules")
    rows = {
        "rules": rule_cards(tenant.rules.own_rules, language),
        "may_add": len(tenant.rules.own_rules) < _MOST_RULES,
        "versions": named_versions(versions, none, program.clock(), language),
    }
    return settings_page(request, tenant, "own_rules", "own_rules.html", rows)


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.CHANGE_RULES)
def add_rule(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Ask for one more rule; on a POST try it on real reports, or keep it."""
    rules = tenant.rules.own_rules
    if len(rules) >= _MOST_RULES:
        raise Http404
    return _rule(request, tenant, None, lambda rule: [*rules, rule])


@require_http_methods(["GET", "HEAD", "POST"])
@for_tenant(Action.CHANGE_RULES)
def change_rule(request: HttpRequest, tenant: Tenant, place: int) -> HttpResponse:
    """Show one rule to be changed; on a POST try it on real reports, keep it, or take it away."""
    rules = tenant.rules.own_rules
    if place >= len(rules):
        raise Http404
    before = rules[place]
    others = [rule for number, rule in enumerate(rules) if number != place]
    # Somebody may have changed the rules since the page was shown: then it is another one that stands here.
    if request.method == "POST" and request.POST.get("was") != before.name:
        tell(request, "act", "page.own_rules.refused")
        return back_to("own_rules", tenant)
    if request.POST.get("do") == "remove":
        return _keep(request, tenant, others, "page.own_rules.removed")
    return _rule(request, tenant, before, lambda rule: [*others[:place], rule, *others[place:]])


@require_POST
@for_tenant(Action.CHANGE_RULES)
def undo(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Take back the latest change of the rules; once more brings it back."""
    return undo_choice(request, tenant, "own_rules")


def _rule(request: HttpRequest, tenant: Tenant, before: OwnRule | None, with_it: Any) -> HttpResponse:
    language = language_of(request)
    form = OwnRuleForm(language, before, request.POST if request.method == "POST" else None)
    tried: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        if request.POST.get("do") == "keep":
            return _keep(request, tenant, with_it(form.rule()), "page.own_rules.kept")
        tried = _try(request, tenant, form.rule())
    rows = {"form": form, "before": before, **tried}
    return settings_page(request, tenant, "own_rules", "own_rule.html", rows, 400 if form.errors else 200)


def _keep(request: HttpRequest, tenant: Tenant, rules: Sequence[OwnRule], key: str) -> HttpResponse:
    program = program_of(request)
    with telling(request, "page.own_rules.refused") as told:
        program.tenants.change_own_rules(tenant.id, rules, program.clock())
        told(key)
    return back_to("own_rules", tenant)


def _try(request: HttpRequest, tenant: Tenant, rule: OwnRule) -> dict[str, Any]:
    """Return what the rule would have said to the latest reports, or why they could not be read in time."""
    program, language = program_of(request), language_of(request)
    days = program.settings.rule_tried_days
    since = danish_day(program.clock()) - timedelta(days=days)
    read = read_for(request, tenant, "recent reports", partial(program.flows.look_up, tenant, since))
    if read.found is None:
        return {"read": read, "tried": None}
    tried = try_rule(rule, read.found, tenant.rules, program.flows.pairings(tenant).known())
    return {"read": read, "tried": tried_rule_card(tried, read.found, days, rule.severity, language)}
