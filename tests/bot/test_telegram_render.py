"""Replies as HTML: whatever is in them, Telegram takes the text, and nothing is lost without a word."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram_render import LABEL_LIMIT, TEXT_LIMIT, cut, keyboard, render, units
from bot.messages import Citation, Reply
from tests.standin.judge import judge
from tests.standin.texts import ShownText, parse

SOURCE = Citation(
    "okz", 'MoU <DGCC> & "kerja sama"', "PANRB", "https://example.org/?a=1&b=2", "2021-05-25", "25 Mei 2021"
)
REPLY = Reply("answer", "id", ("58 MPP.", "Per Juni 2022."), (SOURCE,), "Sumber (Juni 2022):")
SENTENCE = "Mal pelayanan publik ke-58 diresmikan. "

pieces = st.sampled_from(("<", ">", "&", '"', "'", "<b>", "</b>", "<!--", "&amp;", "&#0;", "😀", "kata ", ". ", "\n\n"))
texts = st.lists(pieces | st.characters(exclude_categories=("Cs", "Cc")), max_size=30).map("".join)
sources = st.builds(
    Citation,
    id=texts,
    title=texts,
    publisher=texts,
    url=st.none() | st.just('https://example.org/?a=<1>&b="2"\''),
    published=st.none(),
    published_text=st.none() | texts,
)


def shown(reply: Reply) -> ShownText:
    return parse(render(reply), "HTML")


def test_answer_stands_above_a_bold_heading_and_a_numbered_list_of_links() -> None:
    second = replace(SOURCE, title="Laporan", url=None, published_text=None)
    message = shown(replace(REPLY, sources=(SOURCE, second)))
    assert message.text == (
        "58 MPP.\n\nPer Juni 2022.\n\nSumber (Juni 2022):\n"
        '1. MoU <DGCC> & "kerja sama" (PANRB, 25 Mei 2021)\n2. Laporan (PANRB)'
    )
    assert message.parts("Bold") == ["Sumber (Juni 2022):"]
    assert message.links == ["https://example.org/?a=1&b=2"]


def test_what_looks_like_markup_stays_text() -> None:
    blocks = ("a < b && c > <b>d</b>", "&amp; &lt;")
    assert shown(Reply("answer", "id", blocks)).text == "\n\n".join(blocks)
    assert shown(replace(REPLY, blocks=blocks, sources_heading="<i> & Co:")).text.startswith("\n\n".join(blocks))


def test_reply_without_sources_is_only_its_paragraphs() -> None:
    assert render(Reply("smalltalk", "id", ("Halo & selamat datang",))) == "Halo &amp; selamat datang"


@given(
    blocks=st.lists(texts | st.just(SENTENCE * 200), max_size=4),
    cited=st.lists(sources | st.just(replace(SOURCE, title=SENTENCE * 20)), max_size=12),
)
def test_every_reply_is_taken_by_telegram(blocks: list[str], cited: list[Citation]) -> None:
    reply = Reply("answer", "id", ("Jawaban.", *blocks), tuple(cited), "Sumber:" if cited else "")
    judge("sendMessage", {"chat_id": 1, "text": render(reply), "parse_mode": "HTML"})


def test_long_answer_loses_its_end_but_no_source() -> None:
    message = shown(replace(REPLY, blocks=(SENTENCE * 300,)))
    answer, tail = message.text.split("\n\nSumber")
    assert message.units <= TEXT_LIMIT
    assert answer.endswith("diresmikan. …")
    assert tail.endswith("(PANRB, 25 Mei 2021)")


def test_too_many_sources_are_counted() -> None:
    many = tuple(replace(SOURCE, title=f"Sumber {number} " + "x" * 150) for number in range(60))
    message = shown(replace(REPLY, sources=many))
    lines = message.text.splitlines()
    listed = len(message.links)
    assert message.units <= TEXT_LIMIT
    assert listed > 10
    assert lines[-1] == f"… +{60 - listed}"


def test_long_answer_with_too_many_sources_keeps_some_of_both() -> None:
    many = tuple(replace(SOURCE, title="x" * 200) for _ in range(60))
    message = shown(replace(REPLY, blocks=(SENTENCE * 300,), sources=many))
    assert message.units <= TEXT_LIMIT
    assert len(message.links) >= 5
    assert message.text.index("Sumber (Juni 2022)") > TEXT_LIMIT // 2


def test_paragraph_is_kept_whole_where_possible() -> None:
    assert cut("a" * 60 + "\n\n" + "Kalimat. " * 20, 100) == "a" * 60 + " …"


def test_number_is_never_cut_in_two() -> None:
    assert cut("kata " * 10 + "1234567", 54) == ("kata " * 10).rstrip() + " …"


@given(text=texts, limit=st.integers(min_value=3, max_value=60))
def test_cut_text_fits(text: str, limit: int) -> None:
    assert units(cut(text, limit)) <= limit


def test_choices_are_buttons_one_in_a_row() -> None:
    markup = keyboard([("Ada berapa MPP?", "a1"), ("Apa\nitu DGCC?", "b2")])
    assert markup is not None
    assert [[(button.text, button.callback_data) for button in row] for row in markup.inline_keyboard] == [
        [("Ada berapa MPP?", "a1")],
        [("Apa itu DGCC?", "b2")],
    ]


def test_long_label_is_cut_at_a_word() -> None:
    markup = keyboard([("Berapa peringkat Indonesia dalam survei e-government PBB tahun 2020? Dan 2022?", "a")])
    assert markup is not None
    label = markup.inline_keyboard[0][0].text
    assert label == "Berapa peringkat Indonesia dalam survei e-government PBB tahun …"
    assert len(label) <= LABEL_LIMIT


def test_no_choices_no_keyboard() -> None:
    assert keyboard([]) is None
