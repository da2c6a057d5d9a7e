"""Which exact things of a question fill an intent's slots, and which it has no place for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from intents.model import Span

HOME = "country.id"
"""The country everything is about; naming it adds nothing, unless an intent is about another one."""


def fill(
    wanted: Mapping[str, tuple[int, int]], spans: Sequence[Span], explained: frozenset[str]
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...], bool]:
    """Slots filled from spans; the spans that fit nowhere; whether the intent itself speaks of one.

    `wanted`: slot kind -> least and most; `explained`: the exact things the intent's phrasings and statements name."""
    slots: dict[str, tuple[str, ...]] = {}
    if not spans:
        return slots, (), False
    loose: list[str] = []
    literal = False
    # "rank of Indonesia" is no question about Korea's; "Indonesia and Korea" may be one about Korea's delegation.
    countries = {span.values[0] for span in spans if span.kind == "country"}
    is_abroad = (
        countries == {HOME} and HOME not in explained and any(value.startswith("country.") for value in explained)
    )
    for span in spans:
        kind, meant = meant_as(span, wanted)
        is_home = span.values == (HOME,) and "country" not in wanted and not is_abroad
        if is_home or (span.kind == "subject" and not meant):
            continue
        have = slots.get(kind, ())
        if meant and (meant[0] in have or len(have) < wanted[kind][1]):
            slots[kind] = tuple(dict.fromkeys((*have, meant[0])))
        elif is_told(span, explained):
            literal = literal or span.kind != "number"  # a number is told by too many
        elif span.kind != "number":  # "the 9 MPP of ...": a count that is off is set right by the answer
            loose.append(span.text)
    return slots, tuple(loose), literal


def meant_as(span: Span, wanted: Mapping[str, tuple[int, int]]) -> tuple[str, tuple[str, ...]]:
    """The slot kind a span may fill and what it then may mean: "Gorontalo" is a region to one intent, a province to
    another."""
    for kind in wanted:
        if kind in ("time", "number"):
            meant = span.values if span.kind == kind else ()
        else:
            meant = tuple(value for value in span.values if value.startswith(f"{kind}."))
        if meant:
            return kind, meant
    return span.kind, ()


def is_told(span: Span, explained: frozenset[str]) -> bool:
    """Whether an intent speaks of just this: "2022" is told by "2022-06-17", not the other way round."""
    if span.kind == "time":
        yearless = span.values[1:]  # "25 Mei" is told by that day of any year
        return any(value.startswith(span.values[0]) or value.endswith(yearless) for value in explained if value)
    if span.kind == "regulation" and "/" in span.values[0]:
        # Perpres 95/2020 is not told by 95/2018, but by a text that says only "Perpres 95".
        exact, bare = span.values
        return exact in explained or (bare in explained and not any(each.startswith(f"{bare}/") for each in explained))
    return any(value in explained for value in span.values)
