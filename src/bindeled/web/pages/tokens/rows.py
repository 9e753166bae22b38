"""What the page of tokens shows: what each is for, how far it reaches, and whether it is still good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.texts import say
from bindeled.web.figures import moment_of
from bindeled.web.pages.settings.rows import author_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bindeled.domain.tokens import ApiToken
    from bindeled.web.figures import Moment


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One token. `may_end` says whether it is this tenant's alone and still good."""

    number: int
    name: str
    role: str
    by: str
    made: Moment
    expires: Moment
    used: Moment | None
    tone: str
    mark: str
    state: str
    may_end: bool


def token_rows(tokens: Iterable[ApiToken], tenant_id: int, now: datetime, language: str) -> tuple[TokenRow, ...]:
    """Return the tokens, in the order in which they come."""
    return tuple(token_row(token, tenant_id, now, language) for token in tokens)


def token_row(token: ApiToken, tenant_id: int, now: datetime, language: str) -> TokenRow:
    """Return a token as its tenant sees it: nothing is told of other tenants that it reaches."""
    good = token.is_good(now)
    state = "good" if good else "revoked" if token.revoked_at else "expired"
    return TokenRow(
        number=token.id,
        name=token.name,
        role=say(f"page.tokens.role.{token.reach.tenants[tenant_id].value}", language),
        by=author_name(token.created_by, language),
        made=moment_of(token.created_at, now, language),
        expires=moment_of(token.expires_at, now, language),
        used=moment_of(token.last_used_at, now, language) if token.last_used_at else None,
        tone="good" if good else "soft",
        mark="✓" if good else "○",
        state=say(f"page.tokens.state.{state}", language),
        may_end=good and is_ours_alone(token, tenant_id),
    )


def is_ours_alone(token: ApiToken, tenant_id: int) -> bool:
    """Tell whether a token reaches this tenant and nothing else, so that the tenant may end it."""
    return token.reach.everywhere is None and set(token.reach.tenants) == {tenant_id}
