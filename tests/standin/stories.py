"""Stories of people and the bot, read from tests/scenarios/*.yaml; README.md there describes the form.

A story that cannot be read is a `BadStory`: a list of problems, each with its file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from knowledge.yamlfile import YamlFile, read_yaml_file

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
JAKARTA = timezone(timedelta(hours=7), "WIB")
DURATION = re.compile(r"(\d+) (second|minute|hour|day)s?")


M = TypeVar("M", bound=BaseModel)


class BadStory(Exception):
    """What is wrong with story files, a line each."""


def _seconds(value: object) -> float:
    found = DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError('write a number and a unit, as in "10 minutes", "1 hour" or "30 seconds"')
    return float(int(found[1]) * SECONDS[found[2]])


def _list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Seconds = Annotated[float, BeforeValidator(_seconds)]
Patterns = Annotated[tuple[str, ...], BeforeValidator(_list)]
"""Pieces of a text, in any case of letters; between slashes a regular expression. One alone needs no list."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Room(Strict):
    """A group, a forum or a channel."""

    kind: Literal["group", "supergroup", "forum", "channel"]
    admins: tuple[str, ...] = ()
    """Names of people; the first is the owner."""
    topics: tuple[str, ...] = ()
    """Of a forum, besides General."""
    bot: Literal["member", "admin", "absent"] = "member"


class Step(Strict):
    """Something that happens."""

    VERBS: ClassVar[tuple[str, ...]]

    @property
    def verb(self) -> str:
        """The one key that says what kind of step it is."""
        return next(name for name in self.VERBS if getattr(self, name) is not None)


class Act(Step):
    """What a person does."""

    VERBS: ClassVar = (
        *("says", "edits", "deletes", "presses", "follows", "sends", "shares", "forwards"),
        *("inline", "picks", "calls_guest", "posts", "does"),
    )

    who: str | None = None
    crowd: int | None = Field(None, ge=1, le=2000)
    """So many different people instead of one. "{n}" in what they say is the number of each."""
    where: str | None = Field(None, alias="in")
    """A room; without it their private chat with the bot."""
    topic: str | None = None
    in_name_of: str | None = Field(None, alias="as")
    """The room itself (an anonymous admin), or a channel."""
    replies_to: str | None = None
    """A piece of an earlier message in the same room; "bot" is the last of the bot's."""
    times: int = Field(1, ge=1, le=2000)

    says: str | None = None
    edits: str | None = None
    """The new words of the last thing they said there."""
    deletes: str | None = None
    """A piece of a message of theirs."""
    presses: str | None = None
    """A piece of the label of a button under a message of the bot; the newest message that has it."""
    follows: str | None = None
    """The same of a link or a link button that leads to the bot's private chat."""
    sends: Literal["voice", "photo", "sticker", "document"] | None = None
    caption: str | None = None
    shares: str | None = Field(None, pattern=r"-?\d+(\.\d+)?, -?\d+(\.\d+)?")
    """A location: latitude and longitude."""
    forwards: str | None = None
    """A channel's post, with these words."""
    inline: str | None = None
    """What they write behind the bot's name, anywhere."""
    offset: Literal["next"] | None = None
    """Of an inline query: they scroll on."""
    picks: str | None = None
    """A piece of the title of an inline result, sent into the room."""
    calls_guest: str | None = None
    """What they write to the bot in a room that it is no member of."""
    posts: str | None = None
    """A post in the channel `in`."""
    does: (
        Literal[
            "adds the bot",
            "removes the bot",
            "makes the bot an admin",
            "makes the bot a member",
            "blocks the bot",
            "unblocks the bot",
        ]
        | None
    ) = None

    @model_validator(mode="after")
    def _has_somebody(self) -> Self:
        if (self.who is None) == (self.crowd is None) and self.posts is None:
            raise ValueError('say who does this, in "who"; or how many do, in "crowd"')
        return self


class World(Step):
    """What happens without anybody."""

    VERBS: ClassVar = ("passes", "happens")

    where: str | None = Field(None, alias="in")
    passes: Seconds | None = None
    happens: (
        Literal[
            "bot stops",
            "bot starts",
            "bot restarts",
            "group becomes supergroup",
            "group becomes supergroup, unannounced",
            "group becomes supergroup, left first",
            "bot is removed, unannounced",
            "too many requests",
            "answer of Telegram is lost",
        ]
        | None
    ) = None
    lasts: Seconds = 30.0
    """Of too many requests: how long Telegram wants the bot to be quiet there."""


