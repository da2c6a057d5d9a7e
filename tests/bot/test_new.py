"""`tanya-spbe new`: skeletons in the right place, of which lint says nothing but that they are unfinished."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.authoring.lint import lint
from bot.authoring.new import CannotScaffold, run_new, scaffold
from bot.authoring.skeletons import Kind
from bot.content import folders
from knowledge.yamlfile import read_yaml
from tests.tiny_content import make_tiny_content

KINDS: list[tuple[Kind, str]] = [
    ("source", "tiny_2026"),
    ("fact", "tiny.new"),
    ("answer", "tiny.new"),
    ("intent", "tiny.new"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_tiny_content(tmp_path)


def new(folder: Path, kind: Kind, id: str, topic: str | None = None) -> list[tuple[str, int]]:
    written = scaffold(kind, id, topic, folders(folder))
    return [(path.relative_to(folder).as_posix(), line) for path, line in written]


@pytest.mark.parametrize(("kind", "id"), KINDS)
def test_the_entry_stands_in_the_told_line(folder: Path, kind: Kind, id: str) -> None:
    for name, line in new(folder, kind, id):
        assert (folder / name).read_text().splitlines()[line - 1].startswith(f"  {id}:")


def test_an_intent_has_its_contract_and_its_words_in_each_language(folder: Path) -> None:
    written = [name for name, _ in new(folder, "intent", "tiny.new")]
    assert written == ["intents/contracts/tiny.yaml", "intents/en/tiny.yaml", "intents/id/tiny.yaml"]


@pytest.mark.parametrize(("kind", "id"), KINDS)
def test_nothing_else_in_the_file_changes(folder: Path, kind: Kind, id: str) -> None:
    before = {path: path.read_text() for path in folder.rglob("*.yaml")}
    for name, line in new(folder, kind, id):
        old, now = before[folder / name].splitlines(), (folder / name).read_text().splitlines()
        end = line - 1 + len(now) - len(old)
        assert now[: line - 1] + now[end:] == old


@pytest.mark.parametrize(("kind", "id"), KINDS)
def test_lint_names_each_todo_and_no_broken_file(folder: Path, kind: Kind, id: str) -> None:
    for name, line in new(folder, kind, id):
        problems = [problem for problem in lint(folder)[0] if problem.path == name and problem.is_error]
        todo = {problem.line for problem in problems if problem.message.startswith("TODO left")}
        marked = [n for n, text in enumerate((folder / name).read_text().splitlines(), start=1) if "TODO" in text]
        assert sorted(todo) == marked
        assert marked
        # Besides that it leads nowhere yet, nothing is wrong with it: the skeleton has the form of its file.
        others = [problem for problem in problems if not problem.message.startswith("TODO left")]
        assert {problem.line for problem in others} <= set(range(line, line + 15))
        for problem in others:
            assert any(
                said in problem.message for said in ("todo", "used by no record", "reached by no intent", "no answer")
            ), str(problem)


def test_a_fact_goes_below_the_facts_and_before_the_answers(folder: Path) -> None:
    ((name, _),) = new(folder, "fact", "tiny.new")
    text = (folder / name).read_text()
    assert text.index("  mall.rumour:") < text.index("  tiny.new:") < text.index("answers:")


def test_a_comment_over_the_next_section_stays_there(folder: Path) -> None:
    path = folder / "knowledge" / "topics" / "tiny.yaml"
    path.write_text(path.read_text().replace("answers:\n", "\n# How they are told.\nanswers:\n"))
    new(folder, "fact", "tiny.new")
    assert "\n\n# How they are told.\nanswers:\n" in path.read_text()


def test_a_section_that_is_missing_is_made(folder: Path) -> None:
    path = folder / "knowledge" / "topics" / "tiny.yaml"
    path.write_text(path.read_text().partition("answers:")[0].rstrip("\n"))
    new(folder, "answer", "tiny.new")
    assert "\nanswers:\n  tiny.new:\n" in path.read_text()


def test_a_file_that_is_missing_is_made(folder: Path) -> None:
    (folder / "intents" / "en" / "tiny.yaml").unlink()
    new(folder, "intent", "tiny.new")
    made = read_yaml((folder / "intents" / "en" / "tiny.yaml").read_text(), "tiny.yaml")
    assert made.problems == []
    assert made.value["language"] == "en"
    assert list(made.value["intents"]) == ["tiny.new"]


def test_the_indentation_of_the_file_is_kept(folder: Path) -> None:
    path = folder / "knowledge" / "sources" / "tiny.yaml"
    path.write_text('sources:\n    paper_z: {title: "Z", publisher: "Z", kind: news, language: "id"}\n')
    new(folder, "source", "tiny_2026")
    assert '\n    tiny_2026:\n      title: "TODO' in path.read_text()


def test_the_subject_is_that_of_the_topic(folder: Path) -> None:
    path = folder / "knowledge" / "topics" / "mall_visit.yaml"
    path.write_text("answers:\n  rank.last: {shape: extreme, pick: last, facts: [rank.id]}\n")
    new(folder, "fact", "mall.visit", topic="mall_visit")
    assert "subject: mall  # TODO" in path.read_text()


@pytest.mark.parametrize(
    ("kind", "id", "topic", "said"),
    [
        ("fact", "mall.count", "tiny", 'fact "mall.count" stands already in knowledge/topics/tiny.yaml:3'),
        ("answer", "rank.best", "tiny", 'answer "rank.best" stands already'),
        ("intent", "rank.best", "tiny", 'intent "rank.best" stands already in intents/contracts/tiny.yaml'),
        ("source", "paper_a", "tiny", 'source "paper_a" stands already in knowledge/sources/tiny.yaml:3'),
        ("fact", "tiny.new", "tinny", 'there is no topic "tinny"; did you mean "tiny"?'),
        ("fact", "zzz.new", None, 'there is no topic "zzz"; write one of tiny'),
        ("fact", "Tiny New", None, '"Tiny New" is no id of a fact'),
        ("source", "a.b", "tiny", '"a.b" is no id of a source'),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    folder: Path, kind: Kind, id: str, topic: str | None, said: str
) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(CannotScaffold) as refused:
        new(folder, kind, id, topic)
    assert said in str(refused.value)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("written", ["sources: {}\n", 'sources: {a: {title: "A"}}\n', "- a\n", "sources: [\n"])
def test_a_file_in_another_form_is_left_alone(folder: Path, written: str) -> None:
    path = folder / "knowledge" / "sources" / "tiny.yaml"
    path.write_text(written)
    with pytest.raises(CannotScaffold, match=r"knowledge/sources/tiny\.yaml:\d"):
        new(folder, "source", "tiny_2026")
    assert path.read_text() == written


def test_it_says_what_was_written_and_what_comes_next(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_new("fact", "tiny.new", topic=None, content_dir=folder) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("wrote ")
    assert "knowledge/topics/tiny.yaml:" in told[0]
    assert told[1] == "next: replace each TODO, then tanya-spbe new intent tiny.new, so that a question reaches it"


def test_a_refusal_is_one_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_new("fact", "mall.count", topic="tiny", content_dir=folder) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_content_folder_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_new("fact", "tiny.new", topic=None, content_dir=tmp_path) == 1
    assert "there is no folder" in capsys.readouterr().err
