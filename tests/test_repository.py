"""What holds for every file here, and for the guard that keeps the tests on this machine."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOT_OURS = {".git", ".venv", "__pycache__", "var", "dist", "build", ".hypothesis", ".env"}
LOCKS = ("requirements.lock", "requirements-dev.lock")
MADE_UP_TOKENS = ("AAbbCCddEEff",)


def _files(folder: Path = ROOT) -> Iterator[Path]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name in NOT_OURS or entry.name.endswith(("_cache", ".egg-info")):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry))
        else:
            yield Path(entry)


@cache
def texts() -> dict[str, str]:
    found = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in _files()}
    assert {"README.md", "pyproject.toml", "bot/cli.py", *LOCKS} <= set(found)
    return {name: content.decode() for name, content in found.items() if b"\0" not in content}


def lines_with(pattern: str) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if re.search(pattern, line)
    ]


def test_text_files_end_with_one_newline_and_have_unix_lines() -> None:
    untidy = [name for name, text in texts().items() if text and (not text.endswith("\n") or "\r" in text)]
    assert untidy == []


def test_no_path_of_one_machine() -> None:
    assert lines_with(r"(?<![\w.$}-])/(?:home|root|Users|work|mnt)/\w") == []


def test_no_token_that_could_be_real() -> None:
    shaped = lines_with(r"\b\d{8,12}:[\w-]{35}\b")
    assert [line for line in shaped if not any(token in line for token in MADE_UP_TOKENS)] == []


def test_no_address_of_a_package_index() -> None:
    assert lines_with(r"(?:index-url|find-links|trusted-host)[ =]|pypi[.]|pythonhosted[.]") == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_everything_with_a_hash(lock: str) -> None:
    pins = re.findall(r"^[a-z].*", texts()[lock], re.MULTILINE)
    assert len(pins) >= 20
    assert [pin for pin in pins if "==" not in pin or not pin.endswith("\\")] == []


def test_what_the_tests_saw_is_what_runs() -> None:
    runtime, dev = (set(re.findall(r"^[a-z][^ ]*", texts()[lock], re.MULTILINE)) for lock in LOCKS)
    assert runtime - dev == set(), "run `make lock`"


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_guard_stops_a_connection_outside(address: str, outside_network: list[str]) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as outside, pytest.raises(BaseException, match=re.escape(address)):
        outside.connect((address, 9))
    assert len(outside_network) == 1
    outside_network.clear()


def test_guard_stops_a_name_lookup(outside_network: list[str]) -> None:
    with pytest.raises(BaseException, match=r"example\.org"):
        socket.getaddrinfo("example.org", 443)
    outside_network.clear()


def test_guard_lets_this_machine_through() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()[:2]) as here:
        assert here.getpeername() == server.getsockname()
