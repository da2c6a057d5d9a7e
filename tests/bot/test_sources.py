"""`tanya-spbe sources`: what each topic rests on, as lines and as CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from bot.authoring.sources import HEADER, defused, run_sources, uses
from bot.content import load_content
from tests.tiny_content import make_tiny_content

DIRECTORY = """\
province: bali
regions:
  kab_bangli: {status: inaugurated, inaugurated: "2024-12-12", sources: [paper_b]}
"""
THINGS = {
    "subject": '  mpp: {names: {id: ["Pusat MPP"]}}\n',
    "province": '  bali: {names: {id: ["Bali"]}}\n',
    "region": '  kab_bangli: {province: bali, names: {id: ["Kabupaten Bangli"]}}\n',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_tiny_content(tmp_path)


def test_each_topic_has_its_sources_with_the_most_cited_first(folder: Path) -> None:
    found = [(use.topic, use.source.id, use.facts) for use in uses(load_content(folder).knowledge)]
    assert found == [
        ("mall", "paper_a", 4),
        ("mall", "paper_b", 3),
        ("mall", "notes_c", 1),
        ("rank", "paper_a", 3),
        ("rank", "paper_b", 1),
    ]


def test_rows_of_the_directory_count_for_the_malls(folder: Path) -> None:
    (folder / "knowledge" / "directory").mkdir()
    (folder / "knowledge" / "directory" / "bali.yaml").write_text(DIRECTORY)
    for kind, thing in THINGS.items():
        path = folder / "knowledge" / "things" / f"more_{kind}.yaml"
        path.write_text(f"kind: {kind}\nthings:\n{thing}")
    found = [(use.topic, use.source.id, use.facts) for use in uses(load_content(folder).knowledge)]
    assert ("mpp", "paper_b", 1) in found


def test_one_topic_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_sources(topic="rank", as_csv=False, content_dir=folder) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert rows[0] == list(HEADER)
    assert {row[0] for row in rows[1:]} == {"rank"}


def test_a_weak_source_is_marked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_sources(topic="mall", as_csv=True, content_dir=folder) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["source"]: row["weak"] for row in rows} == {"paper_a": "", "paper_b": "", "notes_c": "weak"}


def test_an_unknown_topic_is_told_with_the_nearest(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_sources(topic="malls", as_csv=False, content_dir=folder) == 2
    assert capsys.readouterr().err == '--topic: no source is cited under "malls"; did you mean "mall"?\n'


def test_csv_keeps_commas_and_quotes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "knowledge" / "sources" / "tiny.yaml"
    path.write_text(path.read_text().replace('"Paper A"', r'"Paper \"A\", part one"'))
    assert run_sources(topic="rank", as_csv=True, content_dir=folder) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows[0]["title"] == 'Paper "A", part one'
    assert rows[0]["facts"] == "3"


def test_csv_holds_no_formula(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "knowledge" / "sources" / "tiny.yaml"
    path.write_text(path.read_text().replace('"Paper A"', '"=HYPERLINK(1)"'))
    assert run_sources(topic="rank", as_csv=True, content_dir=folder) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows[0]["title"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_begins_like_a_formula_is_defused(start: str) -> None:
    assert defused(f"{start}1+1") == f"'{start}1+1"


def test_another_cell_is_left_as_it_is() -> None:
    assert defused("e-Government = SPBE") == "e-Government = SPBE"
