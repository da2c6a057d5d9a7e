"""Questions that nobody asked the bot: answered only where there can hardly be a doubt of what is meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.content import Content
from bot.conversation import MOST_LETTERS, Turn, take_turn
from bot.messages import Incoming
from bot.session import Session


def overheard(incoming: Incoming, content: Content, today: date) -> Turn | None:
    """The answer to a question overheard in ambient mode; None for all else, of which nothing is kept.

    It must ask, name one of our subjects, be all but word for word as people ask one of our questions, with nothing
    left over, and have an answer with sources: no asking back, no telling that there is no data."""
    text, intents = incoming.text.strip(), content.intents
    if len(text) > MOST_LETTERS or not intents.is_question(text):
        return None
    understood = intents.understand(text, today, lang=incoming.lang)
    if understood.decision.outcome != "answer" or not any(span.kind == "subject" for span in understood.spans):
        return None
    best = understood.decision.candidates[0]
    if best.score < intents.base.weights.ambient or best.unexplained:
        return None
    turn = take_turn(incoming, Session(), content, today)
    if turn.reply.kind != "answer" or not turn.reply.sources or turn.trace.intent != best.intent:
        return None
    return replace(turn, trace=replace(turn.trace, decision=f'ambient: {best.score:.0f} like "{best.nearest}"'))
