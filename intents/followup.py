"""Questions that lean on the one before: "kalau 2018?", "and Korea?", "terus sekarang?"."""

from __future__ import annotations

from intents.load import IntentBase
from intents.model import Candidate, Context, Understanding


def leans_on_the_last(understood: Understanding, base: IntentBase) -> bool:
    """Whether a message says nothing of its own but the exact things it names."""
    return not _own_words(understood, base)


def continue_from(understood: Understanding, context: Context, base: IntentBase) -> Candidate | None:
    """The last intent with what this message changes in its slots, or None when it asks something of its own."""
    contract = base.contracts.get(context.intent or "")
    if contract is None or context.intent is None:
        return None
    lexicons = base.lexicons
    own = _own_words(understood, base)
    now = context.slots.get("time", ())
    if own and not understood.spans and context.earlier and now and all(word in lexicons.change for word in own):
        between = {**context.slots, "time": (context.earlier, now[-1])}
        return Candidate(context.intent, understood.lang, 100.0, between, base.label(context.intent, "id") or "", 1.0)
    if own:
        return None
    slots = dict(context.slots)
    changed = False
    step = lexicons.year_step(understood.normalised)
    if step and slots.get("time", ("",))[-1][:4].isdecimal():
        slots["time"] = (str(int(slots["time"][-1][:4]) + step),)
        changed = True
    for span in understood.spans:
        if span.kind in contract.slots:
            slots[span.kind] = (span.values[0],)
            changed = True
        elif span.kind != "subject" or span.values[0] != context.subject:
            return None
    if not changed and "time" in contract.slots and any(word in lexicons.now for word in understood.words):
        slots.pop("time", None)
        changed = True
    if not changed:
        return None
    nearest = base.label(context.intent, understood.lang) or ""
    return Candidate(context.intent, understood.lang, 100.0, slots, nearest, 1.0)


def _own_words(understood: Understanding, base: IntentBase) -> list[str]:
    lexicons = base.lexicons
    said = [word for word in lexicons.without_year_step(understood.words) if not word.startswith(("{", "subject."))]
    return [word for word in said if word not in lexicons.leaning and word not in lexicons.light]
