"""Charts as PNG: drawn beside the event loop, and kept. matplotlib comes in with the first picture, not before."""

from __future__ import annotations

import asyncio
import io
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.charted import charted_as
from bot.compose import Composer
from bot.content import Content
from bot.messages import Chart

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_KEPT = 64
"""Pictures kept in memory, about 100 kB each."""


DRAWN_LANGUAGES = ("id", "en")


class Charts:
    """Draws charts beside the event loop, one at a time, and keeps those drawn last."""

    def __init__(self, draw: Callable[[Chart, Content], bytes] | None = None) -> None:
        self._draw = draw or as_png
        self._kept: OrderedDict[tuple[str, tuple[str, ...], str], bytes] = OrderedDict()
        self._drawing = asyncio.Lock()

    async def png(self, chart: Chart, content: Content) -> bytes:
        """The picture of a chart that `Composer.chart` made of the same content."""
        key = (content.version, chart.facts, chart.lang)
        async with self._drawing:  # who waits for the picture being drawn finds it kept
            picture = self._kept.get(key)
            if picture is None:
                picture = await asyncio.to_thread(self._draw, chart, content)
            self._kept[key] = picture
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return picture


def as_png(chart: Chart, content: Content) -> bytes:
    """The chart as a PNG of 1080 by 810 pixels."""
    picture = io.BytesIO()
    figure_of(chart, content).savefig(picture, format="png", dpi="figure", metadata={"Title": chart.title})
    return picture.getvalue()


def figure_of(chart: Chart, content: Content) -> Figure:
    """The chart as matplotlib has it, laid out and ready to be saved."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from bot.chart_drawing import DPI, HEIGHT, PAPER, WIDTH, Drawing

    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    Drawing(figure, _in_letters_of_the_font(chart, content), content).draw()
    return figure


def _in_letters_of_the_font(chart: Chart, content: Content) -> Chart:
    """The chart in English for a language whose letters matplotlib's own font lacks; its caption stays as it is."""
    if chart.lang in DRAWN_LANGUAGES:
        return chart
    return Composer(content, "en").chart(charted_as(chart.facts, content.knowledge))
