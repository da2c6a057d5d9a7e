"""A small service in place of the real one, for tests of a channel's own behaviour."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from bot.chat_settings import ChatSettings
from bot.messages import Choice, Citation, Incoming, Reply
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


@dataclass(frozen=True, slots=True)
class FakeButton:
    choice_id: str
    label: str
    asker: str

    def asker_is(self, user: str) -> bool:
        return user == self.asker


class FakeStore:
    """In memory. With `is_broken` everything fails, as a database does that is gone."""

    def __init__(self) -> None:
        self.is_broken = False
        self.updates: set[tuple[str, int]] = set()
        self.buttons: dict[str, FakeButton] = {}
        self.settings: dict[str, ChatSettings] = {}

    async def is_new_update(self, channel: str, update_id: int) -> bool:
        self._check()
        if (channel, update_id) in self.updates:
            return False
        self.updates.add((channel, update_id))
        return True

    async def remember_buttons(
        self, channel: str, chat: str, asker: str, choices: Sequence[tuple[str, str]]
    ) -> list[str]:
        self._check()
        ids = []
        for choice_id, label in choices:
            ids.append(f"b{len(self.buttons)}")
            self.buttons[ids[-1]] = FakeButton(choice_id, label, asker)
        return ids

    async def button(self, short_id: str) -> FakeButton | None:
        self._check()
        return self.buttons.get(short_id)

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
    """Repeats the question as its answer. Questions with "?menu" come back with choices."""

    def __init__(self) -> None:
        self.content = FakeContent()
        self.store = FakeStore()
        self.asked: list[Incoming] = []
        self.reply: Callable[[Incoming], Reply] = echo
        self.before_answer: Callable[[Incoming], Awaitable[None]] | None = None

    def now(self) -> datetime:
        return datetime.fromtimestamp(NOW, UTC)

    def today(self) -> date:
        return self.now().date()

    async def answer(self, incoming: Incoming) -> Reply:
        self.asked.append(incoming)
        if self.before_answer is not None:
            await self.before_answer(incoming)
        await asyncio.sleep(0)
        return self.reply(incoming)


def echo(incoming: Incoming) -> Reply:
    """The question itself, with a source, as an answer; as an ask-back when it holds "menu"."""
    text = f"{incoming.choice or ''}|{incoming.text}"
    if "menu" in incoming.text:
        choices = (Choice("mpp.count", "Ada berapa MPP?"), Choice("egdi.rank", "Peringkat berapa?"))
        return Reply("ask_back", "id", (text,), choices=choices)
    if "lanjut" in incoming.text:
        return Reply("answer", "id", (text,), choices=(Choice("mpp.law", "Apa dasar hukumnya?"),))
    return Reply("answer", "id", (text,), sources=(SOURCE,), sources_heading="Sumber:")
