"""`$metadata` of surface A: what a general OData reader asks first. No source shows it (Uniconta sheet 3.1, 10.3)."""

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import quoteattr

from sandbox.uniconta.entities import ENTITIES
from sandbox.uniconta.entity import USER_SUFFIX, Entity
from sandbox.uniconta.switches import Switches
from sandbox.uniconta.wire import hidden

_SPACE = "Uniconta"
_TYPES: Mapping[str, str] = {"text": "Edm.String", "number": "Edm.Double", "whole": "Edm.Int32", "flag": "Edm.Boolean"}


def document(switches: Switches) -> bytes:
    """Describe every entity as this company shows it, with and without user-defined fields."""
    names = [(entity, with_user_fields) for entity in ENTITIES.values() for with_user_fields in (False, True)]
    types = "".join(_entity_type(entity, switches, with_user_fields=user) for entity, user in names)
    sets = "".join(_entity_set(_name(entity, with_user_fields=user)) for entity, user in names)
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>'
        f'<Schema Namespace="{_SPACE}" xmlns="http://docs.oasis-open.org/odata/ns/edm">'
        f'{types}<EntityContainer Name="Container">{sets}</EntityContainer>'
        "</Schema></edmx:DataServices></edmx:Edmx>"
    ).encode()


def properties(entity: Entity, switches: Switches, *, with_user_fields: bool) -> dict[str, str]:
    """Return the type of each field that is shown."""
    missing = hidden(entity, switches) | (frozenset() if with_user_fields else entity.user_fields.keys())
    return {name: kind for name, kind in _all_properties(entity, switches) if name not in missing}


def _all_properties(entity: Entity, switches: Switches) -> Iterator[tuple[str, str]]:
    for name, kind in entity.kinds.items():
        yield name, _TYPES.get(kind.name, switches.metadata_dates)
    for name in (*entity.enums, *entity.enum_names, *entity.companions):
        yield name, "Edm.String"
    for name in entity.counts:
        yield name, "Edm.Int32"


def _name(entity: Entity, *, with_user_fields: bool) -> str:
    return entity.name + (USER_SUFFIX if with_user_fields else "")


def _entity_type(entity: Entity, switches: Switches, *, with_user_fields: bool) -> str:
    shown = "".join(
        f'<Property Name={quoteattr(name)} Type="{kind}" Nullable="{str(name != "RowId").lower()}"/>'
        for name, kind in properties(entity, switches, with_user_fields=with_user_fields).items()
    )
    name = _name(entity, with_user_fields=with_user_fields)
    return f'<EntityType Name="{name}"><Key><PropertyRef Name="RowId"/></Key>{shown}</EntityType>'


def _entity_set(name: str) -> str:
    return f'<EntitySet Name="{name}" EntityType="{_SPACE}.{name}"/>'
