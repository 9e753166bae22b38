"""The queue of runs on DBOS: the only file that knows it.

Taken from DBOS: a queue that survives crashes, one place per tenant over all processes, a limit per process. Not taken:
its schedules, its recovery (a private function without its paid service), its versions of code. A workflow here is one
step that goes on from the ledger, so there is nothing in its history that another release could read wrongly.
"""

from __future__ import annotations

import gc
import logging
import math
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, error

from bindeled.engine.worker.tickets import Ticket

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from sqlite3 import Connection

    from bindeled.engine.worker.taking import Taking

_APPLICATION = "bindeled"
# DBOS keeps work of one version from workers of another. Ours has one shape for ever, so it has one version.
_VERSION = "1"
_QUEUE = "runs"
_WORKFLOW = "carry"
_POLL_SECONDS = 0.1
# How many ended workflows are deleted in one transaction.
_TIDY_AT_ONCE = 500
_BUSY_MILLISECONDS = 30_000
_UNENDED = frozenset({"ENQUEUED", "DELAYED", "PENDING"})
_ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]


class DurableQueue:
    """The queue of runs as one worker process sees it. DBOS allows one of these in a process at a time.

    `worker` must be a name that no process had before, or DBOS would take that one's work for its own. `database` is
    the address of our own database. `carry` is called with run and attempt in a thread of the queue's.
    """

    def __init__(self, worker: str, database: str, taking: Taking, carry: Callable[[int, int], str]) -> None:
        self._worker = worker
        self._database = database
        self._taking = taking
        self._room = taking.slots
        self._carry = carry
        self._engine: sqlalchemy.Engine | None = None

    def open(self) -> None:
        """Open the queue's database, making it where it is missing, and begin to take runs."""
        _quieten()
        DBOS(config=self._configuration())
        self._register()
        DBOS.launch()
        DBOS.register_queue(
            _QUEUE,
            partition_concurrency=1,
            worker_concurrency=self._taking.slots,
            polling_interval_sec=self._taking.look_seconds,
            on_conflict="always_update",
        )
        # All that is loaded by now stays for good. The collector would walk through it with every few pages of reports,
        # which costs a run of 1,500 reports a fifth of its time.
        gc.collect()
        gc.freeze()

    def make_room(self, resting: int) -> None:
        """Let each process take so many runs more than it works on, as far as it may: that many wait at one of them.

        The limit is one row for all processes, which all write the same.
        """
        room = self._taking.room(resting)
        queue = DBOS.retrieve_queue(_QUEUE) if room != self._room else None
        if queue is not None:
            queue.set_worker_concurrency(room)
            self._room = room

    def close(self, seconds: float) -> None:
        """Take nothing more, wait up to `seconds` for what was taken, and let go of the database.

        What still goes on after that is unknown to the queue from then on.
        """
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=math.ceil(seconds))
        if self._engine is not None:
            self._engine.dispose()

    def put(self, ticket: Ticket, tenant_id: int) -> None:
        """Put this attempt on the queue; nothing happens when it was there before."""
        DBOS.enqueue_workflow_with_options(
            {
                "workflow_name": _WORKFLOW,
                "queue_name": _QUEUE,
                "workflow_id": ticket.name,
                "queue_partition_key": str(tenant_id),
            },
            ticket.run_id,
            ticket.attempt,
        )

    def ended(self, tickets: Iterable[Ticket]) -> dict[Ticket, bool]:
        """Return, for those of these attempts that were ever put on the queue, whether they have ended there."""
        names = [ticket.name for ticket in tickets]
        # An empty list would mean "no condition", and read the whole history.
        known = DBOS.list_workflows(workflow_ids=names, load_input=False, load_output=False) if names else []
        return {Ticket.named(one.workflow_id): one.status not in _UNENDED for one in known}

    def under_way(self) -> dict[Ticket, str]:
        """Return the attempts that workers have taken, each with the worker's name."""
        taken = DBOS.list_workflows(status="PENDING", name=_WORKFLOW, load_input=False, load_output=False)
        return {Ticket.named(one.workflow_id): one.executor_id or "" for one in taken}

    def cancel(self, tickets: Iterable[Ticket]) -> None:
        """End these attempts in the queue and free their tenants' places; ended ones stay as they are."""
        DBOS.cancel_workflows([ticket.name for ticket in tickets])

    def tidy(self, before: datetime) -> int:
        """Delete the history of attempts that ended before this moment; return how many there were."""
        deleted = 0
        while batch := self._ended_before(before):
            DBOS.delete_workflows(batch)
            deleted += len(batch)
        return deleted

    def _ended_before(self, moment: datetime) -> list[str]:
        ended = DBOS.list_workflows(
            status=_ENDED,
            name=_WORKFLOW,
            completed_before=moment.isoformat(),
            limit=_TIDY_AT_ONCE,
            load_input=False,
            load_output=False,
        )
        return [one.workflow_id for one in ended]

    def _configuration(self) -> DBOSConfig:
        configuration: DBOSConfig = {
            "name": _APPLICATION,
            "application_version": _VERSION,
            "executor_id": self._worker,
            # Readable by anybody who opens the file, which is why only identifiers and one word go into it; and, unlike
            # the pickles that are the default, not code.
            "serializer": DBOSPortableJSONSerializer(),
            # Its warnings are several a second while the database is away; our own threads say it once.
            "log_level": "ERROR",
            "enable_otlp": False,
            # We send no messages. This is how long `close` waits for the thread that would look for some; the other
            # way to be told of them, a connection that listens to PostgreSQL, makes it wait for seconds.
            "use_listen_notify": False,
            "notification_listener_polling_interval_sec": _POLL_SECONDS,
        }
        if self._database.startswith("sqlite"):
            self._engine = _sqlite_engine(beside(self._database))
            configuration["system_database_engine"] = self._engine
        else:
            configuration["system_database_url"] = self._database
            configuration["sys_db_pool_size"] = self._taking.room(self._taking.most_resting) + 4
        return configuration

    def _register(self) -> None:
        carry = self._carry

        @DBOS.workflow(name=_WORKFLOW)
        def carry_as_one_step(run_id: int, attempt: int) -> str:
            # A step first looks whether its workflow was cancelled: a worker that wakes late does not begin.
            return DBOS.run_step({"name": _WORKFLOW}, carry, run_id, attempt)

        self._workflow = carry_as_one_step


def beside(database: str) -> Path:
    """Return the file of the queue that belongs to our SQLite database."""
    return Path(database.removeprefix("sqlite:///")).with_name("runs.sqlite3")


def _sqlite_engine(file: Path) -> sqlalchemy.Engine:
    """Return an engine as the trials say it must be: DBOS's own runs without a write-ahead log."""
    engine = sqlalchemy.create_engine(f"sqlite:///{file}")
    sqlalchemy.event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Connection, _record: object) -> None:
    connection.isolation_level = "IMMEDIATE"
    # First, so that the others wait for their turn.
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _quieten() -> None:
    """Send what DBOS logs to our own log, not to a console handler of its own; it makes one where there is none."""
    log = logging.getLogger("dbos")
    if not log.handlers:
        log.addHandler(logging.NullHandler())
        log.addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Tell apart what is normal here: a worker that woke up late, and whose run was cancelled, is not an error."""
    return record.exc_info is None or not isinstance(record.exc_info[1], error.DBOSAwaitedWorkflowCancelledError)
