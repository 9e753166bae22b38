"""The tenants, and their rules as JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from bindeled.domain.accounts import Tenant
from bindeled.domain.audit import Actor, ActorKind, chain_of
from bindeled.domain.errors import Contradiction, Misconfigured
from bindeled.domain.mapping import ReportRules
from bindeled.store import models
from bindeled.store.audit import record
from bindeled.store.batches import lock_tenant
from bindeled.store.rules import checked_rules, own_rule_to_json, rules_from_json, rules_to_json
from bindeled.store.watch_rules import watch_to_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from bindeled.domain.mapping import OwnRule
    from bindeled.domain.watching.watches import Watch

_SPELLED_OUT = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ö": "oe", "ä": "ae", "ü": "ue", "ß": "ss"})
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SLUG_LENGTH = 60


_CHANGED = "rules.changed"


@dataclass(frozen=True, slots=True)
class KeptChoice:
    """One value that a choice has had, as plain JSON, who chose it and when. Number 0 is what everybody begins with."""

    number: int
    value: Any
    author: str = ""
    at: datetime | None = None


class TenantStore:
    """Adds tenants and finds them."""

    def add(self, name: str, *, first_day: date, rules: ReportRules | None = None, slug: str | None = None) -> Tenant:
        """Keep a new tenant, which carries reports from `first_day` on, and return it.

        Without a slug of its own it gets one from its name, with a number behind where another has that already.
        Raises Misconfigured when the name is empty, or the slug handed in is taken or not made of a-z, 0-9 and dashes.
        """
        if not name.strip():
            raise Misconfigured(["A tenant needs a name."])
        try:
            with transaction.atomic():
                return self._add(name.strip(), first_day, rules or ReportRules(), slug)
        except IntegrityError:
            # Another process has just added one with this slug; now it is seen.
            return self.add(name, first_day=first_day, rules=rules, slug=slug)

    def _add(self, name: str, first_day: date, rules: ReportRules, slug: str | None) -> Tenant:
        taken = set(models.Tenant.objects.values_list("slug", flat=True))
        chosen = _free_slug(slug_of(name), taken) if slug is None else _wanted_slug(slug, taken)
        return _tenant(
            models.Tenant.objects.create(slug=chosen, name=name, first_day=first_day, rules=rules_to_json(rules))
        )

    def rules(self, tenant_id: int) -> dict[str, Any]:
        """Return what a tenant has chosen for its reports, as plain JSON."""
        return rules_to_json(self.by_id(tenant_id).rules)

    def change_rules(self, tenant_id: int, changes: Mapping[str, Any], at: datetime) -> list[str]:
        """Change some of what a tenant has chosen and return what is different now, with an entry in the audit.

        Raises Misconfigured for a choice that there is not, or a value that it cannot have; then nothing is changed.
        """
        with transaction.atomic():
            lock_tenant(tenant_id)
            before = self.rules(tenant_id)
            after = checked_rules({**before, **changes})
            changed = sorted(name for name, value in after.items() if value != before[name])
            if changed:
                models.Tenant.objects.filter(pk=tenant_id).update(rules=after)
                facts = {name: after[name] for name in changed}
                record(_CHANGED, f"tenant {tenant_id}", at, facts, tenant_id=tenant_id)
        return changed

    def versions_of(self, tenant_id: int, name: str) -> list[KeptChoice]:
        """Return every value that a choice has had, the newest first, and last the one that everybody begins with."""
        written = models.AuditEntry.objects.filter(
            chain__name=chain_of(tenant_id), action=_CHANGED, facts__contains=f'"{name}":'
        )
        told = [(json.loads(row.facts), _actor_of(row), row.at) for row in written.order_by("-sequence")]
        values = [(facts[name], author, at) for facts, author, at in told if name in facts]
        kept = [KeptChoice(len(values) - place, *value) for place, value in enumerate(values)]
        return [*kept, KeptChoice(0, rules_to_json(ReportRules())[name])]

    def change_own_rules(self, tenant_id: int, rules: Sequence[OwnRule], at: datetime) -> None:
        """Let a tenant have exactly these rules of its own. Raises Misconfigured for one that could never hold."""
        self.change_rules(tenant_id, {"own_rules": [own_rule_to_json(rule) for rule in rules]}, at)

    def change_watches(self, tenant_id: int, watches: Sequence[Watch], at: datetime) -> None:
        """Let a tenant have exactly these watches. Raises Misconfigured for two of one name."""
        self.change_rules(tenant_id, {"watches": [watch_to_json(watch) for watch in watches]}, at)

    def change_pay_types(self, tenant_id: int, rules: ReportRules, at: datetime) -> None:
        """Let a tenant have the pay types of these rules, with the names that were chosen."""
        after = rules_to_json(rules)
        self.change_rules(tenant_id, {name: after[name] for name in ("pay_types", "chosen")}, at)

    def undo_rule(self, tenant_id: int, name: str, at: datetime) -> None:
        """Let a choice be what it was before the latest change; once more brings the change back.

        Raises Misconfigured when nobody has ever changed it.
        """
        with transaction.atomic():
            lock_tenant(tenant_id)
            _, *before = self.versions_of(tenant_id, name)
            if not before:
                raise Misconfigured([f"{name} was never changed, so there is nothing to undo."])
            self.change_rules(tenant_id, {name: before[0].value}, at)

    def change_first_day(self, tenant_id: int, first_day: date, at: datetime) -> bool:
        """Let a tenant begin with another day; return whether it is another one, with an entry in the audit.

        Raises Misconfigured when reports have been carried: what was carried for days before would be nobody's.
        """
        with transaction.atomic():
            lock_tenant(tenant_id)
            before = self.by_id(tenant_id).first_day
            if before == first_day:
                return False
            if self.has_carried(tenant_id):
                raise Misconfigured([f"Reports have been carried, so the first day stays {before}."])
            models.Tenant.objects.filter(pk=tenant_id).update(first_day=first_day)
            facts = {"from": before.isoformat(), "to": first_day.isoformat()}
            record("first_day.changed", f"tenant {tenant_id}", at, facts, tenant_id=tenant_id)
        return True

    def has_carried(self, tenant_id: int) -> bool:
        """Tell whether anything of this tenant was ever sent to Uniconta's project journal."""
        return models.LedgerEntry.objects.filter(tenant_id=tenant_id).exists()

    def by_slug(self, slug: str) -> Tenant:
        """Return the tenant with this slug. Raises Misconfigured naming those that there are."""
        row = models.Tenant.objects.filter(slug=slug).first()
        if row is None:
            known = ", ".join(tenant.slug for tenant in self.all())
            hint = f"The tenants are: {known}." if known else "Add the first one with: bindeled tenants add NAME"
            raise Misconfigured([f"There is no tenant {slug!r}. {hint}"])
        return _tenant(row)

    def by_id(self, tenant_id: int) -> Tenant:
        """Return one tenant. Raises Contradiction when it is not there, since ids only come from our own rows."""
        row = models.Tenant.objects.filter(pk=tenant_id).first()
        if row is None:
            raise Contradiction(f"There is no tenant with the id {tenant_id}.")
        return _tenant(row)

    def find(self, slug: str) -> Tenant | None:
        """Return the tenant with this slug, None when there is none."""
        row = models.Tenant.objects.filter(slug=slug).first()
        return _tenant(row) if row else None

    def all(self) -> list[Tenant]:
        """Return every tenant, by slug."""
        return [_tenant(row) for row in models.Tenant.objects.order_by("slug")]


def slug_of(name: str) -> str:
    """Return the name as it can stand in an address and on a command line: `Ærø Bolig` becomes `aeroe-bolig`."""
    spelled_out = unicodedata.normalize("NFC", name).lower().translate(_SPELLED_OUT)
    plain = unicodedata.normalize("NFKD", spelled_out).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", plain))[:_SLUG_LENGTH].strip("-") or "tenant"


def _free_slug(wanted: str, taken: set[str]) -> str:
    number = 1
    slug = wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _wanted_slug(slug: str, taken: set[str]) -> str:
    if not _SLUG.fullmatch(slug) or len(slug) > _SLUG_LENGTH:
        raise Misconfigured(
            [f"{slug!r} cannot be a slug: use a-z, 0-9 and single dashes between them, at most {_SLUG_LENGTH} in all."]
        )
    if slug in taken:
        raise Misconfigured([f"There is a tenant {slug!r} already. Choose another slug."])
    return slug


def _actor_of(row: models.AuditEntry) -> str:
    return str(Actor(ActorKind(row.actor_kind), row.actor_name, row.actor_place))


def _tenant(row: models.Tenant) -> Tenant:
    return Tenant(row.pk, row.slug, row.name, row.first_day, rules_from_json(row.rules))
