"""Joins what tells people what happened: rounds of telling, delivery by mail, and whom it is told."""

from __future__ import annotations

import hmac
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from bindeled.domain.notices import Matter, NoticeLimits, Recipient, Relation, Side
from bindeled.domain.outbox import About, Addressee, Item, Letter
from bindeled.domain.secrets import Secret
from bindeled.notices.delivery import Delivery, DeliveryLimits
from bindeled.notices.digests import put_together
from bindeled.notices.mail import MailServer
from bindeled.notices.telling import TellingLimits, TellingRound

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bindeled.domain.accounts import Tenant
    from bindeled.domain.outbox import NoticeRecord
    from bindeled.ports import Clock
    from bindeled.settings import Settings
    from bindeled.store.contacts import ContactRow, MemberRow, StoredContacts
    from bindeled.vault.installation import InstallationVault
    from bindeled.vault.vault import Vault

# As many notices of one tenant as are looked through for a letter that was sent a while ago.
_NEWEST = 200
_ABOUT_FORMER = frozenset({Matter.LINK_USED, Matter.LOGIN_CHANGED})


@dataclass(frozen=True, slots=True)
class Notices:
    """The notices of the installation."""

    settings: Settings
    vault: Vault
    installation: InstallationVault
    clock: Clock

    @property
    def contacts(self) -> StoredContacts:
        """Return the addresses of those who never sign in."""
        from bindeled.store.contacts import StoredContacts  # noqa: PLC0415 - models need Django set up

        return StoredContacts(self.vault.seal, self.vault.open)

    def add_contact(
        self,
        tenant: Tenant,
        address: Secret,
        relation: Relation,
        language: str,
        wanted: frozenset[Matter] | None,
        *,
        confirmed: bool = True,
    ) -> ContactRow | None:
        """Keep an address, sealed; None when the tenant has it already.

        One that is not confirmed is asked for it by mail, and told nothing else before.
        """
        key, now = self._key(address.reveal()), self.clock()
        contact = self.contacts.add(tenant.id, address, key, relation, language, wanted, now, confirmed=confirmed)
        if contact is not None and not confirmed:
            self.ask_to_confirm(tenant, contact)
        return contact

    def asked_lately(self, tenant: Tenant, contact: ContactRow) -> bool:
        """Tell whether an address was asked to confirm so short a while ago that it is not asked again."""
        since = self.clock() - timedelta(minutes=self.settings.confirm_again_minutes)
        lately = (one for one in self.of_tenant(tenant, _NEWEST) if one.created_at > since)
        return any(one.contact_id == contact.id and one.items[0].matter is Matter.CONFIRM for one in lately)

    def ask_to_confirm(self, tenant: Tenant, contact: ContactRow) -> None:
        """Put a letter into the outbox by which whoever reads an address confirms it."""
        from bindeled.store.outbox import StoredOutbox  # noqa: PLC0415 - models need Django set up

        facts = {"path": f"/confirm/{self._proof(contact)}/"}
        item = Item(About(tenant.id, tenant.name, tenant.slug), Matter.CONFIRM, facts)
        told = Recipient(contact.recipient, contact.relation, contact.language, frozenset({Matter.CONFIRM}))
        letter, now = Letter(Addressee(told, contact_id=contact.id), Side.NEWS, (item,)), self.clock()
        StoredOutbox().add([letter], now, now, mailed=self.server() is not None)

    def contact_by_proof(self, proof: str) -> ContactRow | None:
        """Return the contact that a letter to confirm was sent to, None when this stands in no letter of ours."""
        number = proof.partition("-")[0]
        contact = self.contacts.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else None
        good = contact is not None and hmac.compare_digest(self._proof(contact).encode(), proof.encode())
        return contact if good else None

    def _proof(self, contact: ContactRow) -> str:
        """Return what only somebody who was sent it can know. It opens nothing but the confirmation of the address."""
        return f"{contact.id}-{self.installation.digest(f'confirm {contact.id} {contact.recipient}')[:40]}"

    def tell(self) -> None:
        """Put what is to be told now into the outbox."""
        from bindeled.store.outbox import StoredOutbox  # noqa: PLC0415 - models need Django set up
        from bindeled.store.troubles import StoredTroubles  # noqa: PLC0415 - the same

        TellingRound(
            StoredTroubles(),
            StoredOutbox(),
            self.addressees,
            transaction.atomic,
            self.clock,
            self._telling_limits,
            mailed=self.server() is not None,
        )()

    def deliver(self) -> int:
        """Send what is due, and return how many notices that were; nothing where nobody is mailed."""
        from bindeled.store.outbox import StoredOutbox  # noqa: PLC0415 - models need Django set up

        server, settings = self.server(), self.settings
        if server is None:
            return 0
        limits = DeliveryLimits(
            timedelta(seconds=settings.mail_held_seconds),
            timedelta(seconds=settings.mail_retry_first_seconds),
            timedelta(seconds=settings.mail_retry_longest_seconds),
            timedelta(hours=settings.mail_give_up_hours),
        )
        return Delivery(StoredOutbox(), self._address_of, server, settings.public_url, self.clock, limits)()

    def test(self, tenant: Tenant) -> int:
        """Put a test for everybody who is told of a tenant into the outbox, and return for how many."""
        from bindeled.store.outbox import StoredOutbox  # noqa: PLC0415 - models need Django set up

        item, now = Item(About(tenant.id, tenant.name, tenant.slug), Matter.TEST), self.clock()
        letters = [
            Letter(letter.to, Side.NEWS, letter.items)
            for letter in put_together([(Side.NEWS, item)], {tenant.id: self._everybody(tenant.id)})
        ]
        StoredOutbox().add(letters, now, now, mailed=self.server() is not None)
        return len(letters)

    def of_tenant(self, tenant: Tenant, limit: int) -> list[NoticeRecord]:
        """Return the newest notices that tell of a tenant."""
        from bindeled.store.outbox import StoredOutbox  # noqa: PLC0415 - models need Django set up

        return StoredOutbox().of_tenant(tenant.id, limit)

    def try_again(self, tenant: Tenant) -> int:
        """Queue what was given up, and return how many notices that was."""
        from bindeled.store.outbox import StoredOutbox  # noqa: PLC0415 - models need Django set up

        return StoredOutbox().try_again(tenant.id, self.clock())

    def masked(self, contact: ContactRow) -> str:
        """Return what tells an address from the others of a tenant: its first letter and its domain."""
        address = self.contacts.address(contact.id)
        name, _, domain = address.reveal().rpartition("@") if address else ("", "", "")
        return f"{name[:1]}…@{domain}"

    def server(self) -> MailServer | None:
        """Return where mail is handed over, None where nobody is mailed."""
        settings = self.settings
        if not settings.mail_host:
            return None
        return MailServer(
            settings.mail_host,
            settings.mail_port,
            settings.mail_user,
            settings.mail_password_file,
            settings.mail_security,
            settings.mail_from,
            settings.mail_timeout_seconds,
        )

    def addressees(self, items: Sequence[Item]) -> Mapping[int, Sequence[Addressee]]:
        """Return who is told of each tenant that the items are about."""
        from bindeled.store.contacts import former_holders, told_members  # noqa: PLC0415 - models need Django set up

        tenant_ids = {item.about.tenant_id for item in items}
        found: dict[int, list[Addressee]] = defaultdict(list)
        for member in told_members(tenant_ids):
            recipient = self._recipient(member.email, member.relation)
            found[member.tenant_id].append(Addressee(recipient, person_id=member.person_id))
        for contact in (one for one in self.contacts.of_tenants(tenant_ids) if one.confirmed):
            told = Recipient(contact.recipient, contact.relation, contact.language, contact.wanted)
            found[contact.tenant_id].append(Addressee(told, contact_id=contact.id))
        for item in items:
            if item.matter in _ABOUT_FORMER and item.about.connection_id is not None:
                for person_id, email in former_holders(item.about.connection_id, item.facts.get("version", 0)):
                    former = Addressee(self._recipient(email, Relation.FORMER), person_id=person_id)
                    found[item.about.tenant_id].append(former)
        for tenant_id in tenant_ids:
            found[tenant_id] += self._support()
        return found

    def members(self, tenant: Tenant) -> list[MemberRow]:
        """Return the members of a tenant who are told by their role."""
        from bindeled.store.contacts import told_members  # noqa: PLC0415 - models need Django set up

        return told_members([tenant.id])

    def _everybody(self, tenant_id: int) -> Sequence[Addressee]:
        """Return everybody, told of a test whatever else they want."""
        about = Item(About(tenant_id, "", ""), Matter.TEST)
        return [
            Addressee(
                Recipient(one.recipient.key, one.recipient.relation, one.recipient.language, frozenset({Matter.TEST})),
                one.person_id,
                one.contact_id,
            )
            for one in self.addressees([about])[tenant_id]
        ]

    def _support(self) -> Iterator[Addressee]:
        if self.settings.notice_support_address:
            yield Addressee(self._recipient(self.settings.notice_support_address, Relation.SUPPORT))

    def _recipient(self, email: str, relation: Relation) -> Recipient:
        return Recipient(self._key(email), relation, self.settings.notice_language)

    def _key(self, email: str) -> str:
        return self.installation.digest(email.strip().lower())

    def _address_of(self, notice: NoticeRecord) -> Secret | None:
        from bindeled.store.contacts import person_address  # noqa: PLC0415 - models need Django set up

        if notice.contact_id is not None:
            return self.contacts.address(notice.contact_id)
        if notice.person_id is not None:
            email = person_address(notice.person_id)
            return Secret(email) if email else None
        support = self.settings.notice_support_address
        return Secret(support) if support and notice.relation is Relation.SUPPORT else None

    @property
    def _telling_limits(self) -> TellingLimits:
        settings = self.settings
        rules = NoticeLimits(
            away=timedelta(minutes=settings.notice_away_minutes),
            slowed=timedelta(minutes=settings.notice_slowed_minutes),
            catching_up=timedelta(minutes=settings.notice_catching_up_minutes),
            apart=timedelta(minutes=settings.notice_apart_minutes),
            remembered=timedelta(hours=settings.notice_remembered_hours),
        )
        gather, news = timedelta(seconds=settings.notice_gather_seconds), timedelta(hours=settings.notice_news_hours)
        return TellingLimits(rules, gather, news)
