"""Ids of choices: ours come back as they were made, and any other one leads to the topics."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.choices import charts_id, menu_id, question_id, read_charts_id, read_menu_id, read_question_id
from bot.content import Content, load_content
from bot.conversation import take_turn
from bot.messages import Incoming, Reply
from bot.session import Session
from tests.tiny_content import make_tiny_content

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
UNHURRIED = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    folder: Path = make_tiny_content(tmp_path_factory.mktemp("tiny"))
    return load_content(folder)


def pressed(content: Content, choice: str, lang: str | None = "id") -> Reply:
    incoming = Incoming("web", "c", "u", "label", NOON, lang=lang, choice=choice)
    return take_turn(incoming, Session(), content, TODAY).reply


def has_words(reply: Reply) -> bool:
    return any(block.strip() for block in reply.blocks)


@pytest.mark.parametrize(("page", "id"), [(0, "menu:subject.mpp"), (2, "menu:subject.mpp:2")])
def test_a_menu_and_its_page_come_back(page: int, id: str) -> None:
    assert menu_id("subject.mpp", page) == id
    assert read_menu_id(id) == ("subject.mpp", page)


@pytest.mark.parametrize("page", [0, 2])
def test_a_page_of_charts_comes_back(page: int) -> None:
    assert read_charts_id(charts_id(page)) == page


def test_a_question_and_its_slots_come_back() -> None:
    slots = {"time": ("2018", "2020-06"), "country": ("country.kr",)}
    assert read_question_id(question_id("egdi.rank", slots)) == ("egdi.rank", slots)


@pytest.mark.parametrize("page", ["²", "x", "-1", "1e3", "9" * 5000, "", "1:2"])
def test_no_page_number_is_the_first_page(page: str) -> None:
    assert read_menu_id(f"menu:subject.mpp:{page}") == ("subject.mpp", 0)
    assert read_charts_id(f"charts:{page}") == 0


@pytest.mark.parametrize(
    "choice",
    [
        "menu:subject.mpp:7",
        "menu:subject.mpp:999",
        "charts:999",
        "mall.count?country=country.kr",
        "mall.count?colour=red",
        "mall.count?time=0000",
        "mall.count?time=2023-13",
        "mall.count?time=mall.count",
        "rank.when?number=NaN",
        "rank.when?number=1e999999999",
        "rank.when?number=many",
        "rank.when?number=" + "9" * 100,
        "rank?country=country.atlantis",
        "rank?country=subject.mpp",
        "rank?time=2018,",
        "talk.hello",
    ],
)
def test_an_id_nobody_of_ours_has_made_leads_to_the_topics(content: Content, choice: str) -> None:
    reply = pressed(content, choice)
    assert reply.kind == "ask_back"
    assert {each.id for each in reply.choices} == {menu_id(subject) for subject in content.subjects.values()}


def test_every_choice_that_is_offered_leads_on(content: Content) -> None:
    topics = pressed(content, "?").blocks
    waiting, seen = [menu_id(subject) for subject in content.subjects.values()] + ["charts"], set()
    while waiting:
        id = waiting.pop()
        if id not in seen and id != "none":
            seen.add(id)
            reply = pressed(content, id)
            assert reply.blocks != topics, id
            waiting.extend(choice.id for choice in reply.choices)
    assert len(seen) > len(content.subjects)


PARTS = st.sampled_from(
    [
        *("menu:", "chart:", "charts", "none", ":", "?", "&", "=", ",", "%", ".", "\x00", "\ud800", "0", "1", "-", "²"),
        *("mall.count", "mall.rule", "rank", "rank.when", "rank.best", "rank.all", "mall.listed", "talk.hello"),
        *("subject.mpp", "country.kr", "country.id", "rank.id", "2018", "2018-06-31", "0000", "88", "NaN", "1e99999"),
        *("?time=", "?number=", "?country=", "&region=", "&time=", "province="),
    ]
)


@UNHURRIED
@example("charts:" + "9" * 5000)
@given(st.one_of(st.text(max_size=30), st.lists(PARTS, max_size=6).map("".join)))
def test_whatever_is_pressed_gets_a_reply_with_words(content: Content, choice: str) -> None:
    for lang in ("id", "ko"):
        assert has_words(pressed(content, choice, lang))


@pytest.mark.parametrize("seed", range(20))
def test_every_reply_of_any_conversation_has_words(content: Content, seed: int) -> None:
    chance = random.Random(seed)
    said = [text for _, _, text in content.intents.phrasings()]
    said += [
        "",
        " ",
        "?",
        "1",
        "2",
        "9" * 5000,
        "²",
        "yang kedua",
        "kalau 2020?",
        "dan Korea?",
        "MPP",
        "\ud800",
        "\x00",
    ]
    said += ["\ud800", "\x00", "/sumber", "/topik", "/grafik", "/grafik \ud800", "/tanya"]
    said += ["/", "x" * 3000, "MPP? EGDI 2019? cuaca?"]
    session, offered = Session(), ["none"]
    for _ in range(40):
        choice = chance.choice(offered) if chance.random() < 0.3 else None
        text = " ".join(chance.sample(said, chance.choice([1, 1, 1, 2])))
        lang = chance.choice([None, "id", "en", "ko"])
        turn = take_turn(Incoming("web", "c", "u", text, NOON, lang=lang, choice=choice), session, content, TODAY)
        assert has_words(turn.reply), (text, choice)
        session, offered = turn.session, [each.id for each in turn.reply.choices] or offered
