"""Who signs in and where they reach: people, what they are to tenants, one-time links, and leave for support."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from bindeled.domain.errors import Misconfigured
from bindeled.domain.people import STAFF, TENANT_ROLES, Member, OneTimeLink, Person, Purpose
from bindeled.domain.roles import Reach, Role
from bindeled.store import models
from bindeled.store.grants import tenants_open_to_support

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from bindeled.domain.accounts import Tenant
    from bindeled.domain.secrets import Secret

# 256 bits: nobody guesses one (connections reference, S15).
_TOKEN_BYTES = 32


class People:
    """Everybody who can sign in."""

    def person(self, person_id: int, at: datetime) -> Person | None:
        """Return one person as they stand now, None when there is nobody or they were shut out."""
        row = models.User.objects.filter(pk=person_id, is_active=True).first()
        return _person(row, at) if row else None

    def by_email(self, email: str, at: datetime) -> Person | None:
        """Return the person with this address, None when there is nobody; capitals do not count."""
        row = models.User.objects.filter(email__iexact=email).first()
        return _person(row, at) if row else None

    def all(self, at: datetime) -> list[Person]:
        """Return everybody, by address."""
        rows = models.User.objects.prefetch_related("membership_set").order_by("email")
        return [_person(row, at) for row in rows]

    def add(self, email: str, name: str, role: Role, tenant: Tenant | None, at: datetime) -> Person:
        """Make somebody known, or give somebody who is known another role, and return them.

        Raises Misconfigured when the role does not fit: staff belong to no tenant, all others to one.
        """
        _check_role(role, tenant)
        row = models.User.objects.filter(email__iexact=email).first()
        try:
            with transaction.atomic():
                if row is None:
                    row = models.User(email=email.lower(), name=name, created_at=at)
                    row.set_unusable_password()
                    row.save()
                _give_role(row, role, tenant, at)
        except IntegrityError:
            # Another process has just added the same address; now it is seen.
            return self.add(email, name, role, tenant, at)
        return _person(row, at)

    def set_password(self, person_id: int, password: Secret) -> None:
        """Keep a password, hashed."""
        row = models.User.objects.get(pk=person_id)
        row.set_password(password.reveal())
        row.save(update_fields=["password"])

    def close(self, email: str) -> bool:
        """Let a person no longer sign in; False when nobody has this address."""
        return bool(models.User.objects.filter(email__iexact=email).update(is_active=False))

    def members(self, tenant_id: int) -> list[Member]:
        """Return who belongs to a tenant, by address."""
        rows = models.Membership.objects.filter(tenant_id=tenant_id, user__is_active=True).select_related("user")
        return [Member(row.user.email, row.user.name, Role(row.role)) for row in rows.order_by("user__email")]

    def make_link(
        self,
        purpose: Purpose,
        email: str,
        role: Role | None,
        tenant: Tenant | None,
        *,
        by: str,
        at: datetime,
        until: datetime,
    ) -> str:
        """Keep a new one-time link and return its token, which is not kept. Raises Misconfigured as `add` does."""
        if role is not None:
            _check_role(role, tenant)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        models.OneTimeLink.objects.create(
            digest=_digest(token),
            purpose=purpose.value,
            email=email.lower(),
            role=role.value if role else "",
            tenant_id=tenant.id if tenant else None,
            created_by=by,
            created_at=at,
            expires_at=until,
        )
        return token

    def link(self, token: str, at: datetime) -> OneTimeLink | None:
        """Return what a link is for, None when it is unknown, used or too old. Looking does not use it."""
        return _link(_usable(at, digest=_digest(token)))

    def link_shown(self, link_id: int, at: datetime) -> OneTimeLink | None:
        """Return the same of a link that this session has been shown by its token."""
        return _link(_usable(at, pk=link_id))

    def use(self, token: str, name: str, password: Secret | None, at: datetime) -> Person | None:
        """Use a link up and return whom it lets in, None when it is no longer good; of two at once, one gets in.

        A link to join makes the person, or gives the one that is known the role. A password is set for somebody who
        has none: whoever made the link must not get into another's account by it.
        """
        with transaction.atomic():
            row = _used_up(_usable(at, digest=_digest(token)), at)
            if row is None:
                return None
            user = models.User.objects.filter(email__iexact=row.email).first()
            if user is None:
                user = models.User(email=row.email, name=name, created_at=at)
                user.set_unusable_password()
            if password is not None and not user.has_usable_password():
                user.set_password(password.reveal())
            user.save()
            if row.role:
                _give_role(user, Role(row.role), row.tenant, at)
        return _person(user, at)

    def accept(self, link_id: int, person: Person, at: datetime) -> Person | None:
        """Use a link up that gives somebody who is signed in a role; None when it is no longer good or not theirs."""
        with transaction.atomic():
            row = _used_up(_usable(at, pk=link_id, email__iexact=person.email), at)
            if row is None:
                return None
            user = models.User.objects.get(pk=person.id)
            if row.role:
                _give_role(user, Role(row.role), row.tenant, at)
        return _person(user, at)


def _check_role(role: Role, tenant: models.Tenant | Tenant | None) -> None:
    if role in STAFF and tenant is not None:
        raise Misconfigured([f"The role {role.value} is for the whole installation: leave the tenant out."])
    if role in TENANT_ROLES and tenant is None:
        raise Misconfigured([f"The role {role.value} is for one tenant: name it."])


def _give_role(row: models.User, role: Role, tenant: models.Tenant | Tenant | None, at: datetime) -> None:
    if tenant is None:
        row.staff_role = role.value
        row.save(update_fields=["staff_role"])
        return
    tenant_id = tenant.pk if isinstance(tenant, models.Tenant) else tenant.id
    models.Membership.objects.update_or_create(
        tenant_id=tenant_id,
        user=row,
        defaults={"role": role.value},
        create_defaults={"role": role.value, "created_at": at},
    )


def _person(row: models.User, at: datetime) -> Person:
    staff = Role(row.staff_role) if row.staff_role else None
    belongs = {one.tenant_id: Role(one.role) for one in row.membership_set.all()}
    open_to_support = tenants_open_to_support(at) if staff is Role.SUPPORT else ()
    tenants = {**dict.fromkeys(open_to_support, Role.SUPPORT), **belongs}
    # Support reaches a tenant only while that tenant lets it; an operator runs the installation and reaches all.
    reach = Reach(staff if staff is Role.OPERATOR else None, tenants)
    return Person(row.pk, row.email, row.name, row.is_active, staff, belongs, reach)


def _usable(at: datetime, **known: object) -> QuerySet[models.OneTimeLink]:
    return models.OneTimeLink.objects.filter(used_at=None, expires_at__gt=at, **known).select_related("tenant")


def _used_up(usable: QuerySet[models.OneTimeLink], at: datetime) -> models.OneTimeLink | None:
    """Use a link up; None when it is not usable, or somebody else was first."""
    row = usable.first()
    if row is None or not models.OneTimeLink.objects.filter(pk=row.pk, used_at=None).update(used_at=at):
        return None
    return row


def _link(usable: QuerySet[models.OneTimeLink]) -> OneTimeLink | None:
    row = usable.first()
    if row is None:
        return None
    role, tenant = Role(row.role) if row.role else None, row.tenant.name if row.tenant else ""
    user = models.User.objects.filter(email__iexact=row.email).first()
    known = user is not None and user.has_usable_password()
    return OneTimeLink(row.pk, Purpose(row.purpose), row.email, role, tenant, row.expires_at, known)


def _digest(token: str) -> str:
    # A plain hash will do: what it is made from has 256 random bits.
    return hashlib.sha256(token.encode()).hexdigest()
