"""Settings from the environment and `.env`. A wrong one is a sentence that names it and says what would be right."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from dotenv.parser import parse_stream
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ENV_FILE = ".env"
DATABASE_SCHEMES = ("sqlite+aiosqlite", "postgresql+asyncpg")
TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
SHORTEST_SECRET_KEY = 16
"""Characters. User ids are only numbers: with a key that can be guessed, trying them all undoes the hashes."""
SLOWEST_SEND_RATE, FASTEST_SEND_RATE = 0.1, 10_000
"""Messages a second: a slower bot looks dead, a faster one has no limit."""
TRAILING_PATH = "the address has a path; leave out everything after the host and port (also /bot)"


class SettingsError(Exception):
    """A setting that cannot be used. One sentence for each, a line each; never holds the value of a secret."""


class Settings(BaseSettings):
    """Everything an operator may set. `.env.example` documents each; an empty value counts as not set."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding="utf-8-sig",  # editors of Windows put a mark at the beginning
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    telegram_bot_token: SecretStr | None = None
    """From @BotFather. Without it the bot is the local chat page."""
    telegram_api_url: str = "https://api.telegram.org"
    """Scheme, host and port, without a path; used for the API and for files."""
    database_url: str = "sqlite+aiosqlite:///var/tanya.db"
    """An SQLAlchemy address. May hold a password: never shown."""
    secret_key: SecretStr | None = None
    """Keys the hashes of user and chat ids. Without it a key file is made beside the SQLite database."""
    content_dir: Path | None = None
    """A folder with an edited copy of the content; None: the content of the package."""
    host: str = "127.0.0.1"
    port: int = Field(default=8080)
    """Port of the chat page; 0 takes any free one and says which."""
    log_format: Literal["console", "json"] = "console"
    send_rate: float = 30.0
    """Messages a second to Telegram, over all chats."""

    def secrets(self) -> list[str]:
        """Whatever must not be seen in a log. Too short a password would blot out half of every line."""
        kept = [secret.get_secret_value() for secret in (self.telegram_bot_token, self.secret_key) if secret]
        with suppress(ValueError):
            kept.append(urlsplit(self.database_url).password or "")
        return [secret for secret in kept if len(secret) >= 6]

    @field_validator("telegram_bot_token", mode="before")
    @classmethod
    def _token_has_its_form(cls, value: object) -> object:
        if isinstance(value, str) and not TOKEN.fullmatch(value.strip()):
            raise ValueError(
                "this is not a bot token; write the one @BotFather gives, digits, a colon and letters, "
                'as in "123456:ABC-DEF"'
            )
        return value.strip() if isinstance(value, str) else value

    @field_validator("secret_key")
    @classmethod
    def _secret_key_cannot_be_guessed(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value().strip()) < SHORTEST_SECRET_KEY:
            raise ValueError(f"this is too short; write at least {SHORTEST_SECRET_KEY} random characters, better 32")
        return value

    @field_validator("telegram_api_url")
    @classmethod
    def _api_url_is_scheme_host_port(cls, value: str) -> str:
        right = 'write scheme, host and port, as in "https://api.telegram.org" or "http://127.0.0.1:8081"'
        try:
            parts = urlsplit(value.strip())
            port = parts.port
        except ValueError:
            raise ValueError(f"{_shown(value)} has no valid host and port; {right}") from None
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or port == 0:
            raise ValueError(f"this is not the address of an API server; {right}")
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError(f"{TRAILING_PATH}; {right}")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("database_url")
    @classmethod
    def _database_has_an_async_driver(cls, value: str) -> str:
        scheme, separator, rest = value.strip().partition("://")
        if separator and scheme in DATABASE_SCHEMES and (rest or scheme.startswith("sqlite")):
            return value.strip()
        raise ValueError(
            "this is not an address the bot can use; write "
            '"sqlite+aiosqlite:///folder/file.db" or "postgresql+asyncpg://user:password@host/name"'
        )

    @field_validator("content_dir")
    @classmethod
    def _content_dir_is_a_folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError(f"{_shown(str(value))} is not a folder; write the folder that holds the edited content")
        return value

    @field_validator("host")
    @classmethod
    def _host_is_a_name(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9.:_-]+", value.strip()):
            raise ValueError(
                f"{_shown(value)} is not a host; write a name or an address without scheme and port, "
                'as in "127.0.0.1" or "0.0.0.0"'
            )
        return value.strip()

    @field_validator("port", mode="before")
    @classmethod
    def _port_is_a_port(cls, value: object) -> object:
        if not re.fullmatch(r"[0-9]{1,5}", str(value).strip()) or int(str(value)) > 65535:
            raise ValueError(f"{_shown(value)} is not a port; write a whole number from 0 to 65535")
        return int(str(value))

    @field_validator("log_format", mode="before")
    @classmethod
    def _log_format_is_known(cls, value: object) -> object:
        if value not in ("console", "json"):
            raise ValueError(f'{_shown(value)} is not a format; write "console" or "json"')
        return value

    @field_validator("send_rate", mode="before")
    @classmethod
    def _send_rate_is_a_rate(cls, value: object) -> object:
        try:
            rate = float(str(value))
        except ValueError:
            rate = 0.0
        if not SLOWEST_SEND_RATE <= rate <= FASTEST_SEND_RATE:
            raise ValueError(
                f"{_shown(value)} is not a rate; write messages a second from {SLOWEST_SEND_RATE} to "
                f"{FASTEST_SEND_RATE}, as in 30"
            )
        return rate


def load_settings() -> Settings:
    """The settings of this process. Raises `SettingsError` with every wrong one."""
    try:
        _check_env_file(Path(ENV_FILE))
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(_sentences(error))) from None
    except UnicodeDecodeError:
        raise SettingsError(".env: this file is not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise SettingsError(f".env: cannot be read ({error.strerror}); make it readable or remove it") from None


def _check_env_file(path: Path) -> None:
    """Raise `SettingsError` for lines that would otherwise be passed over in silence."""
    if path.is_dir():
        raise SettingsError(f"{path}: this is a folder; remove it, or put a file of this name with settings there")
    if not path.is_file():
        return
    with path.open(encoding="utf-8-sig") as file:
        for binding in parse_stream(file):
            if binding.error or (binding.key is not None and binding.value is None):
                # The parser counts the empty lines before a statement to it.
                text = binding.original.string
                line = binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
                raise SettingsError(f"{path}: line {line} is not a setting; write it as NAME=value, or # before it")


def may_open_browser() -> bool:
    """True when a person sits here who would see a browser: a terminal and, where that matters, a display."""
    has_display = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    return has_display and sys.stderr.isatty()


def _sentences(error: ValidationError) -> list[str]:
    return [
        f"{'.'.join(str(part) for part in problem['loc']).upper()}: {problem['msg'].removeprefix('Value error, ')}"
        for problem in error.errors(include_url=False, include_input=False, include_context=False)
    ]


def _shown(value: object) -> str:
    text = str(value)
    return f'"{text if len(text) <= 60 else text[:57] + "..."}"'
