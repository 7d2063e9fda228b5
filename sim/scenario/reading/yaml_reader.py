"""YAML text -> plain data with the line of every value, safely: built on parser events, never on objects.

Iterative, so that deep nesting cannot overflow; an alias refers to the node it names instead of a copy,
and what aliases would expand to is counted against a budget.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from sim.scenario.reading.yaml_scalars import plain_scalar
from sim.scenario.values.quantities import shown

MAX_DEPTH = 50
# Room for one empirical distribution of 40,000 values; the parser takes the better part of a second for as many.
MAX_NODES = 50_000
MAX_ALIASED_NODES = 100_000


@dataclass
class Node:
    """A value of the document and where it stands; `lines` has the line of each key or item."""

    value: Any
    line: int
    size: int = 1
    children: dict[Any, "Node"] = field(default_factory=dict)
    lines: dict[Any, int] = field(default_factory=dict)

    def locate(self, path: tuple[str | int, ...]) -> int:
        r"""The line of the last step of `path` that exists below this node.

        >>> root, _ = read_yaml("retry:\n  base: 1s\n")
        >>> root.locate(("retry", "factor"))
        1
        """
        node, line = self, self.line
        for key in path:
            if key not in node.children:
                break
            line = node.lines[key]
            node = node.children[key]
        return line


@dataclass(frozen=True)
class Fault:
    """Something wrong in the text: a line, the keys that lead there, and what."""

    line: int | None
    path: tuple[str | int, ...]
    message: str


class _UnreadableError(Exception):
    """The document cannot be read further."""

    def __init__(self, line: int | None, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(line, (), message)


@dataclass
class _Open:
    """A mapping or sequence whose end has not been met yet."""

    node: Node
    anchor: str | None
    key: str | None = None
    key_line: int = 0


class _Builder:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.root: Node | None = None
        self._documents = 0
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._unfinished: set[str] = set()
        self._nodes = 0
        self._aliased = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _UnreadableError(_line(event), "a second document begins here; expected one document in the file")
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.NodeEvent):
            self._begin(event)

    def _begin(self, event: yaml.NodeEvent) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _UnreadableError(_line(event), f"more than {MAX_NODES} values in one file")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._fault(_line(event), f"the tag {shown(tag)} is not allowed; write the plain value")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        else:
            self._collection(event)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        where = self._open[-1] if self._open else None
        if where and isinstance(where.node.value, dict) and where.key is None:
            self._key(where, event)
            return
        value: Any = event.value
        if event.implicit[0]:
            try:
                value = plain_scalar(event.value)
            except ValueError as error:
                self._fault(_line(event), str(error))
        self._add(Node(value, _line(event)), event.anchor, _line(event))

    def _key(self, where: _Open, event: yaml.ScalarEvent) -> None:
        key, line = event.value, _line(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = Node(key, line)
        where.key, where.key_line = key, line
        if key == "<<" and event.implicit[0]:
            self._fault(line, "merge keys (<<) are not supported; write the keys out")
        if key in where.node.lines:
            first = where.node.lines[key]
            lines = f"in line {first} and in line {line}" if first != line else f"both times in line {line}"
            self._fault(line, f"the key stands twice, {lines}; keep one")

    def _collection(self, event: yaml.NodeEvent) -> None:
        self._refuse_as_key(event)
        if len(self._open) >= MAX_DEPTH:
            raise _UnreadableError(_line(event), f"nested more than {MAX_DEPTH} levels deep")
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        if event.anchor is not None:
            self._unfinished.add(event.anchor)
        self._open.append(_Open(Node(value, _line(event)), event.anchor))

    def _close(self) -> None:
        done = self._open.pop()
        self._unfinished.discard(done.anchor or "")
        self._add(done.node, done.anchor, done.node.line)

    def _alias(self, event: yaml.AliasEvent) -> None:
        self._refuse_as_key(event)
        name, line = str(event.anchor), _line(event)
        if name in self._unfinished:
            raise _UnreadableError(line, f"the alias *{name} stands inside of what it refers to")
        if name not in self._anchors:
            raise _UnreadableError(line, f"the alias *{name} refers to nothing; no &{name} stands before it")
        node = self._anchors[name]
        self._aliased += node.size
        if self._aliased > MAX_ALIASED_NODES:
            raise _UnreadableError(line, f"aliases expand to more than {MAX_ALIASED_NODES} values")
        self._add(node, None, line)

    def _refuse_as_key(self, event: yaml.NodeEvent) -> None:
        where = self._open[-1] if self._open else None
        if where and isinstance(where.node.value, dict) and where.key is None:
            raise _UnreadableError(_line(event), "a key must be a plain text, not a list, a mapping or an alias")

    def _add(self, node: Node, anchor: str | None, line: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = node
        if not self._open:
            self.root = node
            return
        where = self._open[-1]
        parent = where.node
        parent.size += node.size
        if isinstance(parent.value, list):
            key: str | int = len(parent.value)
            parent.value.append(node.value)
        else:
            assert where.key is not None
            key, line, where.key = where.key, where.key_line, None
            parent.value[key] = node.value
        parent.children[key] = node
        parent.lines.setdefault(key, line)

    def _fault(self, line: int, message: str) -> None:
        self.faults.append(Fault(line, tuple(self._path()), message))

    def _path(self) -> Iterator[str | int]:
        for where in self._open:
            if isinstance(where.node.value, list):
                yield len(where.node.value)
            elif where.key is not None:
                yield where.key


def read_yaml(text: str) -> tuple[Node | None, tuple[Fault, ...]]:
    r"""The document in `text` as a tree of nodes (None: empty or unreadable), and what is wrong with it.

    >>> root, faults = read_yaml("seed: 42\nseed: 43\n")
    >>> root.value, faults[0].line, faults[0].message
    ({'seed': 43}, 2, 'the key stands twice, in line 1 and in line 2; keep one')
    """
    builder = _Builder()
    try:
        for event in yaml.parse(text, yaml.SafeLoader):
            builder.take(event)
    except _UnreadableError as stop:
        return None, (*builder.faults, stop.fault)
    except yaml.MarkedYAMLError as error:
        return None, (*builder.faults, _syntax_fault(error))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return None, (Fault(line, (), f"the character #x{int(error.character):04x} is not allowed in YAML"),)
    except (ValueError, ArithmeticError, LookupError, AttributeError, TypeError) as error:
        # PyYAML converts escapes and directives without looking, such as "\\UFFFFFFFF".
        return None, (Fault(None, (), f"not valid YAML: {error}"),)
    return builder.root, tuple(builder.faults)


def _line(event: yaml.Event) -> int:
    assert event.start_mark is not None
    return int(event.start_mark.line) + 1


def _syntax_fault(error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    problem = str(error.problem or error.context)
    if "'\\t'" in problem:
        hint = "; a tab cannot indent: use spaces"
    elif "mapping values are not allowed" in problem:
        hint = "; check the indentation, and quote a text that contains ': '"
    else:
        hint = f", {error.context}" if error.context else ""
    if mark is None:
        return Fault(None, (), f"not valid YAML: {problem}{hint}")
    return Fault(int(mark.line) + 1, (), f"not valid YAML: {problem} (column {mark.column + 1}){hint}")
