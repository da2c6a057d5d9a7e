"""What the stand-in remembers of chats: enough to refuse messages to nowhere and quotes of nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.standin.judge import Refused
from tests.standin.texts import parse

NOW = 1_790_000_000


@dataclass(slots=True)
class ChatState:
    data: dict[str, Any]
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    topics: set[int] = field(default_factory=set)


class Chats:
    """Acts on calls that passed the judge. Raises `Refused` where the state of a chat forbids them."""

    def __init__(self, bot: dict[str, Any]) -> None:
        self._bot = bot
        self._chats: dict[int, ChatState] = {}
        self._queries: set[str] = set()
        self._next_message_id = 100_000
        self.moved: dict[int, int] = {}

    def learn(self, update: Mapping[str, Any]) -> None:
        """Take in the chat, the message and the topic of an update."""
        query = update.get("callback_query")
        if query is not None:
            self._queries.add(query["id"])
        message = update.get("message") or (query or {}).get("message")
        if message is not None:
            chat = self._chats.setdefault(message["chat"]["id"], ChatState(message["chat"]))
            chat.messages.setdefault(message["message_id"], message)
            if message.get("is_topic_message"):
                chat.topics.add(message["message_thread_id"])

    def move(self, chat: int, new_chat: int) -> None:
        self.moved[chat] = new_chat
        self._chats[new_chat] = ChatState({**self._chats[chat].data, "id": new_chat, "type": "supergroup"})

    def act(self, method: str, parameters: Mapping[str, Any]) -> object:
        """The result of the call."""
        match method:
            case "getMe":
                return self._bot
            case "sendMessage" | "sendPhoto" | "sendDocument":
                return self._send(method, parameters)
            case "editMessageText":
                return self._edit(parameters)
            case "deleteMessage":
                self._message(parameters)
                del self._chat(parameters).messages[int(parameters["message_id"])]
                return True
            case "answerCallbackQuery":
                return self._answer_query(parameters)
            case "getFile":
                file_id = parameters["file_id"]
                return {"file_id": file_id, "file_unique_id": file_id, "file_path": f"documents/{file_id}"}
            case "sendChatAction":
                self._chat(parameters)
                return True
            case "setMyCommands" | "deleteWebhook":
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
            "date": NOW,
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

    def _edit(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        message = self._message(parameters)
        if message["from"]["id"] != self._bot["id"]:
            raise Refused(400, "Bad Request: message can't be edited")
        text = parse(parameters["text"], parameters.get("parse_mode")).text
        markup = _object(parameters.get("reply_markup"))
        if text == message["text"] and markup == message.get("reply_markup", {}):
            raise Refused(400, "Bad Request: message is not modified")
        message |= {"text": text, "edit_date": NOW}
        message.pop("reply_markup", None)
        if markup:
            message["reply_markup"] = markup
        return message

    def _answer_query(self, parameters: Mapping[str, Any]) -> bool:
        if parameters["callback_query_id"] not in self._queries:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self._queries.discard(parameters["callback_query_id"])
        return True

    def _message(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        message = self._chat(parameters).messages.get(int(parameters["message_id"]))
        if message is None:
            raise Refused(400, "Bad Request: message not found")
        return message

    def _chat(self, parameters: Mapping[str, Any]) -> ChatState:
        number = int(parameters["chat_id"])
        if number in self.moved:
            raise Refused(400, "Bad Request: group chat was upgraded to a supergroup chat")
        if number not in self._chats:
            raise Refused(400, "Bad Request: chat not found")
        return self._chats[number]


def _object(value: Any) -> dict[str, Any]:
    """An object parameter; forms carry it as JSON."""
    decoded: dict[str, Any] = json.loads(value) if isinstance(value, str) else value or {}
    return decoded
