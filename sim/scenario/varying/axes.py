"""Axes of a study: keys of a scenario, and the values that they take one after another.

An axis is written `KEY=VALUES`, values as YAML writes them, with commas between:

- a list: `retry.max_retries=0,1,3`, `retry.base=1s,10s`, `workload.tasks_per_wave=[10, 20],[20, 10]`;
- a range: `fleet.agents.0.count=2..16 step 2`, or `2..16` for all whole numbers in between;
- named alternatives: `retry=gentle: {max_retries: 1}, harsh: {max_retries: 9}`; under a name of your own they may
  set any keys: `policy=careful: {retry.max_retries: 5, truth.bias: 0.1}, bold: {retry.max_retries: 0}`;
- keys that change together, with `+` between: `fleet.agents.0.count=2,4 + fleet.agents.0.capacity=4,2`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.scenario.reading.flow_text import split_flow
from sim.scenario.reading.messages import described
from sim.scenario.reading.overrides import MAX_KEY_LENGTH, MAX_VALUE_LENGTH, Override, path_in, printable, value_in
from sim.scenario.reading.problems import Problem, ScenarioError
from sim.scenario.reading.schema_tree import known_paths
from sim.scenario.values.quantities import parse_duration, shown
from sim.scenario.values.ranges import MAX_VALUES, Range, parse_range
from sim.scenario.varying.axis_values import flow, in_order

Setting = int | float | str | bool | None
STRATEGY_KEY = "assignment.strategy"

_NOT_VARIED = {
    "seed": "all points meet the same luck, and every replication has its own",
    "name": "a scenario's name changes nothing",
    "description": "a scenario's description changes nothing",
}
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")
_NAMED = re.compile(r"([A-Za-z_][A-Za-z0-9_.-]{0,63}):\s+(\S.*)", re.DOTALL)
_NEXT_KEY = re.compile(r"\s*[A-Za-z_][A-Za-z0-9_.-]*\s*=")
_OWN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True)
class Level:
    """One value of an axis: what it is called, what it puts into the scenario, and how a table tells it."""

    name: str  # "retry.max_retries=5", or a name alone
    overrides: tuple[Override, ...]
    settings: tuple[tuple[str, Setting], ...]  # one for each key of the axis; durations in seconds


@dataclass(frozen=True)
class Axis:
    """Keys that change together, and their levels in the order written."""

    keys: tuple[str, ...]
    levels: tuple[Level, ...]  # none where `span` is a continuum, which only a design can sample
    label: str  # the option or the place in a file, as an error names it
    span: Range | None = None  # of an axis that is nothing but one range: a design may sample it


def parse_vary(text: object, option: str = "--vary") -> Axis:
    """The axis that `KEY=VALUES` says, or several such with `+` between.

    Args:
        text: as the module says.
        option: that it came with, as an error names it.

    Raises:
        ScenarioError: with all problems.

    >>> [level.name for level in parse_vary("retry.base=10s..30s step 10s").levels]
    ['retry.base=10s', 'retry.base=20s', 'retry.base=30s']
    >>> [level.name for level in parse_vary("fleet.agents.0.count=2,4 + fleet.agents.0.capacity=4,2").levels]
    ['fleet.agents.0.count=2, fleet.agents.0.capacity=4', 'fleet.agents.0.count=4, fleet.agents.0.capacity=2']
    """
    if not isinstance(text, str):
        raise ScenarioError([Problem(option, None, "", f"{described(text)}; expected KEY=VALUES, or values by key")])
    axes: list[Axis] = []
    problems: list[Problem] = []
    parts = split_flow(text, "+", _NEXT_KEY)
    for part in parts:
        key, equals, written = part.partition("=")
        try:
            if not equals or not key.strip():
                raise ScenarioError([Problem(option, None, "", f"{shown(part)} is not KEY=VALUES")])
            label = f"{option} {printable(key.strip())}"
            axes.append(axis_of(key.strip(), written, label, len(parts) == 1, Path.cwd()))
        except ScenarioError as error:
            problems.extend(error.problems)
    if problems:
        raise ScenarioError(problems)
    return axes[0] if len(axes) == 1 else zipped(axes, option)


def strategy_axis(names: str | Sequence[str], option: str = "--strategies") -> Axis:
    """The axis over assignment strategies, names with commas between, or a list of names.

    >>> [level.name for level in strategy_axis("round_robin,load_balanced").levels]
    ['round_robin', 'load_balanced']
    """
    return axis_of(STRATEGY_KEY, names, option, base=Path.cwd())


def axis_of(key: str, values: object, label: str, distinct: bool = True, base: Path | None = None) -> Axis:
    """The axis over one key.

    Args:
        key: a dotted path into the scenario, or a name of one's own over alternatives that set several keys.
        values: text as after `KEY=`, or what a study file has there: a list, a mapping of names to values, a value.
        label: where that stands, as an error names it.
        distinct: refuse a value that stands twice; keys that change together may repeat theirs.
        base: folder from which files that the values name are told; None: that of the scenario.

    Raises:
        ScenarioError: with what is wrong.

    >>> axis_of("retry.max_retries", [0, 5], "study.yaml:3").levels[1].settings
    (('retry.max_retries', 5),)
    """
    try:
        if not str(key).strip():
            raise ValueError("the key is empty; expected a dotted key such as retry.max_retries")
        if len(key) > MAX_KEY_LENGTH:
            raise ValueError(f"a key of {len(key)} characters")
        if key in _NOT_VARIED:
            raise ValueError(f"{_NOT_VARIED[key]}; expected any other key")
        values = in_order(values)
        span = _span(values)
        if span is not None and not span.has_values():
            return Axis((key,), (), label, span)
        items = list(_items(values))
        if not items:
            raise ValueError("no values; expected at least one")
        if len(items) > MAX_VALUES:
            raise ValueError(f"{len(items)} values; expected at most {MAX_VALUES}")
        if distinct:
            _refuse_twins(item.name or item.text for item in items)
        return Axis((key,), _levels(key, items, label, base), label, span)
    except ValueError as error:
        raise ScenarioError([Problem(label, None, printable(str(key)), str(error))]) from None


def zipped(axes: Sequence[Axis], label: str) -> Axis:
    """One axis over the keys of several that change together, level by level.

    Raises ScenarioError where they differ in length, or share a key.
    """
    refuse_continua(axes)
    lengths = [len(axis.levels) for axis in axes]
    if len(set(lengths)) > 1:
        told = ", ".join(f"{axis.keys[0]} has {length}" for axis, length in zip(axes, lengths, strict=True))
        raise ScenarioError([Problem(label, None, "", f"keys that change together need as many values each: {told}")])
    keys = tuple(key for axis in axes for key in axis.keys)
    if twins := [key for key, times in Counter(keys).items() if times > 1]:
        raise ScenarioError([Problem(label, None, "", f"{twins[0]} stands twice; keep one")])
    levels = tuple(_together(levels) for levels in zip(*(axis.levels for axis in axes), strict=True))
    try:
        _refuse_twins(level.name for level in levels)
    except ValueError as error:
        raise ScenarioError([Problem(label, None, "", str(error))]) from None
    return Axis(keys, levels, label)


def refuse_continua(axes: Sequence[Axis]) -> None:
    """Raise ScenarioError for axes without levels: ranges that need a step, or a design that samples them."""
    problems = []
    for axis in axes:
        if not axis.levels and axis.span is not None:
            message = f"the range needs a step, such as {axis.span.with_a_step()} (or a design, to sample it)"
            problems.append(Problem(axis.label, None, axis.keys[0], message))
    if problems:
        raise ScenarioError(problems)


def _together(levels: Iterable[Level]) -> Level:
    parts = tuple(levels)
    return Level(
        ", ".join(part.name for part in parts),
        tuple(override for part in parts for override in part.overrides),
        tuple(setting for part in parts for setting in part.settings),
    )


@dataclass(frozen=True)
class _Item:
    """A value as written: its text, its name where it has one, and what it means."""

    text: str
    name: str | None
    value: Any


def _items(values: object) -> Iterable[_Item]:
    if isinstance(values, str):
        if len(values) > MAX_VALUE_LENGTH:
            raise ValueError(f"values of {len(values)} characters; write them into a study file")
        for text in split_flow(values, ","):
            yield from _written(text.strip())
    elif isinstance(values, Mapping):
        for name, value in values.items():
            if not _NAME.fullmatch(str(name)):
                raise ValueError(f"{shown(name)} is not a name of an alternative; expected letters, digits and . _ -")
            yield _Item(flow(value), str(name), value)
    elif isinstance(values, list | tuple):
        for value in values:
            # In a list of a file `2..16 step 2` is a range as well.
            written = parse_range(value) if isinstance(value, str) else None
            texts = written.values() if written is not None else ()
            yield from (_Item(text, None, value_in(text)) for text in texts)
            if written is None:
                yield _Item(flow(value), None, value)
    else:
        yield _Item(flow(values), None, values)


def _written(text: str) -> Iterable[_Item]:
    if not text:
        raise ValueError("a value is missing between the commas (an empty text is written '')")
    if (span := parse_range(text)) is not None:
        for value in span.values():
            yield _Item(value, None, value_in(value))
    elif (named := _NAMED.fullmatch(text)) is not None:
        yield _Item(named[2], named[1], value_in(named[2]))
    else:
        yield _Item(text, None, value_in(text))


def _span(values: object) -> Range | None:
    only = values[0] if isinstance(values, list | tuple) and len(values) == 1 else values
    return parse_range(only) if isinstance(only, str) else None


def _levels(key: str, items: Sequence[_Item], label: str, base: Path | None) -> tuple[Level, ...]:
    free = _is_own_name(key, items)
    in_seconds = _are_durations(items)
    levels = []
    for item, text in zip(items, _short_texts(items), strict=True):
        puts = item.value.items() if free else [(key, item.value)]
        overrides = tuple(Override(path_in(str(path)), value, label, base) for path, value in puts)
        name = text if item.name is not None or key == STRATEGY_KEY else f"{key}={text}"
        told = parse_duration(item.value) if in_seconds else _setting(item, text)
        levels.append(Level(name, overrides, ((key, told),)))
    return tuple(levels)


def _is_own_name(key: str, items: Sequence[_Item]) -> bool:
    """Whether the key is no part of a scenario, but the author's name for alternatives that set several keys."""
    if not _OWN_NAME.fullmatch(key) or key in known_paths():
        return False
    return all(item.name is not None and isinstance(item.value, Mapping) and item.value for item in items)


def _are_durations(items: Sequence[_Item]) -> bool:
    plain = [item.value for item in items]
    if any(item.name is not None for item in items) or not any(isinstance(value, str) for value in plain):
        return False
    try:
        for value in plain:
            parse_duration(value)
    except ValueError:
        return False
    return True


def _setting(item: _Item, text: str) -> Setting:
    scalar = item.value is None or isinstance(item.value, bool | int | float | str)
    return item.value if scalar and item.name is None else text


def _short_texts(items: Sequence[_Item]) -> list[str]:
    """How each item is called: its name, else its text, told apart where two would be called the same."""
    texts = [printable(item.name if item.name is not None else item.text) for item in items]
    whole: dict[str, str] = {}
    for item, text in zip(items, texts, strict=True):
        if whole.setdefault(text, item.text) != item.text:  # cut off alike
            return [f"{text} #{place}" for place, text in enumerate(texts, start=1)]
    return texts


def _refuse_twins(names: Iterable[str]) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise ValueError(f"{printable(name)} stands twice; keep one")
