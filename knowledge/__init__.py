"""knowledge knows: sources, facts with dated records, and the words that tell them."""

from knowledge.dates import PartialDate
from knowledge.directory import MALLS
from knowledge.errors import ContentError, Problem
from knowledge.load import data_folder, load_knowledge
from knowledge.model import AnswerSpec, Fact, Knowledge, Record, Source, Thing
from knowledge.nearest import FAR_KM, Nearest, nearest_malls
from knowledge.parts import Resolved
from knowledge.resolve import answer_for, resolve
from knowledge.wording import Writer, say_date, say_distance

__all__ = [
    "FAR_KM",
    "MALLS",
    "AnswerSpec",
    "ContentError",
    "Fact",
    "Knowledge",
    "Nearest",
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
    "nearest_malls",
    "resolve",
    "say_date",
    "say_distance",
]
