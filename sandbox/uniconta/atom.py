"""Surface A without `Accept: application/json`: an Atom feed (Uniconta sheet 2.1, 8.2)."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from sandbox.uniconta.state import Row

_NAMESPACES = (
    'xmlns="http://www.w3.org/2005/Atom" '
    'xmlns:d="http://docs.oasis-open.org/odata/ns/data" '
    'xmlns:m="http://docs.oasis-open.org/odata/ns/metadata"'
)
_HEAD = '<?xml version="1.0" encoding="utf-8"?>'


def feed(address: str, rows: Iterable[Row]) -> bytes:
    """Write rows as a feed; properties without a value are marked as null."""
    entries = "".join(_entry(row) for row in rows)
    return f"{_HEAD}<feed {_NAMESPACES}><id>{escape(address)}</id>{entries}</feed>".encode()


def service(address: str, names: Iterable[str]) -> bytes:
    """Write the service document."""
    collections = "".join(
        f"<collection href={quoteattr(name)}><title>{escape(name)}</title></collection>" for name in names
    )
    space = 'xmlns="http://www.w3.org/2007/app"'
    return (
        f"{_HEAD}<service {space} xml:base={quoteattr(address)}><workspace>{collections}</workspace></service>".encode()
    )


def _entry(row: Row) -> str:
    properties = "".join(_property(name, value) for name, value in row.items())
    return f'<entry><content type="application/xml"><m:properties>{properties}</m:properties></content></entry>'


def _property(name: str, value: object) -> str:
    if value is None:
        return f'<d:{name} m:null="true" />'
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"<d:{name}>{escape(text)}</d:{name}>"
