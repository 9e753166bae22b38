"""Tokens of the programming interface: made, found by what is written, revoked. Their secret part is kept nowhere."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from bindeled.domain.errors import Misconfigured
from bindeled.domain.roles import Reach, Role
from bindeled.domain.secrets import Secret
from bindeled.domain.tokens import ApiToken, read_token, written_token
from bindeled.store import models
from bindeled.store.actors import current_actor
from bindeled.store.audit import record

if TYPE_CHECKING:
    from datetime import datetime

_SECRET_BYTES = 32
# That a token is in use is worth a write only so often.
_USE_NOTED_EVERY = timedelta(minutes=1)


class TokenStore:
    """Makes tokens, finds and revokes them."""

    def add(self, name: str, reach: Reach, expires_at: datetime, at: datetime) -> tuple[ApiToken, Secret]:
        """Keep a new token and return it with its written form, which nobody can be shown again.

        Raises Misconfigured when the name is empty, the token reaches nothing or has expired already.
        """
        _require_sound(name, reach, expires_at, at)
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        with transaction.atomic():
            row = models.ApiToken.objects.create(
                name=name.strip(),
                digest=_digest(secret),
                everywhere=reach.everywhere.value if reach.everywhere else "",
                created_by=str(current_actor()),
                created_at=at,
                expires_at=expires_at,
            )
            for tenant_id, role in reach.tenants.items():
                models.ApiTokenReach.objects.create(token=row, tenant_id=tenant_id, role=role.value)
            _record("token.made", row, reach, at)
        return _token(row), Secret(written_token(row.pk, secret))

    def by_written(self, written: str, at: datetime) -> ApiToken | None:
        """Return the token that this is the written form of, None when there is none or it opens nothing any more."""
        parts = read_token(written)
        row = models.ApiToken.objects.filter(pk=parts[0]).first() if parts else None
        if parts is None or row is None or not hmac.compare_digest(row.digest, _digest(parts[1])):
            return None
        token = _token(row)
        if not token.is_good(at):
            return None
        _note_use(row, at)
        return token

    def get(self, token_id: int) -> ApiToken | None:
        """Return one token, None when there is none of this id."""
        row = models.ApiToken.objects.filter(pk=token_id).first()
        return _token(row) if row else None

    def all(self) -> list[ApiToken]:
        """Return every token, also those that ended, the newest first."""
        return [_token(row) for row in models.ApiToken.objects.prefetch_related("apitokenreach_set").order_by("-pk")]

    def of_tenant(self, tenant_id: int) -> list[ApiToken]:
        """Return the tokens that reach this tenant by name, also those that ended, the newest first."""
        rows = models.ApiToken.objects.filter(apitokenreach__tenant_id=tenant_id).distinct()
        return [_token(row) for row in rows.prefetch_related("apitokenreach_set").order_by("-pk")]

    def revoke(self, token_id: int, at: datetime) -> bool:
        """End a token now. False when there is none of this id or it had ended before."""
        with transaction.atomic():
            rows = models.ApiToken.objects.filter(pk=token_id, revoked_at=None)
            if not rows.update(revoked_at=at):
                return False
            row = models.ApiToken.objects.get(pk=token_id)
            _record("token.revoked", row, _reach(row), at)
        return True


def _require_sound(name: str, reach: Reach, expires_at: datetime, at: datetime) -> None:
    mistakes = []
    if not name.strip():
        mistakes.append("A token needs a name that tells what it is for.")
    if reach.everywhere is None and not reach.tenants:
        mistakes.append("A token needs a role: for a tenant, or for the whole installation.")
    if expires_at <= at:
        mistakes.append("A token has to expire in the future.")
    if mistakes:
        raise Misconfigured(mistakes)


def _digest(secret: str) -> str:
    """Return what is kept of a secret part. It is random and long, so that no slower digest is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _record(action: str, row: models.ApiToken, reach: Reach, at: datetime) -> None:
    facts = {"name": row.name, "everywhere": row.everywhere, "expires_at": row.expires_at.isoformat()}
    if reach.everywhere:
        record(action, f"token {row.pk}", at, facts)
    for tenant_id, role in reach.tenants.items():
        record(action, f"token {row.pk}", at, {**facts, "role": role.value}, tenant_id=tenant_id)


def _note_use(row: models.ApiToken, at: datetime) -> None:
    long_ago = Q(last_used_at=None) | Q(last_used_at__lt=at - _USE_NOTED_EVERY)
    models.ApiToken.objects.filter(long_ago, pk=row.pk).update(last_used_at=at)


def _token(row: models.ApiToken) -> ApiToken:
    return ApiToken(
        id=row.pk,
        name=row.name,
        reach=_reach(row),
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )


def _reach(row: models.ApiToken) -> Reach:
    tenants = {one.tenant_id: Role(one.role) for one in row.apitokenreach_set.all()}
    return Reach(Role(row.everywhere) if row.everywhere else None, tenants)
