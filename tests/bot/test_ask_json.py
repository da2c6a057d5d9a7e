"""`tanya-spbe ask --json`: the lines programs depend on, and one out for each line in, whatever it holds."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.authoring import ask_json
from bot.authoring.ask_json import answer_lines
from bot.content import Content, load_content
from tests.tiny_content import make_tiny_content

TODAY = date(2026, 11, 21)
FIELDS = [
    *("id", "kind", "refusal_class", "intent", "lang", "text", "sources", "choices", "score", "margin", "ms"),
]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    folder: Path = make_tiny_content(tmp_path_factory.mktemp("tiny"))
    return load_content(folder)


def raw(content: Content, text: bytes, lang: str | None = None) -> list[dict[str, Any]]:
    out = io.BytesIO()
    answer_lines(io.BytesIO(text), out, content, TODAY, lang)
    return [json.loads(line, parse_constant=pytest.fail) for line in out.getvalue().decode().split("\n")[:-1]]


def lines(content: Content, *entries: Any, lang: str | None = None) -> list[dict[str, Any]]:
    written = [entry if isinstance(entry, str) else json.dumps(entry) for entry in entries]
    return raw(content, "\n".join(written).encode(), lang)


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


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b'{"id": 1, "turns": ["caf\xe9"]}', "UTF-8"),
        (b"", "not JSON"),
        (b"\x00", "not JSON"),
        (b'{"id": NaN, "turns": ["halo"]}', "NaN"),
        (b'{"id": -Infinity, "turns": ["halo"]}', "Infinity"),
        (b'{"id": 1e999, "turns": ["halo"]}', "too large"),
        (b'{"id": ' + b"9" * 5000 + b', "turns": ["halo"]}', "5000 digits"),
        (b'{"id": ' + b"[" * 100_000, "nested"),
    ],
)
def test_what_cannot_be_read_is_an_error_of_its_own_with_no_id(content: Content, line: bytes, said: str) -> None:
    bad, good = raw(content, line + b'\n{"id": "next", "turns": ["halo"]}\n')
    assert list(bad) == ["id", "error"]
    assert bad["id"] is None
    assert said in bad["error"]
    assert good["kind"] == "smalltalk"


@pytest.mark.parametrize("id", ["\ud800", "a\u0000b", 10**30, 1.5, True, None, {"a": ["\udfff"]}, "\u2028", "\r"])
def test_any_other_id_comes_back_as_given(content: Content, id: Any) -> None:
    (reply,) = lines(content, {"id": id, "turns": ["halo"]})
    assert reply["id"] == id
    assert reply["kind"] == "smalltalk"


@pytest.mark.parametrize("text", ["\ud800", "jumlah MPP\ud83d 2023", "\u0000", "", "jumlah\rMPP", "\ufeff"])
def test_a_text_no_person_would_write_gets_a_reply(content: Content, text: str) -> None:
    (reply,) = lines(content, {"id": 1, "turns": [text]})
    assert list(reply) == FIELDS


def test_only_a_line_feed_ends_a_line(content: Content) -> None:
    (reply,) = raw(content, b'{"id": 1,\r"turns": ["halo"],\x0b"lang": null}\r\n'.replace(b"\x0b", b"\r"))
    assert reply["kind"] == "smalltalk"


def test_a_mark_at_the_beginning_is_no_part_of_the_first_line(content: Content) -> None:
    (reply,) = raw(content, b'\xef\xbb\xbf{"id": 1, "turns": ["halo"]}')
    assert reply["kind"] == "smalltalk"


@pytest.mark.parametrize(
    "today",
    ["20261121", "2026-W47-6", "2026-1-1", "1949-12-31", "2101-01-01", "2026-02-30", "２０２６-11-21", 2026],
)
def test_today_is_a_day_of_our_time_written_in_one_way(content: Content, today: Any) -> None:
    (reply,) = lines(content, {"id": 1, "turns": ["halo"], "today": today})
    assert reply["error"].startswith('"today": ')


def test_an_unknown_language_is_told_which_there_are(content: Content) -> None:
    replies = lines(content, *({"id": 1, "turns": ["halo"], "lang": lang} for lang in ("xx", 1, [], "")))
    assert all("id, en, ko" in reply["error"] for reply in replies)


def test_a_language_of_the_run_is_for_lines_that_name_none(content: Content) -> None:
    question = "jumlah MPP tahun 2023"
    replies = lines(content, *({"turns": [question], "lang": lang} for lang in ("id", None, "ko")), lang="en")
    assert [reply["lang"] for reply in replies] == ["id", "en", "ko"]


def test_a_fault_of_our_own_costs_one_line(content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ask_json.ask

    def broken(content: Content, turns: list[str], today: date, lang: str | None = None) -> Any:
        if turns == ["break"]:
            raise ValueError("nobody's business")
        return whole(content, turns, today, lang)

    monkeypatch.setattr(ask_json, "ask", broken)
    bad, good = lines(content, {"id": 1, "turns": ["break"]}, {"id": 2, "turns": ["halo"]})
    assert (bad["id"], good["id"]) == (1, 2)
    assert "fault of its own (ValueError)" in bad["error"]
    assert "business" not in bad["error"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=40), max_size=6))
def test_any_bytes_give_as_many_lines_as_they_are(content: Content, chunks: list[bytes]) -> None:
    text = b"\n".join(chunks) + b"\n"
    assert len(raw(content, text)) == text.count(b"\n")
