"""YAML -> Scenario: every problem at once, each with its file, line and dotted key."""

import os
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from sim.scenario.reading.messages import described, nearest
from sim.scenario.reading.overrides import Override, options_in, parse_override
from sim.scenario.reading.problems import Problem, ScenarioError
from sim.scenario.reading.scenario_data import Check, ScenarioData, faulty
from sim.scenario.reading.yaml_reader import Fault, Node, read_yaml
from sim.scenario.shipped import every_name
from sim.scenario.spec.spec import Scenario

MAX_FILE_SIZE = 5_000_000


def load_scenario(
    path: str | os.PathLike[str],
    overrides: Sequence[str] = (),
    seed: int | None = None,
    checks: Sequence[Check] = (),
) -> Scenario:
    """The scenario in the YAML file `path`, with `KEY=VALUE` overrides and a seed that beats the file's.

    `checks` look at a scenario whose schema is right, and return what else is wrong with it (known
    strategies, data files); their problems need only the dotted path.
    Raises ScenarioError with all problems at once.

    >>> load_scenario("no-such-file.yaml")
    Traceback (most recent call last):
    ...
    sim.scenario.reading.problems.ScenarioError: no-such-file.yaml: there is no such file
    """
    return _build(read_scenario(path), overrides, seed, checks)


def parse_scenario(
    data: Mapping[str, Any],
    origin: FilePath | None = None,
    overrides: Sequence[str] = (),
    seed: int | None = None,
    checks: Sequence[Check] = (),
) -> Scenario:
    """The scenario that a mapping says, shaped like the YAML; `origin` is the folder of its relative paths.

    Raises ScenarioError with all problems at once.

    >>> data = {
    ...     "name": "pair",
    ...     "fleet": {"agents": [{"name": "agent", "count": 2}]},
    ...     "workload": {"kind": "synthetic", "tasks_per_wave": 5},
    ... }
    >>> parse_scenario(data, overrides=["retry.max_retries=5"]).retry.max_retries
    5
    >>> parse_scenario(data, overrides=["retry.max_retries=-1"])
    Traceback (most recent call last):
    ...
    sim.scenario.reading.problems.ScenarioError: --set retry.max_retries: -1 is less than 0
    """
    return _build(given_scenario(data, origin), overrides, seed, checks)


def read_scenario(path: str | os.PathLike[str]) -> ScenarioData:
    """The data in the YAML file `path`, read once, from which any number of scenarios can be built.

    Raises ScenarioError when it cannot be read at all; what is wrong in it, `ScenarioData.build` says.
    """
    file = os.fspath(path)
    root, faults = read_document(file, "a scenario")
    return ScenarioData(Scenario, file, root.value, FilePath(file).parent.absolute(), root, faults)


def given_scenario(data: Mapping[str, Any], origin: FilePath | None = None) -> ScenarioData:
    """The data of a mapping shaped like the YAML; `origin` is the folder of its relative paths."""
    return ScenarioData(Scenario, "<scenario>", _a_mapping(data), origin)


def _a_mapping(data: object) -> Mapping[str, Any]:
    if isinstance(data, Mapping):
        return data
    message = f"{described(data)}; expected a mapping of keys to values"
    raise ScenarioError([Problem("<scenario>", None, "", message)])


def _build(source: ScenarioData, overrides: Sequence[str], seed: int | None, checks: Sequence[Check]) -> Scenario:
    options, problems = parse_options(overrides, seed)
    return source.build(options, checks, problems)


def parse_options(
    overrides: Sequence[str | Mapping[str, Any]], seed: int | None
) -> tuple[list[Override], list[Problem]]:
    """The overrides that `--set` and `--seed` say, in order, and what is wrong with them."""
    options: list[Override] = []
    problems: list[Problem] = []
    for part in overrides:
        try:
            options += options_in(part, "--set") if isinstance(part, Mapping) else [parse_override(part)]
        except ScenarioError as error:
            problems.extend(error.problems)
    if seed is not None:
        options.append(Override(("seed",), seed, "--seed"))
    return options, problems


def read_document(file: str, what: str) -> tuple[Node, tuple[Fault, ...]]:
    """The mapping in a YAML file as a tree of nodes, and what is wrong with its text.

    `what` names what is expected in the file. Raises ScenarioError when there is nothing to go on with.
    """
    text = _text(file)
    root, faults = read_yaml(text)
    if root is None and not faults:
        raise ScenarioError([Problem(file, None, "", f"the file is empty; expected {what}")])
    if root is None:
        raise ScenarioError(faulty(file, faults))
    if not isinstance(root.value, dict):
        message = f"{described(root.value)}; expected a mapping of keys to values"
        raise ScenarioError([*faulty(file, faults), Problem(file, root.line, "", message)])
    return root, faults


def _text(file: str) -> str:
    try:
        content = _content(file)
    except FileNotFoundError:
        near = nearest(file, every_name()) if "." not in file else None
        hint = f"; did you mean {near!r}?" if near is not None else ""
        raise ScenarioError([Problem(file, None, "", f"there is no such file{hint}")]) from None
    except OSError as error:
        raise ScenarioError([Problem(file, None, "", f"cannot be read: {error.strerror}")]) from None
    except ValueError as error:
        raise ScenarioError([Problem(file, None, "", f"cannot be read: {error}")]) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"the byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise ScenarioError([Problem(file, line, "", message)]) from None


def _content(file: str) -> bytes:
    mode = FilePath(file).stat().st_mode
    if stat.S_ISDIR(mode):
        raise ValueError("it is a folder; expected a scenario file")
    # Opening a pipe or a device could wait for ever.
    if not stat.S_ISREG(mode):
        raise ValueError("it is not a regular file")
    with FilePath(file).open("rb") as stream:
        content = stream.read(MAX_FILE_SIZE + 1)
    if len(content) > MAX_FILE_SIZE:
        raise ValueError(f"it is larger than {MAX_FILE_SIZE // 1_000_000} MB")
    return content
