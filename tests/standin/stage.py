"""Plays a story: people act, time passes when the story says so, and the bot must do what is written."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from bot.channels import telegram as channel
from bot.content import Content
from bot.service import Service
from bot.store import open_store
from tests.standin import people
from tests.standin.clock import StandingClock, run_standing
from tests.standin.fixtures import settings_for
from tests.standin.in_process import InProcessRequest
from tests.standin.server import BOT, Call, StandIn
from tests.standin.stories import Act, Expected, ReadStory, Room, World
from tests.standin.texts import ShownText, parse

SEND_RATE = 30.0
"""Messages a second over all chats, as shipped."""
FIRST_PERSON, FIRST_ROOM, FIRST_TOPIC, FIRST_OF_CROWD = 501, 4001, 70, 100_000
SUPERGROUP_OFFSET = 1_000_000_000_000
"""Telegram's ids of supergroups and channels are this far below zero."""


class StoryFailed(AssertionError):
    """The bot did something else. Names the file and line."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that people saw the bot do."""

    kind: str
    """The verb of `Expected` that stands for it."""
    chat: int | None
    shown: ShownText
    buttons: Sequence[dict[str, Any]] = ()
    topic: int | None = None
    quotes: str | None = None
    titles: Sequence[str] = ()
    is_silent: bool = False

    def __str__(self) -> str:
        labels = "".join(f" [{button['text']}]" for button in self.buttons)
        return f"{self.kind}: {self.shown.text!r}{labels}{''.join(f' <{title}>' for title in self.titles)}"


def play(read: ReadStory, content: Content, folder: Path) -> None:
    """Raises `StoryFailed` at the first step that the bot does not follow. `folder` is for the database."""
    run_standing(lambda clock: _Stage(read, content, folder, clock).play())


@dataclass(slots=True)
class _Bot:
    """The running bot, which a story may stop and start again."""

    stop: asyncio.Event
    task: asyncio.Task[None]


@dataclass(slots=True)
class _Offer:
    """The inline answer that a person has before them."""

    query: str
    results: list[dict[str, Any]] = field(default_factory=list)
    next_offset: str = ""


