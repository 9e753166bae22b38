"""The command `bindeled`: gathers the commands and turns errors into sentences and exit codes.

Exit codes: 0 what was said is true, 1 it did not come about (a system refused, a person must act), 2 the command or
the installation is not right, 3 it passes by itself and the work waits.
"""

from __future__ import annotations

import sys

import typer

from bindeled.cli import connect, connections, demo, operate, status, sync, tenants, trace
from bindeled.cli.output import show_error
from bindeled.domain.errors import BindeledError, Misconfigured, Transient

app = typer.Typer(
    name="bindeled",
    help="Carries approved work reports from Intempus to Uniconta's project journal, exactly once.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(tenants.app, name="tenants", help="The customers.")
app.add_typer(connect.app, name="connect", help="Hand over a login: it is checked before it is used.")
app.add_typer(connections.app, name="connections", help="How the connections stand.")
app.command("sync", help="Run one flow now and wait for it.")(sync.sync)
app.command("status", help="How each tenant stands: connections, waiting, parked, last and next run.")(status.status)
app.command("trace", help="What happened to one report.")(trace.trace)
app.command("demo", help="Sandbox, service and a filled demo company on loopback.")(demo.demo)
app.command("sandbox", help="Both twins, for trying things out.")(demo.sandbox)
app.command("up", help="Web page and worker in one process.")(operate.up)
app.command("worker", help="A worker of its own.")(operate.worker)
app.command("web", help="The pages of their own.")(operate.web)


def main() -> None:
    """Run the command line and end the process with the right exit code."""
    try:
        app()
    except BindeledError as error:
        show_error(error, as_json="--json" in sys.argv)
        sys.exit(exit_code(error))


def exit_code(error: BindeledError) -> int:
    """Return the exit code that tells a script who must act."""
    if isinstance(error, Misconfigured):
        return 2
    return 3 if isinstance(error, Transient) else 1
