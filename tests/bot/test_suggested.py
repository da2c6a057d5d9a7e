"""What is suggested to somebody who is still typing."""

from __future__ import annotations

from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from bot.content import Content, load_content
from bot.conversation import STARTERS
from bot.suggested import Suggestion, suggested
from tests.tiny_content import make_tiny_content

TODAY = date(2026, 11, 21)
QUERIES = ("mpp bantul", "mpp bandung", "EGDI 2018", "berapa jumlah mpp di jawa tengah", "how many mpp", "spbe", "dgcc")


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


def offered(query: str, content: Content, app_lang: str = "id", most: int = 100) -> list[Suggestion]:
    return list(islice(suggested(query, content, TODAY, app_lang).each, most))


def ids(suggestions: list[Suggestion]) -> list[str]:
    return [each.question.id for each in suggestions]


def test_a_region_s_mall_comes_first_and_then_what_else_is_known_of_it(content: Content) -> None:
    found = ids(offered("mpp bantul", content))
    assert found[:3] == [
        "mpp.region?region=region.kab_bantul",
        "mpp.region_where?region=region.kab_bantul",
        "mpp.region_hours?region=region.kab_bantul",
    ]
    assert any("province=province.di_yogyakarta" in id for id in found[:6])


def test_name_of_several_regions_offers_each(content: Content) -> None:
    found = ids(offered("mpp bandung", content))
    assert set(found[:2]) == {"mpp.region?region=region.kab_bandung", "mpp.region?region=region.kota_bandung"}


def test_name_that_is_still_typed_is_completed(content: Content) -> None:
    found = ids(offered("mpp bant", content))
    assert found[0] == "mpp.region?region=region.kab_bantul"
    assert "mpp.region?region=region.kab_bantaeng" in found[:4]
    assert "egdi.rank?country=country.kr" in ids(offered("egdi kor", content))[:3]


def test_the_figure_asked_for_comes_first(content: Content) -> None:
    first = offered("EGDI 2018", content)[0]
    assert first.question.id == "egdi.rank?time=2018"
    assert "107" in first.reply.blocks[0]


@pytest.mark.parametrize("query", QUERIES)
def test_each_is_an_answer_with_sources_under_its_question(content: Content, query: str) -> None:
    for each in offered(query, content):
        assert each.reply.kind == "answer"
        assert each.reply.sources
        assert each.question.text


@pytest.mark.parametrize("query", ["", *QUERIES])
def test_no_question_and_no_answer_comes_twice(content: Content, query: str) -> None:
    found = offered(query, content, most=1000)
    assert len(set(ids(found))) == len(found)
    assert len({each.reply.blocks for each in found}) == len(found)


def test_candidates_too_unsure_to_be_answered_are_offered(content: Content) -> None:
    query = "spbe jepang"
    understood = content.intents.understand(query, TODAY)
    assert understood.decision.outcome == "ask_back"
    near = {candidate.intent for candidate in understood.decision.candidates}
    assert near & {id.partition("?")[0] for id in ids(offered(query, content))[:3]}


def test_nothing_typed_gives_the_chief_questions(content: Content) -> None:
    found = offered("  ", content)
    assert ids(found)[: len(STARTERS)] == list(STARTERS)
    subjects = {content.subjects[id.partition("?")[0]] for id in ids(found)}
    assert len(subjects) > 10


@pytest.mark.parametrize("query", ["xyzzy qwerty", "halo", "dasar bot bodoh", "\ud800", "🙂", "a" * 300])
def test_what_means_nothing_gives_a_few_starters(content: Content, query: str) -> None:
    assert ids(offered(query, content)) == list(STARTERS)


def test_the_language_is_that_of_the_query_else_that_of_the_app(content: Content) -> None:
    told = suggested("how many mpp are there", content, TODAY, "id")
    assert (told.lang, told.lang_is_told) == ("en", True)
    assert "?" in next(told.each).question.text
    untold = suggested("mpp bantul", content, TODAY, "en")
    assert (untold.lang, untold.lang_is_told) == ("en", False)
    assert next(untold.each).reply.lang == "en"


def test_words_beyond_what_telegram_takes_are_not_read(content: Content) -> None:
    assert ids(offered("mpp bantul " + "x" * 5000 + " egdi", content))[0] != "egdi.rank"


def test_content_without_the_chief_questions_has_none_to_offer(tmp_path: Path) -> None:
    tiny = load_content(make_tiny_content(tmp_path))
    assert not set(STARTERS) & set(ids(offered("", tiny)))
    assert offered("jumlah MPP", tiny)[0].question.id == "mall.count"
