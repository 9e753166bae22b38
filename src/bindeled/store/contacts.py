"""Who is told of a tenant: members who sign in, and addresses that belong to nobody who does, which lie sealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from bindeled.domain.notices import Matter, Relation
from bindeled.domain.secrets import address_binding
from bindeled.store import models
from bindeled.store.audit import record
from bindeled.store.sealed import columns_of, sealed_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from bindeled.domain.secrets import Binding, Sealed, Secret

_TOLD_MEMBERS = (Relation.OWNER, Relation.BOOKKEEPER)


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One address, without itself. `wanted` is None where it is told what its relation is told.

    One that is not `confirmed` by whoever reads it is told nothing yet.
    """

    id: int
    tenant_id: int
    relation: Relation
    language: str
    wanted: frozenset[Matter] | None
    recipient: str
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of a tenant who is told."""

    person_id: int
    tenant_id: int
    relation: Relation
    email: str


class StoredContacts:
    """The addresses. `seal` and `open_` are the vault's."""

    def __init__(self, seal: Callable[[Binding, Secret], Sealed], open_: Callable[[Binding, Sealed], Secret]) -> None:
        self._seal = seal
        self._open = open_

    def add(  # noqa: PLR0913 - the columns of a contact
        self,
        tenant_id: int,
        address: Secret,
        recipient: str,
        relation: Relation,
        language: str,
        wanted: frozenset[Matter] | None,
        at: datetime,
        *,
        confirmed: bool,
    ) -> ContactRow | None:
        """Keep an address, sealed, and return it without itself; None when the tenant has it already."""
        try:
            with transaction.atomic():
                row = models.NoticeContact.objects.create(
                    tenant_id=tenant_id,
                    relation=relation.value,
                    language=language,
                    wanted=None if wanted is None else sorted(matter.value for matter in wanted),
                    recipient=recipient,
                    created_at=at,
                    confirmed_at=at if confirmed else None,
                )
                sealed = self._seal(address_binding(tenant_id, row.pk), address)
                models.NoticeContact.objects.filter(pk=row.pk).update(**columns_of(sealed))
                facts = {"relation": relation.value, "language": language}
                record("contact.added", f"contact {row.pk}", at, facts, tenant_id=tenant_id)
        except IntegrityError:
            return None
        return _contact(row)

    def confirm(self, contact_id: int, at: datetime) -> bool:
        """Note that whoever reads an address wants to be told; False when that was so before, or there is none."""
        with transaction.atomic():
            rows = models.NoticeContact.objects.filter(pk=contact_id, confirmed_at=None)
            tenant_id = rows.values_list("tenant_id", flat=True).first()
            if tenant_id is None or not rows.update(confirmed_at=at):
                return False
            record("contact.confirmed", f"contact {contact_id}", at, tenant_id=tenant_id)
        return True

    def get(self, contact_id: int) -> ContactRow | None:
        """Return an address by its id, without itself; None when it was removed."""
        row = models.NoticeContact.objects.filter(pk=contact_id).first()
        return _contact(row) if row else None

    def remove(self, tenant_id: int, contact_id: int, at: datetime) -> bool:
        """Forget an address; False when the tenant has none of this id. What waits for it is not sent."""
        with transaction.atomic():
            if not models.NoticeContact.objects.filter(pk=contact_id, tenant_id=tenant_id).delete()[0]:
                return False
            record("contact.removed", f"contact {contact_id}", at, tenant_id=tenant_id)
        return True

    def of_tenants(self, tenant_ids: Iterable[int]) -> list[ContactRow]:
        """Return the addresses of these tenants."""
        rows = models.NoticeContact.objects.filter(tenant_id__in=set(tenant_ids)).order_by("tenant_id", "pk")
        return [_contact(row) for row in rows]

    def address(self, contact_id: int) -> Secret | None:
        """Return the address of a contact, None when it was removed. Only for the moment of sending."""
        row = models.NoticeContact.objects.filter(pk=contact_id).first()
        return None if row is None else self._open(address_binding(row.tenant_id, row.pk), sealed_of(row))


def told_members(tenant_ids: Iterable[int]) -> list[MemberRow]:
    """Return the members of these tenants who are told, by their role."""
    rows = models.Membership.objects.filter(
        tenant_id__in=set(tenant_ids), role__in=[relation.value for relation in _TOLD_MEMBERS], user__is_active=True
    )
    return [
        MemberRow(row.user_id, row.tenant_id, Relation(row.role), row.user.email)
        for row in rows.select_related("user").order_by("tenant_id", "user_id")
    ]


def person_address(person_id: int) -> str | None:
    """Return the address of a person who may still sign in, None for others."""
    return models.User.objects.filter(pk=person_id, is_active=True).values_list("email", flat=True).first()


def former_holders(connection_id: int, number: int) -> Sequence[tuple[int, str]]:
    """Return the person, by id and address, who handed over the version before this one, where they sign in here."""
    earlier = models.CredentialVersion.objects.filter(connection_id=connection_id, number__lt=number)
    actor = earlier.exclude(activated_at=None).order_by("-number").values_list("actor", flat=True).first()
    return list(models.User.objects.filter(email__iexact=actor or "", is_active=True).values_list("pk", "email"))


def _contact(row: models.NoticeContact) -> ContactRow:
    wanted = None if row.wanted is None else frozenset(Matter(code) for code in row.wanted)
    return ContactRow(
        row.pk, row.tenant_id, Relation(row.relation), row.language, wanted, row.recipient, row.confirmed_at is not None
    )
