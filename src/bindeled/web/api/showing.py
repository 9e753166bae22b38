"""What is known, in the shapes of the interface and in the language of the request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bindeled.bootstrap.forecasting import minutes_ahead
from bindeled.connections.links import WHOSE_MOVE
from bindeled.connections.tasks import tasks_of
from bindeled.connections.telling import cure, sentence
from bindeled.domain.calendar import danish_day
from bindeled.domain.checks import from_row
from bindeled.store import views
from bindeled.texts import say

if TYPE_CHECKING:
    from bindeled.bootstrap import Program
    from bindeled.connections.checking import CheckReport
    from bindeled.connections.tasks import Task
    from bindeled.domain.accounts import Connection, Tenant, VersionRecord
    from bindeled.domain.checklist import Checklist, Line
    from bindeled.domain.checks import CheckResult
    from bindeled.domain.reconnecting import Progress, ReconnectLink
    from bindeled.run_ports import RunRecord

Shown = dict[str, Any]


def tenant_shown(tenant: Tenant) -> Shown:
    """Return a tenant."""
    return {"tenant": tenant.slug, "name": tenant.name, "first_day": tenant.first_day}


def connection_short(connection: Connection, language: str) -> Shown:
    """Return a connection in short."""
    return {
        "connection": connection.id,
        "system": connection.system,
        "link": connection.link,
        "headline": _of_link("link", connection, language),
        "whose_move": WHOSE_MOVE[connection.link].value,
        "since": connection.link_since,
        "epoch": connection.epoch,
    }


def connection_shown(program: Program, tenant: Tenant, connection: Connection, language: str) -> Shown:
    """Return all that is told of a connection."""
    versions = program.versions.versions(connection)
    row = views.connection_row(connection.id, danish_day(program.clock()))
    return {
        **connection_short(connection, language),
        "tenant": tenant.slug,
        "company": str(connection.company or ""),
        "told": _of_link("link_told", connection, language),
        "remedy": _of_link("link_remedy", connection, language),
        "versions": [version_shown(version) for version in versions],
        "waiting": _waiting(program, tenant),
        "calls_today": row.calls_today,
        "evidence": _evidence(row),
        "guide": _guide(program.stands_in_guide(connection, versions), language),
        "next": [task_shown(task, connection, language) for task in tasks_of(connection, versions)],
    }


def _guide(progress: Progress | None, language: str) -> Shown | None:
    if progress is None:
        return None
    told = say(f"page.step.{progress.step.value}", language)
    moments = {"since": progress.moved_at, "seen_at": progress.seen_at}
    return {"step": progress.step, "told": told, "by": progress.by, **moments}


def version_shown(version: VersionRecord) -> Shown:
    """Return a credential version."""
    return {
        "version": version.number,
        "state": version.state,
        "login": version.login,
        "company": version.company,
        "origin": version.origin,
        "handed_over_by": version.actor,
        "created_at": version.created_at,
        "expires": version.expires,
        "verified_at": version.verified_at,
        "activated_at": version.activated_at,
        "usable_until": version.retires_at,
        "reason": version.reason,
    }


def task_shown(task: Task, connection: Connection, language: str) -> Shown:
    """Return something to be done next."""
    told = say(f"task.{task.code.value}", language, system=connection.system.title, version=task.version or "")
    return {"code": task.code.value, "whose_move": task.move.value, "told": told}


def report_shown(report: CheckReport, language: str) -> Shown:
    """Return what came of all checks."""
    checks = [check_shown(result, language) for result in report.checks]
    return {"good": report.good, "company": str(report.company or ""), "checks": checks}


def check_shown(result: CheckResult, language: str) -> Shown:
    """Return what came of one check."""
    return {
        "check": result.check.id,
        "outcome": result.outcome.value,
        "told": sentence(result, language),
        "cure": cure(result, language),
    }


def link_shown(program: Program, connection: Connection, link: ReconnectLink, language: str) -> Shown:
    """Return a reconnect link with the checks of the login that came by it last."""
    rows = program.versions.checks(connection, link.attempts[-1]) if link.attempts else []
    return {
        "link": link.id,
        "purpose": link.purpose,
        "standing": link.standing(program.clock()),
        "step": link.step,
        "made_by": link.made_by,
        "sent_to": link.sent_to,
        "created_at": link.created_at,
        "expires_at": link.expires_at,
        "used_at": link.used_at,
        "checks": [check_shown(from_row(row), language) for row in rows],
    }


def run_shown(run: RunRecord, language: str) -> Shown:
    """Return a run."""
    return {
        "run": run.id,
        "flow": run.flow,
        "state": run.state,
        "told": say(f"run.{run.state.value}", language),
        "trigger": run.trigger,
        "queued_at": run.queued_at,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "again_at": run.again_at,
        "counts": dict(run.counts),
    }


def checklist_shown(checklist: Checklist, language: str) -> Shown:
    """Return a checklist."""
    return {"ready": checklist.ready, "items": [item_shown(line, language) for line in checklist.lines]}


def item_shown(line: Line, language: str) -> Shown:
    """Return an item of a checklist."""
    item, standing = line.item, line.standing
    return {
        "item": item.code,
        "told": say(f"checklist.{item.code}", language),
        "why": say(f"checklist_why.{item.code}", language),
        "owner": item.owner,
        "blocking": item.blocking,
        "proved_by_check_of": item.proved_by.system if item.proved_by else None,
        "state": standing.state,
        "by": standing.by,
        "at": standing.at,
        "reason": standing.reason,
        "due": standing.due,
    }


def _of_link(group: str, connection: Connection, language: str) -> str:
    return say(f"{group}.{connection.link.value}", language, system=connection.system.title)


def _waiting(program: Program, tenant: Tenant) -> Shown:
    flow = views.flow_today(tenant.id, danish_day(program.clock()))
    inbox = views.parked(tenant.id)
    oldest = inbox[0].since if inbox else None
    waiting = flow.waiting
    return {
        "reports": waiting.reports,
        "hours": waiting.hours,
        "oldest": waiting.oldest,
        "since": waiting.since,
        "forecast_minutes": minutes_ahead(program.settings, waiting.reports),
        "parked": flow.parked.reports,
        "oldest_parked": oldest,
    }


def _evidence(row: views.LinkRow) -> Shown | None:
    answer = row.evidence
    if answer is None:
        return None
    facts = {"method": answer.method, "status": answer.status, "rule": answer.rule, "seconds": answer.seconds}
    return {"at": row.answered_at, **facts}
