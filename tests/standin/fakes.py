"""A small service in place of the real one, for tests of a channel's own behaviour."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from bot.chat_settings import ChatSettings
from bot.conversation import Trace, Turn
from bot.messages import Choice, Citation, Incoming, Reply
from bot.service import Taken
from bot.session import Session
from bot.store import Answer, Vote
from tests.standin.chats import NOW

SOURCE = Citation(
    id="okz",
    title="MoU <DGCC> & kerja sama",
    publisher="Kementerian PANRB",
    url="https://example.org/mou?a=1&b=2",
    published="2021-05-25",
    published_text="25 Mei 2021",
)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x04\x38\x00\x00\x03\x2a\x08\x02\x00\x00\x00"
    b"\x00\x00\x00\x00\x00\x00\x00\x00IEND\xaeB`\x82"
)
"""The outside of a picture of 1080 by 810 pixels."""


class FakeWords:
    def say(self, lang: str, key: str, **slots: object) -> str:
        return f"<{lang}:{key}>"


@dataclass(frozen=True, slots=True)
class FakeContent:
    languages: tuple[str, ...] = ("id", "en")
    version: str = "test"
    words: FakeWords = field(default_factory=FakeWords)


class FakeStore:
    """In memory. With `is_broken` everything fails, as a database does that is gone."""

    def __init__(self) -> None:
        self.is_broken = False
        self.updates: set[tuple[str, int]] = set()
        self.answers: dict[str, Answer] = {}
        self.votes: dict[tuple[str, str], tuple[Vote, str | None]] = {}
        """(id of an answer, person) -> what they think of it."""
        self.settings: dict[str, ChatSettings] = {}

    async def is_new_update(self, channel: str, update_id: int) -> bool:
        self._check()
        if (channel, update_id) in self.updates:
            return False
        self.updates.add((channel, update_id))
        return True

    def chat_key(self, channel: str, chat: str) -> str:
        return f"chat {chat}"

    def asker_key(self, channel: str, user: str) -> str:
        return f"asker {user}"

    async def remember_answer(self, answer: Answer) -> None:
        self._check()
        self.answers[answer.id] = answer

    async def answer(self, id: str) -> Answer | None:
        self._check()
        return self.answers.get(id)

    async def answer_to(self, chat_key: str, question_message: int) -> Answer | None:
        self._check()
        asked = (chat_key, question_message)
        found = [each for each in self.answers.values() if (each.chat_key, each.question_message) == asked]
        return found[-1] if found else None

    async def take_waiting(self, chat_key: str, asker_key: str) -> list[Answer]:
        self._check()
        theirs = [
            each
            for each in self.answers.values()
            if each.is_waiting and (each.chat_key, each.asker_key) == (chat_key, asker_key)
        ]
        self.answers |= {each.id: replace(each, is_waiting=False) for each in theirs}
        return theirs

    async def vote(self, answer: Answer, channel: str, user: str, vote: Vote, reason: str | None = None) -> None:
        self._check()
        self.votes[answer.id, user] = (vote, reason)

    async def chat_settings(self, channel: str, chat: str) -> ChatSettings:
        self._check()
        return self.settings.get(chat, ChatSettings())

    async def save_chat_settings(self, channel: str, chat: str, settings: ChatSettings) -> None:
        self._check()
        self.settings[chat] = settings

    async def move_chat(self, channel: str, chat: str, new_chat: str) -> None:
        self._check()

    async def forget_chat(self, channel: str, chat: str) -> None:
        self._check()

    def _check(self) -> None:
        if self.is_broken:
            raise OSError("database is gone")


class FakeService:
    """Repeats the question as its answer. Questions with "menu" come back with choices."""

    def __init__(self) -> None:
        self.content = FakeContent()
        self.store = FakeStore()
        self.time = datetime.fromtimestamp(NOW, UTC)
        self.asked: list[Incoming] = []
        self.kept: list[Incoming] = []
        self.logged: list[Incoming] = []
        """Those that were logged and not kept."""
        self.reply: Callable[[Incoming], Reply] = echo
        self.before_answer: Callable[[Incoming], Awaitable[None]] | None = None

    def now(self) -> datetime:
        return self.time

    def today(self) -> date:
        return self.now().date()

    async def take(self, incoming: Incoming) -> Taken:
        self.asked.append(incoming)
        if self.before_answer is not None:
            await self.before_answer(incoming)
        await asyncio.sleep(0)
        reply = self.reply(incoming)
        told = () if reply.kind == "smalltalk" or reply.refusal_class else (incoming.choice or incoming.text,)
        trace = Trace(reply.lang, reply.intent, "fake")
        turn = Turn(reply, Session(), trace, told, is_question=reply.kind != "smalltalk")
        return Taken(incoming, turn, self.store.settings.get(incoming.chat, ChatSettings()), ms=0.0)

    def log(self, taken: Taken) -> None:
        self.logged.append(taken.incoming)

    async def keep(self, taken: Taken) -> None:
        self.kept.append(taken.incoming)


async def eventually(happened: Callable[[], object]) -> None:
    """Return once this is true of the service: what is written down after a call of the bot rings no bell."""
    async with asyncio.timeout(10):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(0.001)


def echo(incoming: Incoming) -> Reply:
    """The question itself, with a source, as an answer; as an ask-back when it holds "menu", as small talk when it
    holds "makasih", as a miss when it holds "entah"."""
    text = f"{incoming.choice or ''}|{incoming.text}"
    if "makasih" in incoming.text:
        return Reply("smalltalk", "id", (text,))
    if "entah" in incoming.text:
        lead_on = (Choice("mpp.law", "Apa dasar hukumnya?"),)
        return Reply("refuse", "id", (text, "Misalnya:"), choices=lead_on, refusal_class="unclear")
    if "menu" in incoming.text:
        choices = (Choice("mpp.count", "Ada berapa MPP?"), Choice("egdi.rank", "Peringkat berapa?"))
        return Reply("ask_back", "id", (text,), choices=choices)
    if "lanjut" in incoming.text:
        return Reply("answer", "id", (text,), choices=(Choice("mpp.law", "Apa dasar hukumnya?"),))
    return Reply("answer", "id", (text,), sources=(SOURCE,), sources_heading="Sumber:")
