"""When the bot is spoken to, and what it is asked. Everything else it neither answers nor keeps."""

from __future__ import annotations

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType

COMMANDS = (
    *("tanya", "topik", "mpp", "grafik", "sumber", "bahasa", "setelan", "settings", "diam", "privasi", "help"),
    "start",
)
"""What the bot understands."""
CALL = "/tanya"
"""What to make of "/tanya" or of the bot's name with nothing behind it."""
NOT_WITHOUT_NAME = "start"
"""In a group every bot gets a bare /start, so there it needs our name behind it."""


def question_in(message: Message, me: User) -> str | None:
    """What `message` asks of `me`, without its name; None when it is not for us.

    A command comes as "/topik", without the name behind it; "/tanya <question>" as the question. Who calls us
    without asking gets "/tanya".
    """
    if _words(message) is None or not is_from_person(message):
        return None
    is_private = message.chat.type == ChatType.PRIVATE
    command = _leading_command(message)
    if command is not None:
        name, _, addressee = _parsed(message, command)[1:].lower().partition("@")
        is_ours_without_name = is_private or (name in COMMANDS and name != NOT_WITHOUT_NAME)
        if not (addressee == _name(me) if addressee else is_ours_without_name):
            return None
        arguments = _without(message, [command, *_mentions(message, me)])
        return arguments or CALL if name == "tanya" else f"/{name} {arguments}".rstrip()
    mentions = _mentions(message, me)
    if is_private or mentions or _replies_to(message, me):
        return _without(message, mentions) or CALL
    return None


def is_only_a_reply(message: Message, me: User) -> bool:
    """Whether all that makes `message` one for us is that it replies to one of ours."""
    return _leading_command(message) is None and not _mentions(message, me) and _replies_to(message, me)


def is_command(message: Message) -> bool:
    return _leading_command(message) is not None


def is_chatter(message: Message) -> bool:
    """Whether a person said it to nobody in particular: no command, no reply, no mention, nothing handed on."""
    replied = message.reply_to_message
    addresses = (MessageEntity.BOT_COMMAND, MessageEntity.MENTION, MessageEntity.TEXT_MENTION)
    return (
        message.text is not None
        and is_from_person(message)
        and (replied is None or replied.forum_topic_created is not None)
        and message.forward_origin is None
        and not any(entity.type in addresses for entity in message.entities)
    )


def is_from_person(message: Message) -> bool:
    """False for other bots, inline results and posts of a linked channel.

    An anonymous admin writes as a bot of Telegram's, in the name of the group: that is a person.
    """
    if message.via_bot is not None or message.is_automatic_forward:
        return False
    if message.sender_chat is not None:
        return True
    return message.from_user is not None and not message.from_user.is_bot


def _words(message: Message) -> str | None:
    """Its text, or what stands below its picture."""
    return message.caption if message.text is None else message.text


def _entities(message: Message) -> tuple[MessageEntity, ...]:
    return message.caption_entities if message.text is None else message.entities


def _parsed(message: Message, entity: MessageEntity) -> str:
    return message.parse_caption_entity(entity) if message.text is None else message.parse_entity(entity)


def _leading_command(message: Message) -> MessageEntity | None:
    for entity in _entities(message):
        if entity.offset == 0 and entity.type == MessageEntity.BOT_COMMAND:
            return entity
    return None


def _name(me: User) -> str:
    return (me.username or "").lower()


def _mentions(message: Message, me: User) -> list[MessageEntity]:
    name = f"@{_name(me)}"
    return [
        entity
        for entity in _entities(message)
        if (entity.type == MessageEntity.MENTION and _parsed(message, entity).lower() == name)
        or (entity.type == MessageEntity.TEXT_MENTION and entity.user is not None and entity.user.id == me.id)
    ]


def _replies_to(message: Message, me: User) -> bool:
    replied = message.reply_to_message
    # Every message of a forum topic "replies" to the service message that opened the topic.
    return (
        replied is not None
        and replied.forum_topic_created is None
        and replied.from_user is not None
        and replied.from_user.id == me.id
    )


def _without(message: Message, entities: list[MessageEntity]) -> str:
    """The text without these entities. Their offsets count UTF-16 units, two bytes each."""
    if not entities:
        return (_words(message) or "").strip()
    text = (_words(message) or "").encode("utf-16-le")
    pieces = []
    start = 0
    for entity in sorted(entities, key=lambda entity: entity.offset):
        pieces.append(text[2 * start : 2 * entity.offset])
        start = entity.offset + entity.length
    pieces.append(text[2 * start :])
    words = (piece.decode("utf-16-le").strip(" ") for piece in pieces)
    # "@TanyaSpbeBot, berapa MPP?": what sets off the name goes with it
    return " ".join(word for word in words if word).lstrip(" \n,:;.-").rstrip()
