"""Content as a whole: what ships is good, and what was read once is kept."""

from __future__ import annotations

import gc
import os
import pickle
import stat
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest

from bot import compiled
from bot.content import Content, ContentError, load_content
from tests.tiny_content import make_tiny_content

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 21)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setattr(compiled, "_in_home", lambda: folder)
    return folder


def asked(content: Content) -> str | None:
    decision = content.intents.understand("brp jumlah MPP 2023", TODAY).decision
    return decision.candidates[0].intent if decision.candidates else None


def test_the_second_start_takes_what_the_first_kept(cache: Path, tmp_path: Path) -> None:
    folder = make_tiny_content(tmp_path / "content")
    first = load_content(folder)
    kept = list(cache.glob("*.pickle"))
    second = load_content(folder)
    assert len(kept) == 1
    assert second.version == first.version
    assert asked(second) == asked(first) == "mall.count"
    assert list(cache.glob("*.pickle")) == kept


def test_an_edited_file_is_read_anew(cache: Path, tmp_path: Path) -> None:
    folder = make_tiny_content(tmp_path / "content")
    before = load_content(folder).version
    path = folder / "knowledge" / "topics" / "tiny.yaml"
    path.write_text(path.read_text().replace("value: 58", "value: 57"))
    after = load_content(folder)
    assert after.version != before
    assert after.knowledge.facts["mall.count"].records[0].value == 57


