"""Servers that the tests of alerts share: a mail server behind TLS, and a robot that answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.alert_servers import (
    Authority,
    Mailbox,
    Robot,
    mail_server,
    make_authority,
    robot_server,
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def mailbox(authority: Authority) -> Iterator[Mailbox]:
    with mail_server(authority.context) as mailbox:
        yield mailbox


@pytest.fixture
def robot() -> Iterator[Robot]:
    with robot_server() as robot:
        yield robot
