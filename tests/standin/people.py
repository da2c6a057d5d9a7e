"""What people do, as updates: messages in private, in groups and in topics, and pressed buttons."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

from tests.standin.chats import NOW
from tests.standin.server import BOT, Call

Person = dict[str, Any]
Chat = dict[str, Any]

ANI: Person = {"id": 501, "is_bot": False, "first_name": "Ani", "language_code": "id"}
BUDI: Person = {"id": 502, "is_bot": False, "first_name": "Budi", "language_code": "en-GB"}
GROUP: Chat = {"id": -4001, "type": "group", "title": "Ruang redaksi"}
SUPERGROUP: Chat = {"id": -1004002, "type": "supergroup", "title": "Liputan"}
FORUM: Chat = {"id": -1004003, "type": "supergroup", "title": "Forum", "is_forum": True}

ENTITIES = re.compile(r"(?P<bot_command>(?<!\S)/\w+(?:@\w+)?)|(?P<mention>(?<!\w)@\w{4,})")

_message_ids = count(1)
_query_ids = count(1)


def says(text: str, person: Person = ANI, chat: Chat | None = None, **more: Any) -> dict[str, Any]:
    """A text message of a person; in private unless `chat` says where. Commands and mentions get entities."""
    return {"message": message(text, person, chat, **more)}


def message(text: str, person: Person = ANI, chat: Chat | None = None, **more: Any) -> dict[str, Any]:
    entities = [
        {
            "type": match.lastgroup,
            "offset": _units(text[: match.start()]),
            "length": _units(match.group()),
        }
        for match in ENTITIES.finditer(text)
    ]
    made = {
        "message_id": next(_message_ids),
        "from": person,
        "chat": chat or private(person),
        "date": NOW,
        "text": text,
        **more,
    }
    if entities:
        made.setdefault("entities", entities)
    return made


def presses(call: Call, button: int, person: Person = ANI, chat: Chat | None = None) -> dict[str, Any]:
    """A person presses a button under a message of the bot."""
    return presses_data(call.buttons[button]["callback_data"], person, chat)


def presses_data(data: str, person: Person = ANI, chat: Chat | None = None, **more: Any) -> dict[str, Any]:
    return {
        "callback_query": {
            "id": f"query-{next(_query_ids)}",
            "from": person,
            "chat_instance": "1",
            "data": data,
            "message": of_the_bot("pilih", chat or private(person), **more),
        }
    }


def of_the_bot(text: str, chat: Chat, **more: Any) -> dict[str, Any]:
    """A message that the bot wrote."""
    return message(text, BOT, chat, **more)


def private(person: Person) -> dict[str, Any]:
    return {"id": person["id"], "type": "private", "first_name": person["first_name"]}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
