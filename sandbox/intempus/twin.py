"""The twin as the common server sees it. Import it only after `configuration.configure`."""

from typing import TYPE_CHECKING, Any

from django.core.handlers.wsgi import WSGIHandler

from sandbox.intempus import control, load, log, tables
from sandbox.intempus.auth import signed_with, throttle
from sandbox.intempus.frozen import Frozen
from sandbox.intempus.session import sessions
from sandbox.intempus.switches import switches
from sandbox.intempus.webhooks import courier

if TYPE_CHECKING:
    from sandbox.control import Routes
    from sandbox.scenarios import Scenario


class IntempusTwin:
    """State in this process's database; one per process."""

    name = "intempus"

    def __init__(self) -> None:
        tables.create()
        self.journal = log.journal
        self.switches = switches
        self._handler = WSGIHandler()

    @property
    def handlers(self) -> "Routes":
        """The control routes of this twin."""
        return control.handlers()

    def app(self, environ: dict[str, Any], start_response: Any, /) -> Any:
        """Answer one call of the API."""
        return self._handler(environ, start_response)

    def signed_with(self, environ: dict[str, Any], _body: bytes, /) -> str:
        """Return the header, or the key in the query; a call that a cookie signed is unsigned for the journal."""
        return signed_with(environ.get("HTTP_AUTHORIZATION", ""), environ["QUERY_STRING"])

    def freeze(self) -> Frozen:
        """Return the state as it is now, from which reads can be answered later."""
        return Frozen(self._handler)

    def reset(self, scenario: "Scenario", /) -> None:
        """Replace the whole state by the rows of `scenario`."""
        throttle.forget()
        sessions.forget()
        courier.forget()
        load.replace(scenario.intempus)
