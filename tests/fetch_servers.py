"""Real servers on 127.0.0.1 for the tests of fetching.

Belongs here: OpenSSH's sshd, Samba's smbd, an HTTPS server, an S3-compatible server; each is a
process or a thread of the test's own and ends with it. A missing program fails the test.
"""

from __future__ import annotations

import base64
import getpass
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme

HOST = "127.0.0.1"
TOKEN = "token-of-the-tests"
PASSWORD = "password-of-the-tests"


def program(name: str, package: str) -> str:
    """Return where a server program is; fail with what to install."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/lib/openssh")
    assert found, f"{name} is missing; run `python3 tests/tools.py` or install {package}"
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes] | None = None) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert process is None or process.poll() is None, f"the server ended: {process.args}"
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError(f"nothing answers on port {port}")


@contextmanager
def running(command: list[str], port: int, log: Path, **more: Any) -> Iterator[None]:
    """Run a server until the block ends, its children too."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, start_new_session=True, **more
        )
        try:
            wait_for(port, process)
            yield
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, 15)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                process.wait(timeout=10)


@dataclass(frozen=True)
class Sftp:
    """An OpenSSH server over ``root`` for the current user, by key."""

    root: Path
    port: int
    key_file: Path
    known_hosts: Path
    host_key: str


