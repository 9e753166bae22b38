"""How long the server takes for each page and each resource of the interface, found by walking their addresses.

Reads a JSON object from standard input: `tenants` and `rows` of the ledger. Prints one JSON line: milliseconds by
address (the middle of several), what a report's timeline takes, and the memory that the ledger's answers to a run need.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import tempfile
import time
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from bindeled.bootstrap import start
from bindeled.domain.calendar import danish_day
from bindeled.domain.pay_periods import PayPeriods
from bindeled.domain.reconciliation import Cell, ReconciledCell, Reconciliation
from bindeled.domain.roles import Reach, Role
from bindeled.domain.secrets import Secret
from bindeled.domain.states import VersionState
from bindeled.engine.schedule import REPORTS
from bindeled.settings import read_settings
from bindeled.web.configuration import web_settings
from tests.support.sessions import just_proved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from django.http import HttpResponse
    from django.test import Client

    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Tenant

ROUNDS, TRACES, PAGE = 5, 50, 1000
_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>|\{(\w+)\}")
_LOGIN = "allauth.account.auth_backends.AuthenticationBackend"
# What stands in an address; one that asks for something else is told as not measured.
_NAMED = {
    "system": "uniconta",
    "way": "changed",
    "flow": "projects",
    "what": "connected",
    "kind": "csv",
    "code": "matching_key",
    "item": "server_user",
    "name": "bindeled.css",
    "version": "1",
    "link": "1",
    "feed": "1",
    "which": "90000000",
    "place": "0",
}
# What pages of one thing among many are asked for.
_ASKED = {
    "/tenants/<slug:slug>/settings/matching/<str:flow>/record/": "?number=1000",
    "/tenants/<slug:slug>/settings/mapping/<str:flow>/field/": "?target=name",
}
# They read both systems, so that they say more of those than of us.
_ASK_THE_SYSTEMS = frozenset({"/api/v1/tenants/<tenant>/reconciliation"})


def main() -> None:
    """Fill a database and measure."""
    chosen = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as home:
        settings = read_settings().model_copy(
            update={
                "home": Path(home),
                "log_level": "ERROR",
                "feed_reads_a_minute": 10**9,
                "api_reads_a_minute": 10**9,
                "intempus_url": "http://127.0.0.1:9",
            }
        )
        program = start(settings, web_settings(settings))
        from benchmarks.filling import fill  # noqa: PLC0415 - models need Django set up

        tenant = fill(program, chosen["tenants"], chosen["rows"])
        before = _peak_kib()
        asked = _ask_the_ledger(program, tenant)
        memory = _peak_kib() - before
        print(json.dumps({**_measured(program, tenant), **asked, "ledger_kib": memory, "peak_kib": _peak_kib()}))


def _peak_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _ask_the_ledger(program: Program, tenant: Tenant) -> dict[str, Any]:
    """Ask what a run asks of the ledger, and the timelines of some reports."""
    from bindeled.store.ledger import StoredReportLedger  # noqa: PLC0415 - models need Django set up
    from bindeled.store.views import report_timeline  # noqa: PLC0415 - the same

    ledger = StoredReportLedger(tenant.id, run_id=0)
    window = danish_day(program.clock()) - timedelta(days=program.settings.report_window_days)
    began = time.perf_counter()
    carried = sorted(ledger.carried_ids(window))
    for first in range(0, len(carried), PAGE):
        ledger.remembered(carried[first : first + PAGE])
    ledger.parked_ids()
    seconds = time.perf_counter() - began
    some = carried[:: max(1, len(carried) // TRACES)][:TRACES]
    traces = [_milliseconds(partial(report_timeline, tenant.id, report_id)) for report_id in some]
    return {
        "window": len(carried),
        "ledger_seconds": seconds,
        "trace_ms": median(traces),
        "slowest_trace_ms": max(traces),
    }


def _measured(program: Program, tenant: Tenant) -> dict[str, Any]:
    client = _client(program)
    figures: dict[str, float] = {}
    left_out: dict[str, str] = {}
    for address, written in _addresses(program, tenant):
        if written is None or address in _ASK_THE_SYSTEMS:
            left_out[address] = "asks the systems" if written else "its address names something else"
            continue
        answers = [_timed(client, written) for _ in range(ROUNDS)]
        status = answers[0][0].status_code
        if status == 200:
            figures[address] = median(took for _, took in answers[1:])
        elif status != 405:
            left_out[address] = f"answered {status}"
    return {"pages": figures, "left_out": left_out}


def _client(program: Program) -> Client:
    """Return a browser that an operator is signed in to, with a token for the interface."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 - models need Django set up
    from django.test import Client  # noqa: PLC0415 - the same

    from bindeled.store.models import User  # noqa: PLC0415 - the same
    from bindeled.web.program import PROGRAM  # noqa: PLC0415 - the same
    from bindeled.web.sources import SOURCE  # noqa: PLC0415 - the same
    from bindeled.web.stored import StoredPages  # noqa: PLC0415 - the same

    now = program.clock()
    _, token = program.tokens.add("bench", Reach(Role.OPERATOR), now + timedelta(days=1), now)
    headers: Any = {"HTTP_HOST": "127.0.0.1", "HTTP_AUTHORIZATION": f"Bearer {token.reveal()}"}
    client = Client(raise_request_exception=False, **headers)
    carried: Any = client.defaults
    carried[SOURCE], carried[PROGRAM] = StoredPages(program), program
    person = program.people.add("drift@opdigtet.example", "Drift", Role.OPERATOR, None, now)
    user = User.objects.get(pk=person.id)
    Authenticator.objects.create(user_id=user.pk, type=Authenticator.Type.TOTP, data={"secret": "invented"})
    program.people.set_password(person.id, Secret("invented-for-the-bench"))
    client.force_login(User.objects.get(pk=person.id), _LOGIN)
    just_proved(client, person, now)
    return client


