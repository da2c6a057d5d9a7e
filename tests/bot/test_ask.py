"""`tanya-spbe ask`: the JSON lines programs depend on, and the steps `--explain` prints."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.authoring.ask import answer_lines, ask, explained, run_ask
from bot.content import Content, load_content
from tests.tiny_content import make_tiny_content

TODAY = date(2026, 11, 21)
FIELDS = [
    *("id", "kind", "refusal_class", "intent", "lang", "text", "sources", "choices", "score", "margin", "ms"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_content(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def content(folder: Path) -> Content:
    return load_content(folder)


def lines(content: Content, *entries: Any) -> list[dict[str, Any]]:
    written = [entry if isinstance(entry, str) else json.dumps(entry) for entry in entries]
    out = io.StringIO()
    answer_lines(written, out, content, TODAY)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_one_line_out_for_each_line_in_and_a_bad_one_does_not_stop_the_run(content: Content) -> None:
    replies = lines(
        content,
        {"id": "a", "turns": ["jumlah MPP 2023"]},
        "not json",
        {"id": "b", "turns": []},
        "[]",
        {"id": "c", "turns": ["MPP"], "today": "soon"},
        {"id": "d", "turns": ["MPP"], "lang": "xx"},
        "[" * 100_000,
        {"id": "e", "turns": ["halo"]},
    )
    assert [reply.get("id") for reply in replies] == ["a", None, "b", None, "c", "d", None, "e"]
    assert ["error" in reply for reply in replies] == [False, True, True, True, True, True, True, False]


def test_an_answer_has_every_field_of_the_contract(content: Content) -> None:
    (reply,) = lines(content, {"id": 7, "turns": ["jumlah MPP 2023"], "today": "2026-11-21", "lang": None})
    assert list(reply) == FIELDS
    assert (reply["id"], reply["kind"], reply["intent"], reply["lang"]) == (7, "answer", "mall.count", "id")
    assert reply["sources"] == [
        {
            "id": "paper_a",
            "title": "Paper A",
            "publisher": "Kantor A",
            "url": "https://a.example/1",
            "published": "2022-06-17",
        }
    ]
    assert "https://a.example/1" in reply["text"]


def test_the_last_turn_is_judged_with_the_earlier_ones_as_context(content: Content) -> None:
    (reply,) = lines(content, {"id": "f", "turns": ["peringkat EGDI Indonesia 2018", "kalau Korea?"]})
    assert "peringkat 3" in reply["text"]


def test_kinds_and_classes(content: Content) -> None:
    asked = ["MPP", "cuaca besok", "halo", "peringkat EGDI 2019", "EGDI peringkat Malaysia"]
    replies = lines(content, *({"id": text, "turns": [text]} for text in asked))
    assert [(reply["kind"], reply["refusal_class"]) for reply in replies] == [
        ("ask_back", None),
        ("refuse", "out_of_scope"),
        ("smalltalk", None),
        ("refuse", "no_data"),
        ("refuse", "no_data"),
    ]


def test_today_decides_what_is_stale(content: Content) -> None:
    fresh, stale = lines(
        content,
        {"id": "x", "turns": ["jumlah MPP"], "today": "2025-01-01"},
        {"id": "x", "turns": ["jumlah MPP"], "today": "2026-01-01"},
    )
    assert "bisa sudah berubah" not in fresh["text"]
    assert "bisa sudah berubah" in stale["text"]


def test_every_step_is_explained(content: Content) -> None:
    text = "\n".join(explained(ask(content, ["brp jumlah MPP 2023"], TODAY)))
    for step in ("normalised  berapa jumlah mpp 2023", "time 2023", "gate", "mall.count", "sources paper_a", "margin"):
        assert step in text


def test_a_person_sees_the_reply_and_numbered_choices(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run_ask("MPP", explain=False, as_json=False, lang=None, today=TODAY, content_dir=folder)
    assert code == 0
    assert "  1. " in capsys.readouterr().out


@pytest.mark.parametrize(("question", "as_json"), [(None, False), ("MPP", True)])
def test_misuse_is_told_in_a_sentence(question: str | None, as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_ask(question, explain=False, as_json=as_json, lang=None, today=None) == 2
    assert capsys.readouterr().err.count("\n") == 1
