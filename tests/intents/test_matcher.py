"""From a question to a decision, and the gates in between."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Content
from intents.model import Context, Understanding

TODAY = date(2026, 11, 21)


def understand(tiny: Content, text: str) -> Understanding:
    return tiny.intents.understand(text, TODAY)


def decided(tiny: Content, text: str) -> tuple[str, str | None]:
    decision = understand(tiny, text).decision
    return decision.outcome, decision.candidates[0].intent if decision.candidates else None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("jumlah MPP tahun 2023", "mall.count"),
        ("brp banyak mal pelayanan publik", "mall.count"),  # slang, and the other name
        ("EGDI rank of Korea in 2020", "rank"),
        ("perngkat EGDI Malaysia", "rank"),  # a slip
        ("posisi Korea Selatan di EGDI", "rank"),
        ("tahun berapa EGDI peringkat 88", "rank.when"),
    ],
)
def test_a_question_is_answered_by_its_intent(tiny: Content, text: str, intent: str) -> None:
    assert decided(tiny, text) == ("answer", intent)


def test_slots_are_filled_from_spans(tiny: Content) -> None:
    chosen = understand(tiny, "peringkat EGDI Korea 2018 dan 2020").decision.candidates[0]
    assert chosen.slots == {"country": ("country.kr",), "time": ("2018", "2020")}


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("peraturan MPP 2019", "not told of: 2019"),  # the rule is of 2017
        ("dasar hukum MPP Korea", "not told of: korea"),
        ("tahun berapa EGDI peringkat", "slot number is missing"),
        ("peraturan bukan MPP 2017", "negation: bukan"),
        ("dasar hukum EGDI", "does not name subject.mall"),
        ("berapa peraturan MPP 2017", "asks how many"),
    ],
)
def test_a_gate_keeps_the_likely_from_being_answered(tiny: Content, text: str, gate: str) -> None:
    candidates = {candidate.gate for candidate in understand(tiny, text).candidates}
    assert gate in candidates
    assert understand(tiny, text).decision.outcome != "answer"


def test_a_near_miss_is_never_answered_by_the_intent_it_names(tiny: Content) -> None:
    assert decided(tiny, "berapa pegawai MPP")[0] != "answer"


def test_a_bare_subject_is_a_menu(tiny: Content) -> None:
    decision = understand(tiny, "MPP").decision
    assert (decision.outcome, decision.subject) == ("menu", "subject.mall")


@pytest.mark.parametrize("text", ["", "   ", "😂😂😂", "?!", "\u200b"])
def test_nothing_asked_is_no_question(tiny: Content, text: str) -> None:
    assert understand(tiny, text).decision.refusal_class == "nothing_asked"


def test_words_of_no_intent_are_out_of_scope(tiny: Content) -> None:
    decision = understand(tiny, "resep rendang gampang").decision
    assert (decision.outcome, decision.refusal_class) == ("refuse", "out_of_scope")


@pytest.mark.parametrize(
    ("text", "lang"),
    [("berapa jumlah MPP", "id"), ("how many MPP are there", "en"), ("MPP가 몇 개예요", "ko"), ("MPP", "id")],
)
def test_the_language_is_that_of_the_small_words(tiny: Content, text: str, lang: str) -> None:
    assert understand(tiny, text).lang == lang


def test_a_subject_left_out_is_the_one_talked_about(tiny: Content) -> None:
    context = Context("mall.count", {}, "subject.mall")
    decision = tiny.intents.understand("dasar hukumnya?", TODAY, context=context).decision
    assert decision.candidates[0].intent == "mall.rule"


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=120))
def test_no_text_makes_it_fail(tiny: Content, text: str) -> None:
    assert understand(tiny, text).decision.outcome in ("answer", "ask_back", "menu", "refuse", "smalltalk")
