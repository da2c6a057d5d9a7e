"""How `run` is asked to end, and what happens then before there is anything to close. Nothing but the standard library:
this stands before everything that takes time to load."""

from __future__ import annotations

import os
import signal

ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name))


def asked_to_end() -> tuple[signal.Signals, ...]:
    """The signals that end this process: not a hang-up that whoever started it (`nohup`) wants ignored."""
    return tuple(name for name in ENDING if name == signal.SIGINT or signal.getsignal(name) != signal.SIG_IGN)


def end_at_once() -> None:
    """From here on these signals end the process with exit code 0, until others take them over.

    At once: an exception in the middle of an import could be swallowed there."""
    for name in asked_to_end():
        signal.signal(name, lambda *_: os._exit(0))
