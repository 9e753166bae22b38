"""Names that no process had before."""

from __future__ import annotations

import os
import secrets
import socket


def unique_name() -> str:
    """Return a name for a worker that no process had before: machine, process and a few random letters."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
