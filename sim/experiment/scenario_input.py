"""A scenario with everything about it checked: the file, the names in it, and the data files it points to."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.observe.detection.catalogue import check_monitor
from sim.policies.catalogue import check_assignment, check_gates
from sim.scenario import Problem, Scenario, SourceFile, load
from sim.workload.source import check_workload

CHECKS: tuple[Callable[[Scenario], Iterable[Problem]], ...] = (
    check_assignment,
    check_gates,
    check_monitor,
    check_workload,
)
"""What must hold of a scenario beyond its schema."""


def load_scenario(path: str | Path, overrides: Sequence[str] = (), seed: int | None = None) -> Scenario:
    """Return the scenario of a YAML file, ready to run.

    Args:
        path: the file; data files that it names are found relative to it.
        overrides: settings such as `retry.max_retries=5` that go before the file's.
        seed: goes before the file's.

    Raises:
        ScenarioError: with every problem of the file and of the data it names.
    """
    scenario = load.load_scenario(path, overrides=overrides, seed=seed, checks=CHECKS)
    digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    return scenario.with_source(SourceFile(Path(path).name, digest))


def parse_scenario(data: Mapping[str, Any], origin: Path | None = None) -> Scenario:
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
    return load.parse_scenario(data, origin=origin, checks=CHECKS)
