"""Logging to standard error: structlog for our lines, the same handler for libraries, secrets blotted out of both."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Sequence
from typing import Literal

import structlog
from structlog.typing import Processor

TOKEN_IN_URL = re.compile(r"(bot)[0-9]+(?::|%3A)[A-Za-z0-9_-]+", re.IGNORECASE)
BLOT = "<secret>"


class BlottingFormatter(structlog.stdlib.ProcessorFormatter):
    """Formats a line, then takes the secrets out of the finished text: also out of URLs and tracebacks."""

    secrets: tuple[str, ...] = ()

    def format(self, record: logging.LogRecord) -> str:
        return blot(super().format(record), self.secrets)


def blot(text: str, secrets: Sequence[str]) -> str:
    """`text` without the secrets, and without anything of the form of a token in a Bot API address."""
    for secret in secrets:
        text = text.replace(secret, BLOT)
    return TOKEN_IN_URL.sub(rf"\1{BLOT}", text)


def configure_logging(log_format: Literal["console", "json"], secrets: Sequence[str] = ()) -> None:
    """Send every log line of this process to standard error in `log_format`, without any of `secrets`."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if log_format == "console":
        # Not rich: its tracebacks print the values of local variables, and so the token and people's questions.
        renderer = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    else:
        shared.append(structlog.processors.format_exc_info)
    formatter = BlottingFormatter(
        foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    formatter.secrets = tuple(sorted((secret for secret in secrets if secret), key=len, reverse=True))
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    logging.captureWarnings(True)
    for chatty in ("aiohttp.access", "alembic", "apscheduler", "httpx"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def log_crash() -> None:
    """Log the exception that is being handled, the last words of a process; secrets are blotted out of it too."""
    structlog.get_logger("crash").exception("crashed")
