"""/topik: subjects, their groups, and every answer within three presses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

import pytest

from bot.compose import MENU_SIZE
from bot.content import Content, load_content
from bot.conversation import Turn, take_turn
from bot.messages import Incoming, plain_text
from bot.session import Session

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PRESSES = 3
NAMED = {
    "region": "Sleman",
    "province": "Jawa Barat",
    "agency": "Kementerian Keuangan",
    "number": "100",
    "time": "2023",
}
"""What to name when asked for it."""
content = cache(load_content)


def turn(text: str = "", *, choice: str | None = None, session: Session | None = None, lang: str | None = None) -> Turn:
    incoming = Incoming("test", "c", "u", text, NOON, lang=lang, choice=choice)
    return take_turn(incoming, session or Session(), content(), TODAY)


def reached(first: Turn, presses: int) -> dict[str, int]:
    """What is reached from /topik -> with how many presses."""
    found: dict[str, int] = {}
    shown = list(first.reply.choices)
    for press in range(1, presses + 1):
        fresh = [choice for choice in shown if choice.id not in found]
        found |= {choice.id: press for choice in fresh}
        shown = [
            after for choice in fresh if choice.id.startswith("menu:") for after in turn(choice=choice.id).reply.choices
        ]
    return found


@pytest.fixture(scope="module")
def found() -> dict[str, int]:
    return reached(turn("/topik"), PRESSES)


def answerable(content: Content) -> list[str]:
    return [intent for intent, contract in content.intents.base.contracts.items() if not contract.is_talk]


def test_every_answer_is_within_three_presses(found: dict[str, int]) -> None:
    intents = answerable(content())
    assert len(intents) > 400
    assert [intent for intent in intents if intent not in found] == []


def test_what_is_pressed_is_answered_or_asked_for_a_name(found: dict[str, int]) -> None:
    asked_for_names = 0
    for id in found:
        if id.startswith("menu:"):
            continue
        pressed = turn("", choice=id, lang="id")
        if pressed.reply.kind == "ask_back":
            asked_for_names += 1
            kind = content().lacking(id, {})
            assert kind, id
            pressed = turn(NAMED[kind.partition(" ")[0]], session=pressed.session, lang="id")
        assert pressed.reply.kind in ("answer", "refuse"), id
        assert pressed.reply.refusal_class in (None, "no_data"), id
        assert pressed.trace.intent == id
    assert asked_for_names > 5


def test_no_menu_needs_a_second_page(found: dict[str, int]) -> None:
    assert [id for id in found if id.startswith("menu:") and ":" in id.removeprefix("menu:")] == []
    groups = content().intents.base.groups.values()
    assert max(len(group.questions) for group in groups) <= MENU_SIZE


@pytest.mark.parametrize("lang", ["id", "en", "ko"])
def test_menus_speak_the_language_of_the_chat(lang: str) -> None:
    menu = turn(choice="menu:subject.mpp", lang=lang).reply
    group = next(choice for choice in menu.choices if choice.id == "menu:mpp.visit")
    assert group.text == {"id": "Berkunjung ke MPP …", "en": "Visiting an MPP …", "ko": "MPP 방문 …"}[lang]
    inside = turn(choice=group.id, lang=lang).reply
    assert "mpp.hours" in [choice.id for choice in inside.choices]
    assert group.text.removesuffix(" …") in inside.blocks[0]


def test_menu_of_a_subject_begins_with_its_chief_questions() -> None:
    assert [choice.id for choice in turn("SPBE").reply.choices][:2] == ["spbe.def", "spbe.index_national"]


def test_press_on_a_group_that_is_gone_leads_to_the_topics() -> None:
    for id in ("menu:mpp.gone", "menu:mpp.others", "menu:subject.mpp:1", "menu:mpp.visit:1"):
        assert turn(choice=id).reply.choices == turn("/topik").reply.choices


def asked(text: str) -> Turn:
    return turn(text, lang="id")


def test_mpp_of_a_region_is_looked_up() -> None:
    plain, command = asked("apakah bantul punya MPP?"), asked("/mpp bantul")
    assert plain.reply == command.reply
    assert command.trace.intent == "mpp.region"


def test_mpp_alone_asks_which_region_and_takes_a_name() -> None:
    bare = asked("/mpp")
    assert bare.reply.kind == "ask_back"
    assert "Daerah mana?" in plain_text(bare.reply)
    assert turn("Bantul", session=bare.session, lang="id").reply == asked("/mpp bantul").reply


def test_mpp_of_two_regions_tells_both() -> None:
    told = plain_text(asked("/mpp bantul dan sleman").reply)
    assert "Kabupaten Bantul punya" in told
    assert "Kabupaten Sleman punya" in told


def test_mpp_of_a_name_that_two_regions_have_asks_which() -> None:
    assert [choice.text for choice in asked("/mpp bandung").reply.choices] == ["Kabupaten Bandung", "Kota Bandung"]


def test_mpp_with_more_than_a_name_is_a_question() -> None:
    assert asked("/mpp jam buka bantul").trace.intent == "mpp.region_hours"
    assert asked("/mpp jumlah").trace.intent == "mpp.count"


def test_mpp_of_a_place_nobody_knows_asks_again() -> None:
    assert "Daerah mana?" in plain_text(asked("/mpp atlantis").reply)


def test_sources_are_not_those_of_a_question_that_is_still_open() -> None:
    bare = asked("/mpp")
    assert turn("/sumber", session=bare.session, lang="id").reply.sources == ()
