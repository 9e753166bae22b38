"""The state as it is at one moment, for reads that are served from the past."""

import threading
from typing import TYPE_CHECKING, Any

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Callable

DATABASE = "default"


class Frozen:
    """A read transaction that stays open: with the write-ahead log it goes on seeing what was there when it began."""

    def __init__(self, answer: "Callable[..., Any]") -> None:
        self._answer = answer
        self._lock = threading.Lock()
        self._connection = connections.create_connection(DATABASE)
        self._connection.inc_thread_sharing()
        with self._connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            cursor.execute("SELECT COUNT(*) FROM intempus_counter")  # only a first read fixes what is seen

    def app(self, environ: dict[str, Any], start_response: Any, /) -> Any:
        """Answer a read with this connection in place of the thread's own."""
        with self._lock:
            present = connections[DATABASE]
            connections[DATABASE] = self._connection
            try:
                return list(self._answer(environ, start_response))
            finally:
                connections[DATABASE] = present

    def close(self) -> None:
        """End the transaction."""
        with self._lock:
            self._connection.close()
