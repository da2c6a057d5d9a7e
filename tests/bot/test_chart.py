"""Charts: which there are, what they say in words, and what is drawn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from matplotlib.axes import Axes
from matplotlib.colors import same_color
from matplotlib.image import imread
from matplotlib.offsetbox import AnnotationBbox
from matplotlib.text import Text

from bot.authoring.chart import run_chart
from bot.chart import MOST_KEPT, Charts, as_png, figure_of
from bot.chart_drawing import PAPER
from bot.charted import MOST_NAMED, charted_as, charted_by, charts_there_are, named_points
from bot.compose import Composer
from bot.content import Content, load_content
from bot.messages import Chart
from knowledge.timeline import live_records
from tests.tiny_content import make_tiny_content

real = cache(load_content)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return load_content(make_tiny_content(tmp_path_factory.mktemp("tiny")))


def chart_of(content: Content, *ids: str, lang: str = "id") -> Chart:
    return Composer(content, lang).chart(charted_as(ids, content.knowledge))


def axes_of(content: Content, *ids: str, lang: str = "id") -> Axes:
    return figure_of(chart_of(content, *ids, lang=lang), content).axes[0]


def labels_of(axes: Axes) -> list[tuple[str, str]]:
    """(value, date) of every label that is drawn."""
    found = []
    for box in axes.artists:
        if isinstance(box, AnnotationBbox):
            value, when = (text.get_text() for text in box.offsetbox.findobj(Text))
            found.append((value, when))
    return found


def marks_of(axes: Axes) -> list[tuple[float, str, bool]]:
    """(value, form, whether it is hollow) of every point, in order of time."""
    marks = [line for line in axes.lines if line.get_linestyle() == "None"]
    marks.sort(key=lambda line: float(line.get_xdata()[0]))  # type: ignore[index,arg-type]
    return [
        (float(m.get_ydata()[0]), str(m.get_marker()), same_color(m.get_markerfacecolor(), PAPER))  # type: ignore[index,arg-type]
        for m in marks
    ]


def words_in(content: Content, *ids: str) -> str:
    return " ".join(text.get_text() for text in figure_of(chart_of(content, *ids), content).findobj(Text)).replace(
        "\n", " "
    )


# -- which there are


@pytest.mark.parametrize(
    "ids",
    [
        ("gone",),
        ("",),
        ("mall.rule",),
        ("score.id",),
        ("mall.count", "rank.id"),
        ("rank.id", "rank.id"),
        ("rank.id", "rank.kr", "score.id"),
    ],
)
def test_unknown_short_and_unlike_facts_make_no_chart(tiny: Content, ids: Sequence[str]) -> None:
    assert charted_as(ids, tiny.knowledge) == ()


def test_two_facts_of_one_measure_make_one_chart_when_one_of_them_is_long_enough(tiny: Content) -> None:
    assert [fact.id for fact in charted_as(("rank.id", "rank.kr"), tiny.knowledge)] == ["rank.id", "rank.kr"]
    assert charted_as(("rank.kr",), tiny.knowledge) == ()


def test_an_answer_about_two_things_has_both_in_its_chart(tiny: Content) -> None:
    facts = charted_by(tiny.answer("rank"), {"country": ("country.id", "country.kr")}, tiny.knowledge)
    assert [fact.id for fact in facts] == ["rank.id", "rank.kr"]


def test_all_charts_there_are_can_be_drawn() -> None:
    charts = charts_there_are(real(), ())
    assert len(charts) >= 10
    for facts in charts:
        assert figure_of(Composer(real(), "en").chart(facts), real()).axes


def test_long_series_is_told_by_first_last_extremes_and_some_between() -> None:
    fact = real().knowledge.facts["mpp.count"]
    records, named = live_records(fact), named_points(fact)
    assert len(records) > MOST_NAMED == len(named)
    assert (named[0], named[-1]) == (records[0], records[-1])
    assert [record.as_of for record in named] == sorted(record.as_of for record in named)


# -- what is said


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("ids", [("mpp.count",), ("egdi.rank_id", "egdi.rank_kr"), ("spbe.national_index",)])
def test_caption_holds_every_figure_that_is_labelled(ids: tuple[str, ...], lang: str) -> None:
    caption = chart_of(real(), *ids, lang=lang).caption
    labels = labels_of(axes_of(real(), *ids, lang=lang))
    assert len(labels) >= 4
    for value, when in labels:
        assert f"{value} " in caption
        assert f"({when})" in caption


def test_replaced_record_is_in_no_chart(tiny: Content) -> None:
    assert "170" not in chart_of(tiny, "mall.count").caption
    assert 170 not in [value for value, *_ in marks_of(axes_of(tiny, "mall.count"))]


def test_two_titles_that_differ_in_a_name_become_one(tiny: Content) -> None:
    title = chart_of(tiny, "rank.id", "rank.kr").title
    assert (
        title == "Peringkat EGDI Indonesia dan Peringkat EGDI Korea"
    )  # the tiny title says "Korea", not the full name
    title = chart_of(real(), "egdi.rank_id", "egdi.rank_kr").title
    assert title.count("EGDI") == 1
    assert "Indonesia dan Korea Selatan" in title


# -- what is drawn


def test_picture_is_a_png_for_a_phone(tiny: Content, tmp_path: Path) -> None:
    png = as_png(chart_of(tiny, "mall.count"), tiny)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "chart.png").write_bytes(png)
    assert imread(tmp_path / "chart.png").shape[:2] == (810, 1080)


def test_point_that_sources_dispute_is_hollow_and_explained(tiny: Content) -> None:
    assert marks_of(axes_of(tiny, "mall.count")) == [
        (58, "o", False),
        (59, "o", False),
        (175, "o", False),
        (1272, "o", True),
    ]
    assert "sumber berbeda" in words_in(tiny, "mall.count")
    assert "sumber berbeda" not in words_in(tiny, "rank.id")


def test_unconfirmed_point_has_a_form_of_its_own() -> None:
    unconfirmed = [r.is_unconfirmed for r in live_records(real().knowledge.facts["egdi.rank_id"])]
    assert any(unconfirmed)
    marks = marks_of(axes_of(real(), "egdi.rank_id"))
    assert [form == "D" for _, form, _ in marks] == unconfirmed
    assert "belum terkonfirmasi" in words_in(real(), "egdi.rank_id")


def test_best_rank_is_on_top(tiny: Content) -> None:
    assert axes_of(tiny, "rank.id").yaxis_inverted()
    assert not axes_of(tiny, "mall.count").yaxis_inverted()
    assert not axes_of(real(), "spbe.national_index").yaxis_inverted()


def test_state_is_drawn_as_steps_and_a_series_is_not(tiny: Content) -> None:
    def style(id: str) -> str:
        (line,) = [line for line in axes_of(tiny, id).lines if line.get_gid() == f"line {id}"]
        return str(line.get_drawstyle())

    assert style("mall.count") == "steps-post"
    assert style("rank.id") == "default"


def test_labels_have_value_and_date_in_the_language_of_the_chat(tiny: Content) -> None:
    assert ("1.272", "12 Desember 2024") in labels_of(axes_of(tiny, "mall.count", lang="id"))
    assert ("1,272", "12 December 2024") in labels_of(axes_of(tiny, "mall.count", lang="en"))


@pytest.mark.parametrize("id", ["mpp.count", "mpp.event.size", "egdi.rank_id"])
def test_labels_do_not_overlap(id: str) -> None:
    axes = axes_of(real(), id)
    axes.figure.canvas.draw()
    boxes = [box.offsetbox.get_window_extent() for box in axes.artists if isinstance(box, AnnotationBbox)]
    assert len(boxes) >= 5
    boxes.sort(key=lambda box: float(box.x0))
    assert [pair for n, one in enumerate(boxes) for pair in boxes[n + 1 :] if one.overlaps(pair)] == []


def test_first_last_and_extremes_are_always_labelled() -> None:
    values = [value for value, _ in labels_of(axes_of(real(), "mpp.event.size"))]
    assert {"4", "42", "3", "9"} <= set(values)


def test_points_of_a_state_never_stand_before_the_one_they_follow() -> None:
    for id in ("mpp.count", "mpp.digital.regions"):
        (line,) = [line for line in axes_of(real(), id).lines if line.get_gid() == f"line {id}"]
        assert all(a <= b for a, b in pairwise(line.get_xdata()))  # type: ignore[arg-type]


def test_foot_names_publishers_and_the_date_of_the_data(tiny: Content) -> None:
    words = words_in(tiny, "mall.count")
    assert "Kantor A dan Koran B" in words
    assert "Data per 12 Desember 2024." in words


# -- drawing beside the loop, once


async def test_picture_is_drawn_once_per_content_facts_and_language(tiny: Content) -> None:
    drawn: list[tuple[tuple[str, ...], str]] = []

    def draw(chart: Chart, content: Content) -> bytes:
        drawn.append((chart.facts, chart.lang))
        return f"{len(drawn)}".encode()

    charts = Charts(draw)
    one, other = chart_of(tiny, "mall.count"), chart_of(tiny, "mall.count", lang="en")
    first, same = await asyncio.gather(charts.png(one, tiny), charts.png(one, tiny))
    assert first is same
    assert await charts.png(other, tiny) != first
    assert await charts.png(one, real()) != first  # another version of the content
    assert await charts.png(one, tiny) is first
    assert len(drawn) == 3


async def test_only_the_last_pictures_are_kept(tiny: Content) -> None:
    drawn: list[str] = []

    def draw(chart: Chart, content: Content) -> bytes:
        drawn.append(chart.facts[0])
        return b""

    charts = Charts(draw)
    for number in range(MOST_KEPT + 1):
        await charts.png(Chart((str(number),), "id", "", "", ()), tiny)
    await charts.png(Chart((str(MOST_KEPT),), "id", "", "", ()), tiny)
    assert len(drawn) == MOST_KEPT + 1
    await charts.png(Chart(("0",), "id", "", "", ()), tiny)
    assert drawn[-1] == "0"


async def test_failed_drawing_is_tried_again(tiny: Content) -> None:
    results = iter([OSError("no font"), b"png"])

    def draw(chart: Chart, content: Content) -> bytes:
        result = next(results)
        if isinstance(result, OSError):
            raise result
        return result

    charts = Charts(draw)
    with pytest.raises(OSError, match="no font"):
        await charts.png(chart_of(tiny, "mall.count"), tiny)
    assert await charts.png(chart_of(tiny, "mall.count"), tiny) == b"png"


# -- the command


def test_command_writes_the_picture_and_tells_its_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_chart("mpp.count", tmp_path / "a.png", lang="en") == 0
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert "305 MPP (15 December 2025)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("facts", "lang", "expected"),
    [
        ("mpp.cont", None, 'did you mean "mpp.count"?'),
        ("dgcc.mou_date", None, "makes no chart"),
        ("mpp.count", "fr", "write one of id, en"),
    ],
)
def test_command_tells_a_mistake_in_a_sentence(
    facts: str, lang: str | None, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_chart(facts, tmp_path / "a.png", lang=lang) == 2
    error = capsys.readouterr().err
    assert expected in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_command_tells_where_it_cannot_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_chart("mpp.count", tmp_path / "gone" / "a.png", lang=None) == 2
    assert "cannot be written" in capsys.readouterr().err
