"""`tanya-spbe stale`: which facts need a look, in which order, and where to look first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.authoring.stale import Due, due_facts, run_stale
from bot.content import load_content
from tests.tiny_content import make_tiny_content

STAFF = """\
facts:
  mall.staff:
    subject: mall
    kind: state
    about: {id: "Jumlah pegawai", en: "Number of staff"}
    unit: mpp
    review_by: "2025-06-30"
    records: [{as_of: "2024", value: 7, sources: [paper_b, paper_a]}]
  mall.closed:
    subject: mall
    kind: state
    about: {id: "Jumlah yang tutup", en: "Number closed"}
    unit: mpp
    review_by: "2020"
    records: [{as_of: "2019", value: 1, sources: [paper_a]}]
    ended: {as_of: "2021", sources: [paper_b], because: {id: "tidak dihitung lagi.", en: "no longer counted."}}
answers:
  mall.few: {shape: figure, facts: [mall.staff, mall.closed]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = make_tiny_content(tmp_path)
    (folder / "knowledge" / "topics" / "staff.yaml").write_text(STAFF)
    (folder / "intents" / "contracts" / "staff.yaml").write_text("intents:\n  mall.few: {}\n")
    for lang, label in (("id", "Berapa pegawai MPP yang ada?"), ("en", "How many staff does a MPP have?")):
        words = f'language: "{lang}"\nintents:\n  mall.few: {{label: "{label}", examples: []}}\n'
        (folder / "intents" / lang / "staff.yaml").write_text(words)
    return folder


def due(folder: Path, today: date) -> list[Due]:
    return due_facts(load_content(folder).knowledge, today)


def test_the_longest_overdue_comes_first(folder: Path) -> None:
    found = due(folder, date(2026, 1, 1))
    assert [(each.fact.id, each.is_past) for each in found] == [("mall.staff", True), ("mall.count", True)]


def test_what_is_due_within_thirty_days_is_listed_and_marked(folder: Path) -> None:
    found = due(folder, date(2025, 12, 1))
    assert [(each.fact.id, each.is_past) for each in found] == [("mall.staff", True), ("mall.count", False)]


def test_what_is_due_later_is_not_listed(folder: Path) -> None:
    assert [each.fact.id for each in due(folder, date(2025, 11, 30))] == ["mall.staff"]


def test_the_review_day_itself_is_not_past(folder: Path) -> None:
    assert [each.is_past for each in due(folder, date(2025, 6, 30))] == [False]


def test_what_ended_needs_no_review(folder: Path) -> None:
    assert "mall.closed" not in {each.fact.id for each in due(folder, date(2030, 1, 1))}


def test_a_source_with_an_address_is_named_before_a_newer_one_without(folder: Path) -> None:
    assert due(folder, date(2025, 7, 1))[0].source.id == "paper_a"


def test_lines_with_tabs_when_no_person_looks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_stale(today=date(2026, 1, 1), content_dir=folder) == 0
    told = capsys.readouterr()
    assert [line.split("\t") for line in told.out.splitlines()] == [
        ["review by", "", "fact", "last value", "as of", "source"],
        ["2025-06-30", "past", "mall.staff", "7", "2024", "https://a.example/1"],
        ["2025-12-31", "past", "mall.count", "1272", "2024-12-12", "https://a.example/1"],
    ]
    assert told.err == "2 past review, 0 due within 30 days\n"


def test_a_table_at_a_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "140")
    assert run_stale(today=date(2026, 1, 1), content_dir=folder) == 0
    told = capsys.readouterr().out
    assert "mall.staff" in told
    assert "\t" not in told
    assert "│" in told


def test_content_with_errors_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "knowledge" / "topics" / "more.yaml").write_text("facts: [\n")
    assert run_stale(today=None, content_dir=folder) == 1
    assert "topics/more.yaml:2" in capsys.readouterr().err