class _Stage:
    def __init__(self, read: ReadStory, content: Content, folder: Path, clock: StandingClock) -> None:
        self.read, self.content, self.folder, self.clock = read, content, folder, clock
        story = read.story
        self.telegram = StandIn(lambda: int(self.now().timestamp()))
        # However long a story waits, a poll that brings nothing needs no repeating.
        self.telegram.poll_seconds = timedelta(days=30).total_seconds()
        self.people: dict[str, people.Person] = {
            name: {"id": FIRST_PERSON + number, "is_bot": False, "first_name": name, "language_code": lang}
            for number, (name, lang) in enumerate(story.people.items())
        }
        self.rooms = {name: _chat(name, room, number) for number, (name, room) in enumerate(story.rooms.items())}
        self.topics = {
            name: {topic: FIRST_TOPIC + number for number, topic in enumerate(room.topics)}
            for name, room in story.rooms.items()
        }
        self.place = ""
        """Where the step in work stands."""
        self.waiting: list[dict[str, Any]] = []
        """What people did and Telegram has not handed over yet."""
        self.said: dict[tuple[int, int], list[dict[str, Any]]] = {}
        """What each person said in each chat."""
        self.seen = 0
        """Calls of the bot that were looked at."""
        self.events: deque[Event] = deque()
        self.last_chat = 0
        self.texts: dict[tuple[int, int], str] = {}
        self.pressed: dict[str, int] = {}
        """Whose press of a button is not answered yet."""
        self.guests: dict[str, int] = {}
        self.offers: dict[int, _Offer] = {}
        self.asked_inline: dict[str, int] = {}
        self.bot: _Bot | None = None
        self.update_id = 1000

    async def play(self) -> None:
        for name, room in self.read.story.rooms.items():
            if room.bot != "absent":
                admins = [self.people[admin] for admin in room.admins]
                self.telegram.chats.appoint(self.rooms[name], [*admins, *([BOT] if room.bot == "admin" else [])])
        async with AsyncExitStack() as stack:
            await self._start()
            stack.push_async_callback(self._stop)
            for placed in self.read.steps:
                self.place = placed.place
                match placed.step:
                    case Act() as act:
                        await self._act(act)
                    case World() as world:
                        await self._let_happen(world)
                    case Expected() as expected:
                        await self._expect(expected)
            await self._nothing_more()
        if self.telegram.refused:
            self._fail(f"Telegram would refuse what the bot sent: {'; '.join(self.telegram.refused)}")

    # -- the bot --------------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        return self.read.story.begins.astimezone(UTC) + timedelta(seconds=self.clock.passed_seconds)

    async def _start(self) -> None:
        stop = asyncio.Event()
        self.bot = _Bot(stop, asyncio.create_task(self._run(stop)))
        await self._still()

    async def _run(self, stop: asyncio.Event) -> None:
        url = f"sqlite+aiosqlite:///{self.folder / 'tanya.db'}"
        async with open_store(url, None, now=lambda: self.now().timestamp()) as store:
            with patch.object(channel, "AiohttpRequest", lambda *_, **__: InProcessRequest(self.telegram)):
                service = Service(self.content, store, self.now)
                await channel.run_telegram(service, settings_for(url="http://stand.in", send_rate=SEND_RATE), stop)

    async def _stop(self) -> None:
        if self.bot is not None:
            bot, self.bot = self.bot, None
            bot.stop.set()
            await self.clock.finished(bot.task)

    async def _still(self) -> None:
        """Hand over what people did, and let the bot do what it can without time passing."""
        if self.waiting:
            updates, self.waiting = self.waiting, []
            await self.telegram.push(*updates)
        await self.clock.still()
        if self.bot is not None and self.bot.task.done():
            self.bot.task.result()
            self._fail("the bot ended")
        self._look()

    def _look(self) -> None:
        """Turn the bot's calls into what people saw of them."""
        calls = self.telegram.calls
        for call in calls[self.seen :]:
            if call.was_taken:
                self._look_at(call)
        self.seen = len(calls)

    def _look_at(self, call: Call) -> None:
        parameters = call.parameters
        match call.method:
            case "sendMessage" | "sendPhoto":
                kind = "bot_says" if call.method == "sendMessage" else "bot_shows_picture"
                message = call.result
                quoted = message.get("reply_to_message")
                shown = call.shown
                self.texts[message["chat"]["id"], message["message_id"]] = shown.text
                quotes = None if quoted is None else quoted.get("text", quoted.get("caption", ""))
                topic = message.get("message_thread_id")
                is_silent = bool(parameters.get("disable_notification"))
                self.events.append(Event(kind, call.chat, shown, call.buttons, topic, quotes, is_silent=is_silent))
            case "editMessageText" | "editMessageCaption" | "editMessageReplyMarkup":
                shown = call.shown
                if isinstance(call.result, dict):
                    key = (call.result["chat"]["id"], call.result["message_id"])
                    if call.method == "editMessageReplyMarkup":
                        shown = ShownText(self.texts.get(key, ""), ())
                    self.texts[key] = shown.text
                self.events.append(Event("bot_edits", call.chat or self.last_chat, shown, call.buttons))
            case "deleteMessage":
                key = (int(parameters["chat_id"]), int(parameters["message_id"]))
                self.events.append(Event("bot_deletes", call.chat, ShownText(self.texts.pop(key, ""), ())))
            case "answerCallbackQuery":
                presser = self.pressed.pop(parameters["callback_query_id"])
                if parameters.get("text"):
                    self.events.append(Event("bot_toasts", presser, ShownText(parameters["text"], ())))
            case "answerInlineQuery":
                asker = self.asked_inline.pop(parameters["inline_query_id"])
                offer = self.offers[asker]
                offer.results = list(parameters["results"])
                offer.next_offset = parameters.get("next_offset") or ""
                texts = [_inserted(result).text for result in offer.results]
                titles = [str(result.get("title")) for result in offer.results]
                self.events.append(Event("bot_offers", asker, ShownText("\n\n".join(texts), ()), titles=titles))
            case "answerGuestQuery":
                result = parameters["result"]
                chat = self.guests[parameters["guest_query_id"]]
                self.events.append(Event("bot_says", chat, _inserted(result), _buttons_of(result)))
            case "sendChatAction":
                if int(parameters["chat_id"]) < 0:
                    self._fail("the bot shows that it is typing in a group; only in private chats may it")

    # -- people ---------------------------------------------------------------------------------------------------

    async def _act(self, act: Act) -> None:
        for number in range(act.times):
            for who, n in self._actors(act, number):
                await self._act_of(act, who, n)

    def _actors(self, act: Act, number: int) -> list[tuple[people.Person, int]]:
        if act.crowd is not None:
            crowd = [
                {**_PERSON, "id": FIRST_OF_CROWD + n, "first_name": f"Orang {n}", "language_code": "id"}
                for n in range(1, act.crowd + 1)
            ]
            return [(person, n) for n, person in enumerate(crowd, start=1)]
        person = self.people[act.who] if act.who else _PERSON
        return [(person, number + 1)]

    async def _act_of(self, act: Act, person: people.Person, n: int) -> None:
        chat = self.rooms[act.where] if act.where else people.private(person)
        self.last_chat = chat["id"]
        if act.verb not in ("says", "edits", "sends", "shares", "forwards"):
            await self._still()
        text = (getattr(act, act.verb) or "").replace("{n}", str(n))
        about = await self._about(act, chat)
        match act.verb:
            case "says" | "forwards":
                make = people.says if act.verb == "says" else people.forwards
                self._say(make(text, self._voice(act, person), chat, **about))
            case "edits":
                self._edit(text, person, chat)
            case "sends":
                more = {"caption": act.caption} if act.caption else {}
                self._say(people.sends(text, person, chat, **about, **more))
            case "shares":
                latitude, longitude = text.split(", ")
                shared = people.shares_location(float(latitude), float(longitude), person, chat)
                shared["message"] |= about
                self._say(shared)
            case "posts":
                self._hand_over(people.posts(text, chat, date=self._date()))
            case "deletes":
                self._delete(text, person, chat)
            case "presses":
                self._press(text, person, chat)
            case "follows":
                self._follow(text, person, chat)
            case "inline":
                self._ask_inline(text, person, scrolls=act.offset is not None)
            case "picks":
                self._pick(text, person, chat)
            case "calls_guest":
                call = people.calls_guest(text, person, chat, **about)
                self.guests[call["guest_message"]["guest_query_id"]] = chat["id"]
                self._hand_over(call)
            case "does":
                self._change_bot(text, person, chat)

    async def _about(self, act: Act, chat: people.Chat) -> dict[str, Any]:
        """When a message was written, in which topic, in reply to what and in whose name."""
        about: dict[str, Any] = {"date": self._date()}
        if act.topic is not None and act.topic != "General":
            assert act.where is not None
            about |= {"message_thread_id": self.topics[act.where][act.topic], "is_topic_message": True}
        if act.in_name_of is not None:
            about["sender_chat"] = self.rooms[act.in_name_of]
        if act.replies_to is not None:
            await self._still()
            about["reply_to_message"] = self._message(act.replies_to, chat)
        return about

    def _voice(self, act: Act, person: people.Person) -> people.Person:
        """As whom Telegram shows who writes in another name."""
        if act.in_name_of is None:
            return person
        return people.ANONYMOUS_ADMIN if act.in_name_of == act.where else people.CHANNEL_BOT

    def _message(self, piece: str, chat: people.Chat) -> dict[str, Any]:
        if chat["id"] not in self.telegram.chats:  # a room that only guests see
            return dict(people.message(piece, _PERSON, chat))
        for message in reversed(self.telegram.chats.messages(chat["id"])):
            is_bots = message.get("from", {}).get("id") == BOT["id"]
            if is_bots if piece == "bot" else _has(message.get("text", message.get("caption", "")), piece):
                return dict(message)
        return self._fail(f'there is no message with "{piece}" to reply to')

    def _say(self, update: dict[str, Any]) -> None:
        message = update["message"]
        key = (message["chat"]["id"], message["from"]["id"])
        self.said.setdefault(key, []).append(update)
        self._hand_over(update)

    def _edit(self, text: str, person: people.Person, chat: people.Chat) -> None:
        said = self.said.get((chat["id"], person["id"]))
        if not said:
            self._fail(f"{person['first_name']} said nothing there that could be edited")
        said[-1] = people.edits(said[-1], text, edit_date=self._date())
        self._hand_over(said[-1])

    def _delete(self, piece: str, person: people.Person, chat: people.Chat) -> None:
        for update in self.said.get((chat["id"], person["id"]), []):
            message = update.get("message") or update["edited_message"]
            if _has(message.get("text", ""), piece):
                self.telegram.chats.delete(chat["id"], message["message_id"])
                return
        self._fail(f'{person["first_name"]} said nothing there with "{piece}"')

    def _press(self, label: str, person: people.Person, chat: people.Chat) -> None:
        message, button = self._button(label, chat)
        if "callback_data" not in button:
            self._fail(f'"{button["text"]}" is a button that asks nothing of the bot')
        press = people.presses_data(button["callback_data"], person, chat)
        query = press["callback_query"]
        if "inline_message_id" in message:
            del query["message"]
            query["inline_message_id"] = message["inline_message_id"]
        else:
            query["message"] = message
        self.pressed[query["id"]] = person["id"]
        self._hand_over(press)

    def _button(self, label: str, chat: people.Chat) -> tuple[dict[str, Any], dict[str, Any]]:
        messages = self.telegram.chats.messages(chat["id"]) or self.telegram.chats.inline_messages()
        shown = []
        for message in reversed(messages):
            for button in _buttons_of(message):
                shown.append(button["text"])
                if _has(button["text"], label):
                    return message, button
        return self._fail(f'there is no button "{label}"; there are {", ".join(shown) or "none"}')

    def _follow(self, label: str, person: people.Person, chat: people.Chat) -> None:
        """Telegram opens the bot's chat and sends /start with what the link holds, in the person's name."""
        for call in reversed(self.telegram.sent):
            if call.chat != chat["id"]:
                continue
            links = [(button["text"], button["url"]) for button in call.buttons if "url" in button]
            links += call.shown.links_with_words
            for words, url in links:
                if _has(words, label):
                    parts = urlsplit(url)
                    payload = parse_qs(parts.query).get("start")
                    if parts.netloc != "t.me" or parts.path != f"/{BOT['username']}" or not payload:
                        self._fail(f'"{words}" does not lead to the chat with the bot but to {url}')
                    self.last_chat = person["id"]
                    self._say(people.says(f"/start {payload[0]}", person, date=self._date()))
                    return
        self._fail(f'there is no link "{label}"')

    def _ask_inline(self, text: str, person: people.Person, scrolls: bool) -> None:
        offset = ""
        if scrolls:
            offset = self.offers[person["id"]].next_offset
            if not offset:
                self._fail("the bot said that there are no more results")
        update = people.asks_inline(text, person, offset)
        self.offers[person["id"]] = _Offer(text)
        self.asked_inline[update["inline_query"]["id"]] = self.last_chat = person["id"]
        self._hand_over(update)

    def _pick(self, title: str, person: people.Person, chat: people.Chat) -> None:
        results = self.offers[person["id"]].results if person["id"] in self.offers else []
        picked = next((result for result in results if _has(result["title"], title)), None)
        if picked is None:
            self._fail(f'no inline result has "{title}"')
        self._say(people.says(_inserted(picked).text, person, chat, via_bot=BOT, date=self._date()))

    def _change_bot(self, what: str, person: people.Person, chat: people.Chat) -> None:
        old, new = _CHANGES[what]
        self._hand_over(people.changes_membership(old, new, person, chat))
        if new in ("administrator", "member") and chat["id"] < 0:
            room = next(name for name, each in self.rooms.items() if each["id"] == chat["id"])
            admins = [self.people[name] for name in self.read.story.rooms[room].admins]
            self.telegram.chats.appoint(chat, [*admins, *([BOT] if new == "administrator" else [])])

    def _hand_over(self, update: dict[str, Any]) -> None:
        # What stands in a chat is there for everybody at once, whenever the bot fetches it.
        self.update_id += 1
        update["update_id"] = self.update_id
        self.telegram.chats.learn(update)
        self.waiting.append(update)

    # -- the world ------------------------------------------------------------------------------------------------

    async def _let_happen(self, world: World) -> None:
        await self._still()
        if world.passes is not None:
            await self.clock.pass_seconds(world.passes)
            await self._still()
            return
        chat = self._place(world.where)
        match world.happens:
            case "bot stops":
                await self._stop()
            case "bot starts":
                await self._start()
            case "bot restarts":
                await self._stop()
                await self._start()
            case "too many requests":
                wait = int(world.lasts)
                self.telegram.fail(
                    "sendMessage", 429, f"Too Many Requests: retry after {wait}", chat=chat["id"], retry_after=wait
                )
            case "answer of Telegram is lost":
                self.telegram.drop("sendMessage", chat=chat["id"], acts_first=True)
            case "bot is removed, unannounced":
                self.telegram.chats.remove_bot(chat)
            case "group becomes supergroup" | "group becomes supergroup, left first":
                assert world.where is not None
                if world.happens.endswith("left first"):
                    left = people.changes_membership("member", "left", next(iter(self.people.values())), chat)
                    self._hand_over(left)
                self._migrate(world.where, announced=True)
            case "group becomes supergroup, unannounced":
                assert world.where is not None
                self._migrate(world.where, announced=False)
        self._look()

    def _migrate(self, room: str, announced: bool) -> None:
        chat = self.rooms[room]
        new_id = chat["id"] - SUPERGROUP_OFFSET
        self.telegram.move(chat["id"], new_id)
        if announced:
            for update in people.migrates(chat, new_id, next(iter(self.people.values()))):
                self._hand_over(update)
        self.rooms[room] = {**chat, "id": new_id, "type": "supergroup"}
        self.last_chat = new_id

    # -- what is expected -----------------------------------------------------------------------------------------

    async def _expect(self, expected: Expected) -> None:
        await self._still()
        if expected.bot is not None:
            if expected.bot == "does whatever":
                self.events.clear()
            await self._nothing_more()
            return
        chat = self._place(expected.where)["id"]
        for _ in range(expected.times):
            event = next((each for each in self.events if each.chat == chat), None)
            if event is None:
                self._fail(f"expected {_told(expected)}, but the bot did {self._did()}")
            problems = list(self._problems(expected, event))
            if problems:
                self._fail(f"expected {_told(expected)}, but {'; '.join(problems)}\nthe bot did {self._did()}")
            self.events.remove(event)

    def _place(self, name: str | None) -> people.Chat:
        """A room, a person's private chat, or where somebody did something last."""
        if name is None:
            return {"id": self.last_chat}
        return self.rooms.get(name) or people.private(self.people[name])

    def _problems(self, expected: Expected, event: Event) -> Iterator[str]:
        if event.kind != expected.verb:
            yield f"next comes {event.kind}"
            return
        text = "\n".join(event.titles) if expected.verb == "bot_offers" else event.shown.text
        for pattern in getattr(expected, expected.verb):
            whole = event.shown.text if pattern.startswith("-> ") else text
            if not _has(whole, pattern.removeprefix("-> ")):
                yield f'it lacks "{pattern}"'
        for pattern in expected.without:
            if _has(event.shown.text, pattern):
                yield f'it holds "{pattern}"'
        labels = [button["text"] for button in event.buttons]
        yield from (f'no button has "{each}"' for each in expected.buttons if not _any(labels, each))
        yield from (f'a button has "{each}"' for each in expected.no_buttons if _any(labels, each))
        folds = event.shown.parts("ExpandableBlockQuote")
        yield from (f'no folded quote has "{each}"' for each in expected.folded if not _any(folds, each))
        copies = [button["copy_text"]["text"] for button in event.buttons if "copy_text" in button]
        yield from (f'no button copies "{each}" but {copies}' for each in expected.copies if not _any(copies, each))
        if expected.silent is not None and event.is_silent != expected.silent:
            yield "it comes without a sound" if event.is_silent else "it comes with a sound"
        if expected.at_most is not None and event.shown.units > expected.at_most:
            yield f"it has {event.shown.units} characters, more than {expected.at_most}"
        if expected.count is not None and len(event.titles) != expected.count:
            yield f"there are {len(event.titles)} results, not {expected.count}"
        if expected.quotes is not None and not _has(event.quotes or "", expected.quotes):
            yield f'it quotes "{event.quotes}"'
        if expected.topic is not None:
            wanted = None if expected.topic == "General" else self.topics[expected.where or ""][expected.topic]
            if event.topic != wanted:
                yield f"it stands in topic {event.topic}, not {wanted}"

    async def _nothing_more(self) -> None:
        await self._still()
        if self.events:
            self._fail(f"nothing more was expected, but the bot did {self._did()}")
        if self.pressed and self.bot is not None:
            self._fail("the bot did not answer the press of a button, which now shows for ever that it waits")

    def _did(self) -> str:
        return "".join(f"\n  {event}" for event in self.events) or "nothing"

    def _fail(self, message: str) -> NoReturn:
        raise StoryFailed(f"{self.place}: {message}")

    def _date(self) -> int:
        return int(self.now().timestamp())


