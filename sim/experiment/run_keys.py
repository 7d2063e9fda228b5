"""What a stored run is filed under: everything that its numbers depend on."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

import sim
from sim.experiment.arithmetic import arithmetic
from sim.luck.keyed import Luck
from sim.report.manifest import library_versions
from sim.scenario import Problem, Scenario
from sim.workload.source import Workload, check_workload, load_tasks

Inputs = tuple[tuple[str, str | None], ...]
"""Path, as the scenario writes it, and SHA-256 of each data file that a workload was made from."""

# What a run's numbers come from. How they are shown, compared and stored changes none of them.
_ROOMS = ("scenario", "luck", "record", "measures", "workload", "policies", "model", "observe")
_MODULES = ("experiment/harness.py", "experiment/measure.py")
_LIBRARIES = ("python", "simpy", "numpy", "scipy")


@cache
def code_version() -> str:
    """Return the version of the program that decides a run's numbers, as 32 hexadecimal digits.

    It covers the package's version, the source text of all that takes part in a run, and the versions of Python and
    of the libraries that calculate.

    >>> len(code_version())
    32
    """
    digest = hashlib.sha256(sim.__version__.encode())
    versions = library_versions()
    digest.update(json.dumps([versions[name] for name in _LIBRARIES]).encode())
    root = Path(sim.__file__).parent
    sources = [path for room in _ROOMS for path in (root / room).rglob("*.py")] + [root / name for name in _MODULES]
    for path in sorted(sources):
        digest.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def point_key(scenario: Scenario, seed: int, inputs: Inputs = ()) -> str:
    """Return the key of a point's runs, as 32 hexadecimal digits; a run is a key and a replication number.

    Args:
        scenario: what is simulated; its own seed does not count.
        seed: of every random draw.
        inputs: the data files that its workload is made from.

    >>> from sim.scenario import AgentSpec, FleetSpec, SyntheticWorkload
    >>> scenario = Scenario(
    ...     name="pair",
    ...     fleet=FleetSpec(agents=[AgentSpec(name="agent")]),
    ...     workload=SyntheticWorkload(tasks_per_wave=2),
    ... )
    >>> point_key(scenario, seed=1) == point_key(scenario.with_seed(5), seed=1) != point_key(scenario, seed=2)
    True
    """
    content = [scenario.fingerprint(), seed, code_version(), arithmetic(), inputs]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]


def inputs_used(workload: Workload) -> Inputs:
    """Return the data files that a workload was made from, with their hashes."""
    return tuple((file.path, file.sha256) for file in workload.inputs if file.used)


class DataFiles:
    """Looks at the data files of scenarios, once for those that have the same ones.

    Points of a study mostly share their files; what a source reads depends on the workload, the fleet and the folder.
    """

    def __init__(self) -> None:
        self._problems: dict[object, Sequence[Problem]] = {}
        self._inputs: dict[object, Inputs] = {}

    def check(self, scenario: Scenario) -> Iterable[Problem]:
        """Return what `check_workload` finds."""
        key = (scenario.workload, scenario.fleet, scenario.origin)
        if key not in self._problems:
            self._problems[key] = tuple(check_workload(scenario))
        return self._problems[key]

    def inputs(self, scenario: Scenario) -> Inputs:
        """Return the files that the scenario's runs will read, with their hashes.

        Raises:
            ScenarioError: they cannot be read (any more).
        """
        if getattr(scenario.workload, "path", None) is None:
            return ()  # made up from distributions
        key = (scenario.workload, scenario.fleet, scenario.origin)
        if key not in self._inputs:
            agent_ids = [agent_id for agent_id, _ in scenario.fleet.agents_by_id()]
            self._inputs[key] = inputs_used(load_tasks(scenario, Luck(scenario.seed), agent_ids))
        return self._inputs[key]


def with_one_look(checks: Iterable[Callable[[Scenario], Iterable[Problem]]], files: DataFiles) -> tuple[
    Callable[[Scenario], Iterable[Problem]], ...
]:  # fmt: skip
    """Return the checks with that of the data files replaced by one that looks at each of them once."""
    return tuple(files.check if check is check_workload else check for check in checks)
