"""`bindeled contacts`: who is told of a tenant without being somebody who signs in."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bindeled.cli.options import JsonOption, TenantOption, open_program
from bindeled.cli.output import show, show_table
from bindeled.domain.errors import Misconfigured
from bindeled.domain.notices import CHOSEN, CONTACTS, WANTED, Matter
from bindeled.domain.secrets import Secret
from bindeled.notices.mail import is_address

if TYPE_CHECKING:
    from bindeled.store.contacts import ContactRow

app = typer.Typer(no_args_is_help=True)

_COLUMNS = ("id", "address", "is told as", "language", "of what")
_NONE = "No contact has been added. Owners and bookkeepers who sign in are told anyway; see: bindeled users list"


class ContactKind(StrEnum):
    """What a contact can be."""

    ERROR = "error"
    TECHNICAL = "technical"


class Language(StrEnum):
    """The languages of notices."""

    DA = "da"
    EN = "en"


_RELATIONS = dict(zip(ContactKind, CONTACTS, strict=True))


@app.command("list")
def list_contacts(tenant: TenantOption, *, json: JsonOption = False) -> None:
    """Show the contacts of a tenant; of each address only what tells it from the others."""
    program = open_program()
    found = program.notices.contacts.of_tenants([program.tenants.by_slug(tenant).id])
    facts = [_facts(contact, program.notices.masked(contact)) for contact in found]
    if json:
        show({"contacts": facts}, as_json=True)
    elif facts:
        rows = [[*list(one.values())[:-1], ", ".join(one["matters"])] for one in facts]
        show_table("Contacts", _COLUMNS, rows)
    else:
        show({}, as_json=False, lines=[_NONE])


@app.command()
def add(
    address: Annotated[str, typer.Argument(help="E-mail address; it is kept sealed.")],
    tenant: TenantOption,
    *,
    kind: Annotated[ContactKind, typer.Option("--as", help="What they are told.")] = ContactKind.ERROR,
    language: Annotated[Language, typer.Option("--language", help="Language of their notices.")] = Language.DA,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Tell them of this only; may be given several times.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Add an address that is told of a tenant. Send it a test after: bindeled notices test."""
    if not is_address(address):
        raise Misconfigured([f"{address!r} is no e-mail address. Write it like name@company.example."])
    wanted = frozenset(_matter(name) for name in only) if only else None
    program = open_program()
    customer = program.tenants.by_slug(tenant)
    contact = program.notices.add_contact(customer, Secret(address), _RELATIONS[kind], language.value, wanted)
    if contact is None:
        raise Misconfigured(
            [f"{customer.name} has this address already; see: bindeled contacts list --tenant {tenant}"]
        )
    told = f"Contact {contact.id} is told. Make sure with: bindeled notices test --tenant {tenant}"
    show(_facts(contact, program.notices.masked(contact)), as_json=json, lines=[told])


@app.command()
def remove(
    contact: Annotated[int, typer.Argument(help="Its id; see: bindeled contacts list")],
    tenant: TenantOption,
    *,
    json: JsonOption = False,
) -> None:
    """Forget an address; what waits for it is not sent."""
    program = open_program()
    if not program.notices.contacts.remove(program.tenants.by_slug(tenant).id, contact, program.clock()):
        raise Misconfigured([f"There is no contact {contact}; see: bindeled contacts list --tenant {tenant}"])
    show({"removed": contact}, as_json=json, lines=[f"Contact {contact} is forgotten."])


def _matter(name: str) -> Matter:
    known = {matter.value: matter for matter in CHOSEN}
    if name not in known:
        raise Misconfigured([f"Nothing is told as {name}. Known are: {', '.join(known)}."])
    return known[name]


def _facts(contact: ContactRow, masked: str) -> dict[str, Any]:
    wanted = WANTED[contact.relation] if contact.wanted is None else contact.wanted
    return {
        "id": contact.id,
        "address": masked,
        "relation": contact.relation.value,
        "language": contact.language,
        "matters": sorted(matter.value for matter in wanted if matter in CHOSEN),
    }
