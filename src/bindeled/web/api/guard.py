"""Lets a request through, or not: by its token, what the token reaches, and how often it has asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

from ninja.security import HttpBearer

from bindeled.domain.audit import Actor, ActorKind, AuditOutcome
from bindeled.domain.roles import INSTALLATION_WIDE
from bindeled.store.actors import acting_as
from bindeled.store.audit import record
from bindeled.store.throttles import Throttles, seconds_left
from bindeled.web.api.problems import NOT_ALLOWED, NOT_SIGNED_IN, NOT_THERE, TOO_OFTEN, Problem
from bindeled.web.program import program_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Connection, Tenant
    from bindeled.domain.roles import Action
    from bindeled.domain.tokens import ApiToken

_STRETCH_SECONDS = 60
_LARGEST_ID = 2**63 - 1


class Pace(Enum):
    """How often something may be asked for: `settings.api_<pace>_a_minute` of each token."""

    READS = "reads"
    CHANGES = "changes"
    CHECKS = "checks"
    LOGINS = "logins"
    LINKS = "links"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and about what: the tenant and the connection that the address names, where it names them."""

    program: Program
    token: ApiToken
    tenant: Tenant | None
    connection: Connection | None

    @property
    def actor(self) -> Actor:
        """Return the token as the audit names it."""
        return Actor(ActorKind.API_TOKEN, str(self.token.id))


class Guard(HttpBearer):
    """Stands before one route: what has to be allowed, and how often it may be asked."""

    def __init__(self, action: Action, pace: Pace = Pace.READS) -> None:
        super().__init__()
        self.action = action
        self.pace = pace

    def __call__(self, request: HttpRequest) -> Any:
        """Return what `authenticate` returns. Raises Problem; a header that names no token is none at all."""
        header = request.headers.get(self.header, "")
        scheme, _, written = header.partition(" ")
        return self.authenticate(request, written.strip() if scheme.lower() == self.openapi_scheme else "")

    def authenticate(self, request: HttpRequest, token: str) -> Asked:
        """Return who asks about what. Raises Problem when nobody may, or what is asked about is out of reach."""
        program = program_of(request)
        found = program.tokens.by_written(token, program.clock())
        if found is None:
            _count(program, f"address {address_of(request)}", "refused tokens", program.settings.api_refused_a_minute)
            raise Problem(NOT_SIGNED_IN)
        limit = getattr(program.settings, f"api_{self.pace.value}_a_minute")
        _count(program, f"token {found.id}", self.pace.value, limit)
        asked = _asked(program, found, request)
        self._require_allowed(asked)
        return asked

    def _require_allowed(self, asked: Asked) -> None:
        tenant_id = asked.tenant.id if asked.tenant else None
        reach = asked.token.reach
        if tenant_id is None and self.action not in INSTALLATION_WIDE:
            # Each sees what it reaches, and nobody is told of the rest.
            return
        if not reach.may(self.action, tenant_id):
            _write_down_denial(asked, self.action)
            raise Problem(NOT_ALLOWED)


def asked_of(request: HttpRequest) -> Asked:
    """Return what the guard found out."""
    return cast("Asked", request.auth)  # type: ignore[attr-defined]


def address_of(request: HttpRequest) -> str:
    """Return where a request came from, as far as this machine sees."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _asked(program: Program, token: ApiToken, request: HttpRequest) -> Asked:
    named = request.resolver_match.kwargs if request.resolver_match else {}
    if "tenant" in named:
        tenant = program.tenants.find(named["tenant"])
        if tenant is None or not token.reach.sees(tenant.id):
            raise Problem(NOT_THERE)
        return Asked(program, token, tenant, None)
    if "connection" in named:
        connection = _connection(program, named["connection"])
        if connection is None or not token.reach.sees(connection.tenant_id):
            raise Problem(NOT_THERE)
        return Asked(program, token, program.tenants.by_id(connection.tenant_id), connection)
    return Asked(program, token, None, None)


def _connection(program: Program, written: str) -> Connection | None:
    if not (written.isascii() and written.isdigit() and int(written) <= _LARGEST_ID):
        return None
    return program.stored_connections.by_id(int(written))


def _count(program: Program, who: str, what: str, limit: int) -> None:
    """Count one more request. Raises Problem when it is one too many."""
    now = program.clock()
    if Throttles().count(who, what, at=now, seconds=_STRETCH_SECONDS) > limit:
        raise Problem(TOO_OFTEN, seconds=seconds_left(now, _STRETCH_SECONDS))


def _write_down_denial(asked: Asked, action: Action) -> None:
    subject = f"connection {asked.connection.id}" if asked.connection else f"token {asked.token.id}"
    tenant_id = asked.tenant.id if asked.tenant else None
    with acting_as(asked.actor):
        record(
            "action.denied",
            subject,
            asked.program.clock(),
            {"action": action.value},
            tenant_id=tenant_id,
            outcome=AuditOutcome.DENIED,
        )
