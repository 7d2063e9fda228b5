"""Runs of one scenario, replication after replication, with columns that are used again."""

from functools import cached_property
from typing import Any

from sim.engine.columns import Columns
from sim.engine.covers import tasks_not_covered
from sim.engine.library import Library
from sim.engine.mechanisms import MECHANISMS
from sim.engine.mechanisms.samples import SAMPLES
from sim.engine.numbers import MetricsOfRun, metrics_of
from sim.engine.prepared import prepare
from sim.engine.run import KernelRun
from sim.luck import Luck
from sim.observe.catalogue import detector_of
from sim.plugins.plugin import Plugin
from sim.policies.catalogue import strategy_of
from sim.scenario import Scenario
from sim.workload.source import Workload, load_tasks
from sim.workload.task_table import table_problems


class NotCovered(Exception):
    """The tasks that a source has given are none that the engine covers; the message says why."""


class Replications:
    """Runs a scenario that the engine covers.

    Args:
        scenario: its seed does not count.
        library: the kernel, compiled or not.
        watched: sample the fleet.
    """

    def __init__(self, scenario: Scenario, library: Library, watched: bool = False) -> None:
        self._scenario = scenario
        self._library = library
        self._prepared = prepare(scenario, MECHANISMS, (SAMPLES,) if watched else ())
        self._at_rest: list[tuple[Any, Columns]] = []  # kernels with their columns; each serves one thread at a time

    @cached_property
    def plugins(self) -> tuple[Plugin, ...]:
        """What is told of the scenario's members that do not come with the program."""
        told = (strategy_of(self._scenario).plugin, detector_of(self._scenario).plugin)
        return tuple(plugin for plugin in told if plugin is not None)

    def workload(self, seed: int, replication: int) -> tuple[Workload, Luck]:
        """Return the tasks of a replication, and its luck.

        Args:
            seed: of every draw.
            replication: its number, from 0.

        Raises:
            NotCovered: the engine cannot run them.
            ScenarioError: input files are wrong.
        """
        luck = Luck(seed, replication)
        workload = load_tasks(self._scenario, luck, self._prepared.agent_ids)
        reason = tasks_not_covered(workload.tasks, self._scenario)
        if reason is not None or table_problems(workload.tasks):
            raise NotCovered(reason or "tasks that cannot be")
        return workload, luck

    def run(self, workload: Workload, luck: Luck) -> KernelRun:
        """Return a finished run; it is valid until `put_back`."""
        run = self.make(workload, luck)
        run.run()
        return run

    def make(self, workload: Workload, luck: Luck) -> KernelRun:
        """Return a run that has not begun; it is valid until `put_back`."""
        try:
            kernel, columns = self._at_rest.pop()
        except IndexError:
            kernel = self._library.make()
            columns = Columns(kernel, self._library.is_compiled)
        return KernelRun(self._prepared, kernel, columns, workload, luck)

    def put_back(self, run: KernelRun) -> None:
        """Let the columns of a run be used again."""
        self._at_rest.append((run.kernel, run.columns))

    def metrics(self, run: KernelRun) -> MetricsOfRun:
        """Return what a study keeps of a run."""
        return metrics_of(run, self._library.chances)
