"""Every page as somebody meets it. A test holds the list to the table of addresses and to the templates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from tools.pages import steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tools.pages.tour import Tour

_TENANT = "/tenants/opdigtet-vvs-og-el/"
_UNICONTA = f"{_TENANT}connections/uniconta/"
_GUIDE = f"{_UNICONTA}replace/"
_SETTINGS = f"{_TENANT}settings/"
_SETUP = f"{_TENANT}setup/"
# What is refused, or was there once, still answers with a page.
_NOT_ALLOWED, _NOT_THERE, _GONE = 403, 404, 410


class Visitor(Enum):
    """Who looks: nobody signed in, the owner, a bookkeeper with an app for codes, a viewer with no password, staff."""

    STRANGER = "stranger"
    OWNER = "owner"
    COLLEAGUE = "colleague"
    GUEST = "guest"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Shown:
    """One page: the name of its picture, the template that it shows, and its address.

    The address may hold names in braces, which the tour fills in. `done` is done there before it is looked at, and
    `ends` is where that leads, a `*` standing for anything. `proof` has to be seen on it, and it has to answer with one
    of the `statuses`.
    """

    name: str
    template: str
    address: str
    done: Callable[[Page, Tour], None] | None = None
    ends: str = ""
    proof: str = "main h1"
    statuses: tuple[int, ...] = (200,)

    @property
    def place(self) -> str:
        """Return the address that it is looked at, without what is asked for there."""
        return (self.ends or self.address).partition("?")[0]


_DAILY = (
    Shown("today", "today.html", _TENANT),
    Shown("inbox", "inbox.html", f"{_TENANT}inbox/"),
    Shown("inbox-cause", "inbox_group.html", f"{_TENANT}inbox/{{cause}}/"),
    Shown("find-hour", "find_hour.html", f"{_TENANT}hours/?employee=10"),
    Shown("hour", "hour.html", f"{_TENANT}hours/{{report}}/"),
    Shown("hour-unknown", "hour_unknown.html", f"{_TENANT}hours/5/", statuses=(200, _NOT_THERE)),
    Shown("runs", "runs.html", f"{_TENANT}runs/"),
    Shown("run", "run.html", f"{_TENANT}runs/5/"),
    Shown("reconciliation", "reconciliation.html", f"{_TENANT}reconciliation/"),
    Shown("reconciliation-sums", "reconciliation.html", f"{_TENANT}reconciliation/?{{span}}", proof="main .verdict"),
    Shown("activity", "activity.html", f"{_TENANT}activity/"),
    Shown("people", "members.html", f"{_TENANT}people/"),
    Shown(
        "people-invited", "members.html", f"{_TENANT}people/", steps.invite, f"{_TENANT}people/invite/", "#invitation"
    ),
)
_CONNECTIONS = (
    Shown("connections", "connections.html", f"{_TENANT}connections/"),
    Shown("connection", "connection.html", _UNICONTA),
    Shown("link-sent", "sent_link.html", _UNICONTA, steps.send_a_link, f"{_UNICONTA}link/", "#address"),
    Shown("roll-back", "ask.html", f"{_UNICONTA}roll-back/"),
    Shown("revoke", "ask.html", f"{_UNICONTA}revoke/1/"),
    Shown("revoke-in-use", "ask.html", f"{_UNICONTA}revoke/{{in_use}}/"),
    Shown("pause", "pause.html", f"{_UNICONTA}pause/"),
    Shown("guide-1-begin", "guide_begin.html", _GUIDE),
    Shown("guide-2-choose", "guide_choose.html", f"{_GUIDE}choose/"),
    Shown("guide-3-get", "guide_get.html", f"{_GUIDE}get/new_secret/"),
    Shown("guide-4-enter", "guide_enter.html", f"{_GUIDE}enter/new_secret/"),
    Shown("guide-5-check", "guide_check.html", f"{_GUIDE}check/{{refused}}/", proof="main .verdict-act"),
    Shown("guide-6-use", "guide_check.html", f"{_GUIDE}check/{{ready}}/", proof="form[action*='/use/']"),
    Shown("guide-7-finish", "guide_finish.html", f"{_GUIDE}finish/{{in_use}}/"),
)
_OF_SETTINGS = (
    Shown("settings", "settings.html", _SETTINGS),
    Shown("matching", "matching.html", f"{_SETTINGS}matching/"),
    Shown("matches", "matches.html", f"{_SETTINGS}matching/customers/"),
    Shown("pins", "pins.html", f"{_SETTINGS}matching/customers/record/?number={{linked}}"),
    Shown("mapping", "mapping.html", f"{_SETTINGS}mapping/"),
    Shown("mapping-flow", "mapping_flow.html", f"{_SETTINGS}mapping/customers/?look=1"),
    Shown("mapping-field", "mapping_field.html", f"{_SETTINGS}mapping/customers/field/?target=phone"),
    Shown("mapping-filter", "mapping_filter.html", f"{_SETTINGS}mapping/projects/filter/"),
    Shown("pay-types", "pay_types.html", f"{_SETTINGS}pay-types/?look=1"),
    Shown("own-rules", "own_rules.html", f"{_SETTINGS}rules/"),
    Shown("own-rules-add", "own_rule.html", f"{_SETTINGS}rules/add/"),
    Shown("own-rule", "own_rule.html", f"{_SETTINGS}rules/0/", proof="button[value=remove]"),
    Shown("own-rule-tried", "own_rule.html", f"{_SETTINGS}rules/0/", steps.try_for_many_hours, proof="main .note"),
    Shown("watches", "watches.html", f"{_SETTINGS}watches/"),
    Shown("watches-add", "watch.html", f"{_SETTINGS}watches/add/hours_missing/"),
    Shown("watch", "watch.html", f"{_SETTINGS}watches/0/", proof="button[value=remove]"),
    Shown("watch-tried", "watch.html", f"{_SETTINGS}watches/0/", steps.try_it, proof="main .note"),
    Shown("notices", "notices.html", f"{_SETTINGS}notices/"),
    Shown("notices-add", "add_contact.html", f"{_SETTINGS}notices/add/"),
    Shown("notices-remove", "remove_contact.html", f"{_SETTINGS}notices/{{contact}}/remove/"),
    Shown("tokens", "tokens.html", f"{_SETTINGS}tokens/"),
    Shown("tokens-make", "make_token.html", f"{_SETTINGS}tokens/make/"),
    Shown("token-made", "token_made.html", f"{_SETTINGS}tokens/make/", steps.make_a_token, proof="#written"),
    Shown("token-end", "end_token.html", f"{_SETTINGS}tokens/{{token}}/end/"),
    Shown("schedules", "schedules.html", f"{_SETTINGS}schedules/"),
    Shown("schedule", "schedule.html", f"{_SETTINGS}schedules/reports/"),
)
_OF_SETUP = (
    Shown("setup", "setup.html", _SETUP),
    Shown("setup-item", "setup_item.html", f"{_SETUP}items/support_user/"),
    Shown("setup-key", "setup_item.html", f"{_SETUP}items/intempus_key/"),
    Shown("setup-choices", "setup_choices.html", f"{_SETUP}choices/"),
    Shown("loads", "loads.html", f"{_SETUP}load/"),
    Shown("load", "load.html", f"{_SETUP}load/employees/", proof="#records"),
    Shown("load-undo", "load_undo.html", f"{_SETUP}load/employees/undo/"),
    Shown("shadow", "shadow.html", f"{_SETUP}shadow/"),
    Shown("shadow-flow", "shadow_flow.html", f"{_SETUP}shadow/employees/"),
)
_OF_ONESELF = (
    Shown("help", "help.html", "/help/"),
    Shown("help-topic", "help_topic.html", "/help/employee-unknown/"),
    Shown("me", "mfa/index.html", "/me/"),
    Shown("app", "mfa/totp/activate_form.html", "/me/app/"),
    Shown("password", "account/password_change.html", "/me/password/"),
    Shown("sign-in-again", "account/reauthenticate.html", "/sign-in/again/", proof="main input[name=password]"),
    Shown("sign-out", "account/logout.html", "/sign-out/"),
    Shown("link-of-another", "link_of_another.html", "/join/", proof="main a.button", statuses=(_NOT_ALLOWED,)),
    Shown("not-there", "error.html", "/nothing/", statuses=(_NOT_THERE,)),
    Shown("form-too-old", "error.html", "/sign-out/", steps.send_an_old_form),
)
_OF_THE_COLLEAGUE = (
    Shown("link-accept", "link.html", "/join/", proof="main form.card button"),
    Shown("me-with-app", "mfa/index.html", "/me/", proof="main .good"),
    Shown("app-remove", "mfa/totp/deactivate_form.html", "/me/app/remove/"),
    Shown("sign-in-again-code", "mfa/reauthenticate.html", "/sign-in/again/code/", proof="main input[name=code]"),
    Shown("not-allowed", "error.html", f"{_SETTINGS}tokens/", statuses=(_NOT_ALLOWED,)),
)
_OF_THE_GUEST = (
    Shown("no-password", "account/no_password.html", "/me/password/", statuses=(_NOT_ALLOWED,)),
    Shown("today-to-look-at", "today.html", _TENANT),
)
_OF_OPERATION = (
    Shown("tenants", "tenants.html", "/"),
    Shown("console", "console.html", "/console/"),
    Shown("operate", "operate.html", "/operate/"),
    Shown("operate-keys", "operate_keys.html", "/operate/keys/"),
    Shown("operate-rotate", "operate_ask.html", "/operate/keys/data/"),
    Shown("operate-rotate-master", "operate_ask.html", "/operate/keys/master/"),
    Shown("operate-destroy", "operate_ask.html", "/operate/keys/destroy/"),
    Shown("operate-audit", "operate_audit.html", "/operate/audit/"),
    Shown("operate-audit-verified", "operate_audit.html", "/operate/audit/", steps.verify_the_audit, proof="td .good"),
    Shown("recovery-codes", "mfa/recovery_codes/index.html", "/me/codes/", proof="main .codes"),
    Shown("recovery-codes-new", "mfa/recovery_codes/generate.html", "/me/codes/new/"),
)
_OF_STRANGERS = (
    Shown("sign-in", "account/login.html", "/sign-in/"),
    Shown("sign-in-paused", "account/paused.html", "/sign-in/", steps.guess_passwords, proof="main a.button"),
    Shown("sign-in-closed", "account/account_inactive.html", "/sign-in/inactive/"),
    Shown("link-join", "link.html", "/join/{invitation}/", proof="main input[name=password]"),
    Shown("link-sign-in", "link.html", "/join/{sign_in}/", proof="main form.card button"),
    Shown("link-gone", "link_gone.html", "/join/nothing/", statuses=(_GONE,)),
    Shown("contact-confirm", "confirm_contact.html", "/confirm/{proof}/"),
    Shown("contact-gone", "contact_gone.html", "/confirm/nothing/", statuses=(_NOT_THERE,)),
    Shown("reconnect", "reconnect.html", "/reconnect/{reconnect}", proof="main input[name=secret]"),
    Shown(
        "reconnect-refused", "reconnect.html", "/reconnect/{reconnect}", steps.hand_over_a_wrong_login,
        proof="main .verdict-act",
    ),
    Shown(
        "reconnect-done", "reconnect.html", "/reconnect/{reconnect}", steps.hand_over_by_a_new_link, "/reconnect/*",
        "main .verdict-good",
    ),
    Shown("reconnect-gone", "reconnect.html", "/reconnect/nothing", statuses=(_NOT_THERE,)),
    # The last: from then on the window stands between password and code.
    Shown("sign-in-code", "mfa/authenticate.html", "/sign-in/", steps.sign_in_by_password, "/sign-in/code/"),
)  # fmt: skip
EVERY_PAGE: dict[Visitor, tuple[Shown, ...]] = {
    Visitor.OWNER: (*_DAILY, *_CONNECTIONS, *_OF_SETTINGS, *_OF_SETUP, *_OF_ONESELF),
    Visitor.COLLEAGUE: _OF_THE_COLLEAGUE,
    Visitor.GUEST: _OF_THE_GUEST,
    Visitor.OPERATOR: _OF_OPERATION,
    Visitor.STRANGER: _OF_STRANGERS,
}
