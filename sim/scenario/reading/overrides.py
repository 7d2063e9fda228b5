"""`--set KEY=VALUE`: dotted paths into a scenario's data, and values as YAML writes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from sim.scenario.reading.messages import described, nearest
from sim.scenario.reading.near_in_meaning import meaning_of
from sim.scenario.reading.problems import Problem, ScenarioError
from sim.scenario.reading.schema_tree import Path, is_known, known_paths
from sim.scenario.reading.yaml_reader import read_yaml
from sim.scenario.reading.yaml_scalars import plain_scalar
from sim.scenario.values.frozen_spec import plain
from sim.scenario.values.quantities import shown

MAX_KEY_LENGTH = 200
MAX_VALUE_LENGTH = 100_000
# These begin a quoted text or a flow collection (or YAML that belongs into a file, and is refused there).
_NOT_PLAIN = tuple("[{\"'&*!|>")


@dataclass(frozen=True)
class Override:
    """One value to put at a path; `label` is the option as an error names it."""

    path: Path
    value: Any
    label: str
    base: FilePath | None = field(default=None, repr=False, compare=False)
    """Folder from which files that the value names are told; None: that of the scenario."""


def parse_override(text: object) -> Override:
    """The override that `KEY=VALUE` says, its value read as YAML reads one.

    Raises ScenarioError when it is no `KEY=VALUE`, or the value cannot be read.

    >>> parse_override("retry.max_retries=5")
    Override(path=('retry', 'max_retries'), value=5, label='--set retry.max_retries')
    """
    if not isinstance(text, str):
        raise ScenarioError([Problem("--set", None, "", f"{described(text)}; expected KEY=VALUE")])
    key, equals, written = text.partition("=")
    key = key.strip()
    label = f"--set {printable(key)}"
    if not equals or not key:
        raise ScenarioError([Problem("--set", None, "", f"{shown(text)} is not KEY=VALUE")])
    if len(key) > MAX_KEY_LENGTH:
        raise ScenarioError([Problem(label, None, "", f"a key of {len(key)} characters")])
    if len(written) > MAX_VALUE_LENGTH:
        message = f"a value of {len(written)} characters; write it into the file"
        raise ScenarioError([Problem(label, None, printable(key), message)])
    try:
        return Override(path_in(key), value_in(written.strip()), label, FilePath.cwd())
    except ValueError as error:
        raise ScenarioError([Problem(label, None, printable(key), str(error))]) from None


def options_in(values: object, name: str) -> list[Override]:
    """The overrides that a mapping of dotted keys to values says; `name` is the argument as an error names it.

    Raises ScenarioError where a key is no dotted key.

    >>> options_in({"retry.max_retries": 5}, "overrides")
    [Override(path=('retry', 'max_retries'), value=5, label='overrides retry.max_retries')]
    """
    if not isinstance(values, Mapping):
        raise ScenarioError([Problem(name, None, "", f"{described(values)}; expected values by dotted key")])
    wrong = [key for key in values if not 0 < len(str(key).strip()) <= MAX_KEY_LENGTH]
    if wrong:
        message = f"{shown(wrong[0])} is not a dotted key such as retry.max_retries"
        raise ScenarioError([Problem(name, None, "", message)])
    here = FilePath.cwd()
    return [
        Override(path_in(str(key)), plain(value), f"{name} {printable(str(key))}", here)
        for key, value in values.items()
    ]


def apply_overrides(data: Mapping[str, Any], overrides: Sequence[str]) -> dict[str, Any]:
    """A copy of a scenario's data with each `KEY=VALUE` of `overrides` put in, in order.

    Sections that are absent are made. Raises ScenarioError with all problems: unknown paths (with the
    nearest known one), list positions that do not exist, values that cannot be read.

    >>> apply_overrides({"name": "x"}, ["retry.max_retries=5", "truth.bias=-0.5"])
    {'name': 'x', 'retry': {'max_retries': 5}, 'truth': {'bias': -0.5}}
    """
    problems: list[Problem] = []
    parsed: list[Override] = []
    for text in overrides:
        try:
            parsed.append(parse_override(text))
        except ScenarioError as error:
            problems.extend(error.problems)
    changed, more = put_all(data, parsed)
    if problems or more:
        raise ScenarioError([*problems, *more])
    return changed


def put_all(data: Mapping[str, Any], overrides: Sequence[Override]) -> tuple[dict[str, Any], list[Problem]]:
    """A copy of the data with every override that fits, and the problems of those that do not."""
    changed: dict[str, Any] = dict(data)
    problems = []
    for override in overrides:
        try:
            changed = _put(changed, override.path, override.value, (), changed)
        except ValueError as error:
            problems.append(Problem(override.label, None, dotted(override.path), str(error)))
    return changed, problems


def dotted(path: Path) -> str:
    """The path as it is written, keys and list positions joined by dots.

    >>> dotted(("fleet", "agents", 0, "count"))
    'fleet.agents.0.count'
    """
    return ".".join(printable(str(step)) for step in path)


def _put(data: Any, rest: Path, value: Any, done: Path, whole: Mapping[str, Any]) -> Any:
    """The data with `value` at `rest`; copies what lies on the way, since aliases may share the rest."""
    if not rest:
        return value
    step, after = rest[0], rest[1:]
    here = (*done, step)
    if isinstance(data, list | tuple):
        if not isinstance(step, int) or step >= len(data):
            raise ValueError(f"{dotted(done)} is a list; {_positions(len(data))}")
        items = list(data)
        items[step] = _put(items[step], after, value, here, whole)
        return items
    key = str(step)
    if not is_known((*done, step), whole) and not is_known((*done, key), whole):
        raise ValueError(_unknown(here))
    if data is not None and not isinstance(data, Mapping):
        raise ValueError(f"{dotted(done)} is {shown(data)}, not a mapping; set it as a whole: {dotted(done)}={{...}}")
    if not is_known((*done, key), whole):
        raise ValueError(f"the list {dotted(done)} has no item {step}; set it as a whole: {dotted(done)}=[...]")
    section = dict(data or {})
    section[key] = _put(section.get(key), after, value, (*done, key), whole)
    return section


def _positions(length: int) -> str:
    if length == 0:
        return "it is empty: set it as a whole"
    return "expected position 0" if length == 1 else f"expected a position from 0 to {length - 1}"


def _unknown(path: Path) -> str:
    known = known_paths()
    # The first step that is unknown is the one to speak of: in limits.0.rate it is `limits`.
    meaning = next((said for end in range(1, len(path) + 1) if (said := _meaning(path[:end], known))), None)
    if meaning is not None:
        return f"unknown path; {meaning}"
    # Positions in lists do not tell paths apart; weights by priority do have numbers for keys.
    for written in (dotted(path), ".".join("0" if isinstance(step, int) else step for step in path)):
        if written in known:
            return f"{dotted(path[:-1])} has no such key in the kind that is given there"
        near = nearest(written, known)
        if near is not None and near.count(".") == written.count("."):
            return f"unknown path; did you mean {_with_positions(near, path)}?"
    near = nearest(dotted(path), known)
    if near is None:
        return "unknown path; `buddy-sim schema` lists the keys of a scenario"
    return f"unknown path; did you mean {_with_positions(near, path)}?"


def _meaning(path: Path, known: tuple[str, ...]) -> str | None:
    written = ".".join("0" if isinstance(step, int) else step for step in path)
    return None if written in known else meaning_of(str(path[-1]))


def _with_positions(known: str, path: Path) -> str:
    """A known path with its list positions (0) replaced by those that the user wrote."""
    positions = iter([str(step) for step in path if isinstance(step, int)])
    return ".".join(next(positions, "0") if step == "0" else step for step in known.split("."))


def path_in(key: str) -> Path:
    """The path that a dotted key names; steps of digits are positions in lists.

    >>> path_in("fleet.agents.0.count")
    ('fleet', 'agents', 0, 'count')
    """
    return tuple(int(step) if _is_index(step) else step for step in key.split("."))


def value_in(written: str) -> Any:
    """The value that a text means, read as YAML reads one; raises ValueError where it cannot be read.

    >>> value_in("5"), value_in("[1, 2]"), value_in("10s")
    (5, [1, 2], '10s')
    """
    if not written.startswith(_NOT_PLAIN):
        return plain_scalar(written)
    root, faults = read_yaml(written)
    if faults:
        raise ValueError(faults[0].message)
    return root.value if root is not None else None


def _is_index(step: str) -> bool:
    return step.isascii() and step.isdigit() and len(step) <= 9


def printable(text: str) -> str:
    r"""The text as one short line that a terminal can show.

    >>> printable("a\tb"), printable("")
    ('a\\tb', "''")
    """
    clean = text if text and text.isprintable() else repr(text)[1:-1] or "''"
    return clean if len(clean) <= 60 else clean[:57] + "..."
