"""For every test: this machine is the whole world."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from ipaddress import ip_address

import pytest

pytest_plugins = ["tests.standin.fixtures"]  # here, so that it is known before any module imports it

_tried: list[str] = []


class OutsideNetwork(BaseException):
    """A test tried to leave this machine. Not an Exception, so that no retry loop swallows it."""


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: sees every socket of this process, also those made in C. Not those of subprocesses."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        outside = isinstance(address, tuple) and not _is_loopback(address[0])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        address = arguments[0]
        outside = not _needs_no_lookup(address)
    else:
        return
    if outside:
        _tried.append(f"{event} {address!r}")
        raise OutsideNetwork(_tried[-1])


def _is_loopback(host: object) -> bool:
    try:
        return host == "localhost" or ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _needs_no_lookup(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    try:
        return name in (None, "", "localhost") or bool(ip_address(str(name)))
    except ValueError:
        return False


sys.addaudithook(_watch)


@pytest.fixture
def outside_network() -> list[str]:
    """What this test tried outside this machine; a test that tries on purpose clears it."""
    return _tried


@pytest.fixture(autouse=True)
def stays_on_this_machine(outside_network: list[str]) -> Iterator[None]:
    outside_network.clear()
    yield
    assert outside_network == [], "tests talk to this machine only"
