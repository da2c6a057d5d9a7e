"""Draws one chart with matplotlib, for a phone. Imported late, by `bot.chart` only: matplotlib is heavy.

No state of matplotlib's own is touched (no pyplot, no rcParams), so charts may be drawn in any thread."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise
from textwrap import wrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from bot.chart_labels import Label, place_labels
from bot.charted import must_be_named, named_points
from bot.content import Content
from bot.messages import Chart
from knowledge import Fact, PartialDate, Record, Writer, say_date
from knowledge.timeline import live_records
from knowledge.wording import pick_text, say_number

WIDTH, HEIGHT, DPI = 1080, 810, 100
"""Pixels. A phone shows it at a third of that, so the smallest letters below are 24 pixels high."""
INK, FAINT, GRID, PAPER = "#1d2426", "#5a6466", "#e4e1d9", "#ffffff"
COLOURS = ("#0f5f6e", "#c2571a")
"""Of the first fact and the second; told apart also by their brightness."""
FONT = "DejaVu Sans"
"""Comes with matplotlib, so pictures are the same everywhere."""
TITLE, SMALL = 36, 24
"""Heights of letters, in pixels."""
PUBLISHERS_NAMED = 3


class Drawing:
    """One chart on one figure; `draw` is called once."""

    def __init__(self, figure: Figure, chart: Chart, content: Content) -> None:
        self.figure = figure
        self.chart = chart
        self.content = content
        self.writer = Writer(content.knowledge, chart.lang)
        self.facts = [content.knowledge.facts[id] for id in chart.facts]
        self.records = [live_records(fact) for fact in self.facts]
        self.is_rank = self.facts[0].better == "lower"
        self.is_yearly = all(record.as_of.month is None for records in self.records for record in records)
        self.times = [self._times(records) for records in self.records]

    def draw(self) -> None:
        top = self._title()
        bottom = self._foot()
        axes = self.figure.add_axes((0.03, 0.5, 0.94, 0.2))
        lines = [self._line(axes, at) for at in range(len(self.facts))]
        self._scale(axes)
        self._years(axes)
        self._frame(axes)
        # Wide enough for the widest number on the left; known only now.
        widest = max((len(label.get_text()) for label in axes.get_yticklabels()), default=1)
        left = (30 + 0.62 * SMALL * widest) / WIDTH
        top = self._legend(axes, top)
        axes.set_position((left, bottom + 56 / HEIGHT, 1 - left - 34 / WIDTH, top - bottom - 80 / HEIGHT))
        marks = [
            (at, _number(record))
            for times, records in zip(self.times, self.records, strict=True)
            for at, record in zip(times, records, strict=True)
        ]
        place_labels(axes, [label for labels in lines for label in labels], self._along_the_lines(), marks)

    # -- around the plot ------------------------------------------------------------------------------------------

    def _title(self) -> float:
        """Draw it, and give back where it ends, as a share of the height."""
        lines = _balanced(self.chart.title, 46)
        self.figure.text(
            34 / WIDTH,
            1 - 28 / HEIGHT,
            "\n".join(lines),
            va="top",
            color=INK,
            weight="bold",
            linespacing=1.25,
            **_letters(TITLE),
        )
        return 1 - (36 + len(lines) * TITLE * 1.42) / HEIGHT

    def _foot(self) -> float:
        """Who says so and of when it is. Gives back where it begins, as a share of the height."""
        publishers = list(dict.fromkeys(source.publisher for source in self.chart.sources))
        latest = max(record.as_of for records in self.records for record in records)
        more = len(publishers) - PUBLISHERS_NAMED
        if more > 1:
            named = ", ".join(publishers[:PUBLISHERS_NAMED])
            text = self._say("chart_foot_more", publishers=named, more=say_number(more, self.writer.lang))
        else:
            text = self._say("chart_foot", publishers=self.writer.listed(publishers))
        lines = [*_balanced(text, 74), self._say("chart_date", date=say_date(latest, self.writer.lang))]
        self.figure.text(
            34 / WIDTH,
            20 / HEIGHT,
            "\n".join(lines),
            va="bottom",
            color=FAINT,
            linespacing=1.3,
            **_letters(SMALL),
        )
        return (30 + len(lines) * SMALL * 1.5) / HEIGHT

    def _legend(self, axes: Axes, top: float) -> float:
        """Names of two facts, and what the marks mean; nothing where there is nothing to tell."""
        shown: list[tuple[Line2D, str]] = []
        if len(self.facts) > 1:
            for fact, colour in zip(self.facts, COLOURS, strict=False):
                shown.append((Line2D([], [], color=colour, linewidth=4, marker="o", markersize=9), self._name(fact)))
        records = [record for records in self.records for record in records]
        if any(record.also for record in records):
            shown.append((_mark(FAINT, is_disputed=True), self._say("chart_mark_disputed")))
        if any(record.is_unconfirmed for record in records):
            shown.append((_mark(FAINT, is_unconfirmed=True), self._say("chart_mark_unconfirmed")))
        if not shown:
            return top
        columns = _columns([name for _, name in shown])
        self.figure.legend(
            [mark for mark, _ in shown],
            [name for _, name in shown],
            loc="upper left",
            bbox_to_anchor=(20 / WIDTH, top),
            ncols=columns,
            frameon=False,
            labelcolor=INK,
            handletextpad=0.4,
            columnspacing=1.4,
            borderpad=0.2,
            prop={"family": FONT, "size": _points(SMALL)},
        )
        return top - -(-len(shown) // columns) * SMALL * 1.75 / HEIGHT

    def _name(self, fact: Fact) -> str:
        return self.writer.thing(fact.of) if fact.of else pick_text(fact.about, self.writer.lang)

    # -- the plot -------------------------------------------------------------------------------------------------

    def _line(self, axes: Axes, at: int) -> list[Label]:
        """Draw one fact; the labels that its points should get."""
        fact, records, colour = self.facts[at], self.records[at], COLOURS[at]
        x, y = self.times[at], [_number(record) for record in records]
        style = "steps-post" if fact.kind == "state" else "default"
        axes.plot(x, y, color=colour, linewidth=4, drawstyle=style, solid_capstyle="round", gid=f"line {fact.id}")
        size = 13.0 if len(records) <= 20 else 8.0
        for record, xx, yy in zip(records, x, y, strict=True):
            mark = _mark(colour, is_disputed=bool(record.also), is_unconfirmed=record.is_unconfirmed, size=size)
            mark.set_data([xx], [yy])
            axes.add_line(mark)
        named, must = named_points(fact), must_be_named(fact)
        return [
            Label(
                x=x[records.index(record)],
                y=_number(record),
                value=self._plain(record),
                date=say_date(record.as_of, self.writer.lang),
                colour=colour,
                must=number in must,
                prefers_below=self._is_dip(y, records.index(record)),
            )
            for number, record in enumerate(named)
        ]

    def _is_dip(self, y: Sequence[float], at: int) -> bool:
        """Whether the line comes down to this point from both sides, as people see it."""
        if not 0 < at < len(y) - 1:
            return False
        before, here, after = y[at - 1 : at + 2]
        return here > max(before, after) if self.is_rank else here < min(before, after)

    def _scale(self, axes: Axes) -> None:
        """Whole, round steps; from nothing up where the figures come near it; the best rank on top."""
        values = [_number(record) for records in self.records for record in records]
        low, high = min(values), max(values)
        is_whole = all(isinstance(record.value, int) for records in self.records for record in records)
        room = (high - low) * 0.16 or max(1.0, abs(high) * 0.1)
        bottom = 0.0 if not self.is_rank and 0 <= low <= high / 2 else low - room
        top = high + room * 1.4
        ticks = [float(tick) for tick in MaxNLocator(5, integer=is_whole).tick_values(max(bottom, 0.0), top)]
        ticks = [tick for tick in ticks if bottom <= tick <= top and (tick >= 1 or not self.is_rank)]
        if self.is_rank and low < ticks[0] and low <= (ticks[1] - ticks[0]) / 2:
            ticks.insert(0, 1.0)
        decimals = 0 if is_whole else max(len(f"{tick:.4f}".rstrip("0").partition(".")[2]) for tick in ticks)
        axes.set_yticks(ticks, [say_number(f"{tick:.{decimals}f}", self.writer.lang) for tick in ticks])
        if self.is_rank:
            axes.set_ylim(top, bottom)
        else:
            axes.set_ylim(bottom, top)

    def _years(self, axes: Axes) -> None:
        x = sorted({at for times in self.times for at in times})
        margin = (x[-1] - x[0]) * 0.07 or 0.5
        axes.set_xlim(x[0] - margin, x[-1] + margin)
        years = (
            [int(at) for at in x] if self.is_yearly else list(range(int(x[0] - margin) + 1, int(x[-1] + margin) + 1))
        )
        if self.is_yearly and min(b - a for a, b in pairwise(years)) / (x[-1] - x[0] + 2 * margin) < 0.075:
            years = list(range(years[0], years[-1] + 1))  # too narrow for each of its years
        step = -(-len(years) // 9) if not self.is_yearly or len(years) > 11 else 1
        shown = years[:: max(1, step)]
        axes.set_xticks(shown, [say_date(PartialDate(year), self.writer.lang) for year in shown])

    def _frame(self, axes: Axes) -> None:
        axes.set_facecolor(PAPER)
        for side in ("top", "left", "right"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(FAINT)
        axes.grid(axis="y", color=GRID, linewidth=1.5)
        axes.set_axisbelow(True)
        axes.tick_params(axis="y", length=0, pad=6)
        axes.tick_params(axis="x", length=6, color=FAINT, pad=4)
        for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            label.set(color=FAINT, parse_math=False, **_letters(SMALL))

    def _along_the_lines(self) -> list[tuple[float, float]]:
        """Points, in data units, along everything drawn."""
        found: list[tuple[float, float]] = []
        for fact, records, times in zip(self.facts, self.records, self.times, strict=True):
            ends = [(at, _number(record)) for at, record in zip(times, records, strict=True)]
            corners = ends[:1]
            for before, after in pairwise(ends):
                if fact.kind == "state":
                    corners.append((after[0], before[1]))
                corners.append(after)
            for a, b in pairwise(corners):
                found.extend((a[0] + (b[0] - a[0]) * n / 40, a[1] + (b[1] - a[1]) * n / 40) for n in range(41))
        return found

    # -- small things ---------------------------------------------------------------------------------------------

    def _times(self, records: Sequence[Record]) -> list[float]:
        """Where records stand, in years: a yearly series on its years; else what is known of a year or a month in its
        middle, but never before the record it follows."""
        if self.is_yearly:
            return [float(record.as_of.year) for record in records]
        middles = [(_in_years(record.as_of.first) + _in_years(record.as_of.last)) / 2 for record in records]
        return list(accumulate(middles, max))

    def _plain(self, record: Record) -> str:
        assert isinstance(record.value, int | str)  # statements make no chart
        return say_number(record.value, self.writer.lang)

    def _say(self, key: str, **values: str) -> str:
        return self.content.words.say(self.chart.lang, key, **values)


def _columns(names: Sequence[str]) -> int:
    """How many names stand side by side in the legend."""
    return len(names) if sum(len(name) + 6 for name in names) <= 70 else 2


def _mark(colour: str, *, is_disputed: bool = False, is_unconfirmed: bool = False, size: float = 13.0) -> Line2D:
    """The mark of a point: hollow where sources differ, a diamond where it is not confirmed."""
    return Line2D(
        [],
        [],
        linestyle="none",
        marker="D" if is_unconfirmed else "o",
        markersize=size * (0.9 if is_unconfirmed else 1.0),
        markerfacecolor=PAPER if is_disputed else colour,
        markeredgecolor=colour,
        markeredgewidth=3 if size > 8 else 2,
        zorder=4,
    )


def _in_years(day: date) -> float:
    return day.year + (day - date(day.year, 1, 1)).days / 366


def _balanced(text: str, width: int) -> list[str]:
    """As few lines as fit `width` letters, none much shorter than the others."""
    lines = wrap(text, width)
    while len(narrower := wrap(text, width - 1)) == len(lines):
        lines, width = narrower, width - 1
    return lines


def _number(record: Record) -> float:
    return float(Decimal(str(record.value)))


def _points(pixels: float) -> float:
    return pixels * 72 / DPI


def _letters(pixels: float) -> dict[str, Any]:
    return {"fontsize": _points(pixels), "fontfamily": FONT}
