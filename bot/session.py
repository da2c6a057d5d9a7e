"""What the bot remembers of a conversation between two messages, and for how long."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

CONTEXT_LASTS = timedelta(minutes=15)
"""After this silence a question stands on its own again."""


@dataclass(frozen=True, slots=True)
class Session:
    """Frozen: a turn returns a new one. Holds no text of the person's."""

    intent: str | None = None
    """The intent answered last."""
    phrasing: str | None = None
    """How that is asked: the phrasing of ours that the question came closest to."""
    slots: dict[str, str] = field(default_factory=dict)
    """The slots it was answered with, e.g. {"time": "2022-06"}."""
    subject: str | None = None
    """What the last question was about, e.g. "subject.dgcc"."""
    earlier: str | None = None
    """The time asked of before the last one, when the same was asked of both."""
    things: tuple[str, ...] = ()
    """The exact things it named: "region.kota_surabaya", "95/2018"."""
    lang: str | None = None
    """Language of the last reply."""
    offered: tuple[str, ...] = ()
    """Ids of the choices in the last reply, in order, so that "yang kedua" works."""
    at: datetime | None = None

    def at_time(self, now: datetime) -> Session:
        """This session if it is still warm at `now`, else a fresh one."""
        return self if self.at is not None and now - self.at <= CONTEXT_LASTS else Session()

    def to_json(self) -> str:
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        values["at"] = self.at.isoformat() if self.at else None
        return json.dumps(values, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Session:
        values = json.loads(text)
        at = values.get("at")
        return cls(
            intent=values.get("intent"),
            phrasing=values.get("phrasing"),
            slots=dict(values.get("slots", {})),
            subject=values.get("subject"),
            earlier=values.get("earlier"),
            things=tuple(values.get("things", ())),
            lang=values.get("lang"),
            offered=tuple(values.get("offered", ())),
            at=datetime.fromisoformat(at) if at else None,
        )
