"""A stand-in of the Transit engine of an OpenBao or Vault server: a real HTTP server on loopback, with modes.

Its words and statuses are those of the OpenBao source (builtin/logical/transit, sdk/helper/keysutil/policy.go).
"""

from __future__ import annotations

import base64
import json
import os
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "canary-token-of-the-key-service"
TOO_OLD = "ciphertext or signature version is disallowed by policy (too old)"
Reply = tuple[int, dict[str, Any]]
NOT_OPEN: dict[str, Reply] = {
    "sealed": (503, {"errors": ["Vault is sealed"]}),
    "foreign": (200, {"hello": "world"}),
}


class KeyService:
    """Keys by name, each with its versions. `mode` is one of: open, sealed, slow, foreign."""

    def __init__(self) -> None:
        self.mode = "open"
        self.token = TOKEN
        self.versions: dict[str, list[AESGCM]] = {"bindeled": [AESGCM(os.urandom(32))]}
        self.lowest: dict[str, int] = {}
        self.asked: list[str] = []
        self.may_answer = threading.Event()

    def answer(self, method: str, path: str, token: str | None, body: dict[str, Any]) -> Reply:
        """Do what the engine does with one request."""
        self.asked.append(f"{method} {path}")
        if self.mode == "slow":
            self.may_answer.wait(30)
        if self.mode in NOT_OPEN:
            return NOT_OPEN[self.mode]
        return self._route(path, body) if token == self.token else _wrong(403, "permission denied")

    def _route(self, path: str, body: dict[str, Any]) -> Reply:
        match path.removeprefix("/v1/transit/").split("/"):
            case ["keys", name, *what] if name in self.versions:
                return self._key(name, what, body)
            case ["keys", _]:
                return 404, {"errors": []}
            case [("encrypt" | "decrypt") as what, name] if name in self.versions:
                return self._encrypt(name, body) if what == "encrypt" else self._decrypt(name, body)
            case [("encrypt" | "decrypt"), _]:
                return _wrong(400, "encryption key not found")
        return 404, {"errors": ["no handler for route"]}

    def _key(self, name: str, what: list[str], body: dict[str, Any]) -> Reply:
        if what == ["rotate"]:
            self.versions[name].append(AESGCM(os.urandom(32)))
        if what == ["config"]:
            self.lowest[name] = body["min_decryption_version"]
        facts = {"latest_version": len(self.versions[name]), "min_decryption_version": self.lowest.get(name, 1)}
        return 200, {"data": facts}

    def _encrypt(self, name: str, body: dict[str, Any]) -> Reply:
        version, nonce = len(self.versions[name]), os.urandom(12)
        plain, place = (base64.b64decode(body[part]) for part in ("plaintext", "associated_data"))
        sealed = base64.b64encode(nonce + self.versions[name][-1].encrypt(nonce, plain, place)).decode()
        return 200, {"data": {"ciphertext": f"vault:v{version}:{sealed}", "key_version": version}}

    def _decrypt(self, name: str, body: dict[str, Any]) -> Reply:
        _, version, text = body["ciphertext"].split(":")
        number, sealed = int(version[1:]), base64.b64decode(text)
        if number < self.lowest.get(name, 1):
            return _wrong(400, TOO_OLD)
        try:
            key = self.versions[name][number - 1]
            plain = key.decrypt(sealed[:12], sealed[12:], base64.b64decode(body["associated_data"]))
        except (InvalidTag, IndexError):
            return _wrong(400, "invalid ciphertext: unable to decrypt")
        return 200, {"data": {"plaintext": base64.b64encode(plain).decode()}}


@contextmanager
def running_key_service(service: KeyService) -> Iterator[str]:
    """Serve it on loopback while the block lasts, and yield its origin."""

    class Handler(BaseHTTPRequestHandler):
        def _reply(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            status, content = service.answer(self.command, self.path, self.headers.get("X-Vault-Token"), body)
            written = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        do_GET = do_POST = _reply  # noqa: N815 - the names that the standard library calls

        def log_message(self, *_words: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        service.may_answer.set()
        server.shutdown()
        serving.join()
        server.server_close()


def _wrong(status: int, *errors: str) -> Reply:
    return status, {"errors": list(errors)}
