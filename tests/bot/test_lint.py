"""Each rule of lint has one broken file in tests/broken: the file, the place, and what is said about it.

Its first comments say where it is put, what is said, and for a warning its level, its rule and what else must be there
for the rest of the content to be good."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.authoring.doubts import MEANING
from bot.authoring.lint import MOST_OF_A_RULE, lint, run_lint
from bot.content import read_content
from tests.tiny_content import ROOT, make_tiny_content

BROKEN = sorted((ROOT / "tests" / "broken").glob("*.yaml"))


def header(text: str) -> dict[str, str]:
    return dict(line[2:].split(": ", 1) for line in text.splitlines() if line.startswith("# ") and ": " in line[2:])


def test_there_are_broken_files() -> None:
    assert len(BROKEN) >= 45


def test_every_warning_has_its_broken_file() -> None:
    assert {told.get("rule") for told in map(header, (path.read_text() for path in BROKEN))} - {None} == set(MEANING)


def add_what_it_needs(folder: Path, what: str, id: str) -> None:
    """An intent with or without its phrasings, or a fact that cites a source."""
    if what == "record":
        record = f'{{as_of: "2020", value: {{id: "Isi.", en: "Content."}}, sources: [{id}]}}'
        fact = f"facts:\n  mall.needed: {{subject: mall, kind: text, records: [{record}]}}\n"
        (folder / "knowledge" / "topics" / "zz_needed.yaml").write_text(fact)
        what, id = "intent", "mall.needed"
    if what in ("contract", "intent"):
        (folder / "intents" / "contracts" / "zz_needed.yaml").write_text(f"intents:\n  {id}: {{}}\n")
    for lang, question in (("id", "Siapa pegawai MPP itu?"), ("en", "Who works there at a MPP?")):
        if what in ("phrasings", "intent"):
            words = f'language: "{lang}"\nintents:\n  {id}: {{label: "{question}", examples: []}}\n'
            (folder / "intents" / lang / "zz_needed.yaml").write_text(words)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_told_with_its_line(path: Path, tmp_path: Path) -> None:
    folder = make_tiny_content(tmp_path)
    text = path.read_text()
    told = header(text)
    (folder / told["put"]).mkdir(exist_ok=True)
    shutil.copy(path, folder / told["put"] / "zz_broken.yaml")
    if "needs" in told:
        add_what_it_needs(folder, *told["needs"].split())
    line = next(number for number, each in enumerate(text.splitlines(), start=1) if "<-- here" in each)
    problems = lint(folder, date.fromisoformat(told["today"]) if "today" in told else None)[0]
    mine = [problem for problem in problems if problem.path == f"{told['put']}/zz_broken.yaml"]
    if told.get("level") == "warning":
        assert [str(problem) for problem in problems if problem.is_error] == []
        assert {problem.rule for problem in mine} == {told["rule"]}
    else:
        mine = [problem for problem in mine if problem.is_error]
    said = [problem for problem in mine if told["says"] in problem.message]
    assert said, [str(problem) for problem in problems]
    assert line in {problem.line for problem in said} or path.stem == "empty_file"


def test_good_content_has_no_error(tmp_path: Path) -> None:
    problems, files, sentences = lint(make_tiny_content(tmp_path))
    assert [str(problem) for problem in problems if problem.is_error] == []
    assert files > 10
    assert sentences > 30


def test_the_exit_code_and_the_count_of_what_was_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_tiny_content(tmp_path)
    assert run_lint(today=None, content_dir=folder) == 0
    assert "checked" in capsys.readouterr().err
    (folder / "knowledge" / "topics" / "more.yaml").write_text("facts: [\n")
    assert run_lint(today=None, content_dir=folder) == 1
    assert "knowledge/topics/more.yaml:2" in capsys.readouterr().out


def test_a_phrasing_taken_for_another_intent_is_a_problem(tmp_path: Path) -> None:
    folder = make_tiny_content(tmp_path)
    path = folder / "intents" / "id" / "tiny.yaml"
    path.write_text(path.read_text().replace('examples: ["jam malam MPP"]', 'examples: ["landasan hukum MPP"]'))
    said = [problem.message for problem in lint(folder)[0]]
    assert any("hukum MPP" in message and "is not understood as" in message for message in said)


def test_content_of_an_empty_folder_is_told_in_words(tmp_path: Path) -> None:
    content, problems = read_content(tmp_path)
    assert content is None
    assert "CONTENT_DIR needs" in problems[0].message


def test_folders_without_a_file_are_an_error(tmp_path: Path) -> None:
    for room in ("knowledge", "intents", "bot"):
        (tmp_path / room).mkdir()
    problems, files, _ = lint(tmp_path)
    assert files == 0
    assert any(problem.is_error for problem in problems)


def test_nothing_is_stale_without_a_day(tmp_path: Path) -> None:
    folder = make_tiny_content(tmp_path)
    assert "stale" not in {problem.rule for problem in lint(folder)[0]}
    assert "stale" in {problem.rule for problem in lint(folder, date(2026, 1, 1))[0]}


def with_sources_without_date(folder: Path, number: int) -> Path:
    ids = [f"dateless_{each}" for each in range(number)]
    sources = "".join(f'  {id}: {{title: "D", publisher: "D", kind: report, language: "id"}}\n' for id in ids)
    (folder / "knowledge" / "sources" / "zz_dateless.yaml").write_text(f"sources:\n{sources}")
    add_what_it_needs(folder, "record", ", ".join(ids))
    return folder


def test_many_warnings_of_one_rule_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = with_sources_without_date(make_tiny_content(tmp_path), MOST_OF_A_RULE + 1)
    assert run_lint(today=None, content_dir=folder) == 0
    told = capsys.readouterr().out
    assert "sources lack their date or their address; lint --verbose names them" in told
    assert "dateless_0" not in told


def test_verbose_names_every_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = with_sources_without_date(make_tiny_content(tmp_path), MOST_OF_A_RULE + 1)
    assert run_lint(today=None, content_dir=folder, is_verbose=True) == 0
    told = capsys.readouterr().out
    assert told.count("dateless_") == MOST_OF_A_RULE + 1
    assert "--verbose" not in told


def test_korean_particles_after_latin_letters_are_no_mixed_alphabet(tmp_path: Path) -> None:
    folder = make_tiny_content(tmp_path)
    path = folder / "knowledge" / "things" / "tiny.yaml"
    path.write_text(path.read_text().replace('en: ["EGDI"]', 'en: ["EGDI"], ko: ["EGDI가"]'))
    assert "EGDI가" in path.read_text()
    assert [str(problem) for problem in lint(folder)[0] if problem.is_error] == []
