"""`bindeled demo` and `bindeled sandbox`: the whole of it on loopback, with an invented company."""

from __future__ import annotations

import secrets
import signal
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.bootstrap import start
from bindeled.cli.demo_flows import show_flows
from bindeled.cli.operate import serving, stop_on_signal
from bindeled.cli.options import JsonOption, PortOption, person_at_the_keyboard
from bindeled.cli.output import errors, show
from bindeled.cli.sync import REPORTS
from bindeled.cli.twins import Twins, running_twins
from bindeled.cli.users import sign_in_token
from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.calendar import danish_day
from bindeled.domain.mapping import GENERATED_ORIGIN, ReportRules
from bindeled.domain.proof import Proof, prove
from bindeled.domain.roles import Role
from bindeled.domain.secrets import Secret
from bindeled.settings import read_settings
from bindeled.store.actors import act_as_process
from bindeled.web.configuration import web_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import FrameType

    from bindeled.bootstrap import Program
    from bindeled.cli.demo_flows import ShownFlows
    from bindeled.domain.accounts import Tenant
    from bindeled.settings import Settings

SeedOption = Annotated[int, typer.Option("--seed", help="Another seed, other people and hours.")]
_ABOUT_THE_KEY = (
    "The master key of this demo lies in its own folder and goes with it. The first real start says where its key was "
    "made: keep a copy of it then, apart from the backups of the database."
)
# The invented company's reports reach five weeks back.
_DEMO_DAYS = 40
_OWNER = "ejer@opdigtet.example"
_PASSWORD_BYTES = 12


def demo(
    *,
    once: Annotated[bool, typer.Option("--once", help="Carry everything, print the proof and end.")] = False,
    json: JsonOption = False,
    port: PortOption = 8000,
    seed: SeedOption = 1,
) -> None:
    """Start twins and service, carry an invented company's approved reports, and show where to look.

    Exits 0 only when nothing was lost, nothing doubled, everything that was not carried is parked, and a second run of
    every flow writes nothing.
    """
    with (
        _place() as home,
        running_twins("--scenario", "small", "--seed", str(seed)) as twins,
        ExitStack() as serving_it,
    ):
        act_as_process(person_at_the_keyboard())
        settings = _demo_settings(home, twins)
        program = start(settings, web_settings(settings))
        if not json:
            errors.print(_ABOUT_THE_KEY)
        page = "" if once else serving_it.enter_context(serving(program, port))
        tenant = set_up(program, twins)
        shown = show_flows(program, tenant, twins, quiet=json)
        proof = prove_by_twins(tenant, twins)
        stop = stop_on_signal()
        where = {} if once else _where(page, let_owner_in(program, tenant, page), twins)
        lines = [*shown.sentences(), *_sentences(proof), *_how_to_look(where)]
        facts = {**_facts(proof, shown), **shown.facts(), "about_the_key": _ABOUT_THE_KEY, **where}
        show(facts, as_json=json, lines=lines)
        if not once:
            program.working.work(stop)
    raise typer.Exit(0 if proof.holds and shown.holds else 1)


def sandbox(
    scenario: Annotated[str, typer.Option(help="empty or small.")] = "small",
    seed: SeedOption = 1,
    *,
    json: JsonOption = False,
) -> None:
    """Run both twins until stopped; prints where they are and how to sign in."""
    stop = stop_on_signal()
    with running_twins("--scenario", scenario, "--seed", str(seed)) as twins:
        show(asdict(twins), as_json=json, lines=_how_to_reach(twins))
        stop.wait()


def set_up(program: Program, twins: Twins) -> Tenant:
    """Add the invented company and connect it, by the same steps as a real one."""
    first_day = danish_day(program.clock()) - timedelta(days=_DEMO_DAYS)
    tenant = program.tenants.add("Opdigtet VVS og El", first_day=first_day, rules=ReportRules())
    for system, login in ((System.INTEMPUS, twins.intempus), (System.UNICONTA, twins.uniconta)):
        program.connect(tenant, system, NewVersion(login.name, login.company, "demo"), Secret(login.secret))
    return tenant


