"""/setelan, /bahasa and /diam: how the bot behaves in a chat, set by the person or, in a group, by its admins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape, unescape

from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MaybeInaccessibleMessage,
    Message,
    Update,
    User,
)
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.channels.telegram_addressed import question_in
from bot.channels.telegram_channel import Channel, Context
from bot.channels.telegram_delivery import answer_button, deliver, edit_html, place_of, send_html
from bot.channels.telegram_polling import App
from bot.chat_settings import JAKARTA, ChatSettings, QuietHours

COMMANDS = ("/setelan", "/settings", "/bahasa", "/diam")
PREFIX = "set:"
"""Of the data of these buttons. It says all there is to do, so that it works after a restart."""
SILENCE = timedelta(hours=24)
HOURS_A_ROW = 6

Row = list[InlineKeyboardButton]


@dataclass(frozen=True, slots=True)
class _View:
    """What the message shows, and its buttons."""

    text: str
    rows: list[Row]


class ForSettings(filters.MessageFilter):
    """Lets pass the commands that set something, where they are for us."""

    def filter(self, message: Message) -> bool:
        return _command(message) in COMMANDS


class ChatSettingsMenu:
    """A keyboard that edits itself. In groups it obeys admins only, also those who stay anonymous."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def register(self, application: App) -> None:
        application.add_handler(
            MessageHandler(filters.UpdateType.MESSAGE & filters.TEXT & ForSettings(), self.on_command)
        )
        application.add_handler(CallbackQueryHandler(self.on_button, pattern=f"^{PREFIX}"))

    async def on_command(self, update: Update, context: Context) -> None:
        message, bot = update.message, context.bot
        assert message is not None
        assert message.from_user is not None  # only posts in channels have none
        if not await self._channel.is_new(update, bot):
            return
        place = place_of(message)
        settings = await self._channel.settings(place.chat)
        place = replace(place, is_silent=settings.is_quiet(self._channel.service.now()))
        words = _Words(self._channel, settings, message.from_user)
        command = _command(message)
        if place.is_group and not await self._channel.is_admin(message, bot):
            await send_html(bot, place, words.say("settings_admins_only"), None)
        elif command == "/diam":
            await send_html(bot, place, await self._silence(place.chat, settings, words, message.date), None)
        else:
            view = words.languages() if command == "/bahasa" else words.home(is_group=place.is_group)
            await send_html(bot, place, view.text, InlineKeyboardMarkup(view.rows))

    async def on_button(self, update: Update, context: Context) -> None:
        query, bot = update.callback_query, context.bot
        assert query is not None
        if query.message is None or query.data is None:
            await answer_button(bot, query.id)
            return
        chat, is_group = query.message.chat.id, query.message.chat.id < 0
        settings = await self._channel.settings(chat)
        words = _Words(self._channel, settings, query.from_user)
        if is_group and not await self._channel.admins.include(query.from_user.id, chat, bot):
            await answer_button(bot, query.id, words.say("settings_admins_only"))
            return
        await answer_button(bot, query.id)
        if await self._channel.is_new(update, bot):
            await self._press(query.data.removeprefix(PREFIX).split(":"), query, settings, bot)

    async def _press(self, pressed: list[str], query: CallbackQuery, settings: ChatSettings, bot: Bot) -> None:
        assert query.message is not None
        chat = query.message.chat.id
        is_group = chat < 0
        note = ""
        changed = settings
        match pressed:
            case ["lang", lang] if lang in ("auto", *self._channel.service.content.languages):
                changed = replace(settings, lang=None if lang == "auto" else lang)
            case ["compact", wish]:
                changed = replace(settings, compact=wish == "yes")
            case ["ambient", wish] if is_group:
                changed = replace(settings, ambient=wish == "yes")
                if changed.ambient and not await self._can_read(chat, bot):
                    changed, note = settings, "settings_cannot_read"
            case ["quiet", "none"] if is_group:
                changed = replace(settings, quiet=None)
            case ["quiet", start, end] if is_group and _is_hour(start) and _is_hour(end):
                changed = replace(settings, quiet=QuietHours(int(start), int(end)))
        if changed != settings and not await self._channel.save_settings(chat, changed):
            changed, note = settings, "settings_not_saved"
        words = _Words(self._channel, changed, query.from_user)
        match pressed:
            case ["langs"] | ["lang", _]:
                view = words.languages()
            case ["quiet"]:
                view = words.hours("settings_quiet_from", "")
            case ["quiet", start] if _is_hour(start):
                view = words.hours("settings_quiet_to", f"{start}:")
            case ["done"]:
                view = replace(words.home(is_group=is_group), rows=[])
            case _:
                view = words.home(is_group=is_group)
        if note:
            view = replace(view, text=f"{view.text}\n\n{words.say(note)}")
        keyboard = InlineKeyboardMarkup(view.rows) if view.rows else None
        if not _shows(query.message, view, keyboard):
            await edit_html(bot, chat, query.message.message_id, view.text, keyboard)

    async def _can_read(self, chat: int, bot: Bot) -> bool:
        """Whether Telegram gives the bot all messages of the group: with privacy mode off, or as an admin."""

        async def get_me(_: int) -> User:
            return await bot.get_me()  # anew: the bot's owner may just have changed it

        me = await deliver("getMe", get_me, 0, twice_is_harmless=True)
        if me is None or me.can_read_all_group_messages:
            return me is not None
        self._channel.admins.forget(chat)  # it may just have been made one
        return await self._channel.admins.include(me.id, chat, bot)

    async def _silence(self, chat: int, settings: ChatSettings, words: _Words, at: datetime) -> str:
        """Begin a day of silence, or end it."""
        if chat > 0:
            return words.say("silence_groups_only")
        is_muted = settings.is_muted(at)
        until = None if is_muted else int((at + SILENCE).timestamp())
        if not await self._channel.save_settings(chat, replace(settings, muted_until=until)):
            return words.say("settings_not_saved")
        return words.say("silence_ended") if until is None else words.say("silence_begun", until=_moment(until))


