"""Where the labels of a chart's points go: near their point, off the line and off each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.offsetbox import AnnotationBbox, TextArea, VPacker
from matplotlib.patheffects import withStroke
from matplotlib.transforms import IdentityTransform

FONT, FAINT, PAPER = "DejaVu Sans", "#5a6466", "#ffffff"
VALUE_POINTS, DATE_POINTS = 21.0, 15.5
GAP = 12.0
"""Pixels between a point and its label, at least."""
CLEARANCE, MANY_MARKS = 18.0, 24
"""Pixels between a label and the mark of another point; less of it where there are many."""


@dataclass(frozen=True, slots=True)
class Label:
    """A point to be named, in data units."""

    x: float
    y: float
    value: str
    date: str
    colour: str
    must: bool
    """Whether it stands even where it has to cover something."""
    prefers_below: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """In pixels of the picture."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top


def place_labels(
    axes: Axes,
    labels: Sequence[Label],
    line: Sequence[tuple[float, float]],
    marks: Sequence[tuple[float, float]],
) -> None:
    """Draw each label where it covers nothing; those that are no must are left out where there is no such place.

    `line`: points along everything drawn; `marks`: the points themselves; both in data units."""
    figure = axes.figure
    dots = [(float(x), float(y)) for x, y in axes.transData.transform(line)]
    points = [(float(x), float(y)) for x, y in axes.transData.transform(marks)]
    clearance = CLEARANCE if len(marks) <= MANY_MARKS else CLEARANCE / 3
    window = axes.get_window_extent()
    bounds = Box(window.x0 - 4, window.y0 + 2, window.x1 + 24, window.y1 + 14)
    taken: list[Box] = []
    for label in sorted(labels, key=lambda each: not each.must):
        drawn = _drawn(axes, label)
        size = drawn.offsetbox.get_window_extent(figure.canvas.get_renderer())  # type: ignore[attr-defined]
        x, y = axes.transData.transform((label.x, label.y))
        best, least = None, float("inf")
        for dx, dy in _places(label, size.width, size.height):
            box = Box(x + dx, y + dy, x + dx + size.width, y + dy + size.height)
            cost = _cost(box, bounds, taken, dots)
            wide = Box(box.left - clearance, box.bottom - clearance, box.right + clearance, box.top + clearance)
            cost += sum(5 for at in points if wide.holds(*at) and abs(at[0] - x) + abs(at[1] - y) > 1)
            if cost < least:
                best, least = (box, dx, dy), cost
            if cost == 0:
                break
        if best is None or (least > 0 and not label.must):
            drawn.remove()
            continue
        box, dx, dy = best
        taken.append(box)
        scale = 72 / figure.dpi
        drawn.xybox = (dx * scale, dy * scale)
        _lead(axes, label, (float(x), float(y)), box)


def _lead(axes: Axes, label: Label, point: tuple[float, float], box: Box) -> None:
    """A thin line from a label to its point, where the point is not right below or above it."""
    x, y = point
    inset = (box.right - box.left) * 0.2
    to_x = min(max(x, box.left + inset), box.right - inset)
    to_y = min(max(y, box.bottom), box.top)
    if abs(to_x - x) < 1 and abs(to_y - y) <= GAP + 1:
        return
    axes.add_line(
        Line2D([x, to_x], [y, to_y], color=label.colour, linewidth=1.2, transform=IdentityTransform(), zorder=2.5)
    )


def _places(label: Label, width: float, height: float) -> Iterator[tuple[float, float]]:
    """Lower left corners around a point, in pixels from it, the best ones first: above, below, then aside.

    A label that may be left out is not put far away, where it would seem another point's."""
    for far in (0.0, 12.0, 32.0) if label.must else (0.0, 12.0):
        gap = GAP + far
        sides = (gap, -gap - height)
        for share in (0.5, 0.8, 0.2, 1.0, 0.0):
            for dy in reversed(sides) if label.prefers_below else sides:
                yield -width * share, dy
        yield -width - gap, -height / 2
        yield gap, -height / 2


def _cost(box: Box, bounds: Box, taken: Sequence[Box], dots: Sequence[tuple[float, ...]]) -> float:
    """0 for a place that covers nothing. Leaving the plot is worse than hiding a label, that worse than a line."""
    outside = (
        max(0.0, bounds.left - box.left)
        + max(0.0, box.right - bounds.right)
        + max(0.0, bounds.bottom - box.bottom)
        + max(0.0, box.top - bounds.top)
    )
    over_labels = sum(1000 for other in taken if box.overlaps(other))
    return 10 * outside + over_labels + sum(1 for x, y in dots if box.holds(x, y))


def _drawn(axes: Axes, label: Label) -> AnnotationBbox:
    halo = [withStroke(linewidth=4, foreground=PAPER)]
    both: dict[str, object] = {"fontfamily": FONT, "parse_math": False, "path_effects": halo}
    value = {"color": label.colour, "fontsize": VALUE_POINTS, "weight": "bold", **both}
    when = {"color": FAINT, "fontsize": DATE_POINTS, **both}
    lines = VPacker(
        children=[TextArea(label.value, textprops=value), TextArea(label.date, textprops=when)],
        align="center",
        pad=0,
        sep=1,
    )
    drawn = AnnotationBbox(
        lines,
        (label.x, label.y),
        xybox=(0, 0),
        boxcoords="offset points",
        box_alignment=(0, 0),
        frameon=False,
        pad=0,
        annotation_clip=False,
    )
    axes.add_artist(drawn)
    return drawn
