"""Replies as HTML: whatever is in them, Telegram takes the text, and nothing is lost without a word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram_render import (
    COMPACT_LIMIT,
    QUOTATION_LIMIT,
    TEXT_LIMIT,
    cut,
    quotation,
    render,
    render_compact,
    units,
)
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
    assert cut("kata " * 10 + "1234567", 54) == ("kata " * 9).rstrip() + " …"


@given(text=texts, limit=st.integers(min_value=3, max_value=60))
def test_cut_text_fits(text: str, limit: int) -> None:
    assert units(cut(text, limit)) <= limit


COMPACT_MORE = '<a href="https://t.me/TanyaSpbeBot?start=ask_x&amp;y">Selengkapnya</a>'


def shown_compact(reply: Reply) -> ShownText:
    return parse(render_compact(reply, COMPACT_MORE), "HTML")


def test_compact_answer_has_its_sources_in_a_quote_that_opens() -> None:
    message = shown_compact(REPLY)
    assert message.text == (
        '58 MPP.\n\nPer Juni 2022.\nSumber (Juni 2022):\n1. MoU <DGCC> & "kerja sama" (PANRB, 25 Mei 2021)'
    )
    (quote,) = message.parts("ExpandableBlockQuote")
    assert quote.startswith("Sumber (Juni 2022):\n1. MoU")
    assert message.links == ["https://example.org/?a=1&b=2"]


def test_compact_answer_that_is_cut_leads_to_the_whole() -> None:
    many = tuple(replace(SOURCE, title=f"Sumber {number} " + "x" * 50) for number in range(9))
    message = shown_compact(replace(REPLY, blocks=(SENTENCE * 300,), sources=many))
    assert message.units <= COMPACT_LIMIT
    assert "diresmikan. … Selengkapnya\nSumber" in message.text
    assert message.links[0] == "https://t.me/TanyaSpbeBot?start=ask_x&y"
    assert message.text.splitlines()[-1].startswith("… +")


def test_compact_reply_without_sources_has_no_quote() -> None:
    assert render_compact(Reply("smalltalk", "id", ("Halo & selamat",)), COMPACT_MORE) == "Halo &amp; selamat"


@given(
    blocks=st.lists(texts | st.just(SENTENCE * 20), max_size=4),
    cited=st.lists(sources | st.just(replace(SOURCE, title=SENTENCE * 20)), max_size=12),
)
def test_every_compact_reply_is_taken_and_short(blocks: list[str], cited: list[Citation]) -> None:
    reply = Reply("answer", "id", ("Jawaban.", *blocks), tuple(cited), "Sumber:" if cited else "")
    html = render_compact(reply, COMPACT_MORE)
    judge("sendMessage", {"chat_id": 1, "text": html, "parse_mode": "HTML"})
    assert parse(html, "HTML").units <= COMPACT_LIMIT


def test_quotation_is_the_answer_with_its_source_and_date() -> None:
    assert quotation(REPLY) == "58 MPP. Per Juni 2022. (PANRB, 25 Mei 2021)"


def test_quotation_names_as_many_sources_as_there_is_room_for_and_counts_the_rest() -> None:
    two = (SOURCE, SOURCE, replace(SOURCE, publisher="Kompas", published_text=None))
    assert quotation(replace(REPLY, sources=two)) == "58 MPP. Per Juni 2022. (PANRB, 25 Mei 2021; Kompas)"
    many = tuple(replace(SOURCE, publisher=f"Media {number}") for number in range(20))
    words = quotation(replace(REPLY, sources=many))
    assert words is not None
    assert words.endswith("; +15)")
    assert units(words) <= QUOTATION_LIMIT


def test_what_has_no_source_is_not_to_be_quoted() -> None:
    assert quotation(Reply("answer", "id", ("58 MPP.",))) is None
    assert quotation(replace(REPLY, kind="refuse")) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Jumlahnya " + "kata " * 43 + "1,5 juta orang pada 17 Juni 2022 menurut data resmi", "kata … (PANRB"),
        ("Nilai: " + ", ".join(f"{number},5 juta (Juli {number})" for number in range(2001, 2040)), "), … (PANRB"),
        ("Pertama. " * 22 + "Menurut Perpres No. 95 Tahun 2018 tentang SPBE", "Pertama. … (PANRB"),
    ],
)
def test_quotation_is_never_cut_inside_a_figure(text: str, kept: str) -> None:
    words = quotation(replace(REPLY, blocks=(text,)))
    assert words is not None
    assert kept in words
    assert units(words) <= QUOTATION_LIMIT


@given(
    words=st.lists(st.sampled_from(("58", "1,5", "juta", "MPP", "(2022)", "Juni", "17", "kata,", "x.")), min_size=60)
)
def test_quoted_words_are_whole_and_figures_keep_their_neighbours(words: list[str]) -> None:
    text = "Ada " + " ".join(words)
    quoted = quotation(replace(REPLY, blocks=(text,)))
    assert quoted is not None
    kept = quoted.removesuffix(" (PANRB, 25 Mei 2021)")
    assert units(quoted) <= QUOTATION_LIMIT
    if kept.endswith(" …"):
        kept = kept.removesuffix(" …")
        rest = text[len(kept) :]
        assert text.startswith(kept)
        # Cut at a space; where a figure stands at the cut, a mark parts them.
        is_between = rest.startswith(" ") and not (kept[-1].isdigit() or rest[1:2].isdigit())
        assert is_between or kept[-1] in ",;)." or " " not in kept.strip()