class Expected(Step):
    """What the bot must do."""

    VERBS: ClassVar = ("bot", "bot_says", "bot_shows_picture", "bot_edits", "bot_deletes", "bot_toasts", "bot_offers")

    where: str | None = Field(None, alias="in")
    """A room, or a person for their private chat; without it where somebody did something last."""
    topic: str | None = None
    """"General" or one of the forum's; not looked at without it."""
    quotes: str | None = None
    """A piece of the message it replies to."""
    without: Patterns = ()
    buttons: Patterns = ()
    """Pieces of the labels of some of its buttons."""
    no_buttons: Patterns = ()
    """Pieces that no label has."""
    folded: Patterns = ()
    """What stands in its folded quotes."""
    copies: Patterns = ()
    """What its copy button copies."""
    silent: bool | None = None
    """Whether it comes without a sound."""
    at_most: int | None = None
    """Characters of the text as Telegram counts them."""
    times: int = Field(1, ge=1)
    """So many like this, one after the other."""
    count: int | None = None
    """Of an inline answer: how many results."""

    bot: Literal["says nothing", "does whatever"] | None = None
    bot_says: Patterns | None = None
    """A message, also the answer to a guest call."""
    bot_shows_picture: Patterns | None = None
    bot_edits: Patterns | None = None
    """The words of a message after the edit."""
    bot_deletes: Patterns | None = None
    bot_toasts: Patterns | None = None
    bot_offers: Patterns | None = None
    """Pieces of the titles of inline results, in their order; what they insert when prefixed with "-> "."""


AnyStep = Act | World | Expected
KINDS: tuple[type[Act] | type[World] | type[Expected], ...] = (Act, World, Expected)


class Story(Strict):
    """A file."""

    story: str
    """What it shows, in a sentence."""
    now: str = "2026-11-21 09:00"
    """When it begins, in Jakarta."""
    people: dict[str, Literal["id", "en", "ko"]] = Field(min_length=1)
    """Names, and the language of their app."""
    rooms: dict[str, Room] = {}
    steps: tuple[dict[str, Any], ...] = Field(min_length=1)

    @field_validator("now")
    @classmethod
    def _is_a_moment(cls, value: str) -> str:
        _moment(value)
        return value

    @property
    def begins(self) -> datetime:
        return _moment(self.now)


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=JAKARTA)
    except ValueError:
        raise ValueError('write day and time of Jakarta, as in "2026-11-21 09:00"') from None


@dataclass(frozen=True, slots=True)
class Placed:
    """A step, and where it stands."""

    place: str
    """File and line."""
    step: AnyStep


@dataclass(frozen=True, slots=True)
class ReadStory:
    """A story that holds together."""

    story: Story
    steps: tuple[Placed, ...]


def read_story(root: Path, path: Path) -> ReadStory:
    """The story in `path`, which is named relative to `root`. Raises `BadStory`."""
    file = read_yaml_file(root, path)
    problems = [str(problem) for problem in file.problems]
    story = _validated(Story, file.value, file, (), problems) if not problems else None
    steps: list[Placed] = []
    for number, entry in enumerate(story.steps if story else ()):
        location = ("steps", number)
        kind = _kind(entry)
        if kind is None:
            known = ", ".join(name for each in KINDS for name in each.VERBS)
            problems.append(_at(file, location, f"a step has exactly one of these: {known}"))
            continue
        step = _validated(kind, entry, file, location, problems)
        if step is not None and story is not None:
            problems += [_at(file, location, message) for message in _strangers(step, story)]
            steps.append(Placed(f"{file.path}:{file.line(location)}", step))
    if story is not None and not any(isinstance(placed.step, Expected) for placed in steps):
        problems.append(_at(file, ("steps",), "nothing is expected of the bot: add a step with bot_says, or bot"))
    if problems or story is None:
        raise BadStory("\n".join(problems))
    return ReadStory(story, tuple(steps))


def _kind(entry: dict[str, Any]) -> type[Act] | type[World] | type[Expected] | None:
    kinds = [kind for kind in KINDS for name in kind.VERBS if name in entry]
    return kinds[0] if len(kinds) == 1 else None


def _validated(
    model: type[M], value: object, file: YamlFile, location: Sequence[str | int], problems: list[str]
) -> M | None:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            where = [part for part in detail["loc"] if isinstance(part, int) or part in str(value)]
            name = f'"{detail["loc"][-1]}": ' if detail["loc"] else ""
            message = detail["msg"].removeprefix("Value error, ")
            if detail["type"] == "extra_forbidden":
                message = f"no such key here; there are {', '.join(_keys(model))}"
            problems.append(_at(file, [*location, *where], f"{name}{message}"))
        return None


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _strangers(step: AnyStep, story: Story) -> Iterator[str]:
    """Names that the story does not introduce."""
    people, rooms = ", ".join(story.people), ", ".join(story.rooms) or "none"
    if isinstance(step, Act) and step.who is not None and step.who not in story.people:
        yield f'"{step.who}" is nobody of this story; there are {people}'
    room = story.rooms.get(step.where or "")
    if step.where is not None and room is None and (isinstance(step, Act) or step.where not in story.people):
        yield f'"{step.where}" is no room of this story; there are {rooms}'
    if isinstance(step, World) and "supergroup" in (step.happens or "") and room is None:
        yield 'say in "in" which group becomes a supergroup'
    topic = None if isinstance(step, World) else step.topic
    if topic is not None and topic != "General" and (room is None or topic not in room.topics):
        yield f'"{topic}" is no topic of the forum this step is in; name the forum in "in" and its topics in "rooms"'
    if isinstance(step, Act) and step.in_name_of not in (None, step.where) and step.in_name_of not in story.rooms:
        yield f'"{step.in_name_of}" is no room of this story; there are {rooms}'


def _at(file: YamlFile, location: Sequence[str | int], message: str) -> str:
    return str(file.problem(location, message))
