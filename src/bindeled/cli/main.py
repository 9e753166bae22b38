"""The command `bindeled`: finds the command that is called and ends the process with the exit code that fits."""

from __future__ import annotations

import sys

from bindeled.cli.commands import Commands
from bindeled.cli.exit_codes import EXIT_CODES
from bindeled.cli.output import show_failure, speak_utf8

app = Commands(
    name="bindeled",
    help="Carries approved work reports from Intempus to Uniconta's project journal, exactly once.",
    epilog="Exit codes: " + "; ".join(f"{code} {meaning}" for code, meaning in EXIT_CODES.items()) + ".",
    no_args_is_help=True,
)


def main() -> None:
    """Run the command line and end the process with the right exit code."""
    speak_utf8()
    try:
        code = app.main(standalone_mode=False)
    except Exception as error:  # noqa: BLE001 - whatever it is, a person gets a sentence and a script an exit code
        from bindeled.cli.failures import told  # noqa: PLC0415 - most commands go well, and help needs no database

        failure = told(error)
        show_failure(failure, as_json="--json" in sys.argv)
        code = failure.exit_code
    sys.exit(code)
