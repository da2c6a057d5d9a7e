"""`tanya-spbe new`: a skeleton of a fact, answer, intent or source, in the file where it belongs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import bot
from bot.authoring.skeletons import Kind, Skeleton, skeletons
from bot.content import folders
from intents.load import language_folders
from knowledge.check import near
from knowledge.yamlfile import YamlFile, read_yaml, read_yaml_file

_DOTTED = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*")
_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]*")
_NEXT: Mapping[Kind, str] = {
    "source": "replace each TODO, cite {id} in a record, then tanya-spbe lint",
    "fact": "replace each TODO, then tanya-spbe new intent {id}, so that a question reaches it",
    "answer": "replace each TODO, then tanya-spbe new intent {id}, so that a question reaches it",
    "intent": 'replace each TODO, then tanya-spbe lint, then ask it: tanya-spbe ask "..." --explain',
}


class CannotScaffold(Exception):
    """Nothing was written; the text says why and what would be right."""


def run_new(kind: Kind, id: str, *, topic: str | None, content_dir: Path | None = None) -> int:
    """Write the skeleton, say where and what comes next. 1 when it cannot be written, with one sentence why."""
    try:
        written = scaffold(kind, id, topic, _roots(content_dir))
    except CannotScaffold as error:
        print(error, file=sys.stderr)
        return 1
    for path, line in written:
        shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
        print(f"wrote {shown}:{line}")
    print(f"next: {_NEXT[kind].format(id=id)}")
    return 0


def _roots(content_dir: Path | None) -> Mapping[str, Path]:
    if content_dir is None and not (Path(bot.__file__).parent.parent / "pyproject.toml").is_file():
        raise CannotScaffold("this is an installed copy, not a checkout; name an edited copy with --content DIR")
    roots = folders(content_dir)
    for root in roots.values():
        if not root.is_dir():
            raise CannotScaffold(f'there is no folder {root}; the content needs "knowledge", "intents" and "bot"')
    return roots


def scaffold(kind: Kind, id: str, topic: str | None, roots: Mapping[str, Path]) -> list[tuple[Path, int]]:
    """Append the skeleton of `id`; gives the files, each with the line of its new entry.

    Raises CannotScaffold, and then nothing was written."""
    form, example = (_PLAIN, "antara_2026") if kind == "source" else (_DOTTED, "mpp.queue")
    if not form.fullmatch(id):
        raise CannotScaffold(f'"{id}" is no id of a {kind}; write lower case letters, digits and _: {example}')
    topic = _topic(id, topic, roots)
    languages = [folder.name for folder in language_folders(roots["intents"])]
    entries = skeletons(kind, id, _subject(topic, roots), languages)
    for entry in entries:
        for file in _files(roots, entry.folder):
            if id in _section(file, entry.section):
                where = f"{entry.folder.partition('/')[0]}/{file.path}:{file.line((entry.section, id))}"
                raise CannotScaffold(f'{kind} "{id}" stands already in {where}; edit it, or choose another id')
    planned = [_planned(entry, id, topic, roots) for entry in entries]
    for path, text, _ in planned:
        path.write_text(text, encoding="utf-8")
    return [(path, line) for path, _, line in planned]


def _topic(id: str, topic: str | None, roots: Mapping[str, Path]) -> str:
    """The stem of the files: the one asked for, else the one the id begins with."""
    topics = sorted(
        {
            Path(file.path).stem
            for folder in ("knowledge/topics", "knowledge/sources", "intents/contracts")
            for file in _files(roots, folder)
        }
    )
    wanted = topic if topic is not None else re.split(r"[._-]", id)[0]
    if wanted in topics:
        return wanted
    hint = near(wanted, topics) or f"; write one of {', '.join(topics)}"
    raise CannotScaffold(f'--topic: there is no topic "{wanted}"{hint}')


def _subject(topic: str, roots: Mapping[str, Path]) -> str:
    """The subject of the topic's name, or of its beginning: mpp for mpp_visit."""
    subjects = {
        name
        for file in _files(roots, "knowledge/things")
        if isinstance(file.value, dict) and file.value.get("kind") == "subject"
        for name in _section(file, "things")
    }
    return next((name for name in (topic, topic.partition("_")[0]) if name in subjects), "todo")


def _files(roots: Mapping[str, Path], folder: str) -> Iterator[YamlFile]:
    room, _, below = folder.partition("/")
    for path in sorted((roots[room] / below).glob("*.yaml")):
        if not path.stem.startswith("_"):
            yield read_yaml_file(roots[room], path)


def _section(file: YamlFile, section: str) -> Mapping[str, object]:
    found = file.value.get(section) if isinstance(file.value, dict) else None
    return found if isinstance(found, dict) else {}


def _planned(entry: Skeleton, id: str, topic: str, roots: Mapping[str, Path]) -> tuple[Path, str, int]:
    """The file, its whole new text, and the line of the entry. Nothing else in the file may have changed."""
    room, _, below = entry.folder.partition("/")
    path = roots[room] / below / f"{topic}.yaml"
    if not path.exists():
        head = f"# TODO: say in one line what this file is.\n{entry.opening}{entry.section}:\n"
        return path, head + _indented(entry.text, 2), head.count("\n") + 1
    before = read_yaml_file(roots[room], path)
    for problem in before.problems:
        raise CannotScaffold(f"{room}/{problem.path}:{problem.line}: {problem.message}; mend this first")
    if not isinstance(before.value, dict):
        raise CannotScaffold(
            f"{room}/{before.path}:1: the file has no keys such as `{entry.section}:`; mend this first"
        )
    lines = path.read_text(encoding="utf-8").splitlines()
    block = before.block(entry.section)
    if block is not None:
        at, indent = block
        while not lines[at - 1].strip() or lines[at - 1].startswith("#"):  # a comment of what comes after
            at -= 1
    else:
        lines.append(f"{entry.section}:")
        at, indent = len(lines), 2
    text = "\n".join([*lines[:at], _indented(entry.text, indent).rstrip("\n"), *lines[at:]]) + "\n"
    if not _only_adds(id, entry.section, before, read_yaml(text, before.path)):
        line = before.line((entry.section,))
        message = f"`{entry.section}` is not written one entry a line; add {id} by hand"
        raise CannotScaffold(f"{room}/{before.path}:{line}: {message}")
    return path, text, at + 1


def _only_adds(id: str, section: str, before: YamlFile, after: YamlFile) -> bool:
    entries = dict(_section(after, section))
    is_added = entries.pop(id, None) is not None
    rest = {key: value for key, value in before.value.items() if key != section}
    return (
        is_added
        and not after.problems
        and entries == _section(before, section)
        and {key: value for key, value in after.value.items() if key != section} == rest
    )


def _indented(text: str, indent: int) -> str:
    return "".join(" " * indent + line for line in text.splitlines(keepends=True))