def test_what_is_read_back_is_spared_the_garbage_collector(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    was_on: list[bool] = []
    loads = pickle.loads
    monkeypatch.setattr(pickle, "loads", lambda kept: (was_on.append(gc.isenabled()), loads(kept))[1])
    compiled.save("key", [7])
    assert compiled.load("key") == [7]
    assert (was_on, gc.isenabled()) == ([False], True)


@pytest.mark.parametrize("junk", [b"", b"not a pickle", b"\x80\x04N."])
def test_a_broken_cache_is_as_good_as_none(cache: Path, tmp_path: Path, junk: bytes) -> None:
    folder = make_tiny_content(tmp_path / "content")
    load_content(folder)
    (path,) = cache.glob("*.pickle")
    path.write_bytes(junk)
    assert asked(load_content(folder)) == "mall.count"


def test_without_a_place_for_the_cache_the_content_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr(compiled, "cache_folder", lambda: blocked / "below")
    assert asked(load_content(make_tiny_content(tmp_path / "content"))) == "mall.count"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of a person whose home cannot be written to."""
    (tmp_path / "home").write_text("")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / f"tanya-spbe-{os.getuid()}"


def test_without_a_home_the_cache_is_a_folder_of_ones_own_among_temporary_files(temporary: Path) -> None:
    compiled.save("key", 7)
    assert compiled.load("key") == 7
    assert compiled.cache_folder() == temporary
    assert stat.S_IMODE(temporary.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o750, 0o701])
def test_a_temporary_folder_that_is_open_to_others_is_not_used(temporary: Path, mode: int) -> None:
    compiled.save("key", 7)
    temporary.chmod(mode)
    assert compiled.load("key") is None
    assert compiled.cache_folder() is None


def test_a_temporary_folder_of_somebody_else_is_not_used(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.save("key", 7)
    mine = os.getuid()
    temporary.rename(temporary.with_name(f"tanya-spbe-{mine + 1}"))
    monkeypatch.setattr(os, "getuid", lambda: mine + 1)
    assert compiled.load("key") is None


def test_a_temporary_folder_that_only_leads_elsewhere_is_not_used(temporary: Path) -> None:
    elsewhere = temporary.with_name("elsewhere")
    elsewhere.mkdir(mode=0o700)
    temporary.symlink_to(elsewhere)
    assert compiled.cache_folder() is None


def test_only_the_newest_few_are_kept(cache: Path) -> None:
    for number in range(compiled.KEEP + 3):
        compiled.save(f"key{number}", number)
    assert len(list(cache.glob("*"))) == compiled.KEEP


def test_content_with_errors_is_refused_with_all_of_them(cache: Path, tmp_path: Path) -> None:
    folder = make_tiny_content(tmp_path / "content")
    (folder / "knowledge" / "topics" / "a.yaml").write_text("facts: 1\n")
    (folder / "knowledge" / "topics" / "b.yaml").write_text("facts: 2\n")
    with pytest.raises(ContentError) as refused:
        load_content(folder)
    assert "topics/a.yaml:1" in str(refused.value)
    assert "topics/b.yaml:1" in str(refused.value)
    assert list(cache.iterdir()) == []


def test_what_cannot_be_read_is_told_alone_with_how_much_was_not_checked(cache: Path, tmp_path: Path) -> None:
    folder = make_tiny_content(tmp_path / "content")
    files = len(list(folder.rglob("*.yaml")))
    (folder / "knowledge" / "topics" / "a.yaml").symlink_to(tmp_path / "nowhere")
    (folder / "intents" / "id" / "b.yaml").mkdir()
    (folder / "bot" / "words" / "c.yaml").write_bytes(b"words: \xff")
    (folder / "knowledge" / "topics" / "tiny.yaml").write_text("facts: [")  # what every answer refers to
    with pytest.raises(ContentError) as refused:
        load_content(folder)
    told = str(refused.value).splitlines()
    assert [line.partition(":0")[0].partition(":1")[0].partition(":2")[0] for line in told] == [
        "[ERROR] bot/words/c.yaml",
        "[ERROR] intents/id/b.yaml",
        "[ERROR] knowledge/topics/a.yaml",
        "[ERROR] knowledge/topics/tiny.yaml",
    ]
    assert "not UTF-8 text: byte 8" in told[0]
    assert "(Is a directory)" in told[1]
    assert "(No such file or directory)" in told[2]
    assert told[3].endswith(f"(until then the other {files - 1} files are not checked)")


@pytest.mark.parametrize("command", [["ask", "MPP"], ["ask", "--json"], ["lint"], ["chat"], ["run"]])
def test_a_content_folder_that_cannot_be_read_is_named_with_its_setting(command: list[str], tmp_path: Path) -> None:
    folder = make_tiny_content(tmp_path / "content")
    (folder / "knowledge" / "topics" / "a.yaml").symlink_to(tmp_path / "nowhere")
    done = subprocess.run(
        [sys.executable, "-m", "bot", *command],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CONTENT_DIR": str(folder)},
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        f"CONTENT_DIR: the content in {folder} cannot be used:\n[ERROR] knowledge/topics/a.yaml"
    )
    assert done.stderr.count("\n") == 2


def test_every_phrasing_that_ships_is_understood_as_its_own_intent() -> None:
    content = load_content()
    asked_for = list(content.intents.phrasings())
    assert len(asked_for) > 1000
    wrong = []
    for intent, _, text in asked_for:
        decision = content.intents.understand(text, TODAY).decision
        contract = content.intents.base.contracts[intent]
        if contract.refuse:
            understood = decision.refusal_class == contract.refuse
        else:
            understood = bool(decision.candidates) and decision.candidates[0].intent == intent
            understood = understood and decision.outcome in ("answer", "smalltalk")
        if not understood:
            wrong.append((intent, text, decision.outcome, decision.reason))
    assert wrong == []


def test_at_least_forty_intents_ship_in_both_languages() -> None:
    base = load_content().intents.base
    for lang in ("id", "en"):
        answered = {phrasing.intent for phrasing in base.phrasings if phrasing.lang == lang}
        assert len(answered) >= 40


def test_a_region_with_a_row_is_told_what_is_particular_to_it_and_no_list_that_names_it() -> None:
    mentions = load_content().knowledge.mentions
    assert "mpp.mini.kukar" in mentions["region.kab_kutai_kartanegara"]
    assert "mpp.event.gebyar2024" not in {id for ids in mentions.values() for id in ids}
