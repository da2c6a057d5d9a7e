"""`python -m bot` is `tanya-spbe`."""

from __future__ import annotations

import sys

from bot.signals import end_at_once


def main() -> None:
    if sys.argv[1:2] == ["run"]:
        end_at_once()

    from bot.cli import main as run_command_line

    run_command_line()


if __name__ == "__main__":
    main()
