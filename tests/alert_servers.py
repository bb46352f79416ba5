"""Real servers on loopback for the channels of the alerts: mail with TLS, robots, a webhook.

They keep what they got and can be told to refuse, to be busy, to be slow or to answer nonsense.
"""

from __future__ import annotations

import json
import os
import signal
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import trustme
from aiosmtpd import smtp as aiosmtp
from aiosmtpd.controller import Controller

from tests.fetch_servers import HOST, free_port

NEVER, LATER = "nobody@example.com", "later@example.com"


@dataclass(frozen=True)
class Authority:
    """A certificate authority of our own: its file, and a server's context."""

    ca_file: Path
    context: ssl.SSLContext


def make_authority(tmp: Path) -> Authority:
    """Make an authority and a certificate of it for the loopback address."""
    authority = trustme.CA()
    tmp.mkdir(parents=True, exist_ok=True)
    authority.cert_pem.write_to_path(tmp / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    return Authority(tmp / "ca.pem", context)


@dataclass
class Mailbox:
    """What the server took; ``busy``: how many more times LATER is asked to come again.

    ``kill``: a process that is killed when the next mail has arrived, before the answer.
    """

    port: int = 0
    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)
    busy: int = 0
    kill: int | None = None

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Answer RCPT."""
        if address == NEVER:
            return "550 5.1.1 no such user"
        if address == LATER and self.busy:
            self.busy -= 1
            return "450 4.2.0 greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep the mail."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails += [(address, mail) for address in envelope.rcpt_tos]
        if self.kill is not None:
            os.kill(self.kill, signal.SIGKILL)
            self.kill = None
        return "250 OK"

    def addresses(self) -> list[str]:
        """Return who got mail, sorted: several servers are served at once."""
        return sorted(address for address, _ in self.mails)


class _Mail(Controller):
    def __init__(self, handler: Mailbox, port: int, **more: Any) -> None:
        self.more = more
        super().__init__(handler, hostname=HOST, port=port)

    def factory(self) -> aiosmtp.SMTP:
        return aiosmtp.SMTP(self.handler, enable_SMTPUTF8=False, **self.more)


@contextmanager
def mail_server(context: ssl.SSLContext | None, port: int = 0, **more: Any) -> Iterator[Mailbox]:
    """Serve mail: with a context only after STARTTLS, without one in the open."""
    mailbox = Mailbox(port or free_port())
    if context is not None:
        more |= {"tls_context": context, "require_starttls": True}
    controller = _Mail(mailbox, mailbox.port, **more)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


@dataclass(frozen=True)
class Asked:
    """One POST that a server got."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass
class Robot:
    """An HTTP server; ``status`` and ``answer`` are what it says, after ``delay`` seconds."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    status: int = 200
    answer: Any = field(default_factory=lambda: {"errcode": 0, "errmsg": "ok"})
    delay: float = 0.0
    location: str = ""


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, *args: Any, robot: Robot) -> None:
        self.robot = robot
        super().__init__(*args)

    def do_POST(self) -> None:
        """Keep what was posted, then answer as told."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.robot.asked.append(Asked(parts.path, query, dict(self.headers), json.loads(body)))
        time.sleep(self.robot.delay)
        answer = self.robot.answer
        text = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(self.robot.status)
        if self.robot.location:
            self.send_header("Location", self.robot.location)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Say nothing: a connection cut by a time-out is what some tests want."""


@contextmanager
def robot_server(context: ssl.SSLContext | None = None) -> Iterator[Robot]:
    """Serve HTTP, or HTTPS with a context."""
    robot = Robot()
    server = _Server((HOST, 0), lambda *args: _Handler(*args, robot=robot))
    robot.port = server.server_port
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield robot
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
