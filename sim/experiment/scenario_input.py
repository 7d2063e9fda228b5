"""A scenario with everything about it checked: the file, the names in it, and the data files it points to."""

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from sim.engine.choose import check_engine
from sim.experiment.python_words import in_python_words
from sim.observe.catalogue import check_monitor
from sim.policies.catalogue import check_assignment, check_gates
from sim.scenario import Problem, Scenario, ScenarioError, SourceFile
from sim.scenario.load import given_scenario, parse_options, read_scenario
from sim.scenario.reading.overrides import Override
from sim.scenario.reading.scenario_data import ScenarioData
from sim.scenario.shipped import scenario_path
from sim.scenario.values.choices import EngineName
from sim.workload.source import check_workload

Given = str | os.PathLike[str] | Mapping[str, Any] | Scenario
"""A scenario as Python code may give it: a file, the name of one that ships, a mapping like the file, or itself."""
Overrides = str | Mapping[str, Any] | Sequence[str | Mapping[str, Any]]
"""Settings: `KEY=VALUE`, values by key, or several of both."""

NAMES: tuple[Callable[[Scenario], Iterable[Problem]], ...] = (
    check_assignment,
    check_gates,
    check_monitor,
    check_engine,
)
"""What must hold of the names in a scenario."""
CHECKS: tuple[Callable[[Scenario], Iterable[Problem]], ...] = (*NAMES, check_workload)
"""What must hold of a scenario beyond its schema."""


@in_python_words
def load_scenario(path: str | os.PathLike[str], overrides: Overrides = (), seed: int | None = None) -> Scenario:
    """Return the scenario of a YAML file, ready to run.

    Args:
        path: the file, or the name of a scenario that ships; data files that it names are found relative to it.
        overrides: settings such as `retry.max_retries=5`, or values by key, that go before the file's.
        seed: goes before the file's.

    Raises:
        ScenarioError: with every problem of the file and of the data it names.

    >>> load_scenario("four-agents", {"retry.max_retries": 5}).retry.max_retries
    5
    """
    return scenario_of(path, overrides, seed)


@in_python_words
def parse_scenario(data: Mapping[str, Any], origin: str | os.PathLike[str] | None = None) -> Scenario:
    """Return the scenario that a mapping says, shaped like the YAML.

    Args:
        data: the keys of a scenario file.
        origin: folder from which relative paths start.

    Raises:
        ScenarioError: with every problem.

    >>> parse_scenario(
    ...     {
    ...         "name": "pair",
    ...         "fleet": {"agents": [{"name": "agent", "count": 2}]},
    ...         "workload": {"kind": "synthetic", "tasks_per_wave": 4},
    ...     }
    ... ).retry.max_retries
    3
    """
    return given_scenario(data, None if origin is None else Path(origin)).build(checks=CHECKS)


def scenario_of(given: Given, overrides: Overrides = (), seed: int | None = None) -> Scenario:
    """Return the scenario that is given, ready to run.

    Args:
        given: a file, the name of a scenario that ships, a mapping, or a scenario.
        overrides: settings that go before its own.
        seed: goes before its own.

    Raises:
        ScenarioError: with every problem.

    >>> scenario = scenario_of("four-agents", seed=7)
    >>> scenario.seed, scenario_of(scenario) is scenario
    (7, True)
    """
    options, problems = options_of(overrides, seed)
    if isinstance(given, Scenario) and not options and not problems:
        wrong = [problem for check in NAMES for problem in check(given)]
        if wrong:
            raise ScenarioError([Problem(f"<{given.name}>", None, found.path, found.message) for found in wrong])
        return given
    data, source = data_of(given)
    scenario = data.build(options, CHECKS, problems)
    return scenario if source is None else scenario.with_source(source)


def ready(given: Given) -> Scenario:
    """Return the scenario that is given; a Scenario as it is, whose names whoever asks for them checks.

    >>> ready("calm-fleet").name
    'calm-fleet'
    """
    return given if isinstance(given, Scenario) else scenario_of(given)


def with_engine(scenario: Scenario, engine: str | None) -> Scenario:
    """Return a scenario with another engine.

    Args:
        scenario: any that is valid.
        engine: `auto`, `simpy` or `compiled`; None: the scenario's.

    Raises:
        ScenarioError: there is no such engine, or it does not cover the scenario.

    >>> with_engine(scenario_of("calm-fleet"), "simpy").engine.value
    'simpy'
    """
    if engine is None:
        return scenario
    if engine not in list(EngineName):
        known = ", ".join(EngineName)
        raise ScenarioError([Problem("engine", None, "", f"{engine!r} is no engine; expected one of {known}")])
    changed = scenario.model_copy(update={"engine": EngineName(engine)})
    if wrong := list(check_engine(changed)):
        raise ScenarioError([Problem(f"<{scenario.name}>", None, found.path, found.message) for found in wrong])
    return changed


def engine_among(overrides: Overrides, engine: str | None) -> Overrides:
    """Return settings with an engine among them; as they were given, where none is asked for.

    >>> engine_among("seed=7", "simpy")
    ['seed=7', {'engine': 'simpy'}]
    """
    return overrides if engine is None else [*listed(overrides), {"engine": engine}]


def data_of(given: Given) -> tuple[ScenarioData, SourceFile | None]:
    """Return the data of a scenario before it is checked, and the file that it comes from.

    Raises:
        ScenarioError: it is no scenario at all, or its file cannot be read.

    >>> data_of({"name": "one"})[0].data
    {'name': 'one'}
    """
    if isinstance(given, Scenario):
        return replace(given_scenario(given.written(), given.origin), given=given.given), given.source
    if isinstance(given, Mapping):
        return given_scenario(given), None
    path = scenario_path(_a_path(given))
    data = read_scenario(path)
    return data, SourceFile(Path(path).name, hashlib.sha256(Path(path).read_bytes()).hexdigest())


def _a_path(given: object) -> str | os.PathLike[str]:
    if isinstance(given, str | os.PathLike):
        return given
    message = f"a {type(given).__name__} is no scenario; expected a path, a mapping or a Scenario"
    raise ScenarioError([Problem("<scenario>", None, "", message)])


def options_of(overrides: Overrides, seed: int | None = None) -> tuple[list[Override], list[Problem]]:
    """Return the settings that go before a scenario's own, in order, and what is wrong with them.

    >>> [option.value for option in options_of({"retry.max_retries": 5})[0]]
    [5]
    """
    return parse_options(listed(overrides), seed)


def listed(given: object) -> list[Any]:
    """Return several as a list, and one text, mapping or other object as the only one.

    >>> listed("makespan"), listed(("makespan", "success_rate"))
    (['makespan'], ['makespan', 'success_rate'])
    """
    # Strategies and their like may be named tuples, and a scenario can be iterated over.
    if isinstance(given, set | frozenset):
        raise ValueError("a set has no order; expected a list")
    if given is None:
        return []
    alone = isinstance(given, str | Mapping | Scenario) or hasattr(given, "_fields")
    is_one = alone or not isinstance(given, Iterable)
    return [given] if is_one else list(cast("Iterable[Any]", given))
