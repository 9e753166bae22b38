"""Durable runs: a run that was begun is finished, by this process or, when it dies, by another.

`process` is the door. `durable` is the only file that knows DBOS: a queue with one place per tenant, kept in a database
file of its own or in the same PostgreSQL. `dispatch` is our ticker: it puts due runs on the queue and takes over from
workers that fell silent. `carriage` takes a run off the queue and carries it. `places` says how many are worked on at
once: a run that waits until it may call again gives its place to another. `roster` says that this process lives.

What guards what:

- two workers queue the same due run: both name it by run and attempt, and the queue keeps one of a name;
- two runs of one tenant at once: the queue hands out one per tenant, over all processes;
- a worker dies: its beats stop; its place in the queue is cancelled, which lets the tenant's next run in, and the run
  is queued as the next attempt;
- a worker only seemed dead and goes on: the later attempt owns the run, so `RunStore.begin` and `RunStore.finish`
  refuse the earlier one. What both may send meanwhile is the ledger's to guard: it opens an entry for one of them only;
- everybody seemed dead, because the database was away: a worker whose own beats failed judges nobody for one lease;
- every place is taken by runs that wait: the queue hands out as many more as wait at the worker that has most of them;
- a process dies between any two of these steps: every tick compares our runs with the queue and mends what differs.

With SQLite, a process that is stopped, not dead, in the middle of writing keeps everybody waiting until it goes on or
is killed: the lock is the whole file's.

Lives are compared by the clocks of the machines, which must agree to well within one lease.
"""

from bindeled.engine.naming import unique_name
from bindeled.engine.worker.process import Worker
from bindeled.engine.worker.repeating import Repeating
from bindeled.engine.worker.taking import Taking

__all__ = ["Repeating", "Taking", "Worker", "unique_name"]