_PERSON: people.Person = {"id": FIRST_OF_CROWD, "is_bot": False, "first_name": "Orang", "language_code": "id"}
_CHANGES = {
    "adds the bot": ("left", "member"),
    "removes the bot": ("member", "left"),
    "makes the bot an admin": ("member", "administrator"),
    "makes the bot a member": ("administrator", "member"),
    "blocks the bot": ("member", "kicked"),
    "unblocks the bot": ("kicked", "member"),
}


def _chat(name: str, room: Room, number: int) -> people.Chat:
    id = -(FIRST_ROOM + number)
    if room.kind == "group":
        return {"id": id, "type": "group", "title": name}
    kind = "channel" if room.kind == "channel" else "supergroup"
    more = {"is_forum": True} if room.kind == "forum" else {}
    return {"id": id - SUPERGROUP_OFFSET, "type": kind, "title": name, **more}


def _has(text: str, pattern: str) -> bool:
    if len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/"):
        return re.search(pattern[1:-1], text, re.IGNORECASE | re.DOTALL) is not None
    return _flat(pattern) in _flat(text)


def _any(texts: Sequence[str], pattern: str) -> bool:
    return any(_has(text, pattern) for text in texts)


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()


def _told(expected: Expected) -> str:
    return f"{expected.verb} {list(getattr(expected, expected.verb))}"


def _inserted(result: dict[str, Any]) -> ShownText:
    content = result.get("input_message_content", {})
    return parse(content.get("message_text", ""), content.get("parse_mode"))


def _buttons_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]
