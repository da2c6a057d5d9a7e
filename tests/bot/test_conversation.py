"""`take_turn`: a message in, a turn out, on the tiny content."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.content import Content, load_content
from bot.conversation import Turn, take_turn
from bot.messages import Incoming, plain_text
from bot.session import CONTEXT_LASTS, Session
from tests.tiny_content import make_tiny_content

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
Say = Callable[..., Turn]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    folder: Path = make_tiny_content(tmp_path_factory.mktemp("tiny"))
    return load_content(folder)


@pytest.fixture
def say(content: Content) -> Say:
    """One person in one chat: what was said before is remembered."""
    session = Session()

    def speak(text: str, *, after: timedelta = timedelta(), choice: str | None = None, lang: str | None = None) -> Turn:
        nonlocal session
        incoming = Incoming("console", "c", "u", text, NOON + after, lang=lang, choice=choice)
        turn = take_turn(incoming, session, content, TODAY)
        session = turn.session
        return turn

    return speak


def test_a_figure_comes_with_its_source_and_date(say: Say) -> None:
    reply = say("jumlah MPP tahun 2023").reply
    assert reply.kind == "answer"
    assert "175" in plain_text(reply)
    assert "1 Desember 2023" in plain_text(reply)
    assert "[1] Paper A (Kantor A, 17 Juni 2022, https://a.example/1)" in plain_text(reply)


def test_a_year_without_data_is_a_refusal_that_names_the_years_there_are(say: Say) -> None:
    reply = say("peringkat EGDI 2019").reply
    assert (reply.kind, reply.refusal_class) == ("refuse", "no_data")
    assert "2018, 2020, dan 2022" in plain_text(reply)
    assert reply.sources == ()


def test_one_of_two_years_missing_is_an_answer_that_says_so(say: Say) -> None:
    reply = say("peringkat EGDI 2018 dan 2019").reply
    assert reply.kind == "answer"
    assert "107" in plain_text(reply)
    assert "untuk 2019 tidak ada" in plain_text(reply)


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ("peringkat EGDI Indonesia 2018", "kalau 2020?", "peringkat 88"),
        ("peringkat EGDI Indonesia 2018", "kalau Korea?", "peringkat 3"),
        ("EGDI rank of Indonesia in 2018", "and Korea?", "rank 3"),
        ("jumlah MPP tahun 2023", "terus sekarang?", "1.272"),
    ],
)
def test_a_question_leans_on_the_one_before(say: Say, first: str, then: str, expected: str) -> None:
    say(first)
    assert expected in plain_text(say(then).reply)


def test_context_ends_after_a_pause(say: Say) -> None:
    say("peringkat EGDI Indonesia 2018")
    later = say("kalau 2020?", after=CONTEXT_LASTS + timedelta(seconds=1))
    assert later.reply.kind != "answer"


def test_a_menu_can_be_pressed_and_picked_by_number_or_word(say: Say) -> None:
    menu = say("MPP").reply
    assert menu.kind == "ask_back"
    pressed = say(menu.choices[0].text, choice=menu.choices[0].id).reply
    assert pressed.kind == "answer"
    say("MPP")
    assert say("1").reply.blocks == pressed.blocks
    say("MPP")
    assert say("yang pertama").reply.blocks == pressed.blocks


@pytest.mark.parametrize(
    "text",
    [
        "jumlah MPP tahun 2023",
        "peringkat EGDI 2019",
        "MPP",
        "/help",
        "/privasi",
        "/topik",
        "/start",
        "/grafik",
        "/grafik peringkat EGDI Indonesia",
    ],
)
def test_what_was_asked_can_be_asked_again_by_its_id(say: Say, text: str) -> None:
    first = say(text)
    (id,) = first.asked
    again = say("", choice=id)
    assert (again.reply.blocks, again.reply.choices) == (first.reply.blocks, first.reply.choices)
    assert again.asked == first.asked


@pytest.mark.parametrize("text", ["EGID Indonesia 2018", "MPP bandung", "peringkat"])
def test_what_was_asked_back_can_be_asked_back_again_by_its_id(say: Say, text: str) -> None:
    first = say(text)
    assert first.reply.kind == "ask_back"
    (id,) = first.asked
    again = say("", choice=id)
    assert again.reply.choices == first.reply.choices
    assert say("", choice="which:gone.intent|menu:subject.gone").reply.kind == "ask_back"


def test_two_questions_have_an_id_each(say: Say) -> None:
    assert say("jumlah MPP tahun 2023? peringkat EGDI Indonesia 2018?").asked == (
        "mall.count?time=2023",
        "rank?country=country.id&time=2018",
    )


@pytest.mark.parametrize("text", ["makasih", "terima kasih banyak ya", "ok", "halo", "👍", "wah, jauh juga ya", ""])
def test_what_is_only_said_is_no_question(say: Say, text: str) -> None:
    say("jumlah MPP tahun 2023")
    turn = say(text)
    assert not turn.is_question
    assert turn.asked == ()


@pytest.mark.parametrize("text", ["kalau 2022?", "/help", "kamu siapa?", "berapa harga beras?", "apa kabar cuaca?"])
def test_what_asks_is_a_question_whether_it_is_answered_or_not(say: Say, text: str) -> None:
    say("jumlah MPP tahun 2023")
    assert say(text).is_question


def test_none_of_these_is_taken_kindly(say: Say) -> None:
    assert say("x", choice="none").reply.kind == "smalltalk"


@pytest.mark.parametrize("choice", ["gone.intent", "mall.count?time=tomorrow", "menu:subject.gone", "a?b=c", "?"])
def test_a_choice_of_older_content_leads_to_the_topics(say: Say, choice: str) -> None:
    assert say("x", choice=choice).reply.kind == "ask_back"


def test_sources_of_the_last_answer_can_be_asked_for(say: Say) -> None:
    assert "Belum ada jawaban" in plain_text(say("/sumber").reply)
    say("jumlah MPP tahun 2023")
    assert "Paper A" in plain_text(say("/sumber").reply)


def test_a_long_list_cites_few_of_its_sources_and_says_how_to_get_the_others() -> None:
    content, session = load_content(), Session()
    asked = [take_turn(Incoming("console", "c", "u", "MPP mana saja di Jawa Timur?", NOON), session, content, TODAY)]
    asked.append(take_turn(Incoming("console", "c", "u", "/sumber", NOON), asked[0].session, content, TODAY))
    few, every = (turn.reply for turn in asked)
    assert set(few.sources) < set(every.sources)
    assert len(few.sources) < len(every.sources) / 4
    assert few.sources_heading == f"Sumber, {len(few.sources)} dari {len(every.sources)} (semuanya lewat /sumber):"
    assert few.sources_heading_elsewhere == f"Sumber, {len(few.sources)} dari {len(every.sources)}:"
    assert every.sources_heading == "Sumber:"
    (id,) = asked[1].asked
    again = take_turn(Incoming("console", "c", "u", "", NOON, choice=id), Session(), content, TODAY)
    assert (again.reply, again.asked) == (every, (id,))


def test_after_a_refusal_there_are_no_sources_yet(say: Say) -> None:
    assert say("peringkat EGDI 2019").reply.refusal_class == "no_data"
    reply = say("/sumber").reply
    assert reply.kind == "smalltalk"
    assert "Belum ada jawaban" in plain_text(reply)
    assert reply.sources == ()


@pytest.mark.parametrize("command", ["/start", "/help", "/topik", "/grafik", "/sumber", "/privasi", "/tanya", "/x"])
def test_every_command_gets_a_reply_in_words(say: Say, command: str) -> None:
    assert plain_text(say(command).reply)


def test_a_command_with_a_question_asks_it(say: Say) -> None:
    assert say("/tanya jumlah MPP 2023").reply.intent == "mall.count"


def test_two_questions_get_one_reply_with_both(say: Say) -> None:
    reply = say("Jumlah MPP tahun 2023? Peringkat EGDI Indonesia 2018?").reply
    assert "175" in plain_text(reply)
    assert "107" in plain_text(reply)
    assert [source.id for source in reply.sources] == ["paper_a"]


def test_the_language_a_chat_has_chosen_wins(say: Say) -> None:
    assert "Number of MPP" in plain_text(say("jumlah MPP tahun 2023", lang="en").reply)


def test_a_message_of_a_book_is_asked_to_be_shortened(say: Say) -> None:
    reply = say("MPP " * 1000).reply
    assert (reply.kind, reply.refusal_class) == ("refuse", "too_long")
    assert "terlalu panjang" in plain_text(reply)


def test_the_same_turn_twice_is_the_same(content: Content) -> None:
    incoming = Incoming("console", "c", "u", "jumlah MPP tahun 2023", NOON)
    assert take_turn(incoming, Session(), content, TODAY) == take_turn(incoming, Session(), content, TODAY)


def test_a_session_survives_json(say: Say) -> None:
    session = say("peringkat EGDI Korea 2018").session
    assert Session.from_json(session.to_json()) == session


@pytest.mark.parametrize("question", ["peringkat EGDI 2018", "rekor EGDI", "semua edisi EGDI", "jumlah MPP 2023"])
def test_an_answer_over_enough_points_offers_its_chart(say: Say, question: str) -> None:
    reply = say(question).reply
    offered = reply.choices[-1]
    assert offered.text == "Grafik"
    assert offered.id in ("chart:rank.id", "chart:mall.count")
    pressed = say("Grafik", choice=offered.id).reply
    assert pressed.kind == "answer"
    assert pressed.chart is not None


@pytest.mark.parametrize("question", ["nilai EGDI 2018", "peraturan MPP 2017", "peringkat EGDI 2019", "MPP"])
def test_no_chart_is_offered_where_there_is_none(say: Say, question: str) -> None:
    assert not [choice for choice in say(question).reply.choices if choice.id.startswith("chart")]


def test_a_comparison_offers_one_chart_of_both(say: Say) -> None:
    offered = say("peringkat EGDI Indonesia dan Korea 2018").reply.choices[-1]
    assert offered.id == "chart:rank.id,rank.kr"
    chart = say("Grafik", choice=offered.id).reply.chart
    assert chart is not None
    assert chart.facts == ("rank.id", "rank.kr")


def test_a_chart_tells_its_figures_its_disputes_and_its_sources(say: Say) -> None:
    reply = say("Grafik", choice="chart:mall.count").reply
    assert reply.chart is not None
    assert reply.blocks[0] == reply.chart.caption
    for figure in ("58 MPP (17 Juni 2022)", "59 MPP (30 Juni 2022)", "175 MPP (1 Desember 2023)", "1.272 MPP"):
        assert figure in reply.chart.caption
    assert "1.260 MPP" in reply.blocks[1]
    assert reply.sources_heading == "Sumber (data per 12 Desember 2024):"
    assert {source.id for source in reply.sources} == {"paper_a", "paper_b"}
    assert reply.chart.sources == reply.sources


def test_what_follows_a_chart_may_lean_on_it(say: Say) -> None:
    say("/grafik EGDI Korea dan Indonesia")
    assert "Paper A" in plain_text(say("/sumber").reply)
    say("Grafik", choice="chart:mall.count")
    assert "175" in plain_text(say("kalau 2023?").reply)


@pytest.mark.parametrize(
    ("words", "facts"),
    [
        ("MPP", ("mall.count",)),
        ("egdi", ("rank.id",)),
        ("peringkat EGDI Indonesia", ("rank.id",)),
        ("jumlah MPP 2023", ("mall.count",)),
        ("peringkat EGDI Indonesia dan Korea", ("rank.id", "rank.kr")),
    ],
)
def test_the_chart_command_finds_what_is_named(say: Say, words: str, facts: tuple[str, ...]) -> None:
    for command in ("/grafik", "/chart"):
        chart = say(f"{command} {words}").reply.chart
        assert chart is not None
        assert chart.facts == facts


def test_the_chart_command_alone_offers_the_charts_there_are(say: Say) -> None:
    reply = say("/grafik").reply
    assert reply.kind == "ask_back"
    assert {choice.id for choice in reply.choices} == {"chart:mall.count", "chart:rank.id"}
    picked = say("1").reply.chart
    assert picked is not None
    assert f"chart:{picked.facts[0]}" == reply.choices[0].id


@pytest.mark.parametrize("words", ["pizza", "peraturan MPP", "nilai EGDI", "peringkat EGDI Korea", "cuaca besok", "?"])
def test_without_such_a_chart_the_command_says_so_and_offers_those_there_are(say: Say, words: str) -> None:
    reply = say(f"/grafik {words}").reply
    assert reply.chart is None
    assert "tidak ada grafik" in reply.blocks[0]
    assert "chart:mall.count" in [choice.id for choice in reply.choices]


@pytest.mark.parametrize("choice", ["chart:", "chart:gone", "chart:mall.rule", "chart:rank.id,mall.count", "chart:,"])
def test_a_chart_of_older_content_leads_to_the_topics(say: Say, choice: str) -> None:
    reply = say("Grafik", choice=choice).reply
    assert (reply.kind, reply.chart) == ("ask_back", None)


@pytest.mark.parametrize("choice", ["charts", "charts:0", "charts:7", "charts:x", "charts:²"])
def test_every_page_of_charts_is_a_reply(say: Say, choice: str) -> None:
    assert say("Lainnya", choice=choice).reply.kind == "ask_back"


def test_a_chart_is_in_the_language_of_the_chat(say: Say) -> None:
    chart = say("/grafik MPP", lang="en").reply.chart
    assert chart is not None
    assert "Number of MPP: 58 MPP (17 June 2022)" in chart.caption


@pytest.mark.parametrize("command", ["/setelan", "/settings", "/bahasa", "/diam"])
def test_settings_are_said_to_be_on_telegram(say: Say, command: str) -> None:
    assert "Telegram" in plain_text(say(command).reply)
