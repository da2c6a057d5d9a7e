"""The fixed cases of every shape, and the placeholders a wording of each may use."""

from __future__ import annotations


def _of(*names: str) -> frozenset[str]:
    """`n` brings n.as_of, n.on, n.out_of and n.about with it."""
    figures = {"n", "a", "b", "have"} & set(names)
    return frozenset(names) | {f"{name}.{part}" for name in figures for part in ("as_of", "on", "out_of", "about")}


_BOTH = _of("about", "a", "b", "change")
_NO_DATA = _of("about", "asked", "asked_on", "points", "times")
_CHOSEN = _of("about", "n", "dates")

CASES: dict[str, dict[str, frozenset[str]]] = {
    "figure": {
        "now": _of("about", "n"),
        "at": _of("about", "n", "asked", "asked_on"),
        "held": _of("about", "n", "asked", "asked_on"),
        "range": _of("about", "a", "b", "asked", "asked_on", "change"),
        "several": _of("about", "n", "asked", "asked_on", "points"),
        **dict.fromkeys(("better", "worse", "rose", "fell", "same"), _BOTH),
        "one_missing": _NO_DATA | _of("have"),
        "versus": _BOTH | _of("asked", "asked_on"),
        "versus_missing": _of("about", "have", "asked", "asked_on"),
        "missing": _NO_DATA,
        "absent": _of("asked"),
    },
    "when": {"absent": _of("asked"), "when": _CHOSEN, "reached": _of("about", "n", "asked"), "missing": _NO_DATA},
    "extreme": {
        **dict.fromkeys(("best", "worst", "highest", "lowest", "first", "last"), _CHOSEN),
        "absent": _of("asked"),
    },
    "points": {"absent": _of("asked"), "points": _of("about", "points")},
    "text": {"text": _of("n")},
    "holder": {"text": _of("n"), "missing": _of("asked", "asked_on")},
    "mall": {
        **dict.fromkeys(("inaugurated", "soft_launch", "opened_locally"), _of("place", "province", "date", "on")),
        **dict.fromkeys(
            ("inaugurated_undated", "soft_launch_undated", "opened_locally_undated", "mentioned"),
            _of("place", "province"),
        ),
        "statement": _of("n"),
        "absent": _of("asked", "n"),
    },
    "malls": {
        "listed": _of("asked", "places"),
        "listed_on": _of("asked", "asked_on", "places"),
        "listed_in_on": _of("asked", "asked_on", "places", "province"),
        "none_listed": _of("asked", "asked_on"),
    },
}

_SINCE = _of("other", "other.as_of", "change")
NOTES: dict[str, frozenset[str]] = {
    **dict.fromkeys(("since_better", "since_worse", "since_rose", "since_fell"), _SINCE),
    "since_same": _of("other", "other.as_of"),
    "disputed": _of("voices", "n.as_of"),
    "voice": _of("publisher", "value"),
    "replaced": _of("because"),
    "told": _of("note"),
    "ended": _of("ended", "because"),
    "stale": _of("n.as_of"),
    "stale_figure": _of("n.as_of"),
    "unconfirmed": _of("publishers"),
    "unconfirmed_points": _of("dates", "publishers"),
    **dict.fromkeys(("status_soft_launch", "status_opened_locally", "status_mentioned"), _of()),
    "mall_event": _of("event"),
    "mall_address": _of("address"),
    "mall_no_address": _of("place"),
    "mall_hours": _of("hours"),
    "mall_no_hours": _of("place"),
    "mall_note": _of("note"),
    **dict.fromkeys(("mall_distance", "mall_near"), _of("place", "distance")),
    "from_to": _of("first", "last"),
    **dict.fromkeys(("on_year", "on_month", "on_day"), _of("date")),
}
