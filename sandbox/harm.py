"""Does to a call what the rule it met says; `sandbox.faults` chose the rule."""

import datetime as dt
import os
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime

from sandbox.answer import Answer, Environ, make_answer
from sandbox.clock import clock
from sandbox.presets import Effect

_NO_LINGER = struct.pack("ii", 1, 0)

Work = Callable[[], Answer]


class Dropped(ConnectionResetError):
    """The connection is to be reset on purpose; nothing is answered."""


@dataclass(frozen=True, slots=True)
class Harmed:
    """A call that was hit: `work` answers it as it should be, `past` as of some writes or seconds ago."""

    environ: Environ
    work: Work
    past: Callable[[Effect], Answer]

    @property
    def socket(self) -> socket.socket:
        """The connection the call came over."""
        connection: socket.socket = self.environ["werkzeug.socket"]
        return connection


def harm(effect: Effect, call: Harmed) -> Answer:
    """Answer `call` as `effect` wants it. Raises `Dropped` when it wants a reset."""
    return _DOING[effect.kind](effect, call)


def _reset_before(_effect: Effect, _call: Harmed) -> Answer:
    raise Dropped


def _reset_after(_effect: Effect, call: Harmed) -> Answer:
    call.work()
    raise Dropped


def _status(effect: Effect, _call: Harmed) -> Answer:
    headers = [*effect.headers.items(), *_retry_after(effect)]
    return make_answer(effect.status, effect.body.encode(), effect.content_type, headers)


def _retry_after(effect: Effect) -> list[tuple[str, str]]:
    """Write when to come again in either form that HTTP allows (Intempus sheet 2.1)."""
    if effect.retry_after is None:
        return []
    if effect.retry_after == "seconds":
        return [("Retry-After", str(int(effect.seconds)))]
    return [("Retry-After", http_date(clock.now() + dt.timedelta(seconds=effect.seconds)))]


def _slow(effect: Effect, call: Harmed) -> Answer:
    if effect.commit_first:
        answer = call.work()
        time.sleep(effect.seconds)
        return answer
    time.sleep(effect.seconds)
    return call.work()


def _truncate(_effect: Effect, call: Harmed) -> Answer:
    """Promise the whole body, send half of it and hang up."""
    answer = call.work()
    headers = [header for header in answer.headers if header[0].lower() != "content-length"]
    headers.append(("Content-Length", str(len(answer.body))))
    half = answer.body[: len(answer.body) // 2]
    connection = call.socket
    return Answer(answer.status, headers, half, close=lambda: connection.shutdown(socket.SHUT_RDWR))


def _duplicate(_effect: Effect, call: Harmed) -> Answer:
    """Apply the call twice, as a proxy does that sends it again when the first answer comes late."""
    call.work()
    return call.work()


def _stale(effect: Effect, call: Harmed) -> Answer:
    return call.past(effect)


def _clock_offset(effect: Effect, call: Harmed) -> Answer:
    """Let the clock be wrong for this call: in what the twin stamps, and in the `Date` it answers with."""
    with clock.shifted(effect.seconds):
        answer = call.work()
        answer.headers.append(("Date", http_date(clock.now())))
    return answer


def reset(environ: Environ) -> None:
    """Close the connection of a call at once, with a reset.

    Detached first, since the server's own files would keep the socket open.
    """
    connection: socket.socket = environ["werkzeug.socket"]
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    os.close(connection.detach())


def http_date(moment: dt.datetime) -> str:
    """Write `moment`, which is in UTC, as HTTP headers do."""
    return format_datetime(moment, usegmt=True)


_DOING: dict[str, Callable[[Effect, Harmed], Answer]] = {
    "reset_before_commit": _reset_before,
    "reset_after_commit": _reset_after,
    "status": _status,
    "slow": _slow,
    "truncate": _truncate,
    "duplicate": _duplicate,
    "stale": _stale,
    "clock_offset": _clock_offset,
}
