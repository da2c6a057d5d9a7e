"""What the stand-in remembers of chats: enough to refuse messages to nowhere and quotes of nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.standin.judge import Refused
from tests.standin.texts import parse

NOW = int(time.time())
"""When messages are sent: the bot as a process of its own has the real clock, and lets old questions be."""
DELETABLE_SECONDS = 48 * 3600
"""How long a bot may delete a message."""
GONE = {
    "private": "Forbidden: bot was blocked by the user",
    "group": "Forbidden: bot was kicked from the group chat",
    "supergroup": "Forbidden: bot was kicked from the supergroup chat",
    "channel": "Forbidden: bot was kicked from the channel chat",
}
RIGHTS = {
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": False,
    "can_restrict_members": False,
    "can_promote_members": False,
    "can_change_info": False,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
}
"""What Telegram says an admin may do."""
TAKEN_AS_IT_IS = (
    "deleteMyCommands",
    "deleteWebhook",
    "leaveChat",
    "setMyCommands",
    "setMyDescription",
    "setMyShortDescription",
)


class Told(Refused):
    """Refused for a reason that the bot could not know: no fault of its own."""


@dataclass(slots=True)
class ChatState:
    data: dict[str, Any]
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    topics: set[int] = field(default_factory=set)
    admins: list[dict[str, Any]] = field(default_factory=list)
    """As getChatAdministrators lists them."""
    is_gone: bool = False
    """The bot was removed or blocked."""
    bot_knows: bool = False
    """The bot was told so: whatever it still sends there is its fault."""


class Chats:
    """Acts on calls that passed the judge. Raises `Refused` where the state of a chat forbids them."""

    def __init__(self, bot: dict[str, Any], clock: Callable[[], int] = lambda: NOW) -> None:
        self._bot = bot
        self._clock = clock
        self._chats: dict[int, ChatState] = {}
        self._queries: set[str] = set()
        self._inline: dict[str, dict[str, Any]] = {}
        """Messages sent for a person, by inline_message_id."""
        self._next_message_id = 100_000
        self.moved: dict[int, int] = {}

    def learn(self, update: Mapping[str, Any]) -> None:
        """Take in the chat, the message, the topic and the query of an update."""
        query = update.get("callback_query") or update.get("inline_query")
        if query is not None:
            self._queries.add(query["id"])
        if "guest_message" in update:
            # The bot is no member there: it learns of no chat that it could write to.
            self._queries.add(update["guest_message"]["guest_query_id"])
        if "my_chat_member" in update:
            change = update["my_chat_member"]
            chat = self._learn_chat(change["chat"])
            chat.is_gone = chat.bot_knows = change["new_chat_member"]["status"] in ("left", "kicked")
        edited = update.get("edited_message")
        if edited is not None:
            self._learn_chat(edited["chat"]).messages[edited["message_id"]] = edited
        message = update.get("message") or update.get("channel_post") or (query or {}).get("message")
        if message is not None:
            chat = self._learn_chat(message["chat"])
            chat.messages.setdefault(message["message_id"], message)
            if message.get("is_topic_message"):
                chat.topics.add(message["message_thread_id"])

    def appoint(self, chat: Mapping[str, Any], people: Sequence[Mapping[str, Any]]) -> None:
        """These people, and the bot if it is among them, are the chat's admins from now on; the first is its owner."""
        self._learn_chat(chat).admins = [
            {**RIGHTS, "can_be_edited": False, "status": "administrator", "user": dict(person)}
            if number or person["is_bot"]
            else {"status": "creator", "user": dict(person), "is_anonymous": False}
            for number, person in enumerate(people)
        ]

    def remove_bot(self, chat: Mapping[str, Any]) -> None:
        """The bot was kicked or blocked, and no update told it: its next call there does."""
        state = self._learn_chat(chat)
        state.is_gone, state.bot_knows = True, False

    def delete(self, chat: int, message_id: int) -> None:
        """A person deletes a message; bots are not told."""
        self._chats[chat].messages.pop(message_id, None)

    def message(self, chat: int, message_id: int) -> dict[str, Any] | None:
        """What stands in the chat now; None when it was deleted or never was."""
        state = self._chats.get(chat)
        return None if state is None else state.messages.get(message_id)

    def __contains__(self, chat: int) -> bool:
        return chat in self._chats

    def messages(self, chat: int) -> list[dict[str, Any]]:
        """What stands in the chat, oldest first."""
        state = self._chats.get(chat)
        return [] if state is None else list(state.messages.values())

    def inline_messages(self) -> list[dict[str, Any]]:
        """What the bot sent as a guest, oldest first."""
        return [{"inline_message_id": id, **message} for id, message in self._inline.items()]

    def last(self, chat: int) -> dict[str, Any] | None:
        """The newest message of the bot that stands in the chat."""
        return next(
            (each for each in reversed(self.messages(chat)) if each.get("from", {}).get("id") == self._bot["id"]), None
        )

    def move(self, chat: int, new_chat: int) -> None:
        self.moved[chat] = new_chat
        old = self._chats[chat]
        data = {**old.data, "id": new_chat, "type": "supergroup"}
        # Messages of the time before stay where they were; a button under one is pressed with the new id.
        self._chats[new_chat] = ChatState(data, admins=old.admins)

    def _learn_chat(self, data: Mapping[str, Any]) -> ChatState:
        return self._chats.setdefault(data["id"], ChatState(dict(data)))

    def act(self, method: str, parameters: Mapping[str, Any]) -> object:
        """The result of the call."""
        match method:
            case "getMe":
                return self._bot
            case "sendMessage" | "sendPhoto" | "sendDocument":
                return self._send(method, parameters)
            case "editMessageText" | "editMessageCaption" | "editMessageReplyMarkup":
                return self._edit(method, parameters)
            case "deleteMessage":
                return self._delete(parameters)
            case "answerCallbackQuery":
                return self._answer_query(parameters["callback_query_id"])
            case "answerInlineQuery":
                return self._answer_query(parameters["inline_query_id"])
            case "answerGuestQuery":
                return self._answer_guest(parameters)
            case "getChatAdministrators":
                return self._admins(parameters)
            case "getChatMember":
                return self._member(parameters)
            case "getFile":
                file_id = parameters["file_id"]
                return {"file_id": file_id, "file_unique_id": file_id, "file_path": f"documents/{file_id}"}
            case "sendChatAction":
                self._chat(parameters)
                return True
            case _ if method in TAKEN_AS_IT_IS:
                return True
        raise Refused(404, f"Not Found: the stand-in does not know {method}")

    def _send(self, method: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        chat = self._chat(parameters)
        topic = parameters.get("message_thread_id")
        if topic is not None and int(topic) not in chat.topics:
            raise Refused(400, "Bad Request: message thread not found")
        quoted = self._quoted(chat, parameters)
        self._next_message_id += 1
        message: dict[str, Any] = {
            "message_id": self._next_message_id,
            "from": self._bot,
            "chat": chat.data,
            "date": self._clock(),
        }
        if topic is not None:
            message |= {"message_thread_id": int(topic), "is_topic_message": True}
        if quoted is not None:
            message["reply_to_message"] = {key: value for key, value in quoted.items() if key != "reply_to_message"}
        if method == "sendMessage":
            message["text"] = parse(parameters["text"], parameters.get("parse_mode")).text
        if method == "sendPhoto":
            message["photo"] = [{"file_id": "p", "file_unique_id": "p", "width": 1080, "height": 810}]
            if parameters.get("caption"):
                message["caption"] = parse(parameters["caption"], parameters.get("parse_mode")).text
        markup = _object(parameters.get("reply_markup"))
        if "inline_keyboard" in markup:
            message["reply_markup"] = markup
        chat.messages[message["message_id"]] = message
        return message

    def _quoted(self, chat: ChatState, parameters: Mapping[str, Any]) -> dict[str, Any] | None:
        reply = _object(parameters.get("reply_parameters"))
        if not reply:
            return None
        quoted = chat.messages.get(reply["message_id"])
        if quoted is None and not reply.get("allow_sending_without_reply"):
            raise Refused(400, "Bad Request: message to be replied not found")
        return quoted

    def _edit(self, method: str, parameters: Mapping[str, Any]) -> dict[str, Any] | bool:
        inline = parameters.get("inline_message_id")
        message = self._message(parameters) if inline is None else self._inline.get(inline)
        if message is None:
            raise Refused(400, "Bad Request: MESSAGE_ID_INVALID")
        if message.get("from", {}).get("id") != self._bot["id"]:
            raise Refused(400, "Bad Request: message can't be edited")
        changed = {key: value for key, value in message.items() if key != "reply_markup"}
        for kind, name in (("editMessageText", "text"), ("editMessageCaption", "caption")):
            if method == kind:
                if (name == "text") != ("text" in message):
                    raise Refused(400, f"Bad Request: there is no {name} in the message to edit")
                changed[name] = parse(parameters.get(name, ""), parameters.get("parse_mode")).text
        markup = _object(parameters.get("reply_markup"))
        if markup.get("inline_keyboard"):
            changed["reply_markup"] = markup
        if changed == message:
            raise Refused(400, "Bad Request: message is not modified")
        message.pop("reply_markup", None)
        message |= {**changed, "edit_date": self._clock()}
        return message if inline is None else True

    def _delete(self, parameters: Mapping[str, Any]) -> bool:
        message, chat = self._message(parameters), self._chat(parameters)
        is_own = message.get("from", {}).get("id") == self._bot["id"]
        if self._clock() - message["date"] > DELETABLE_SECONDS:
            # A bot need not know how old its message is: a button under it does not tell.
            raise Told(400, "Bad Request: message can't be deleted for everyone")
        if not (is_own or chat.data["type"] == "private" or self._is_admin(chat, self._bot["id"])):
            raise Refused(400, "Bad Request: message can't be deleted for everyone")
        del chat.messages[message["message_id"]]
        return True

    def _answer_query(self, query: str) -> bool:
        if query not in self._queries:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self._queries.discard(query)
        return True

    def _answer_guest(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        self._answer_query(parameters["guest_query_id"])
        result = _object(parameters["result"])
        content = result.get("input_message_content", {})
        text = parse(content.get("message_text", ""), content.get("parse_mode")).text
        id = f"inline-{len(self._inline) + 1}"
        self._inline[id] = {"from": self._bot, "date": self._clock(), "text": text}
        if "reply_markup" in result:
            self._inline[id]["reply_markup"] = result["reply_markup"]
        return {"inline_message_id": id}

    def _admins(self, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        chat = self._chat(parameters)
        if chat.data["type"] == "private":
            raise Refused(400, "Bad Request: there are no administrators in the private chat")
        # Other bots are left out, oneself is not.
        return [each for each in chat.admins if not each["user"]["is_bot"] or each["user"]["id"] == self._bot["id"]]

    def _member(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        chat, person = self._chat(parameters), int(parameters["user_id"])
        found = next((each for each in chat.admins if each["user"]["id"] == person), None)
        if found is not None:
            return found
        users = [self._bot, *(each["from"] for each in chat.messages.values() if "from" in each)]
        user = next((each for each in users if each["id"] == person), None)
        if user is None:
            raise Refused(400, "Bad Request: invalid user_id specified")
        return {"status": "member", "user": user}

    @staticmethod
    def _is_admin(chat: ChatState, user: int) -> bool:
        return any(each["user"]["id"] == user for each in chat.admins)

    def _message(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        message = self._chat(parameters).messages.get(int(parameters["message_id"]))
        if message is None:
            raise Refused(400, "Bad Request: message not found")
        return message

    def _chat(self, parameters: Mapping[str, Any]) -> ChatState:
        number = int(parameters["chat_id"])
        if number in self.moved:
            raise Told(400, "Bad Request: group chat was upgraded to a supergroup chat")
        if number not in self._chats:
            raise Refused(400, "Bad Request: chat not found")
        chat = self._chats[number]
        if chat.is_gone:
            kind, chat.bot_knows = Refused if chat.bot_knows else Told, True
            raise kind(403, GONE[chat.data["type"]])
        return chat


def _object(value: Any) -> dict[str, Any]:
    """An object parameter; forms carry it as JSON."""
    decoded: dict[str, Any] = json.loads(value) if isinstance(value, str) else value or {}
    return decoded
