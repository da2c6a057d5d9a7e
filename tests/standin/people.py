"""What people do, as updates: messages in private, in groups and in topics, and pressed buttons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from typing import Any

from tests.standin.chats import NOW, RIGHTS
from tests.standin.server import BOT, Call

Person = dict[str, Any]
Chat = dict[str, Any]

ANI: Person = {"id": 501, "is_bot": False, "first_name": "Ani", "language_code": "id"}
BUDI: Person = {"id": 502, "is_bot": False, "first_name": "Budi", "language_code": "en-GB"}
GROUP: Chat = {"id": -4001, "type": "group", "title": "Ruang redaksi"}
SUPERGROUP: Chat = {"id": -1004002, "type": "supergroup", "title": "Liputan"}
FORUM: Chat = {"id": -1004003, "type": "supergroup", "title": "Forum", "is_forum": True}
CHANNEL: Chat = {"id": -1004004, "type": "channel", "title": "Kanal berita", "username": "kanal_berita"}
ANONYMOUS_ADMIN: Person = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_BOT: Person = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
"""As whom Telegram shows who writes in the name of the group, and of a channel."""

ENTITIES = re.compile(r"(?P<bot_command>(?<!\S)/\w+(?:@\w+)?)|(?P<mention>(?<!\w)@\w{4,})")

_FILE = {"file_id": "f", "file_unique_id": "f"}
_FILES: Mapping[str, Any] = {
    "voice": {**_FILE, "duration": 3},
    "photo": [{**_FILE, "width": 90, "height": 90}],
    "sticker": {**_FILE, "type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False},
    "document": _FILE,
}
_RIGHTS: Mapping[str, Any] = {"administrator": {"can_be_edited": False, **RIGHTS}, "kicked": {"until_date": 0}}

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


def says_anonymously(text: str, chat: Chat = SUPERGROUP, **more: Any) -> dict[str, Any]:
    """An admin writes in the name of the group."""
    return says(text, ANONYMOUS_ADMIN, chat, sender_chat=chat, **more)


def says_as_channel(text: str, chat: Chat = SUPERGROUP, channel: Chat = CHANNEL, **more: Any) -> dict[str, Any]:
    """The owner of a channel writes in its name."""
    return says(text, CHANNEL_BOT, chat, sender_chat=channel, **more)


def posts(text: str, channel: Chat = CHANNEL, **more: Any) -> dict[str, Any]:
    post = message(text, chat=channel, sender_chat=channel, **more)
    del post["from"]
    return {"channel_post": post}


def edits(said: dict[str, Any], text: str, **more: Any) -> dict[str, Any]:
    """The person changes what they said in a message, or what they had changed it to."""
    old = said.get("message") or said["edited_message"]
    kept = {key: value for key, value in old.items() if key not in ("text", "entities")}
    new = message(text, old["from"], old["chat"])
    return {"edited_message": {"edit_date": NOW, **new, **kept, **more}}


def edits_caption(sent: dict[str, Any], caption: str) -> dict[str, Any]:
    """The person changes what stands below their picture; "" takes it away."""
    kept = {key: value for key, value in sent["message"].items() if not key.startswith("caption")}
    words = message(caption)
    entities = {"caption_entities": words["entities"]} if "entities" in words else {}
    return {"edited_message": {**kept, **({"caption": caption} if caption else {}), **entities, "edit_date": NOW}}


def sends(kind: str, person: Person = ANI, chat: Chat | None = None, **more: Any) -> dict[str, Any]:
    """A "voice", "photo", "sticker" or "document"; with `caption` where one is given."""
    sent = message("", person, chat, **more)
    del sent["text"]
    if "caption" in sent:
        entities = message(sent["caption"]).get("entities")
        sent |= {"caption_entities": entities} if entities else {}
    return {"message": sent | {kind: _FILES[kind]}}


def shares_location(
    latitude: float, longitude: float, person: Person = ANI, chat: Chat | None = None
) -> dict[str, Any]:
    shared = message("", person, chat, location={"latitude": latitude, "longitude": longitude})
    del shared["text"]
    return {"message": shared}


def forwards(text: str, person: Person = ANI, chat: Chat | None = None, **more: Any) -> dict[str, Any]:
    """A post of a channel, handed on."""
    origin = {"type": "channel", "date": NOW, "chat": CHANNEL, "message_id": 77}
    return says(text, person, chat, forward_origin=origin, **more)


def asks_inline(query: str, person: Person = ANI, offset: str = "", chat_type: str = "group") -> dict[str, Any]:
    """A person writes "@TanyaSpbeBot <query>" anywhere."""
    id = f"inline-query-{next(_query_ids)}"
    return {
        "inline_query": {"id": id, "from": person, "query": query, "offset": offset, "chat_type": chat_type},
    }


def calls_guest(text: str, person: Person = ANI, chat: Chat = SUPERGROUP, **more: Any) -> dict[str, Any]:
    """A person calls the bot in a chat that it is no member of."""
    return {"guest_message": message(text, person, chat, guest_query_id=f"guest-{next(_query_ids)}", **more)}


def changes_membership(old: str, new: str, person: Person = ANI, chat: Chat | None = None) -> dict[str, Any]:
    """What became of the bot in a chat: "left", "member", "administrator"; "kicked" also when a person blocks it."""
    return {
        "my_chat_member": {
            "chat": chat or private(person),
            "from": person,
            "date": NOW,
            "old_chat_member": _membership(old),
            "new_chat_member": _membership(new),
        }
    }


def migrates(chat: Chat, new_id: int, person: Person = ANI) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two messages of a group that becomes a supergroup: the last one of the old, the first one of the new."""
    old = message("", person, chat, migrate_to_chat_id=new_id)
    new = message("", person, {**chat, "id": new_id, "type": "supergroup"}, migrate_from_chat_id=chat["id"])
    for each in (old, new):
        del each["text"]
    return {"message": old}, {"message": new}


def presses(call: Call, button: int, person: Person = ANI, chat: Chat | None = None) -> dict[str, Any]:
    """A person presses a button under a message of the bot, by its number there."""
    press = presses_data(call.buttons[button]["callback_data"], person, chat)
    if isinstance(call.result, dict) and (chat is None or call.result["chat"]["id"] == chat["id"]):
        press["callback_query"]["message"] = call.result
    return press


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


def _membership(status: str) -> dict[str, Any]:
    return {"status": status, "user": BOT, **_RIGHTS.get(status, {})}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
