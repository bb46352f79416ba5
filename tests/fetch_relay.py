"""A relay on 127.0.0.1 that really cuts a connection after so many bytes.

Belongs here: passing bytes on and cutting. Knows no protocol.
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

from tests.fetch_servers import HOST, free_port


@dataclass
class Relay:
    """Passes bytes on to ``target``; after ``budget`` bytes from the server it cuts the line.

    Once cut it takes no connection until ``mend`` (``again``: it mends itself that often).
    ``silent``: instead of cutting it passes nothing on, and the line seems to live.
    """

    target: int
    budget: int | None = None
    again: int = 0
    silent: bool = False
    port: int = field(default_factory=free_port)
    passed: int = 0
    cuts: int = 0

    def __enter__(self) -> Relay:
        self._open = True
        self._whole = self.budget
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._lock = threading.Lock()
        self._listener = socket.create_server((HOST, self.port))
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        self._listener.close()
        self._drop()

    def mend(self, budget: int | None = None) -> None:
        """Let connections through again."""
        with self._lock:
            self.budget = budget
            self.passed = 0

    def _accept(self) -> None:
        while self._open:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.budget == 0:
                client.close()
                continue
            server = socket.create_connection((HOST, self.target))
            self._pairs.append((client, server))
            threading.Thread(target=self._pass, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client, True), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(16 << 10):
                sink.sendall(data)
                if counted and self._spent(len(data)):
                    while self.silent and self._open:
                        time.sleep(0.05)
                    self._drop()
                    return
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _spent(self, count: int) -> bool:
        with self._lock:
            self.passed += count
            if self.budget is None or self.budget == 0 or self.passed < self.budget:
                return False
            self.cuts += 1
            self.passed = 0
            self.budget = self._whole if self.cuts <= self.again else 0
            return True

    def _drop(self) -> None:
        pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
