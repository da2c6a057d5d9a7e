"""Content as a whole: what ships is good, and what was read once is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot import compiled
from bot.content import Content, ContentError, load_content
from tests.tiny_content import make_tiny_content

TODAY = date(2026, 11, 21)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setattr(compiled, "cache_folder", lambda: folder)
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
    assert not cache.exists()


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
