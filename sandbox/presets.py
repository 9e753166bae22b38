"""What can happen to a call that a fault hits, and the names under which people ask for it.

A kind is how a call is harmed (`sandbox.harm` does it); a preset is a kind with its particulars filled in. Texts that
the two providers word differently stand under the twin's name.
"""

import json
from dataclasses import dataclass, field
from typing import Literal, get_args

Kind = Literal[
    "reset_before_commit", "reset_after_commit", "status", "slow", "truncate", "duplicate", "stale", "clock_offset"
]
KINDS: tuple[str, ...] = get_args(Kind)

HTML = "text/html; charset=utf-8"
JSON = "application/json"

_LOG_IN_PAGE = """<!DOCTYPE html>
<html><head><title>Log in</title></head>
<body><form method="post" action="/web/login/"><input name="username"><input name="password" type="password"></form>
</body></html>"""
_CDN_PAGE = """<!DOCTYPE html>
<html><head><title>502: Bad gateway</title></head>
<body><h1>Error 502</h1><p>The web server reported a bad gateway error.</p></body></html>"""


@dataclass(frozen=True, slots=True)
class Effect:
    """How a call is harmed. Only what belongs to its kind counts."""

    kind: Kind
    seconds: float = 0.0
    """slow: how long; stale: how old at least; clock_offset: how far off; with `retry_after`: when to come again."""
    commit_first: bool = False  # slow: wait after the work was done instead of before it
    writes: int = 0  # stale: how many accepted writes are not seen yet
    status: int = 503  # status: what is answered, without any work done
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    retry_after: Literal["seconds", "date"] | None = None  # status: the form of the header, which is left out for None


def effect_of(fault: str, twin: str) -> Effect:
    """Return what the kind or preset called `fault` does at the twin called `twin`. Raises `ValueError`."""
    if fault not in NAMES:
        raise ValueError(f"No fault is called {fault!r}; there are {', '.join(NAMES)}")
    return _OF_TWIN.get((twin, fault)) or _PRESETS[fault]


def _page(status: int, body: str) -> Effect:
    return Effect("status", status=status, body=body, content_type=HTML)


def _json(status: int, content: object, **headers: str) -> Effect:
    body = json.dumps(content, ensure_ascii=False)
    return Effect("status", status=status, body=body, content_type=JSON, headers=headers)


def _empty(status: int, **headers: str) -> Effect:
    return Effect("status", status=status, content_type=HTML, headers=headers)


def _challenge(text: str) -> dict[str, str]:
    return {"WWW-Authenticate": text}


_PRESETS: dict[str, Effect] = {
    "reset_before_commit": Effect("reset_before_commit"),
    "reset_after_commit": Effect("reset_after_commit"),
    "status": Effect("status"),
    "slow": Effect("slow", seconds=5.0),
    "slow_after_commit": Effect("slow", seconds=5.0, commit_first=True),
    "truncate": Effect("truncate"),
    "duplicate": Effect("duplicate"),
    "stale": Effect("stale", writes=1),
    "clock_offset": Effect("clock_offset", seconds=-600.0),
    "auth_reject": _empty(401),
    "auth_reason": _json(401, {"error": "This feature is not enabled"}),
    "forbidden": _json(403, {"error": "Forbidden"}),
    "error_in_200": _json(200, {"error": "Sorry, this request could not be processed."}),
    "login_page": _page(200, _LOG_IN_PAGE),
    "cdn_page": _page(502, _CDN_PAGE),
    "throttled": _empty(429),
    "throttled_seconds": Effect("status", status=429, content_type=HTML, seconds=30.0, retry_after="seconds"),
    "throttled_date": Effect("status", status=429, content_type=HTML, seconds=30.0, retry_after="date"),
    "server_error": _json(
        500, {"error_message": "Sorry, this request could not be processed. Please try again later."}
    ),
    "unavailable": _page(503, "<html><body><h1>503 Service Unavailable</h1></body></html>"),
    "gateway_timeout": _page(504, "<html><body><h1>504 Gateway Time-out</h1></body></html>"),
}

# Intempus sheet 1.4, 1.5, 2.4; Uniconta sheet 2.3, 2.4.
_OF_TWIN: dict[tuple[str, str], Effect] = {
    ("intempus", "auth_reject"): _empty(401, **_challenge('CustomBasic realm="django-tastypie"')),
    ("intempus", "auth_reason"): _json(
        401, {"error": "Work report state can only be updated if the feature is enabled"}
    ),
    ("uniconta", "auth_reject"): _empty(401, **_challenge('Basic realm="Uniconta"')),
    ("uniconta", "auth_reason"): _json(401, "UserNotLoggedIn", **_challenge('Basic realm="Uniconta"')),
    ("uniconta", "forbidden"): _json(403, "NoRights"),
    ("uniconta", "error_in_200"): Effect("status", status=200, body="ArgumentMissing"),
    ("uniconta", "server_error"): _json(500, {"Message": "An error has occurred."}),
}

NAMES: tuple[str, ...] = tuple(_PRESETS)
