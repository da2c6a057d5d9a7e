"""`tanya-spbe eval`: how a reply is judged, and what is counted."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.authoring.ask import ask
from bot.authoring.evaluate import ASKED_ON, run_eval
from bot.authoring.judging import Judged, Question, Verdict, judge, read_questions
from bot.authoring.tally import COLUMNS, counted, worse_than
from bot.content import Content, load_content
from tests.tiny_content import make_tiny_content


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_content(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def content(folder: Path) -> Content:
    return load_content(folder)


def question(*turns: str, id: str = "q1", style: str = "formal", **expect: Any) -> Question:
    expect.setdefault("kind", ["answer"])
    return Question.model_validate({"id": id, "lang": "id", "style": style, "turns": [*turns], "expect": expect})


def judged(asked: Question, content: Content, today: date = ASKED_ON) -> Judged:
    return judge(asked, ask(content, asked.turns, today))


@pytest.mark.parametrize(
    ("turn", "expect", "verdict", "why"),
    [
        ("jumlah MPP 2023", {"all": [r"\b175\b", "desember"]}, "right", ""),
        ("jumlah MPP 2023", {"all": ["175"], "any": ["nowhere", "2023"]}, "right", ""),
        ("jumlah MPP 2023", {"all": ["175", "176"]}, "wrong", "lacks 176"),
        ("jumlah MPP 2023", {"any": ["176", "177"]}, "wrong", "lacks any of 176 , 177"),
        ("jumlah MPP 2023", {"none": [r"\b175\b"]}, "wrong", r"says what it must not: \b175\b"),
        ("jumlah MPP 2023", {"kind": ["refuse"]}, "wrong", "answer, not refuse"),
        ("MPP", {"all": ["175"]}, "asked_back", "ask_back, not answer"),
        ("MPP", {"kind": ["answer", "ask_back"]}, "right", ""),
        ("cuaca besok", {}, "refused_though_answerable", "refuse, not answer"),
        ("halo", {}, "refused_though_answerable", "smalltalk, not answer"),
        ("halo", {"kind": ["refuse"]}, "refused_though_answerable", "smalltalk, not refuse"),
        ("cuaca besok", {"kind": ["smalltalk"]}, "refused_though_answerable", "refuse, not smalltalk"),
        ("MPP", {"kind": ["refuse"]}, "asked_back", "ask_back, not refuse"),
        ("cuaca besok", {"kind": ["refuse"], "all": ["not in a refusal"]}, "right", ""),
        ("peringkat EGDI 2019", {"kind": ["refuse"], "none": ["2018"]}, "wrong", "says what it must not: 2018"),
    ],
)
def test_verdict(content: Content, turn: str, expect: dict[str, Any], verdict: Verdict, why: str) -> None:
    found = judged(question(turn, **expect), content)
    assert (found.verdict, found.why) == (verdict, why)


def test_source_lines_are_not_the_replys_own_words(content: Content) -> None:
    found = judged(question("jumlah MPP 2023", none=["Paper A", r"a\.example"]), content)
    assert "Paper A" in {source.title for source in found.turn.reply.sources}
    assert found.verdict == "right"


def test_source_lines_count_for_what_an_answer_must_have(content: Content) -> None:
    assert judged(question("jumlah MPP 2023", all=["Paper A", r"a\.example"]), content).verdict == "right"


def test_the_last_turn_is_judged(content: Content) -> None:
    asked = question("peringkat EGDI Indonesia 2018", "kalau Korea?", all=["peringkat 3"], none=["107"])
    assert judged(asked, content).verdict == "right"


def test_the_day_decides(content: Content) -> None:
    asked = question("jumlah MPP", all=["bisa sudah berubah"])
    assert judged(asked, content, date(2026, 1, 1)).verdict == "right"
    assert judged(asked, content, date(2025, 1, 1)).verdict == "wrong"


def counts(n: int, right: int, wrong: int, asked_back: int, refused: int, answered_though_not: int) -> dict[str, int]:
    return dict(zip(COLUMNS, (n, right, wrong, asked_back, refused, answered_though_not), strict=True))


def test_counts_are_kept_per_style_and_language_and_for_what_must_not_be_answered(content: Content) -> None:
    found = counted(
        [
            judged(question("jumlah MPP 2023", style="slang", kind=["refuse"]), content),
            judged(question("jumlah MPP 2023", all=["175"]), content),
            judged(question("cuaca besok"), content),
        ]
    )
    assert list(found.items()) == [
        ("all", counts(3, 1, 1, 0, 1, 1)),
        ("must not be answered", counts(1, 0, 1, 0, 0, 1)),
        ("style formal", counts(2, 1, 0, 0, 1, 0)),
        ("style slang", counts(1, 0, 1, 0, 0, 1)),
        ("lang id", counts(3, 1, 1, 0, 1, 1)),
    ]


RIGHT = '- {id: a, lang: id, style: formal, turns: ["jumlah MPP 2023"], expect: {kind: [answer], all: ["175"]}}\n'
WRONG = '- {id: b, lang: id, style: formal, turns: ["jumlah MPP 2023"], expect: {kind: [answer], all: ["176"]}}\n'
BACK = '- {id: c, lang: id, style: formal, turns: ["MPP"], expect: {kind: [answer], all: ["175"]}}\n'


def evaluate(path: Path, folder: Path, **options: Any) -> int:
    return run_eval([path], content_dir=folder, **options)


def written(tmp_path: Path, text: str, name: str = "questions.yaml") -> Path:
    (tmp_path / name).write_text(text)
    return tmp_path / name


def test_every_failure_is_listed(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(written(tmp_path, RIGHT + WRONG + BACK), folder) == 0
    told = capsys.readouterr().out
    assert "wrong b [formal] jumlah MPP 2023\n    lacks 176; " in told
    assert "asked_back c [formal] MPP\n    ask_back, not answer; " in told
    assert "right a" not in told


def test_explain_shows_the_steps_of_a_failure(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(written(tmp_path, WRONG), folder, explain=True) == 0
    assert "mall.count as of 2023-12-01" in capsys.readouterr().out


def test_the_table_has_a_row_for_each_group_and_says_what_its_columns_are(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(written(tmp_path, RIGHT + WRONG + BACK + BACK), folder) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split("\t") for line in told if line.startswith(("questions", "all", "style"))] == [
        ["questions", *(column.replace("_", " ") for column in COLUMNS), "right %", "wrong %"],
        ["all", "4", "1", "1", "2", "0", "0", "25.0", "25.0"],
        ["style formal", "4", "1", "1", "2", "0", "0", "25.0", "25.0"],
    ]
    assert [line for line in told if line.startswith("answered though not: ")] != []


def test_json_has_counts_and_failures(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(written(tmp_path, RIGHT + WRONG), folder, as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"]["all"] == counts(2, 1, 1, 0, 0, 0)
    assert told["columns"].keys() == COLUMNS.keys()
    assert [(failure["id"], failure["verdict"]) for failure in told["failures"]] == [("b", "wrong")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {id: a, lang: id, style: x, turns: [], expect: {kind: [answer]}}\n", "questions.yaml:1"),
        (RIGHT + RIGHT.replace("all", "every"), "questions.yaml:2"),
        (RIGHT.replace('"175"', '"(175"'), "is no regular expression"),
        ("[]\n", "is a list of questions"),
        ("a: 1\n", "is a list of questions"),
        ("- [\n", "not YAML"),
    ],
)
def test_a_bad_question_file_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    assert evaluate(written(tmp_path, text), folder) == 1
    assert said in capsys.readouterr().err


def test_a_missing_file_is_told(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(tmp_path / "none.yaml", folder) == 1
    assert "none.yaml cannot be read: " in capsys.readouterr().err


def test_questions_are_read_in_order(tmp_path: Path) -> None:
    assert [each.id for each in read_questions(written(tmp_path, RIGHT + WRONG + BACK))] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ({"all": counts(2, 1, 1, 0, 0, 0)}, []),
        ({"all": counts(2, 0, 2, 0, 0, 1)}, []),
        ({"all": counts(2, 1, 0, 0, 1, 0)}, ["all: wrong was 0, is 1"]),
        ({"all": counts(2, 2, 0, 0, 0, 0)}, ["all: right was 2, is 1", "all: wrong was 0, is 1"]),
        ({"all": counts(3, 3, 0, 0, 0, 0)}, ["all: 3 questions in the baseline, 2 now; write a new one"]),
        (
            {"style slang": counts(1, 1, 0, 0, 0, 0)},
            ["style slang: 1 questions in the baseline, 0 now; write a new one"],
        ),
    ],
)
def test_what_got_worse(content: Content, before: dict[str, dict[str, int]], said: list[str]) -> None:
    now = counted(judged(question("jumlah MPP 2023", all=[figure]), content) for figure in ("175", "176"))
    assert worse_than(before, now) == said


def test_answering_what_must_not_be_answered_is_worse_than_another_wrong_answer(content: Content) -> None:
    wrong = question("jumlah MPP 2023", all=["176"]), question("cuaca besok", kind=["refuse"])
    answered = question("jumlah MPP 2023", all=["175"]), question("jumlah MPP 2023", kind=["refuse"])
    before, now = (counted(judged(each, content) for each in group) for group in (wrong, answered))
    assert "all: answered_though_not was 0, is 1" in worse_than(before, now)


@pytest.mark.parametrize("kept_by", ["--json", "--write-baseline"])
def test_a_baseline_is_kept_and_held_against_later_runs(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kept_by: str
) -> None:
    baseline = tmp_path / "baseline.json"
    if kept_by == "--json":
        assert evaluate(written(tmp_path, RIGHT), folder, as_json=True) == 0
        baseline.write_text(capsys.readouterr().out)
    else:
        assert evaluate(written(tmp_path, RIGHT), folder, new_baseline=baseline) == 0
    assert evaluate(written(tmp_path, RIGHT), folder, baseline=baseline) == 0
    assert evaluate(written(tmp_path, BACK), folder, baseline=baseline) == 1
    assert f"worse than {baseline}: all: right was 1, is 0" in capsys.readouterr().err


def test_a_worse_run_may_become_the_new_baseline(folder: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    assert evaluate(written(tmp_path, RIGHT), folder, new_baseline=baseline) == 0
    assert evaluate(written(tmp_path, BACK), folder, baseline=baseline, new_baseline=baseline) == 1
    assert evaluate(written(tmp_path, BACK), folder, baseline=baseline) == 0


def test_a_baseline_that_cannot_be_written_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(written(tmp_path, RIGHT), folder, new_baseline=tmp_path / "none" / "baseline.json") == 1
    assert "baseline.json cannot be written: " in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{", "[]", '{"counts": {"all": {"right": "many"}}}', '{"counts": 3}', '{"all": {}}'])
def test_a_bad_baseline_is_told(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert evaluate(written(tmp_path, RIGHT), folder, baseline=written(tmp_path, text, "baseline.json")) == 1
    assert "a baseline is what" in capsys.readouterr().err
