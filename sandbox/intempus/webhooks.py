"""Tells addresses on loopback what changed (Intempus sheet 6).

Little is known of the real ones, so everything is a switch; the stance is the worst that is usual: unsigned, more than
once, in no order.
"""

import json
import queue
import random
import threading
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from sandbox.intempus.models import WebhookConfiguration
from sandbox.intempus.switches import switches

if TYPE_CHECKING:
    from sandbox.journal import Write

HOSTS = ("127.0.0.1", "localhost", "::1")
VERBS = {"create": "created", "update": "updated", "delete": "deleted"}
EVENTS = tuple(f"{entity}.{verb}" for entity in ("case", "customer", "work_report") for verb in VERBS.values())
TRIES = 3
TIMEOUT_SECONDS = 5
GATHER_SECONDS = 0.05  # events of this span are sent in any order


class Delivery(NamedTuple):
    """One call to make; `status` is what was answered, None before and when nothing answered."""

    url: str
    event: str
    content: dict[str, Any]
    status: int | None = None


def is_here(url: str) -> bool:
    """Whether `url` leads to this machine."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname in HOSTS


class Courier:
    """Delivers in a thread of its own, so that no call to the API waits for a receiver."""

    def __init__(self) -> None:
        self.made: list[Delivery] = []
        self._waiting: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
        self._random = random.Random(1)  # noqa: S311 - the same disorder in every run, nothing secret
        self._thread: threading.Thread | None = None

    def announce(self, write: "Write") -> None:
        """Send one accepted write to whoever wants to know."""
        if switches.webhooks != "on" or (write.action == "delete" and not switches.webhook_on_delete):
            return
        event = f"{write.entity}.{VERBS[write.action]}"
        wanting = WebhookConfiguration.objects.filter(active=True, event_types__name=event)
        for url in wanting.values_list("url", flat=True):
            if is_here(url):
                for _ in range(1 + switches.webhook_repeats):
                    self._waiting.put(Delivery(url, event, _content(event, write)))
        self._start()

    def forget(self) -> None:
        """Forget what was delivered."""
        self.made = []

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while True:
            for delivery in self._gathered():
                self.made.append(delivery._replace(status=_deliver(delivery)))

    def _gathered(self) -> list[Delivery]:
        batch = [self._waiting.get()]
        try:
            while True:
                batch.append(self._waiting.get(timeout=GATHER_SECONDS))
        except queue.Empty:
            pass
        if switches.webhook_order == "shuffled":
            self._random.shuffle(batch)
        return batch


def _content(event: str, write: "Write") -> dict[str, Any]:
    told: dict[str, Any] = {"event": event, "id": write.key, "resource_uri": f"/web/v1/{write.entity}/{write.key}/"}
    return told | ({"object": write.after} if switches.webhook_content == "object" else {})


def _deliver(delivery: Delivery) -> int | None:
    """Return the status of the first accepting answer, else of the last try."""
    body = json.dumps(delivery.content, ensure_ascii=False).encode()
    status = None
    for _ in range(TRIES):
        request = urllib.request.Request(delivery.url, body, {"Content-Type": "application/json"})  # noqa: S310 - `is_here` let it through
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - the same
                return int(answer.status)
        except urllib.error.HTTPError as error:
            status = error.code
            error.close()
        except OSError:
            status = None
    return status


courier = Courier()
