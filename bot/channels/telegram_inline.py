"""Inline queries: "@bot mpp bantul" typed in any chat offers answers to send there. Nothing of a query is kept."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from html import escape
from itertools import islice

from telegram import (
    Bot,
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import InlineQueryLimit, ParseMode
from telegram.ext import InlineQueryHandler

from bot.channels.telegram_channel import Channel, Context
from bot.channels.telegram_delivery import deliver
from bot.channels.telegram_links import link_to
from bot.channels.telegram_polling import App
from bot.channels.telegram_render import cut, render_compact
from bot.content import Content
from bot.messages import Reply
from bot.suggested import Suggestion, suggested

PAGE = int(InlineQueryLimit.RESULTS)
CACHE_SECONDS = 300
"""How long Telegram may give the same results to the same query. New content is known by then."""
DESCRIPTION_LIMIT = 120
"""Characters of the answer below its question: the two lines that a phone shows."""


class Inline:
    """Offers the likeliest questions with their answers, a page at a time."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def register(self, application: App) -> None:
        application.add_handler(InlineQueryHandler(self.on_query))

    async def on_query(self, update: Update, context: Context) -> None:
        query = update.inline_query
        assert query is not None
        service = self._channel.service
        found = suggested(query.query, service.content, service.today(), self._channel.lang_of(query.from_user))
        start = _start(query)
        page = list(islice(found.each, start, start + PAGE + 1))
        results = [result(each, context.bot.username, service.content) for each in page[:PAGE]]
        next_offset = str(start + PAGE) if len(page) > PAGE else ""

        bot: Bot = context.bot

        async def answer(_: int) -> bool:
            return await bot.answer_inline_query(
                query.id,
                results,
                cache_time=CACHE_SECONDS,
                # What tells its language is the same for everybody; "mpp" is answered in that of the person's app.
                is_personal=not found.lang_is_told,
                next_offset=next_offset,
            )

        await deliver("answerInlineQuery", answer, 0, twice_is_harmless=True)


def result(suggestion: Suggestion, bot: str, content: Content) -> InlineQueryResultArticle:
    """A line of the list: the question, the answer's beginning; chosen, it sends the answer with its sources."""
    question, reply = suggestion.question, suggestion.reply
    return InlineQueryResultArticle(
        sha256(question.id.encode()).hexdigest()[:32],
        question.text,
        sent_for_others(reply, link_to(bot, question.id), content),
        description=cut(reply.blocks[0].partition("\n")[0], DESCRIPTION_LIMIT),
    )


def sent_for_others(reply: Reply, link: str, content: Content) -> InputTextMessageContent:
    """A reply to be sent in a chat that is not ours: compact, `link` leads to all of it, and it has no buttons, since
    whoever pressed one would press it in a chat we do not know. Nor does it name commands that nobody hears there."""
    reply = replace(reply, sources_heading=reply.sources_heading_elsewhere or reply.sources_heading)
    more = f'<a href="{escape(link)}">{escape(content.words.say(reply.lang, "more_in_private"), quote=False)}</a>'
    return InputTextMessageContent(
        render_compact(reply, more),
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


def _start(query: InlineQuery) -> int:
    """Where its page begins; the first one for an offset that is none of ours."""
    return int(query.offset) if query.offset.isdecimal() and len(query.offset) < 5 else 0
