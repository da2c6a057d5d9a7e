"""Questions that lean on the one before: "kalau 2018?", "and Korea?", "terus sekarang?"."""

from __future__ import annotations

from intents.load import IntentBase
from intents.model import Candidate, Context, Understanding


def continue_from(understood: Understanding, context: Context, base: IntentBase) -> Candidate | None:
    """The last intent with what this message changes in its slots, or None when it asks something of its own."""
    contract = base.contracts.get(context.intent or "")
    if contract is None or context.intent is None:
        return None
    lexicons = base.lexicons
    for word in understood.words:
        if not (word.startswith(("{", "subject.")) or word in lexicons.leaning or word in lexicons.light):
            return None
    slots = dict(context.slots)
    changed = False
    for span in understood.spans:
        if span.kind in contract.slots:
            slots[span.kind] = (span.values[0],)
            changed = True
        elif span.kind != "subject" or span.values[0] != context.subject:
            return None
    if not changed and "time" in slots and any(word in lexicons.now for word in understood.words):
        del slots["time"]
        changed = True
    if not changed:
        return None
    nearest = base.label(context.intent, understood.lang) or ""
    return Candidate(context.intent, understood.lang, 100.0, slots, nearest, 1.0)