def _addresses(program: Program, tenant: Tenant) -> Iterator[tuple[str, str | None]]:
    """Yield every address with itself filled in, None where something in it is not known here."""
    from bindeled.domain.accounts import System  # noqa: PLC0415
    from bindeled.store.inbox import ReportInbox  # noqa: PLC0415 - models need Django set up

    groups = ReportInbox(tenant.id).groups()
    connection = program.stored_connections.connection(tenant, System.UNICONTA)
    named = {
        **_NAMED,
        "slug": tenant.slug,
        "tenant": tenant.slug,
        "connection": str(connection.id),
        **({"key": groups[0].key} if groups else {}),
    }
    feed, numbers = _feed(program, tenant), _numbers(program, tenant)
    _, guest = program.reconnect_links.make(connection, made_by="bench")
    for address in _patterns():
        here = {
            **named,
            **({"written": feed} if address.startswith("/feeds/") else {}),
            **({"written": guest.reveal()} if address.startswith("/reconnect/") else {}),
            **({"kind": "hours_missing"} if "/watches/" in address else {}),
            **({"what": "data"} if address.startswith("/operate/") else {}),
            **({"flow": REPORTS} if "/shadow/" in address else {}),
            "number": next((number for part, number in numbers.items() if part in address), "1"),
        }
        names = [found[1] or found[2] for found in _CONVERTER.finditer(address)]
        known = all(name in here for name in names)
        yield address, _written(address, here) if known else None


def _numbers(program: Program, tenant: Tenant) -> dict[str, str]:
    """Return what number there is, by the part of an address that says of what; the first one of all else."""
    from benchmarks.filling_choices import LOGINS  # noqa: PLC0415 - models need Django set up

    now = program.clock()
    token, _ = program.tokens.add("a program", Reach(tenants={tenant.id: Role.VIEWER}), now + timedelta(days=1), now)
    by_state = {state: str(number) for number, state in LOGINS.items()}
    return {
        "/runs/": str(program.runs.latest(tenant.id, 1)[0].id),
        "/check/": by_state[VersionState.VERIFIED],
        "/finish/": by_state[VersionState.ACTIVE],
        "/notices/": str(program.notices.contacts.of_tenants([tenant.id])[0].id),
        "/tokens/": str(token.id),
    }


def _written(address: str, named: Mapping[str, str]) -> str:
    return _CONVERTER.sub(lambda found: named[found[1] or found[2]], address) + _ASKED.get(address, "")


def _feed(program: Program, tenant: Tenant) -> str:
    """Make a feed that shows four weeks of two hundred employees, and return the end of its address."""
    from bindeled.store.feeds import StoredSnapshots  # noqa: PLC0415 - models need Django set up

    feed, address = program.feeds.make(tenant, "bench", PayPeriods(), weeks=4, days=1, names=False)
    today, hours = danish_day(program.clock()), Decimal("37.00")
    cells = tuple(
        ReconciledCell(Cell(today - timedelta(weeks=week), f"{number:04d}", "1060", "hours"), hours, hours)
        for week in range(4)
        for number in range(200)
    )
    StoredSnapshots(tenant.id).keep(Reconciliation(today, today, cells, ()), program.clock(), feed)
    return address.rsplit("/", 1)[1]


def _patterns() -> list[str]:
    from django.urls import URLPattern, URLResolver, get_resolver  # noqa: PLC0415 - needs Django set up

    def walk(patterns: list[Any], before: str) -> Iterator[str]:
        for pattern in patterns:
            here = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, here)
            elif isinstance(pattern, URLPattern) and "^" not in here:
                yield f"/{here}"

    return list(dict.fromkeys(walk(get_resolver().url_patterns, "")))


def _timed(client: Client, address: str) -> tuple[HttpResponse, float]:
    began = time.perf_counter()
    answer: Any = client.get(address)
    return answer, 1000 * (time.perf_counter() - began)


def _milliseconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