@contextmanager
def sftp_server(tmp: Path) -> Iterator[Sftp]:
    tmp.mkdir(parents=True, exist_ok=True)
    sshd, keygen = program("sshd", "openssh-server"), program("ssh-keygen", "openssh-client")
    for name in ("host", "user", "stranger"):
        command = [keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(tmp / name)]
        subprocess.run(command, check=True, timeout=30)
    (tmp / "authorized").write_text((tmp / "user.pub").read_text())
    root = tmp / "files"
    root.mkdir()
    port = free_port()
    config = tmp / "config"
    config.write_text(
        f"""ListenAddress {HOST}
Port {port}
HostKey {tmp / "host"}
PidFile {tmp / "pid"}
AuthorizedKeysFile {tmp / "authorized"}
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication yes
MaxStartups 100
Subsystem sftp internal-sftp
"""
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # sshd of root will not start without
    with config.open("a") as file:  # newer ones shut out who fails to log in, as tests do
        file.write("PerSourcePenalties no\n")
    if subprocess.run([sshd, "-t", "-f", str(config)], capture_output=True, timeout=30).returncode:
        config.write_text(config.read_text().replace("PerSourcePenalties no\n", ""))
    kind, blob, *_ = (tmp / "host.pub").read_text().split()
    known = tmp / "known_hosts"
    known.write_text(f"[{HOST}]:{port} {kind} {blob}\n")
    with running([sshd, "-D", "-e", "-f", str(config)], port, tmp / "log"):
        yield Sftp(root, port, tmp / "user", known, f"{kind} {blob}")


@dataclass(frozen=True)
class Smb:
    """A Samba server with the share ``exports`` and one user of its own."""

    root: Path
    port: int
    username: str


@contextmanager
def smb_server(tmp: Path) -> Iterator[Smb]:
    tmp.mkdir(parents=True, exist_ok=True)
    smbd, passwd = program("smbd", "samba"), program("smbpasswd", "samba-common-bin")
    root = tmp / "files"
    for folder in ("files", "private", "lock", "state", "cache", "pid", "ncalrpc"):
        (tmp / folder).mkdir()
    port = free_port()
    user = getpass.getuser()
    config = tmp / "smb.conf"
    config.write_text(
        f"""[global]
workgroup = TESTS
interfaces = lo
bind interfaces only = yes
smb ports = {port}
security = user
map to guest = never
passdb backend = smbpasswd:{tmp / "private" / "smbpasswd"}
private dir = {tmp / "private"}
lock directory = {tmp / "lock"}
state directory = {tmp / "state"}
cache directory = {tmp / "cache"}
pid directory = {tmp / "pid"}
ncalrpc dir = {tmp / "ncalrpc"}
log file = {tmp / "log.smbd"}
load printers = no
disable spoolss = yes
server min protocol = SMB2
[exports]
path = {root}
read only = no
"""
    )
    subprocess.run(
        [passwd, "-c", str(config), "-a", "-s", user],
        input=f"{PASSWORD}\n{PASSWORD}\n".encode(),
        check=True,
        capture_output=True,
        timeout=30,
    )
    command = [smbd, "-F", "--no-process-group", "-s", str(config), "-l", str(tmp)]
    with running(command, port, tmp / "log"):
        yield Smb(root, port, user)


@dataclass
class Https:
    """An HTTPS server over ``root`` that wants a token.

    ``listing``: html or json. ``ranges``: whether it knows them. ``redirect``: where it sends all.
    """

    root: Path
    port: int
    ca_file: Path
    listing: str = "html"
    ranges: bool = True
    redirect: str | None = None
    forbidden: str = "/forbidden"
    tokens: list[str] = field(default_factory=list)


class _Files(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20

    def __init__(self, *args: Any, place: Https, **more: Any) -> None:
        self.place = place
        super().__init__(*args, directory=str(place.root), **more)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def send_head(self) -> Any:
        """Refuse who has no token; redirect, list as JSON or answer a range where wanted."""
        given = self.headers.get("Authorization", "")
        self.place.tokens.append(given)
        basic = base64.b64encode(f"jiuye:{PASSWORD}".encode()).decode()
        if given not in (f"Bearer {TOKEN}", f"Basic {basic}"):
            self.send_response(401)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        if self.place.redirect:
            self.send_response(302)
            self.send_header("Location", self.place.redirect)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        if self.place.forbidden in self.path:
            self.send_error(403)
            return None
        path = Path(self.translate_path(self.path))
        if self.place.listing == "json" and path.is_dir():
            return self._json(path)
        if self.place.ranges and "Range" in self.headers and path.is_file():
            return self._range(path)
        return super().send_head()

    def _json(self, folder: Path) -> Any:
        import io

        listed = [
            {"name": p.name, "type": "directory" if p.is_dir() else "file"}
            for p in folder.iterdir()
        ]
        body = json.dumps(listed).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def _range(self, path: Path) -> Any:
        import io

        size = path.stat().st_size
        first, last = self.headers["Range"].removeprefix("bytes=").split("-")
        start, end = int(first), min(int(last or size - 1), size - 1)
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {start}-{end}/{size}")
        self.send_header("Content-Length", str(end - start + 1))
        self.end_headers()
        with path.open("rb") as file:
            file.seek(start)
            return io.BytesIO(file.read(end - start + 1))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 50

    def handle_error(self, *_: Any) -> None:
        """Say nothing: a cut connection is what some tests want."""


@contextmanager
def https_server(tmp: Path) -> Iterator[Https]:
    tmp.mkdir(parents=True, exist_ok=True)
    authority = trustme.CA()
    (tmp / "files").mkdir()
    authority.cert_pem.write_to_path(tmp / "ca.pem")
    place = Https(tmp / "files", free_port(), tmp / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    server = _Server((HOST, place.port), partial(_Files, place=place))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield place
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


@dataclass(frozen=True)
class S3:
    """An S3-compatible server with the bucket ``exports``; ``client`` puts objects there."""

    port: int
    ca_file: Path
    access_key: str
    secret_key: str
    client: Any


@contextmanager
def s3_server(tmp: Path) -> Iterator[S3]:
    import boto3
    from botocore.config import Config

    tmp.mkdir(parents=True, exist_ok=True)
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp / "ca.pem")
    certificate = authority.issue_cert(HOST)
    certificate.private_key_pem.write_to_path(tmp / "key.pem")
    for part in certificate.cert_chain_pems:
        part.write_to_path(tmp / "cert.pem", append=True)
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", HOST, "-p", str(port)]
    command += ["-c", str(tmp / "cert.pem"), "-k", str(tmp / "key.pem")]
    # After so many calls (those that make the user) keys and signatures are checked.
    environment = {**os.environ, "INITIAL_NO_AUTH_ACTION_COUNT": "3"}
    with running(command, port, tmp / "log", env=environment):

        def client(service: str, key: str, secret: str) -> Any:
            return boto3.client(
                service,
                endpoint_url=f"https://{HOST}:{port}",
                aws_access_key_id=key,
                aws_secret_access_key=secret,
                region_name="us-east-1",
                verify=str(tmp / "ca.pem"),
                config=Config(s3={"addressing_style": "path"}),
            )

        iam = client("iam", "any", "any")
        iam.create_user(UserName="tests")
        key = iam.create_access_key(UserName="tests")["AccessKey"]
        policy = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
        }
        iam.put_user_policy(UserName="tests", PolicyName="all", PolicyDocument=json.dumps(policy))
        s3 = client("s3", key["AccessKeyId"], key["SecretAccessKey"])
        s3.create_bucket(Bucket="exports")
        yield S3(port, tmp / "ca.pem", key["AccessKeyId"], key["SecretAccessKey"], s3)
