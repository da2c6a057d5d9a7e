"""Each rule of lint has one broken file in tests/broken: the file, the place, and what is said about it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.authoring.lint import lint, run_lint
from bot.content import read_content
from tests.tiny_content import ROOT, make_tiny_content

BROKEN = sorted((ROOT / "tests" / "broken").glob("*.yaml"))


def header(text: str) -> dict[str, str]:
    return dict(line[2:].split(": ", 1) for line in text.splitlines() if line.startswith("# ") and ": " in line[2:])


def test_there_are_broken_files() -> None:
    assert len(BROKEN) >= 35


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_told_with_its_line(path: Path, tmp_path: Path) -> None:
    folder = make_tiny_content(tmp_path)
    text = path.read_text()
    told = header(text)
    shutil.copy(path, folder / told["put"] / "zz_broken.yaml")
    if "needs" in told:
        contract = "intents:\n  mall.new_rule: {}\n"
        (folder / "intents" / "contracts" / "zz_broken.yaml").write_text(contract)
    line = next(number for number, each in enumerate(text.splitlines(), start=1) if "<-- here" in each)
    content, problems = read_content(folder)
    assert content is None
    mine = [problem for problem in problems if problem.path == f"{told['put']}/zz_broken.yaml"]
    said = [problem for problem in mine if told["says"] in problem.message]
    assert said, [str(problem) for problem in problems]
    assert line in {problem.line for problem in said} or path.stem == "empty_file"


def test_good_content_has_no_problem(tmp_path: Path) -> None:
    problems, files, sentences = lint(make_tiny_content(tmp_path))
    assert [str(problem) for problem in problems] == []
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
    path.write_text(
        path.read_text().replace('examples: ["rekor EGDI"]', 'examples: ["rekor EGDI", "ranking Indonesia di EGDI"]')
    )
    said = [problem.message for problem in lint(folder)[0]]
    assert any("ranking Indonesia di EGDI" in message and "is not understood as" in message for message in said)


def test_content_of_an_empty_folder_is_told_in_words(tmp_path: Path) -> None:
    content, problems = read_content(tmp_path)
    assert content is None
    assert "CONTENT_DIR needs" in problems[0].message
