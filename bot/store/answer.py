"""An answer as it is kept, for the buttons, edits and links that come back to it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ID_BYTES = 9
"""72 random bits, 12 characters: short enough for a link, and nobody finds one by trying."""


def new_answer_id() -> str:
    """12 characters that may stand in a URL."""
    return secrets.token_urlsafe(ID_BYTES)


@dataclass(frozen=True, slots=True)
class Answer:
    """Holds no text: what was asked is told by ids of choices, and whose it was by keyed hashes."""

    id: str
    chat_key: str = field(repr=False)
    asker_key: str = field(repr=False)
    lang: str
    asked: tuple[str, ...] = ()
    """Ids of the choices that ask the same when pressed; none when nothing was told."""
    choices: tuple[str, ...] = ()
    """Ids of the choices under it, in their order."""
    is_for_asker: bool = False
    """Whether its choices are only the asker's to press: they are what the asker may have meant."""
    is_picture: bool = False
    question_message: int | None = None
    """The channel's number of the message that asked; None when a button asked."""
    reply_message: int | None = None
    """The channel's number of the message that answers; None when it is not known to have arrived."""
    is_waiting: bool = False
    """Whether it was held back in a busy group, and is still to be told in private."""

    def as_row(self, at: int) -> Mapping[str, Any]:
        body = {
            "lang": self.lang,
            "asked": self.asked,
            "choices": self.choices,
            "is_for_asker": self.is_for_asker,
            "is_picture": self.is_picture,
        }
        return {
            "id": self.id,
            "chat_key": self.chat_key,
            "asker_key": self.asker_key,
            "question_message": self.question_message,
            "reply_message": self.reply_message,
            "is_waiting": self.is_waiting,
            "body": json.dumps(body, ensure_ascii=False),
            "at": at,
        }

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Answer:
        body = json.loads(row["body"])
        return cls(
            id=row["id"],
            chat_key=row["chat_key"],
            asker_key=row["asker_key"],
            lang=body["lang"],
            asked=tuple(body["asked"]),
            choices=tuple(body["choices"]),
            is_for_asker=body["is_for_asker"],
            is_picture=body["is_picture"],
            question_message=row["question_message"],
            reply_message=row["reply_message"],
            is_waiting=row["is_waiting"],
        )
