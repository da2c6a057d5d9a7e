"""knowledge knows: sources, facts with dated records, and the words that tell them."""

from knowledge.dates import PartialDate
from knowledge.errors import ContentError, Problem
from knowledge.load import data_folder, load_knowledge
from knowledge.model import AnswerSpec, Fact, Knowledge, Record, Source, Thing
from knowledge.parts import Resolved
from knowledge.resolve import answer_for, resolve
from knowledge.wording import Writer, say_date

__all__ = [
    "AnswerSpec",
    "ContentError",
    "Fact",
    "Knowledge",
    "PartialDate",
    "Problem",
    "Record",
    "Resolved",
    "Source",
    "Thing",
    "Writer",
    "answer_for",
    "data_folder",
    "load_knowledge",
    "resolve",
    "say_date",
]
