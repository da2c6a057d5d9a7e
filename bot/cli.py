"""The command `tanya-spbe`. Each subcommand imports what it needs and no more: `ask` starts in a blink."""

from __future__ import annotations

import asyncio
import signal
import sys
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.settings import SettingsError, load_settings

app = typer.Typer(
    help="Sourced, dated answers about SPBE, DGCC and MPP.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Lang = Annotated[str | None, typer.Option("--lang", help="Language of the replies: id, en or ko.")]
Today = Annotated[
    datetime | None, typer.Option("--today", formats=["%Y-%m-%d"], help="The day to answer for. Default: today.")
]


def main() -> None:
    """Run the command line. A person's mistake ends in a sentence on standard error: 2 for a wrong setting."""
    try:
        app()
    except SettingsError as error:
        _end(str(error), 2)


def _print_version(wanted: bool) -> None:
    if wanted:
        try:
            print(f"tanya-spbe {version('tanya-spbe')}")
        except PackageNotFoundError:
            print("tanya-spbe, from a folder that is not installed")
        raise typer.Exit


@app.callback()
def options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Sourced, dated answers about SPBE, DGCC and MPP."""


@app.command()
def run() -> None:
    """Run the bot: on Telegram with TELEGRAM_BOT_TOKEN, else as a chat page on this machine."""
    # From here on, also while the parts are still being loaded; bot.app takes over once it can close what it opened.
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: sys.exit(0))
    settings = load_settings()

    from bot.app import run as run_bot
    from bot.channels.web import CannotListen
    from bot.content import ContentError
    from bot.log import configure_logging, log_crash
    from bot.store import StoreError

    configure_logging(settings.log_format, settings.secrets())
    try:
        asyncio.run(run_bot(settings))
    except (CannotListen, StoreError) as error:
        _end(str(error), 1)
    except ContentError as error:
        _end_for_content(error, settings.content_dir)
    except KeyboardInterrupt:
        pass
    except SettingsError:
        raise
    except Exception:
        log_crash()
        raise typer.Exit(1) from None


@app.command()
def chat(lang: Lang = None) -> None:
    """Talk to the bot in this terminal."""
    settings = load_settings()

    from bot.channels.console import run_console
    from bot.content import ContentError, load_content

    try:
        content = load_content(settings.content_dir)
    except ContentError as error:
        _end_for_content(error, settings.content_dir)
    if lang is not None and lang not in content.languages:
        raise typer.BadParameter(f"write one of {', '.join(content.languages)}", param_hint="--lang")
    run_console(content, lang)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in quotes.", show_default=False)] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Print every step from question to reply.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Read JSON lines from standard input, write one JSON line for each.")
    ] = False,
    lang: Lang = None,
    today: Today = None,
) -> None:
    """Answer one question."""
    if (question is None) != as_json:
        raise typer.BadParameter('write a question, as in: tanya-spbe ask "Ada berapa MPP?", or --json without one')
    settings = load_settings()

    from bot.authoring.ask import run_ask

    raise typer.Exit(
        run_ask(
            question,
            explain=explain,
            as_json=as_json,
            lang=lang,
            today=today.date() if today else None,
            content_dir=settings.content_dir,
        )
    )


@app.command()
def lint(today: Today = None) -> None:
    """Check the content: exit code 0 when it is good, 1 when there are problems."""
    settings = load_settings()

    from bot.authoring.lint import run_lint

    raise typer.Exit(run_lint(today=today.date() if today else None, content_dir=settings.content_dir))


def _end_for_content(error: Exception, content_dir: Path | None) -> NoReturn:
    if content_dir is not None:
        _end(f"CONTENT_DIR: the content in {content_dir} cannot be used:\n{error}", 2)
    _end(str(error), 1)


def _end(sentence: str, exit_code: int) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(exit_code)
