"""Routes about logins: stage, verify, switch, roll back, revoke. A secret goes in and never comes out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest
from ninja import Header, Router, Status

from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.roles import Action
from bindeled.domain.secrets import Secret
from bindeled.store.idempotency import IdempotencyKeys, KeyedRequest
from bindeled.web.api import shapes, showing
from bindeled.web.api.connections import connection_asked
from bindeled.web.api.guard import Guard, Pace, asked_of
from bindeled.web.api.problems import CONFLICT, NO_EPOCH, NOT_ACCEPTED, NOT_THERE, Mistake, Problem
from bindeled.web.api.routing import offer
from bindeled.web.languages import language_of

if TYPE_CHECKING:
    from bindeled.connections.replacing import HandedOver
    from bindeled.domain.accounts import Connection

router = Router(tags=["logins"])
_ONE = "/connections/{connection}/credentials/{version}"
_Key = Annotated[str, Header(alias="Idempotency-Key", max_length=200, pattern=r"^[\x21-\x7e]*$")]
_Epoch = Annotated[str, Header(alias="If-Match", max_length=40)]
_Version = shapes.Number


@offer(
    router,
    "POST",
    "/connections/{connection}/credentials",
    Guard(Action.ENTER_LOGIN, Pace.LOGINS),
    {202: shapes.StagedShape},
    (409,),
)
def stage_login(request: HttpRequest, connection: str, sent: shapes.NewCredential, key: _Key = "") -> Any:
    """Keep a login beside the one in use, not yet tried; the same key and request is done once only."""
    del connection
    program, tenant, found = connection_asked(request)
    _require_company(found, sent)
    secret = Secret(sent.secret.get_secret_value())
    new = NewVersion(sent.login, sent.company, "interface", sent.expires)

    def stage() -> dict[str, Any]:
        version = program.logins.stage(found, new, secret)
        return {"version": version.number, "state": version.state.value, "epoch": found.epoch}

    if not key:
        return Status(202, stage())
    digest = program.digest(tenant.id, Secret(f"{found.id}\n{sent.model_dump_json()}\n{secret.reveal()}"))
    keep = timedelta(hours=program.settings.idempotency_hours)
    answer, _ = IdempotencyKeys().once(
        KeyedRequest(asked_of(request).token.id, key, digest), stage, program.clock(), keep
    )
    return Status(202, answer)


@offer(router, "POST", f"{_ONE}/verify", Guard(Action.ENTER_LOGIN, Pace.LOGINS), {200: shapes.CheckedShape}, (409,))
def verify_login(request: HttpRequest, connection: str, version: _Version) -> Any:
    """Try a staged login without taking it into use."""
    del connection
    program, _, found = connection_asked(request)
    _require_version(request, version)
    return showing.report_shown(program.logins.verify(found, version), language_of(request))


@offer(router, "POST", f"{_ONE}/switch", Guard(Action.SWITCH_LOGIN, Pace.LOGINS), {200: shapes.InUseShape}, (409, 428))
def switch_login(request: HttpRequest, connection: str, version: _Version, epoch: _Epoch = "") -> Any:
    """Take a login into use, if the epoch in If-Match is still the connection's; tried first unless it just was."""
    del connection
    program, _, found = connection_asked(request)
    seen = _seen_epoch(epoch, found)
    _require_version(request, version)
    return _in_use(program.logins.switch(found, version, epoch=seen), language_of(request))


@offer(
    router,
    "POST",
    f"{_ONE}/rollback",
    Guard(Action.ROLL_BACK_LOGIN, Pace.LOGINS),
    {200: shapes.InUseShape},
    (409, 428),
)
def roll_back_login(request: HttpRequest, connection: str, version: _Version, epoch: _Epoch = "") -> Any:
    """Put the login that is in use aside and take the former one back, if that still works."""
    del connection
    program, _, found = connection_asked(request)
    seen = _seen_epoch(epoch, found)
    _require_version(request, version)
    if found.active_version != version:
        raise Problem(CONFLICT, system=found.system.title)
    return _in_use(program.logins.roll_back(found, epoch=seen), language_of(request))


@offer(router, "POST", f"{_ONE}/revoke", Guard(Action.REVOKE_LOGIN, Pace.LOGINS), {200: shapes.ConnectionShort}, (409,))
def revoke_login(request: HttpRequest, connection: str, version: _Version, sent: shapes.Reason) -> Any:
    """End a login at once and destroy its secret; nothing is sent with it from now on."""
    del connection
    program, _, found = connection_asked(request)
    _require_version(request, version)
    return showing.connection_short(program.logins.revoke(found, version, sent.reason), language_of(request))


def _require_company(connection: Connection, sent: shapes.NewCredential) -> None:
    if connection.system is System.UNICONTA and not sent.company:
        raise Problem(NOT_ACCEPTED, [Mistake("company", "empty")])


def _require_version(request: HttpRequest, number: int) -> None:
    """Raise Problem when the connection has no such version."""
    program, _, found = connection_asked(request)
    if all(version.number != number for version in program.versions.versions(found)):
        raise Problem(NOT_THERE)


def _seen_epoch(written: str, connection: Connection) -> int:
    """Return the epoch that whoever asks has seen. Raises Problem without one, and for what cannot be this one."""
    epoch = written.strip().removeprefix("W/").strip('"')
    if not epoch:
        raise Problem(NO_EPOCH)
    if not (epoch.isascii() and epoch.isdigit()):
        raise Problem(CONFLICT, system=connection.system.title)
    return int(epoch)


def _in_use(done: HandedOver, language: str) -> dict[str, Any]:
    return {
        "version": done.version,
        "replaced": done.replaced,
        "epoch": done.connection.epoch,
        "company": str(done.company),
        "checks": [showing.check_shown(result, language) for result in done.report.checks],
    }
