"""A command that dies at a place in the code: `python dying.py <places> <words of the command …>`.

Places are joined by commas; each is `module:Class.method@before` or `@after`. They are to be passed in their order, and
the process kills itself with SIGKILL at the last. Nothing else about the program differs from the installed command.
Instead of a command, `use-link <written> <login> <company>` hands over by a link the secret on standard input.
"""

from __future__ import annotations

import os
import signal
import sys
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from bindeled.bootstrap import start
from bindeled.cli.main import main
from bindeled.domain.secrets import Secret
from bindeled.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

USE_LINK = "use-link"


class Place(NamedTuple):
    """Just before or just after a method runs."""

    module: str
    owner: str
    method: str
    side: str

    @classmethod
    def parse(cls, written: str) -> Place:
        """Return the place that is written so."""
        name, _, side = written.partition("@")
        module, _, qualified = name.partition(":")
        owner, _, method = qualified.partition(".")
        return cls(module, owner, method, side)


class Dying:
    """Counts down the places that are still to be passed."""

    def __init__(self, places: list[Place]) -> None:
        self._left = places

    def watch(self) -> None:
        """Let every method at which something is to happen tell that it was passed."""
        for place in dict.fromkeys(self._left):
            owner = getattr(import_module(place.module), place.owner)
            setattr(owner, place.method, self._telling(getattr(owner, place.method), place))

    def _telling(self, method: Callable[..., Any], place: Place) -> Callable[..., Any]:
        @wraps(method)
        def told(*given: Any, **named: Any) -> Any:
            self._pass_by(place._replace(side="before"))
            found = method(*given, **named)
            self._pass_by(place._replace(side="after"))
            return found

        return told

    def _pass_by(self, place: Place) -> None:
        if place == self._left[0]:
            self._left.pop(0)
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)


def use_link(written: str, login: str, company: str, secret: str) -> None:
    """Do as the page does that a reconnect link opens."""
    program = start(read_settings())
    program.reconnect_links.hand_over(written, login, company, Secret(secret), program.logins)


if __name__ == "__main__":
    _, the_places, *words = sys.argv
    # The rooms that hold models can be opened from here on.
    start(read_settings())
    Dying([Place.parse(written) for written in the_places.split(",") if written]).watch()
    if words[0] == USE_LINK:
        _, link, login, company = words
        use_link(link, login, company, sys.stdin.read())
    else:
        sys.argv = ["bindeled", *words]
        main()
