"""`tanya-spbe eval --peers`: a plain ranking in place of ours, and nothing else of the bot."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.authoring.evaluate import ASKED_ON, run_eval
from bot.authoring.judging import Judged, Question
from bot.authoring.peers import best_threshold, measure_peers
from bot.content import Content, load_content
from intents.peers import PEERS
from tests.tiny_content import make_tiny_content

NAMES = [*PEERS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_content(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def content(folder: Path) -> Content:
    return load_content(folder)


def question(*turns: str, **expect: Any) -> Question:
    expect.setdefault("kind", ["answer"])
    return Question.model_validate({"id": "q", "lang": "id", "style": "any", "turns": [*turns], "expect": expect})


def replies(asked: Question, content: Content) -> Iterator[Judged]:
    """What each peer without a threshold replies."""
    return (each.judged[0] for each in measure_peers([asked], content, ASKED_ON) if each.threshold is None)


def test_a_peer_answers_with_the_slots_and_records_of_the_bot(content: Content) -> None:
    found = list(replies(question("jumlah MPP pada 2023", all=[r"\b175\b"], none=["2022"]), content))
    assert [(each.turn.reply.intent, each.verdict) for each in found] == [("mall.count", "right")] * len(NAMES)


def test_a_peer_sees_the_last_turn_alone(content: Content) -> None:
    found = replies(question("posisi Korea di EGDI", "jumlah MPP 2023", all=["175"]), content)
    assert {each.verdict for each in found} == {"right"}


def test_a_peer_answers_what_it_should_not(content: Content) -> None:
    found = replies(question("jumlah MPP 2023 di bulan", kind=["refuse"]), content)
    assert {(each.verdict, each.is_answered_though_not) for each in found} == {("wrong", True)}


@pytest.mark.parametrize(("text", "kind"), [("halo", "smalltalk"), ("cuaca besok", "refuse")])
def test_a_peer_may_find_a_courtesy_or_a_refusal_nearest(content: Content, text: str, kind: str) -> None:
    assert {each.turn.reply.kind for each in replies(question(text), content)} == {kind}


def test_a_peer_asks_back_for_a_slot_without_which_there_is_no_answer(content: Content) -> None:
    found = replies(question("tahun berapa EGDI peringkat"), content)
    assert {(each.turn.reply.kind, each.verdict) for each in found} == {("ask_back", "asked_back")}


def test_with_its_best_threshold_a_peer_is_not_worse(content: Content) -> None:
    asked = [question("jumlah MPP 2023", all=["175"]), question("berapa harga sepatu", kind=["refuse"])]
    measured = list(measure_peers(asked, content, ASKED_ON))
    assert [each.name for each in measured] == [name for name in NAMES for _ in range(2)]
    for plain, best in zip(measured[::2], measured[1::2], strict=True):
        assert plain.threshold is None
        assert best.threshold is not None
        assert _gain(best.judged) >= _gain(plain.judged)
        assert [each.verdict for each in best.judged] == ["right", "right"]


def _gain(judged: Any) -> int:
    verdicts = [each.verdict for each in judged]
    return verdicts.count("right") - verdicts.count("wrong")


def test_the_best_threshold_is_the_lowest_that_serves_best(content: Content) -> None:
    right, wrong = (next(replies(question("jumlah MPP 2023", all=[figure]), content)) for figure in ("175", "176"))
    refused = next(replies(question("cuaca besok"), content))
    assert [each.verdict for each in (right, wrong, refused)] == ["right", "wrong", "refused_though_answerable"]
    assert best_threshold([(0.2, wrong, refused), (0.4, right, refused), (0.9, right, refused)]) == 0.4
    assert best_threshold([(0.2, right, refused), (0.4, wrong, refused), (0.9, right, refused)]) == 0.2
    assert best_threshold([(0.2, right, refused), (0.4, wrong, right)]) == 0.2


def test_the_table_tells_how_far_ours_is_ahead(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text(
        '- {id: a, lang: id, style: x, turns: ["apa harga MPP 2023?"], expect: {kind: [answer], all: ["175"]}}\n'
    )
    assert run_eval([path], with_peers=True, content_dir=folder) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    methods = [row[0] for row in rows if row[0].startswith(("Tanya", *NAMES))]
    assert methods[0] == "Tanya SPBE"
    assert methods[1::2] == NAMES
    assert all("(best threshold " in name for name in methods[2::2])
    assert run_eval([path], with_peers=True, as_json=True, content_dir=folder) == 0
    told = json.loads(capsys.readouterr().out)
    assert [peer["name"] for peer in told["peers"]] == [name for name in NAMES for _ in range(2)]
    assert {peer["counts"]["all"]["n"] for peer in told["peers"]} == {1}


def test_what_is_missing_for_it_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "bm25s", None)
    path = tmp_path / "questions.yaml"
    path.write_text('- {id: a, lang: id, style: x, turns: ["MPP"], expect: {kind: [ask_back]}}\n')
    assert run_eval([path], content_dir=folder) == 0
    assert run_eval([path], with_peers=True, content_dir=folder) == 1
    assert capsys.readouterr().err == "--peers needs bm25s: pip install bm25s\n"