class _Words:
    """The settings in words, and the buttons that change them."""

    def __init__(self, channel: Channel, settings: ChatSettings, person: User) -> None:
        self._content = channel.service.content
        self._now = channel.service.now()
        self._settings = settings
        self._lang = settings.lang or channel.lang_of(person)

    def say(self, key: str, **values: str) -> str:
        """As HTML."""
        return escape(self._plain(key, **values), quote=False)

    def home(self, *, is_group: bool) -> _View:
        settings = self._settings
        is_compact = settings.is_compact(in_group=is_group)
        lang = self._plain(f"language_{settings.lang}") if settings.lang else self._plain("language_auto")
        lines = [self._plain("settings_here"), "", self._plain("settings_language", value=lang)]
        rows = [[self._button("settings_language", "langs", value=lang)]]
        lines.append(self._plain("settings_compact", value=self._yes(is_compact)))
        rows.append([self._switch("settings_compact", "compact", is_compact)])
        if is_group:
            quiet = _hours(settings.quiet) or self._plain("settings_none")
            lines.append(self._plain("settings_ambient", value=self._yes(settings.ambient)))
            lines.append(self._plain("settings_quiet", value=quiet))
            if settings.muted_until is not None and settings.is_muted(self._now):
                lines.append(self._plain("settings_muted", until=_moment(settings.muted_until)))
            lines += ["", self._plain("settings_about_groups")]
            rows.append([self._switch("settings_ambient", "ambient", settings.ambient)])
            rows.append([self._button("settings_quiet", "quiet", value=quiet)])
        rows.append([self._button("settings_done", "done")])
        return _View(escape("\n".join(lines), quote=False), rows)

    def languages(self) -> _View:
        """Each language by its own name; what is chosen is marked."""
        chosen = self._settings.lang or "auto"
        rows = [
            [InlineKeyboardButton(f"{'✓ ' if lang == chosen else ''}{name}", callback_data=f"{PREFIX}lang:{lang}")]
            for lang, name in [
                ("auto", self._plain("language_auto")),
                *((lang, self._content.words.say(lang, f"language_{lang}")) for lang in self._content.languages),
            ]
        ]
        return _View(self.say("settings_which_language"), [*rows, [self._button("settings_all", "home")]])

    def hours(self, key: str, chosen: str) -> _View:
        """A button for each hour. `chosen` is what was pressed before, with a colon behind it."""
        buttons = [
            InlineKeyboardButton(f"{hour:02}", callback_data=f"{PREFIX}quiet:{chosen}{hour}") for hour in range(24)
        ]
        rows = [buttons[start : start + HOURS_A_ROW] for start in range(0, 24, HOURS_A_ROW)]
        return _View(
            self.say(key),
            [*rows, [self._button("settings_quiet_none", "quiet:none")], [self._button("settings_all", "home")]],
        )

    def _plain(self, key: str, **values: str) -> str:
        return self._content.words.say(self._lang, key, **values)

    def _yes(self, value: bool) -> str:
        return self._plain("settings_yes" if value else "settings_no")

    def _switch(self, key: str, what: str, value: bool) -> InlineKeyboardButton:
        return self._button(key, f"{what}:{'no' if value else 'yes'}", value=self._yes(value))

    def _button(self, key: str, data: str, **values: str) -> InlineKeyboardButton:
        return InlineKeyboardButton(self._plain(key, **values), callback_data=f"{PREFIX}{data}")


def _command(message: Message) -> str | None:
    question = question_in(message, message.get_bot().bot)
    return question.partition(" ")[0] if question else None


def _shows(message: MaybeInaccessibleMessage, view: _View, keyboard: InlineKeyboardMarkup | None) -> bool:
    """Whether the message is so already: Telegram refuses to change it to what it is."""
    return isinstance(message, Message) and (message.text, message.reply_markup) == (unescape(view.text), keyboard)


def _is_hour(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 2 and int(text) < 24


def _hours(quiet: QuietHours | None) -> str:
    return f"{quiet.start:02}.00–{quiet.end:02}.00 WIB" if quiet else ""


def _moment(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, JAKARTA):%d-%m-%Y %H.%M} WIB"
