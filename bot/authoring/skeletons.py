"""The skeletons of `tanya-spbe new`. They are well-formed; lint names each TODO until it is replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["fact", "answer", "intent", "source"]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """One entry of one file."""

    folder: str
    """With its room: "knowledge/topics"."""
    section: str
    """The key at the top of the file below which it is appended."""
    text: str
    """The entry, not indented."""
    opening: str = ""
    """What a new file says before its section."""


def skeletons(kind: Kind, id: str, subject: str, languages: Sequence[str]) -> list[Skeleton]:
    """The entries that make a new `kind`: an intent has its contract and its words in each language."""
    match kind:
        case "source":
            return [Skeleton("knowledge/sources", "sources", SOURCE.format(id=id))]
        case "fact":
            return [Skeleton("knowledge/topics", "facts", FACT.format(id=id, subject=subject))]
        case "answer":
            return [Skeleton("knowledge/topics", "answers", ANSWER.format(id=id))]
        case "intent":
            contract = Skeleton("intents/contracts", "intents", CONTRACT.format(id=id))
            words = WORDS.format(id=id, label=f"TODO: {id}?"[:60])
            return [
                contract,
                *(Skeleton(f"intents/{lang}", "intents", words, f'language: "{lang}"\n') for lang in languages),
            ]


SOURCE = """\
{id}:
  title: "TODO: exactly as printed"
  publisher: "TODO: who published it"
  url: "https://example.org/TODO"  # delete the line when there is none
  published: "2000-01-31"  # TODO: 2000, 2000-01 or 2000-01-31, as precise as known; delete it when unknown
  kind: news  # TODO: regulation | report | press_release | news | faq | other
  language: "id"  # TODO: of the document
  # weak: true  # a personal repository and the like: replies say "not confirmed"
"""

FACT = """\
{id}:
  subject: {subject}  # TODO: right? One of knowledge/data/things/subject.yaml
  kind: text  # TODO: a statement; for a figure state (holds until something newer) or series (true only at its points)
  # a figure also needs:  about: {{id: "Jumlah ...", en: "Number of ..."}}   unit: mpp   better: higher
  # a state also needs:  review_by: "2000-12-31", the day after which it may have changed
  records:
    - as_of: "2000-01-31"  # TODO: the day it is true of, not the day it was published
      value:  # of a figure: value: 58, or value: "0.6612"
        id: "TODO: satu atau dua kalimat utuh, dengan tanggalnya."
        en: "TODO: one or two whole sentences, with their date."
      sources: [todo]  # TODO: ids from knowledge/data/sources
      # at: "paragraph 3"
"""

ANSWER = """\
{id}:
  shape: text  # TODO: text | figure | when | extreme (with pick) | points | mall (with tell) | malls
  facts: [todo]  # TODO: the facts it tells; or measures: [...] with of: [country]
  follow_ups: []  # TODO: at most three intents that lead on, or delete the line
"""

CONTRACT = """\
{id}: {{}}  # TODO: the slots it may hold, as in {{slots: {{time: "0-2"}}}}; those of a menu's first intents stand first
"""

WORDS = """\
{id}:
  label: "{label}"  # a whole question, at most 60 characters; shown on buttons
  examples:  # 4-10 lines as people write them; vary the words and the angle, not the spelling
    - "TODO {id} (one way|another way) [to ask]"
  never: []  # TODO: near misses that must go elsewhere, or delete the line
"""
