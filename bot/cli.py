"""The command `tanya-spbe`. Each subcommand imports what it needs and no more: `ask` starts in a blink."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Annotated, Literal, NoReturn, ParamSpec

import typer

from bot.authoring.day import read_day
from bot.settings import SettingsError, load_settings

app = typer.Typer(
    help="Sourced, dated answers about SPBE, DGCC and MPP.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Lang = Annotated[str | None, typer.Option("--lang", help="Language of the replies: id, en or ko.")]


def _day(text: str) -> date:
    try:
        return read_day(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


Today = Annotated[
    date | None,
    typer.Option("--today", parser=_day, metavar="YYYY-MM-DD", help="The day to answer for. Default: today."),
]
Parameters = ParamSpec("Parameters")


def main() -> None:
    """Run the command line. A person's mistake ends in a sentence on standard error: 2 for a wrong setting."""
    try:
        app()
    except SettingsError as error:
        _end(str(error), 2)


def _writes(command: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """A command of standard output: a reader who has gone, as of `| head`, is no fault; a full disk is a sentence."""

    @wraps(command)
    def run(*arguments: Parameters.args, **options: Parameters.kwargs) -> None:
        if sys.stdout is None:
            _end("Standard output is closed; give the command one to write to.", 1)
        try:
            try:
                command(*arguments, **options)
            finally:
                sys.stdout.flush()
        except OSError as error:
            if error.filename is not None:
                raise
            _drop_output()
            if error.errno == errno.EPIPE:
                raise typer.Exit(0) from None
            _end(f"Standard output cannot be written ({error.strerror}); give it a place with room.", 1)

    return run


def _drop_output() -> None:
    """What is still to be written would only fail again when the interpreter ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

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
    settings = load_settings()

    import asyncio

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
    if lang is not None and lang not in content.languages_asked:
        raise typer.BadParameter(f"write one of {', '.join(content.languages_asked)}", param_hint="--lang")
    run_console(content, lang)


@app.command()
@_writes
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
    if explain and as_json:
        raise typer.BadParameter("--explain is for one question; leave it out, or --json")
    settings = load_settings()

    from bot.authoring.ask import run_ask
    from bot.authoring.ask_json import run_ask_json
    from bot.content import ContentError

    try:
        if question is None:
            code = run_ask_json(lang=lang, today=today, content_dir=settings.content_dir)
        else:
            code = run_ask(question, explain=explain, lang=lang, today=today, content_dir=settings.content_dir)
    except ContentError as error:
        _end_for_content(error, settings.content_dir)
    raise typer.Exit(code)


@app.command()
def chart(
    facts: Annotated[str, typer.Argument(help="A fact, or two with a comma between them.", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="The PNG file to write.", show_default=False)],
    lang: Lang = None,
) -> None:
    """Draw the chart of a fact, such as mpp.count."""
    settings = load_settings()

    from bot.authoring.chart import run_chart

    raise typer.Exit(run_chart(facts, output, lang=lang, content_dir=settings.content_dir))


@app.command()
@_writes
def lint(
    today: Today = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Every warning, also where a rule has many.")] = False,
) -> None:
    """Check the content: exit code 0 when it is good, 1 when there are problems."""
    settings = load_settings()

    from bot.authoring.lint import run_lint

    raise typer.Exit(run_lint(today=today, content_dir=settings.content_dir, is_verbose=verbose))


@app.command("eval")
@_writes
def evaluate(
    files: Annotated[list[Path], typer.Argument(help="Question files.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Counts and failures as JSON.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Every step of each failure, and its reply.")] = False,
    today: Today = None,
    peers: Annotated[bool, typer.Option("--peers", help="Plain rankings on the same questions, too.")] = False,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", help="Counts of an earlier run; exit code 1 when one is worse.")
    ] = None,
    write_baseline: Annotated[Path | None, typer.Option("--write-baseline", help="Keep the counts in a file.")] = None,
) -> None:
    """Ask every question of a file, and count how many replies are right, wrong, asked back or refused."""
    settings = load_settings()

    from bot.authoring.evaluate import run_eval

    raise typer.Exit(
        run_eval(
            files,
            explain=explain,
            as_json=as_json,
            with_peers=peers,
            today=today,
            baseline=baseline,
            new_baseline=write_baseline,
            content_dir=settings.content_dir,
        )
    )


@app.command()
@_writes
def tune(
    files: Annotated[list[Path], typer.Argument(help="Question files.", show_default=False)],
    write: Annotated[
        bool, typer.Option("--write", help="Put the better values into intents/data/weights.yaml.")
    ] = False,
    wrong_costs: Annotated[
        float, typer.Option("--wrong-costs", min=0, help="Points a wrong answer costs; a right one is worth 1.")
    ] = 10,
    today: Today = None,
) -> None:
    """Look for weights that do better on question files and on phrasings held back; takes minutes."""
    settings = load_settings()

    from bot.authoring.tune import run_tune

    raise typer.Exit(
        run_tune(files, writes=write, wrong_costs=wrong_costs, today=today, content_dir=settings.content_dir)
    )


@app.command()
@_writes
def stale(today: Today = None) -> None:
    """List the facts past their review date, and those due within 30 days, oldest first."""
    settings = load_settings()

    from bot.authoring.stale import run_stale

    raise typer.Exit(run_stale(today=today, content_dir=settings.content_dir))


@app.command()
@_writes
def sources(
    topic: Annotated[str | None, typer.Option("--topic", help="Only this subject, such as mpp.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="As CSV, for a spreadsheet.")] = False,
) -> None:
    """List the sources of every topic, and how many facts rest on each."""
    settings = load_settings()

    from bot.authoring.sources import run_sources

    raise typer.Exit(run_sources(topic=topic, as_csv=as_csv, content_dir=settings.content_dir))


@app.command()
@_writes
def export(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file. Default: standard output.")] = None,
) -> None:
    """Write the whole knowledge base as JSON-LD."""
    settings = load_settings()

    from bot.authoring.export import run_export

    raise typer.Exit(run_export(output, content_dir=settings.content_dir))


@app.command()
def new(
    kind: Annotated[Literal["fact", "answer", "intent", "source"], typer.Argument(show_default=False)],
    id: Annotated[str, typer.Argument(help="Such as mpp.queue; of a source antara_2026.", show_default=False)],
    topic: Annotated[
        str | None, typer.Option("--topic", help="The files it belongs to. Default: what the id begins with.")
    ] = None,
    content: Annotated[Path | None, typer.Option("--content", help="The content folder. Default: CONTENT_DIR.")] = None,
) -> None:
    """Append the skeleton of a fact, answer, intent or source to the right files."""
    settings = load_settings()

    from bot.authoring.new import run_new

    raise typer.Exit(run_new(kind, id, topic=topic, content_dir=content or settings.content_dir))


def _end_for_content(error: Exception, content_dir: Path | None) -> NoReturn:
    if content_dir is not None:
        _end(f"CONTENT_DIR: the content in {content_dir} cannot be used:\n{error}", 2)
    _end(str(error), 1)


def _end(sentence: str, exit_code: int) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(exit_code)