def prove_by_twins(tenant: Tenant, twins: Twins) -> Proof:
    """Count what both systems say, not what our ledger says; only what is parked is ours to know."""
    reports = twins.ask(twins.intempus_url, "truth")["reports"]
    there = twins.ask(twins.uniconta_url, "truth")
    due = {report["id"] for report in reports if report["approved"] and report["origin"] != GENERATED_ORIGIN}
    references = [line["ReferenceNumber"] or "" for line in (*there["lines"], *there["transactions"])]
    return prove(due, references, _parked(tenant))


def _parked(tenant: Tenant) -> set[int]:
    from bindeled.store.views import parked  # noqa: PLC0415 - models need Django set up

    return {row.report_id for row in parked(tenant.id)}


def _facts(proof: Proof, shown: ShownFlows) -> dict[str, Any]:
    return {
        "approved": proof.approved,
        "carried": proof.carried,
        "lost": proof.lost,
        "doubled": proof.doubled,
        "parked": proof.parked,
        "calls": sum(shown.calls.values()),
        "calls_by_system": shown.calls,
        "run": shown.runs[REPORTS].state.value,
    }


def _sentences(proof: Proof) -> list[str]:
    return [
        f"Intempus has approved {proof.approved} reports.",
        f"{proof.carried} lie in Uniconta's project journal, {proof.parked} are parked with a cause.",
        f"Lost: {proof.lost}. Doubled: {proof.doubled}.",
    ]


@contextmanager
def _place() -> Iterator[Path]:
    """Give the demo a folder of its own, gone when it ends, also when it is told to by a signal."""
    # Not by way of SIGINT: a shell starts what runs in the background with that signal ignored.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    with tempfile.TemporaryDirectory(prefix="bindeled-demo-") as folder:
        yield Path(folder)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _demo_settings(home: Path, twins: Twins) -> Settings:
    return read_settings().model_copy(
        update={
            "home": home,
            "database_url": "",
            "master_key_file": None,
            "intempus_url": twins.intempus_url,
            "uniconta_url": twins.uniconta_url,
            "log_level": "WARNING",
        }
    )


def let_owner_in(program: Program, tenant: Tenant, page: str) -> dict[str, str]:
    """Make an owner of the invented company, and return the link by which they sign in once, and their password."""
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    owner = program.people.add(_OWNER, "Opdigtet ejer", Role.OWNER, tenant, program.clock())
    program.people.set_password(owner.id, Secret(password))
    return {"sign_in": f"{page}/join/{sign_in_token(program, _OWNER)}/", "email": _OWNER, "password": password}


def _where(page: str, owner: Mapping[str, str], twins: Twins) -> dict[str, str]:
    return {"page": page, **owner, "intempus_url": twins.intempus_url, "uniconta_url": twins.uniconta_url}


def _how_to_look(where: Mapping[str, str]) -> list[str]:
    if not where:
        return []
    return [
        f"The day is at {where['page']}",
        f"Sign in once with {where['sign_in']}",
        f"or as {where['email']} with the password {where['password']}",
        f"The twins are at {where['intempus_url']} (Intempus) and {where['uniconta_url']} (Uniconta).",
        "Stop with Ctrl-C.",
    ]


def _how_to_reach(twins: Twins) -> list[str]:
    intempus, uniconta = twins.intempus, twins.uniconta
    return [
        f"Intempus: user {intempus.name}, secret {intempus.secret}",
        f"Uniconta: company {uniconta.company}, user {uniconta.name}, secret {uniconta.secret}",
        "Tell Bindeled where they are, in another terminal:",
        f"export BINDELED_INTEMPUS_URL={twins.intempus_url} BINDELED_UNICONTA_URL={twins.uniconta_url}",
        "Stop with Ctrl-C.",
    ]
