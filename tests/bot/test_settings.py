"""Settings: what is accepted, and the sentence that names a wrong one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings

ROOT = Path(__file__).parents[2]
NAMES = [name.upper() for name in Settings.model_fields]
TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"


@pytest.fixture(autouse=True)
def _bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_everything_has_a_default() -> None:
    settings = load_settings()
    assert settings.telegram_bot_token is None
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.database_url == "sqlite+aiosqlite:///var/tanya.db"
    assert settings.secret_key is None
    assert settings.content_dir is None
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.log_format == "console"
    assert settings.send_rate == 30.0


def test_dot_env_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\nPORT=0\nSOMETHING_ELSE=1\n", encoding="utf-8")
    settings = load_settings()
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TOKEN
    assert settings.port == 0


def test_environment_wins_over_dot_env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("PORT=1111\n", encoding="utf-8")
    monkeypatch.setenv("PORT", "2222")
    assert load_settings().port == 2222


def test_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "")
    assert load_settings() == Settings.model_construct(**{n: f.default for n, f in Settings.model_fields.items()})


def test_api_address_keeps_scheme_host_and_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:8081/")
    assert load_settings().telegram_api_url == "http://127.0.0.1:8081"


@pytest.mark.parametrize(
    ("name", "value", "what_is_right"),
    [
        ("TELEGRAM_BOT_TOKEN", "my secret token", "@BotFather"),
        ("TELEGRAM_API_URL", "https://api.telegram.org/bot", "leave out"),
        ("TELEGRAM_API_URL", "api.telegram.org", "scheme, host and port"),
        ("TELEGRAM_API_URL", "http://host:99999", "scheme, host and port"),
        ("TELEGRAM_API_URL", "ftp://api.telegram.org", "scheme, host and port"),
        ("DATABASE_URL", "tanya.db", "sqlite+aiosqlite:///"),
        ("DATABASE_URL", "postgresql://user:hidden@host/name", "postgresql+asyncpg://"),
        ("CONTENT_DIR", "no/such/folder", "folder that holds"),
        ("HOST", "http://localhost", "without scheme"),
        ("PORT", "http", "0 to 65535"),
        ("PORT", "65536", "0 to 65535"),
        ("PORT", "-1", "0 to 65535"),
        ("LOG_FORMAT", "xml", '"console" or "json"'),
        ("SEND_RATE", "fast", "messages a second"),
        ("SEND_RATE", "0", "messages a second"),
        ("SEND_RATE", "nan", "messages a second"),
        ("SEND_RATE", "0.0001", "from 0.1 to 10000"),
        ("SEND_RATE", "1e9", "from 0.1 to 10000"),
        ("SECRET_KEY", "fifteen letters", "at least 16"),
        ("SECRET_KEY", "short" + 20 * " ", "at least 16"),
    ],
)
def test_wrong_setting_is_one_sentence_that_names_it(
    name: str, value: str, what_is_right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    sentence = str(caught.value)
    assert sentence.startswith(f"{name}: ")
    assert what_is_right in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("TELEGRAM_BOT_TOKEN", "AAbbCC-hidden", "hidden"),
        ("DATABASE_URL", "mysql://user:hidden@host/name", "hidden"),
        ("TELEGRAM_API_URL", "http://user:hidden@host", "hidden"),
        ("SECRET_KEY", "hidden", "hidden"),
    ],
)
def test_sentence_never_shows_a_secret(name: str, value: str, secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert secret not in str(caught.value)


def test_every_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("LOG_FORMAT", "y")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == ["PORT", "LOG_FORMAT"]


def test_dot_env_that_is_not_text_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfeP\x00O\x00")
    with pytest.raises(SettingsError, match=r"^\.env: .* UTF-8"):
        load_settings()


def test_dot_env_that_is_a_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    with pytest.raises(SettingsError, match=r"^\.env: this is a folder"):
        load_settings()


@pytest.mark.parametrize("broken", ["PORT", "PORT 8081", "=8081", "'PORT=8081", 'HOST="::1', "export PORT"])
def test_broken_line_of_dot_env_is_named(tmp_path: Path, broken: str) -> None:
    (tmp_path / ".env").write_text(f"# settings\nLOG_FORMAT=json\n\n  \n{broken}\nPORT=1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"^\.env: line 5 "):
        load_settings()


def test_dot_env_of_a_windows_editor_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfPORT=1\r\n\r\n# more\r\nLOG_FORMAT=json\r\n")
    assert (load_settings().port, load_settings().log_format) == (1, "json")


def test_secrets_are_not_in_the_printed_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("SECRET_KEY", "0123456789abcdef")
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://user:password@host/name")
    settings = load_settings()
    assert settings.secrets() == [TOKEN, "0123456789abcdef", "password"]
    assert TOKEN not in repr(settings)
    assert "0123456789abcdef" not in repr(settings)


def test_example_file_documents_every_setting() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    documented = {line.lstrip("#").partition("=")[0] for line in example.splitlines() if "=" in line}
    assert documented >= set(NAMES)


def test_example_file_can_be_used_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes((ROOT / ".env.example").read_bytes())
    assert load_settings() == Settings(_env_file=None)


def test_wrong_setting_ends_the_command_with_2_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    done = subprocess.run([sys.executable, "-m", "bot", "run"], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr == 'PORT: "eighty" is not a port; write a whole number from 0 to 65535\n'
    assert done.stdout == ""
