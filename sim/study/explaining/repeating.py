"""The run of a folder once more: to be seen from inside, or with one thing changed, with the same luck."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.experiment.members import members_of
from sim.experiment.run import Run, run
from sim.policies.strategy import Strategy
from sim.record.result import RunResult
from sim.scenario import Scenario
from sim.study.explaining.scripted import Decision, scripted


class NotRepeatable(Exception):
    """A run cannot be repeated here, or comes to something else; the message says why and what to do."""


def strategy_at_work(scenario: Scenario) -> Strategy:
    """Return the strategy of a scenario."""
    return members_of(scenario).strategy.member


def with_files_of(result: RunResult, folder: Path) -> RunResult:
    """Return a result whose scenario looks for its files from a folder: what a folder keeps does not say from where."""
    return replace(result, scenario=result.scenario.with_origin(folder.resolve()))


def repeated(result: RunResult, decision: Decision | None = None, changes: Mapping[str, Any] | None = None) -> Run:
    """Return a run again, with the same seed and replication.

    Args:
        result: of the run.
        decision: that is looked at, or made otherwise; None: none.
        changes: of the scenario, by dotted key; None: none.

    Raises:
        NotRepeatable: objects that Python code handed over took part.
        ScenarioError: what the scenario names is not there.
    """
    if any(plugin.is_object for plugin in result.plugins):
        raise NotRepeatable("objects that Python code handed over took part in this run, which no folder holds")
    scenario = result.scenario if changes is None else result.scenario.with_(dict(changes))
    strategy = None if decision is None else scripted(strategy_at_work(scenario), decision)
    return run(scenario, result.summary.seed, result.summary.replication, strategy=strategy)


def checked(result: RunResult, again: Run) -> Run:
    """Return a run that was repeated, after a look whether it comes to the same.

    Raises:
        NotRepeatable: it does not: another version has made the folder, or its data files have changed.
    """
    for name in ("tasks", "attempts"):
        for column, values in again.columns[name].items():
            if result.tables[name].get(column, values) != values:
                raise NotRepeatable(
                    f"this version comes to another run than the folder holds (column {column} of {name}); "
                    "run the scenario again"
                )
    return again
