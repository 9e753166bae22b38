"""Takes secrets and personal numbers out of text before anybody keeps it: evidence, log events, error sentences."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
import threading
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from bindeled.domain.secrets import STARS, Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, MutableMapping

# Shorter than this a value is no secret but a common word or number, and starring it would star everything.
SHORTEST = 4

_TELLING_NAME = r"[\w-]*(?:key|token|passw(?:or)?d|pwd|secret|signature|authorization|cookie)[\w-]*"
_NAMED = re.compile(rf"^{_TELLING_NAME}$", re.IGNORECASE)
_SHAPES = (
    # A token of ours, and the part of an address by which a reconnect link, a one-time link or a feed is known.
    re.compile(r"(?P<keep>\bbindeled_\d+_)(?P<hide>[\w-]{20,})"),
    re.compile(r"(?P<keep>/(?:reconnect|join|feeds)/)(?P<hide>[\w-]{20,})"),
    # A header, as a server's error page may echo it: up to the end of the line or of the quotes it stands in.
    re.compile(r"(?P<keep>\bauthorization[\"']?\s*[:=]\s*[\"']?)(?P<hide>[^\"'\r\n<]+)", re.IGNORECASE),
    re.compile(r"(?P<keep>\b(?:ApiKey|Basic|Bearer)\s+)(?P<hide>(?=\S*[\d:=])[^\s\"'<]{6,})", re.IGNORECASE),
    re.compile(rf"(?P<keep>(?:[?&;\s]|^|&amp;){_TELLING_NAME}=)(?P<hide>[^&\s\"'<>]+)", re.IGNORECASE),
    # The secret of a hook, which a system may send under any name.
    re.compile(r"(?P<keep>)(?P<hide>\bhook-[\w-]{43}(?![\w-]))"),
    # A JSON member; its closing quote may lie beyond the excerpt.
    re.compile(rf"(?P<keep>[\"']{_TELLING_NAME}[\"']\s*:\s*[\"'])(?P<hide>(?:[^\"'\\]|\\.)+)", re.IGNORECASE),
    # CPR: a day (or a day + 60, a replacement number), a month, a year, four digits. Intempus' counters begin with 9.
    re.compile(r"(?P<keep>)(?P<hide>\b(?:0[1-9]|[12]\d|3[01]|[67]\d|8\d|9[01])(?:0[1-9]|1[0-2])\d{2}[- ]?\d{4}\b)"),
)


def secrets_of(authorization: str) -> tuple[str, ...]:
    """Return what must not be seen of an `Authorization` header: all of it, the credentials, the login, the secret.

    A login that names its company first (`0057/anna`, Uniconta sheet 3) counts with and without it.
    """
    scheme, _, credentials = authorization.partition(" ")
    opened = _opened(credentials) if scheme.lower() == "basic" else credentials
    login, _, secret = opened.partition(":")
    values = (authorization, credentials, opened, login, login.rpartition("/")[2], secret)
    return tuple(dict.fromkeys(value for value in values if value))


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the text with stars for every one of `secrets`, in every form, and for whatever has a secret's shape."""
    shapes = [match.span("hide") for shape in _SHAPES for match in shape.finditer(text)]
    return _starred(text, shapes + _spans(text, secrets))


def without(text: str, secrets: Iterable[str]) -> str:
    """Return the text with stars for `secrets` alone, in every form, so that it still reads as what it was."""
    return _starred(text, _spans(text, secrets))


def forms_of(secrets: Iterable[str]) -> set[str]:
    """Return the spellings in which a secret may come back: plain, URL-encoded, Base64, JSON- and HTML-escaped."""
    forms: set[str] = set()
    for secret in secrets:
        if len(secret) >= SHORTEST:
            forms.update(_url_forms(secret), _escaped_forms(secret), _base64_forms(secret.encode()))
    return {form for form in forms if len(form) >= SHORTEST}


class SecretsInUse:
    """The secrets that some thread is sending right now, so that log lines of that moment can be cleaned of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: Counter[str] = Counter()

    @contextmanager
    def during(self, values: Iterable[str]) -> Iterator[None]:
        """Hold these values as secret while the block runs."""
        held = tuple(values)
        with self._lock:
            self._values.update(held)
        try:
            yield
        finally:
            with self._lock:
                self._values -= Counter(held)

    def values(self) -> tuple[str, ...]:
        """Return every value held now."""
        with self._lock:
            return tuple(self._values)


IN_USE = SecretsInUse()


def redact_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Clean one log event; a structlog processor, to be placed last before the renderer."""
    secrets = IN_USE.values()
    for key in list(event):
        event[key] = _cleaned(key, event[key], secrets)
    return event


def _cleaned(key: str, value: Any, secrets: tuple[str, ...]) -> Any:
    if _NAMED.match(key) or isinstance(value, Secret):
        return STARS
    if isinstance(value, str):
        return redact(value, secrets)
    if isinstance(value, dict):
        return _cleaned_mapping(value, secrets)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_cleaned("", part, secrets) for part in value]
    if isinstance(value, (int, float, type(None))):
        return value
    return redact(str(value), secrets)


def _cleaned_mapping(value: Mapping[Any, Any], secrets: tuple[str, ...]) -> dict[str, Any]:
    return {redact(str(key), secrets): _cleaned(str(key), part, secrets) for key, part in value.items()}


def _opened(credentials: str) -> str:
    try:
        return base64.b64decode(credentials, validate=True).decode("utf-8", "replace")
    except binascii.Error:
        return credentials


def _url_forms(secret: str) -> Iterator[str]:
    for encoded in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret)):
        yield encoded
        yield re.sub("%[0-9A-F]{2}", lambda match: match.group().lower(), encoded)


def _escaped_forms(secret: str) -> Iterator[str]:
    for is_ascii in (True, False):
        escaped = json.dumps(secret, ensure_ascii=is_ascii)[1:-1]
        yield escaped
        yield escaped.replace("/", "\\/")
    yield html.escape(secret)


def _base64_forms(secret: bytes) -> Iterator[str]:
    """Yield the characters that are sure to stand in any Base64 text with the secret in it.

    A secret begins at one of three places within a group of four characters; the characters at its ends also
    depend on its neighbours and are left out.
    """
    for lead in range(3):
        first, end = -(-lead * 8 // 6), (lead + len(secret)) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(bytes(lead) + secret).decode()[first:end]


def _spans(text: str, secrets: Iterable[str]) -> list[tuple[int, int]]:
    return [span for form in forms_of(secrets) for span in _occurrences(text, form)]


def _occurrences(text: str, form: str) -> Iterator[tuple[int, int]]:
    start = text.find(form)
    while start >= 0:
        yield start, start + len(form)
        start = text.find(form, start + 1)


def _starred(text: str, spans: list[tuple[int, int]]) -> str:
    """Put stars where the spans lie. Spans that overlap become one, so that no rest of a longer secret shows."""
    pieces: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if start >= done:
            pieces += [text[done:start], STARS]
        done = max(done, end)
    return "".join(pieces) + text[done:]
