"""What is refused, in which words, and what is offered instead."""

from __future__ import annotations

import pytest

from bot.authoring.ask import ask
from bot.authoring.evaluate import ASKED_ON
from bot.content import Content, load_content
from bot.conversation import STARTERS
from bot.messages import Reply
from intents.decide import decide
from intents.model import Candidate, Context


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


def reply(content: Content, text: str) -> Reply:
    return ask(content, [text], ASKED_ON).reply


def offered(content: Content, text: str) -> list[str]:
    return [choice.text for choice in reply(content, text).choices]


@pytest.mark.parametrize("text", ["siapa wakil presiden sekarang", "ada tips memelihara ikan cupang?", "🙂"])
def test_what_is_not_about_our_subjects_leads_on_to_the_chief_questions(content: Content, text: str) -> None:
    chief = [content.intents.base.label(intent, "id") for intent in STARTERS]
    assert reply(content, text).kind == "refuse"
    assert offered(content, text) == chief


def test_what_names_a_subject_leads_on_to_questions_about_it(content: Content) -> None:
    text = "warna cat tembok DGCC"
    assert reply(content, text).refusal_class == "unclear"
    assert offered(content, text)
    assert all("DGCC" in question for question in offered(content, text))


@pytest.mark.parametrize(
    ("text", "refusal_class"),
    [
        ("saya mau mengadu, petugas loketnya kasar", "complaint"),
        ("paspor saya sudah jadi belum?", "my_case"),
        ("nomor hp pribadi menteri dong", "personal"),
        ("dasar bot bego", "abuse"),
    ],
)
def test_who_asks_no_question_is_not_led_on(content: Content, text: str, refusal_class: str) -> None:
    assert reply(content, text).refusal_class == refusal_class
    assert offered(content, text) == []


@pytest.mark.parametrize(
    ("elsewhere", "ours"),
    [
        ("bagaimana cara perpanjang SIM?", "perpanjang SIM di MPP bisa?"),
        ("how do I get a new passport?", "can I get a passport at an MPP?"),
    ],
)
def test_what_names_our_subject_is_not_out_of_scope(content: Content, elsewhere: str, ours: str) -> None:
    assert reply(content, elsewhere).refusal_class == "out_of_scope"
    assert reply(content, ours).kind == "answer"


@pytest.mark.parametrize("slip", ["rendng", "sepakbla", "gombaln"])
def test_a_word_is_not_taken_for_a_slip_of_what_we_refuse(content: Content, slip: str) -> None:
    assert content.intents.corrector.correct(slip) == slip


def test_a_refusal_is_never_offered_as_a_choice(content: Content) -> None:
    matcher = content.intents
    near, refused, other = (
        Candidate(intent, "id", score, {}, "", 1.0)
        for intent, score in (("people.rini", 70.0), ("out.personal", 69.0), ("people.rini_deputy", 68.5))
    )
    reading = matcher.reader.read("suami Rini Widyantini", ASKED_ON)
    decision = decide(reading, [near, refused, other], matcher.base, Context())
    assert (decision.outcome, decision.candidates) == ("ask_back", (near, other))
