"""What the exit codes of every command tell a script."""

from __future__ import annotations

DONE, NOT_DONE, NOT_RIGHT, PASSES = range(4)
EXIT_CODES = {
    DONE: "what was said is true",
    NOT_DONE: "it did not come about: a system refused, or a person must act",
    NOT_RIGHT: "the command or the installation is not right",
    PASSES: "it passes by itself, and the work waits",
}
