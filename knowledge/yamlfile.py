"""Strict YAML: no surprise types, no duplicate keys, and every value knows its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import UNPARSED, UNREAD, Problem

Location = Sequence[str | int]
"""Where a value stands in a file: ("facts", "mpp.count", "records", 0, "as_of")."""

_TAG = "tag:yaml.org,2002:"


class _Loader(yaml.CSafeLoader):
    """The C loader; only `compose` is used, construction is ours."""


@dataclass(slots=True)
class YamlFile:
    """One file read: its plain values, and the problems its form has."""

    path: str
    """Relative to the content folder, as problems name it."""
    value: Any = None
    problems: list[Problem] = field(default_factory=list)
    _root: yaml.Node | None = None

    def line(self, location: Location = ()) -> int:
        """The line of the value at `location`, or of the deepest part of it that exists."""
        node, line = self._root, 1
        for step in location:
            if isinstance(node, yaml.MappingNode):
                for key, child in node.value:
                    if key.value == str(step):
                        line, node = key.start_mark.line + 1, child
                        break
                else:
                    return line
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
            else:
                return line
        return line

    def block(self, key: str) -> tuple[int, int] | None:
        """Of the mapping below the top-level `key`: the line after its last, and how far its keys are indented.

        None when there is no such mapping, or it is written in braces. Comments may stand before that line."""
        for name, node in self._root.value if isinstance(self._root, yaml.MappingNode) else ():
            if name.value == key and isinstance(node, yaml.MappingNode) and not node.flow_style:
                # a mapping ends where the next token starts: at its line, or after the last line of the file
                end = node.end_mark.line + (1 if node.end_mark.column else 0)
                return end, int(node.start_mark.column)
        return None

    def problem(self, location: Location, message: str, *, is_error: bool = True) -> Problem:
        return Problem(self.path, self.line(location), message, is_error)


def read_yaml(text: str, path: str) -> YamlFile:
    """Read one document. Nothing is raised: what is wrong stands in `.problems`."""
    file = YamlFile(path)
    try:
        file._root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        what = f"this is not YAML: {error.problem or error.context}"
        file.problems.append(Problem(path, line, what, rule=UNPARSED))
        return file
    except yaml.YAMLError as error:  # an unprintable character, for one
        file.problems.append(Problem(path, 0, f"this is not YAML: {error}", rule=UNPARSED))
        return file
    if file._root is None:
        file.problems.append(Problem(path, 0, "the file is empty; delete it or fill it"))
        return file
    file.value = _construct(file._root, file)
    return file


def read_yaml_file(root: Path, path: Path) -> YamlFile:
    """Read `path`; problems name it relative to `root`."""
    name = path.relative_to(root).as_posix()
    try:
        return read_yaml(path.read_text(encoding="utf-8"), name)
    except UnicodeDecodeError as error:
        what = f"this is not UTF-8 text: byte {error.start + 1} of the file is wrong; save it as UTF-8"
    except OSError as error:
        what = f"this cannot be read ({error.strerror}); every name that ends in .yaml must be a file with content"
    return YamlFile(name, problems=[Problem(name, 0, what, rule=UNREAD)])


def _construct(node: yaml.Node, file: YamlFile) -> Any:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag != _TAG + "str":
                file.problems.append(
                    Problem(file.path, key_node.start_mark.line + 1, f'key "{key}" must be text; put it in quotes')
                )
                continue
            if key in mapping:
                file.problems.append(
                    Problem(file.path, key_node.start_mark.line + 1, f'key "{key}" stands twice; keep one')
                )
            mapping[key] = _construct(value_node, file)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_construct(child, file) for child in node.value]
    assert isinstance(node, yaml.ScalarNode)
    return _scalar(node, line, file)


def _scalar(node: yaml.ScalarNode, line: int, file: YamlFile) -> Any:
    text, tag = node.value, node.tag.removeprefix(_TAG)
    if tag == "str":
        return text
    if tag == "int" and (text == "0" or (text.lstrip("-").isdigit() and not text.lstrip("-").startswith("0"))):
        return int(text)
    if tag == "bool" and text in ("true", "false"):
        return text == "true"
    if tag == "null" and text == "null":
        return None
    wrong = {
        "int": f'{text} would be read as another number; write it plainly, or as text "{text}"',
        "float": f'write the decimal in quotes, "{text}", so that no digit is lost',
        "bool": f'{text} would be read as true or false; write "{text}" in quotes, or true, or false',
        "timestamp": f'write the date in quotes: "{text}"',
        "null": "the value is empty; fill it, delete the key, or write null",
    }.get(tag, f'"{text}" has a type this project does not use ({tag}); put it in quotes')
    file.problems.append(Problem(file.path, line, wrong))
    return text
