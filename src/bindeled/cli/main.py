"""The command `bindeled`: gathers the commands and ends the process with the exit code that fits."""

from __future__ import annotations

import sys

import typer

from bindeled.cli import (
    audit,
    backup,
    connect,
    connections,
    contacts,
    credentials,
    demo,
    doctor,
    feeds,
    hooks,
    inbox,
    keys,
    links,
    load,
    mapping,
    matches,
    notices,
    operate,
    purge,
    reconcile,
    rules,
    schedules,
    setup,
    shadow,
    status,
    sync,
    tenants,
    tokens,
    trace,
    users,
)
from bindeled.cli.failures import EXIT_CODES, told
from bindeled.cli.output import show_failure, speak_utf8

app = typer.Typer(
    name="bindeled",
    help="Carries approved work reports from Intempus to Uniconta's project journal, exactly once.",
    epilog="Exit codes: " + "; ".join(f"{code} {meaning}" for code, meaning in EXIT_CODES.items()) + ".",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(tenants.app, name="tenants", help="Add and list the customers.")
app.add_typer(users.app, name="users", help="Who can sign in to the pages.")
app.add_typer(connect.app, name="connect", help="Hand over a login: it is checked before it is used.")
app.add_typer(connections.app, name="connections", help="How the connections stand, and checks of them.")
app.add_typer(hooks.app, name="hooks", help="The addresses that the systems call when something changed.")
app.add_typer(feeds.app, name="feeds", help="Addresses that show reconciliations to a spreadsheet.")
app.add_typer(inbox.app, name="inbox", help="What is parked and why, by cause, and what to do about it.")
app.add_typer(load.app, name="load", help="The first load of master data: looked at, accepted, carried out, undone.")
app.add_typer(shadow.app, name="shadow", help="Let flows run without writing, and see what they would write.")
app.add_typer(schedules.app, name="schedules", help="When each flow runs by itself.")
app.add_typer(matches.app, name="matches", help="Which record here is which record there, and what waits for a person.")
app.add_typer(mapping.app, name="mapping", help="Which fields are carried, of which records, and who wins.")
app.add_typer(notices.app, name="notices", help="What people were told, and whether it reached them.")
app.add_typer(contacts.app, name="contacts", help="Who is told of a tenant without signing in.")
app.add_typer(rules.app, name="rules", help="What is chosen for the reports of a tenant, own rules included.")
app.add_typer(links.app, name="links", help="Reconnect links: one login, handed over once, without an account.")
app.add_typer(setup.app, name="setup", help="What must be in place before data flows.")
app.add_typer(tokens.app, name="tokens", help="Keys to the programming interface.")
app.add_typer(credentials.app, name="credentials", help="The versions of a login: prove, switch, roll back, revoke.")
app.add_typer(audit.app, name="audit", help="Who did what, and the proof that nothing of it was altered.")
app.add_typer(keys.app, name="keys", help="The keys that seal the logins: how they stand, rotation, destruction.")
app.command("sync")(sync.sync)
app.command("backup")(backup.backup)
app.command("purge")(purge.purge)
app.command("doctor")(doctor.doctor)
app.command("status")(status.status)
app.command("trace")(trace.trace)
app.command("reconcile")(reconcile.reconcile)
app.command("up")(operate.up)
app.command("worker")(operate.worker)
app.command("web")(operate.web)
app.command("demo")(demo.demo)
app.command("sandbox")(demo.sandbox)


def main() -> None:
    """Run the command line and end the process with the right exit code."""
    speak_utf8()
    try:
        code = app(standalone_mode=False)
    except Exception as error:  # noqa: BLE001 - whatever it is, a person gets a sentence and a script an exit code
        failure = told(error)
        show_failure(failure, as_json="--json" in sys.argv)
        code = failure.exit_code
    sys.exit(code)
