"""Who may do what: one table of roles and actions, and the reach of whoever asks. The faces ask it at every request."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Action(Enum):
    """Something that one has to be allowed. Those that no tenant is named for are in `INSTALLATION_WIDE`."""

    # looking
    SEE_TENANT = "see_tenant"
    SEE_CONNECTION = "see_connection"
    SEE_DIAGNOSTICS = "see_diagnostics"
    SEE_LINKS = "see_links"
    SEE_CHECKLIST = "see_checklist"
    SEE_RUNS = "see_runs"
    SEE_INBOX = "see_inbox"
    SEE_MEMBERS = "see_members"
    SEE_AUDIT = "see_audit"
    # what changes no login
    CHECK_CONNECTION = "check_connection"
    MAKE_LINK = "make_link"
    REVOKE_LINK = "revoke_link"
    TICK_CHECKLIST = "tick_checklist"
    # logins
    ENTER_LOGIN = "enter_login"
    SWITCH_LOGIN = "switch_login"
    ROLL_BACK_LOGIN = "roll_back_login"
    REVOKE_LOGIN = "revoke_login"
    PAUSE_CONNECTION = "pause_connection"
    # the daily work
    START_RUN = "start_run"
    WORK_INBOX = "work_inbox"
    CHANGE_RULES = "change_rules"
    # people and programs of one tenant
    MANAGE_MEMBERS = "manage_members"
    MANAGE_TOKENS = "manage_tokens"
    # the installation
    ADD_TENANT = "add_tenant"
    SEE_INSTALLATION = "see_installation"
    OPERATE = "operate"


class Role(Enum):
    """What a person or a program is to a tenant, or to the whole installation."""

    OWNER = "owner"
    BOOKKEEPER = "bookkeeper"
    VIEWER = "viewer"
    PARTNER = "partner"
    SUPPORT = "support"
    OPERATOR = "operator"


# What belongs to no tenant: only a role for the whole installation opens it.
INSTALLATION_WIDE = frozenset({Action.ADD_TENANT, Action.SEE_INSTALLATION, Action.OPERATE})
# Seeing, entering or moving what a secret hangs on. Support never gets one of these (connections reference, S20).
ABOUT_SECRETS = frozenset({Action.ENTER_LOGIN, Action.SWITCH_LOGIN, Action.ROLL_BACK_LOGIN, Action.REVOKE_LOGIN})

_LOOK = frozenset(
    {
        Action.SEE_TENANT,
        Action.SEE_CONNECTION,
        Action.SEE_CHECKLIST,
        Action.SEE_RUNS,
        Action.SEE_INBOX,
    }
)
_HELP = _LOOK | {
    Action.SEE_DIAGNOSTICS,
    Action.SEE_LINKS,
    Action.SEE_AUDIT,
    Action.SEE_MEMBERS,
    Action.CHECK_CONNECTION,
    Action.MAKE_LINK,
    Action.REVOKE_LINK,
    Action.TICK_CHECKLIST,
}
_KEEP_BOOKS = _LOOK | {
    Action.SEE_LINKS,
    Action.CHECK_CONNECTION,
    Action.MAKE_LINK,
    Action.REVOKE_LINK,
    Action.TICK_CHECKLIST,
    Action.ENTER_LOGIN,
    Action.SWITCH_LOGIN,
    Action.ROLL_BACK_LOGIN,
    Action.PAUSE_CONNECTION,
    Action.START_RUN,
    Action.WORK_INBOX,
}
_SET_UP = (
    _HELP
    | _KEEP_BOOKS
    | {
        Action.REVOKE_LOGIN,
        Action.CHANGE_RULES,
    }
)

ALLOWED: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.OWNER: _SET_UP | {Action.MANAGE_MEMBERS, Action.MANAGE_TOKENS},
        Role.BOOKKEEPER: _KEEP_BOOKS,
        Role.VIEWER: _LOOK,
        Role.PARTNER: _SET_UP,
        Role.SUPPORT: _HELP,
        Role.OPERATOR: frozenset(Action),
    }
)


def may(role: Role, action: Action) -> bool:
    """Tell whether a role allows an action, where it reaches."""
    return action in ALLOWED[role]


@dataclass(frozen=True, slots=True)
class Reach:
    """Where somebody may act, and as what: for the whole installation, or for single tenants by their id.

    A role for the installation reaches every tenant; for a tenant that is named as well, either role is enough.
    """

    everywhere: Role | None = None
    tenants: Mapping[int, Role] = field(default_factory=dict)

    def sees(self, tenant_id: int) -> bool:
        """Tell whether this tenant exists at all for whoever has this reach."""
        return bool(self._roles(tenant_id))

    def may(self, action: Action, tenant_id: int | None = None) -> bool:
        """Tell whether the action is allowed on this tenant, or on the installation where none is named."""
        if action in INSTALLATION_WIDE or tenant_id is None:
            return self.everywhere is not None and may(self.everywhere, action)
        return any(may(role, action) for role in self._roles(tenant_id))

    def _roles(self, tenant_id: int) -> tuple[Role, ...]:
        return tuple(role for role in (self.everywhere, self.tenants.get(tenant_id)) if role is not None)
