"""Figures for a watcher, in the form that Prometheus reads. Closed, except to this machine or by a token."""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from bindeled.domain.calendar import danish_day
from bindeled.domain.hosts import LOOPBACK
from bindeled.store import views
from bindeled.store.standing_counts import standing_counts
from bindeled.web.program import program_of
from bindeled.web.sign_in.openness import open_to_everybody

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bindeled.bootstrap import Program

_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
@open_to_everybody
def answer(request: HttpRequest) -> HttpResponse:
    """Return the figures; for those whom they are closed to, nothing is here."""
    program = program_of(request)
    if not _may_look(request, program):
        raise Http404
    return HttpResponse(generate_latest(_figures(program)), content_type=_CONTENT_TYPE)


def _may_look(request: HttpRequest, program: Program) -> bool:
    token = program.settings.metrics_token
    said = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(said.encode(), token.encode()):
        return True
    # Behind a proxy everybody seems to be of this machine.
    serves_this_machine_only = urlsplit(program.settings.public_url).hostname in LOOPBACK
    return serves_this_machine_only and _is_loopback(str(request.META.get("REMOTE_ADDR", "")))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _figures(program: Program) -> CollectorRegistry:
    registry = CollectorRegistry()
    link = Gauge(
        "bindeled_link", "1 for the state that a link is in.", ["tenant", "system", "state"], registry=registry
    )
    epoch = Gauge("bindeled_epoch", "Epoch of a connection.", ["tenant", "system"], registry=registry)
    calls = Gauge("bindeled_calls_today", "Calls made today.", ["tenant", "system"], registry=registry)
    reports = Gauge("bindeled_reports", "Reports by how they stand today.", ["tenant", "standing"], registry=registry)
    today = danish_day(program.clock())
    made, connections = views.calls_on(today), views.every_connection()
    slugs = {tenant.id: tenant.slug for tenant in program.tenants.all()}
    for connection in connections:
        place = (slugs[connection.tenant_id], connection.system.value)
        link.labels(*place, connection.link.value).set(1)
        epoch.labels(*place).set(connection.epoch)
        calls.labels(*place).set(made.get(connection.id, 0))
    for tenant_id, counts in standing_counts(list(slugs), today).items():
        standings = {"carried": counts.carried, "waiting": counts.waiting, "parked": counts.parked}
        for standing, count in standings.items():
            reports.labels(slugs[tenant_id], standing).set(count)
    return registry
