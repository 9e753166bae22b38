"""A mail server on loopback that keeps what it is given, with modes."""

from __future__ import annotations

import email
import socketserver
import threading
from contextlib import contextmanager
from email import policy
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

# How each mode answers a recipient; the others take them.
_RECIPIENTS = {"refuses": b"550 5.1.1 <%s> nobody of that name\r\n", "greylists": b"451 4.7.1 <%s> come again\r\n"}


class MailServer:
    """`mode` is one of: takes, refuses, greylists, drops, slow, stuck.

    `slow` takes the content and says so once `may_answer` is set; `stuck` does not even answer the recipient before.
    `asked` tells that it came so far.
    """

    def __init__(self, address: tuple[str, int]) -> None:
        self.host, self.port = address
        self.mode = "takes"
        self.may_answer = threading.Event()
        self.asked = threading.Event()
        self.taken: list[tuple[str, bytes]] = []

    def mails(self) -> list[EmailMessage]:
        """Return what was taken, in order."""
        return [email.message_from_bytes(raw, policy=policy.default) for _, raw in self.taken]

    def recipients(self) -> list[str]:
        """Return to whom, in the same order."""
        return [recipient for recipient, _ in self.taken]


class _Session(socketserver.StreamRequestHandler):
    kept: MailServer

    def handle(self) -> None:
        self.wfile.write(b"220 fake ESMTP\r\n")
        recipient = ""
        while line := self.rfile.readline():
            word = line.split(b":")[0].strip().upper()
            if word == b"RCPT TO":
                recipient = line.split(b"<")[1].split(b">")[0].decode()
                if self.kept.mode == "stuck":
                    self.kept.asked.set()
                    self.kept.may_answer.wait(30)
                answer = _RECIPIENTS.get(self.kept.mode)
                self.wfile.write(answer % recipient.encode() if answer else b"250 ok\r\n")
            elif word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                if not self._take(recipient):
                    return
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")

    def _take(self, recipient: str) -> bool:
        """Read the content; False when the connection is to be dropped before it is confirmed."""
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.kept.asked.set()
        if self.kept.mode == "drops":
            return False
        self.kept.taken.append((recipient, b"".join(lines)))
        if self.kept.mode == "slow":
            self.kept.may_answer.wait(30)
        self.wfile.write(b"250 taken\r\n")
        return True


@contextmanager
def a_mail_server() -> Iterator[MailServer]:
    """Run one, and end it with the block."""
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as server:
        server.daemon_threads = True
        kept = MailServer(cast("tuple[str, int]", server.server_address))
        _Session.kept = kept
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield kept
        finally:
            kept.may_answer.set()
            server.shutdown()
            thread.join()
