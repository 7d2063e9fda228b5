"""What a stored run is filed under: everything that its numbers depend on."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from sim.experiment.members import SOURCE_KEY
from sim.luck.keyed import Luck
from sim.plugins.plugin import Plugin
from sim.report.manifest import library_versions
from sim.scenario import Problem, Scenario, SyntheticWorkload
from sim.version import __version__
from sim.work.arithmetic import arithmetic
from sim.workload.source import Workload, check_workload, load_tasks

Inputs = tuple[tuple[str, str | None], ...]
"""What a run is made from besides its scenario: the path, as the scenario writes it, and SHA-256 of each data file of
its workload; and each plug-in with its content hash."""

# What a run's numbers come from. How they are shown, compared and stored changes none of them.
_ROOMS = (
    "numerics", "scenario", "plugins", "luck", "record", "measures", "workload", "policies", "model", "engine",
    "observe",
)  # fmt: skip
_MODULES = ("experiment/harness.py", "experiment/members.py", "work/measure.py")
_LIBRARIES = ("python", "simpy", "numpy", "scipy")


@cache
def code_version() -> str:
    """Return the version of the program that decides a run's numbers, as 32 hexadecimal digits.

    It covers the package's version, the source text of all that takes part in a run, and the versions of Python and
    of the libraries that calculate.

    >>> len(code_version())
    32
    """
    digest = hashlib.sha256(__version__.encode())
    versions = library_versions()
    digest.update(json.dumps([versions[name] for name in _LIBRARIES]).encode())
    root = Path(__file__).parents[1]
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


def unwatched_key(key: str) -> str:
    """Return the key of a point's runs that nobody has asked for anomalies.

    >>> len(unwatched_key("a" * 32))
    32
    """
    return hashlib.sha256(f"{key} unwatched".encode()).hexdigest()[:32]


def inputs_used(workload: Workload, plugins: Iterable[Plugin] = ()) -> Inputs:
    """Return what a run was made from, with the hashes.

    Args:
        workload: that it worked off.
        plugins: that took part in it, the workload's source among them.
    """
    files = ((file.path, file.sha256) for file in workload.inputs if file.used)
    return (*files, *plugin_inputs(plugins))


def plugin_inputs(plugins: Iterable[Plugin]) -> Inputs:
    """Return the plug-ins as inputs of a run."""
    return tuple((plugin.told, plugin.sha256) for plugin in plugins)


def changed_since(before: Inputs, plugins: Iterable[Plugin]) -> str:
    """Return in words what a run was made from that is not as it was when the study began.

    Args:
        before: what the study began with.
        plugins: that took part in the run; where they are the same, its data files are not.

    >>> changed_since((("the gate ./mine.py:G", "1b"),), [Plugin("gate", "mine", "./mine.py:G", "2c")])
    'the gate ./mine.py:G changed while the study ran'
    """
    changed = [name for name, sha256 in plugin_inputs(plugins) if (name, sha256) not in before]
    return f"{' and '.join(changed) or 'the data files'} changed while the study ran"


class DataFiles:
    """Looks at the data files of scenarios, once for those that have the same ones.

    Points of a study mostly share their files; what a source reads depends on the workload, the fleet and the folder.
    """

    def __init__(self) -> None:
        self._problems: dict[object, Sequence[Problem]] = {}
        self._inputs: dict[object, Inputs] = {}

    def check(self, scenario: Scenario) -> Iterable[Problem]:
        """Return what `check_workload` finds."""
        key = _files_key(scenario)
        if key not in self._problems:
            self._problems[key] = tuple(check_workload(scenario))
        return self._problems[key]

    def inputs(self, scenario: Scenario) -> Inputs:
        """Return the files that the scenario's runs will read, with their hashes.

        Raises:
            ScenarioError: they cannot be read (any more).
        """
        made_up = isinstance(scenario.workload, SyntheticWorkload) and not scenario.workload.reads_a_file
        if made_up and all(outage.file is None for outage in scenario.fleet.outages):
            return ()  # made up from distributions
        key = _files_key(scenario)
        if key not in self._inputs:
            agent_ids = [agent_id for agent_id, _ in scenario.fleet.agents_by_id()]
            self._inputs[key] = inputs_used(load_tasks(scenario, Luck(scenario.seed), agent_ids))
        return self._inputs[key]


def _files_key(scenario: Scenario) -> object:
    """Return what decides which files a workload is made from."""
    given = tuple(scenario.given.get(SOURCE_KEY, {}).items())
    return scenario.workload, scenario.fleet, scenario.origin, given


def with_one_look(checks: Iterable[Callable[[Scenario], Iterable[Problem]]], files: DataFiles) -> tuple[
    Callable[[Scenario], Iterable[Problem]], ...
]:  # fmt: skip
    """Return the checks with that of the data files replaced by one that looks at each of them once."""
    return tuple(files.check if check is check_workload else check for check in checks)
