"""One finished run: what happened and what it means, pleasant to look at in a notebook."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.document.quantity import score
from sim.experiment.engine_harness import EngineHarness
from sim.experiment.finished_run import FinishedRun
from sim.experiment.harness import Phase21Harness
from sim.experiment.members import with_members
from sim.experiment.named_metrics import NamedMetrics
from sim.experiment.one_run import Manner, one_run
from sim.experiment.python_words import in_python_words
from sim.experiment.result_files import publish
from sim.experiment.run_pages import RunPages
from sim.experiment.run_pictures import RunPictures
from sim.experiment.run_tables import RunTables
from sim.experiment.scenario_input import Given, scenario_of, with_engine
from sim.observe.detection.detector import Detector
from sim.observe.trajectory import trajectories
from sim.observe.type_metrics import type_metrics
from sim.policies.gate import Gate
from sim.policies.strategy import Strategy
from sim.record.log import RunLog
from sim.record.plain import plain
from sim.record.read_views import anomalies_of
from sim.record.result import RunResult
from sim.record.tables import Columns, lines
from sim.record.views import AgentMetric, LearningSignal, Phase21ExecutionResult, SystemAnomaly, SystemHealth
from sim.report.read_result import read_result
from sim.scenario import Scenario
from sim.scenario.values.quantities import whole_number
from sim.workload.source import Source

if TYPE_CHECKING:
    import pandas as pd


@in_python_words
def run(
    scenario: Given,
    seed: int | None = None,
    replication: int = 0,
    strict: bool = False,
    tell: Callable[[str], None] | None = None,
    watch: Callable[[Phase21Harness], None] | None = None,
    *,
    engine: str | None = None,
    strategy: str | Strategy | None = None,
    gates: Sequence[Gate] | None = None,
    detector: str | Detector | None = None,
    source: str | Source | None = None,
) -> "Run":
    """Run a scenario once on the virtual clock.

    Args:
        scenario: a scenario file, the name of one that ships, a mapping shaped like the file, or a scenario.
        seed: in place of the scenario's.
        replication: number of the replication, from 0; each has luck of its own.
        strict: abort at the first exception inside a policy, gate, learner or detector.
        tell: receives what goes wrong inside, for people.
        watch: is shown the harness of the SimPy model before it runs, to follow it; it must not change anything.
        engine: in place of the scenario's: `auto`, `simpy`, `compiled`.
        strategy, detector, source: in place of the scenario's: a name, `./mine.py:NAME`, or an object.
        gates: in place of all safety gates, asked in this order.

    Raises:
        ScenarioError: the input is wrong; nothing was run.
        RunAborted: the run is strict and something went wrong inside.

    >>> from sim.experiment.scenario_input import parse_scenario
    >>> finished = run(
    ...     parse_scenario(
    ...         {
    ...             "name": "one",
    ...             "fleet": {"agents": [{"name": "agent"}]},
    ...             "workload": {"kind": "synthetic", "tasks_per_wave": 2, "predicted_success": 1.0},
    ...         }
    ...     )
    ... )
    >>> finished.tasks[["task_id", "started_at", "ended_at"]].values.tolist()
    [['task_1_0', 0.0, 30.0], ['task_1_1', 30.0, 60.0]]
    """
    chosen = scenario_of(scenario)
    if seed is not None:
        chosen = chosen.with_seed(seed)
    chosen = with_engine(with_members(chosen, strategy, gates, detector, source), engine)
    return Run(one_run(chosen, Manner(whole_number(replication, "replication"), strict, tell, watch)))


def read_run(directory: str | Path) -> "Run":
    """Return the run whose result stands in a folder: its tables, metrics, report and pictures, to the same bytes.

    Args:
        directory: a folder that `buddy-sim run` or `Run.write` has written.

    Raises:
        ResultUnreadable: it is no such folder, or not as it was written; the message says what to do.

    >>> import tempfile
    >>> from sim.experiment.scenario_input import parse_scenario
    >>> fleet, workload = {"agents": [{"name": "agent"}]}, {"kind": "synthetic", "tasks_per_wave": 2}
    >>> finished = run(parse_scenario({"name": "one", "fleet": fleet, "workload": workload}))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     finished.write(folder, plots=False)
    ...     read_run(folder).report() == finished.report()
    True
    """
    return Run.of(read_result(Path(directory)))


class Run(RunTables, RunPictures, RunPages):
    """A finished run, as data: it can be pickled, and keeps nothing of the world that it came from.

    The tables are pandas DataFrames with the columns of `sim.record.tables`, made when they are first asked for.

    Args:
        harness: whose run is finished.

    Raises:
        ValueError: the harness has not run yet.
    """

    def __init__(self, harness: Phase21Harness | EngineHarness) -> None:
        self._finished: FinishedRun | None = harness.finished()
        self._read: RunResult | None = None

    @classmethod
    def of(cls, result: RunResult) -> "Run":
        """Return the run of a result that was read back from its folder: all of it but the log."""
        run = cls.__new__(cls)
        run._finished, run._read = None, result
        return run

    @property
    def _result(self) -> RunResult:
        return self._read if self._read is not None else self._whole().result

    def _whole(self) -> FinishedRun:
        if self._finished is None:
            raise ValueError(
                "this run was read back from its folder, which holds less than a run that has just ended; "
                "run the scenario again"
            )
        return self._finished

    @property
    def scenario(self) -> Scenario:
        """What was run."""
        return self._read.scenario if self._read is not None else self._whole().scenario

    @property
    def result(self) -> Phase21ExecutionResult:
        """The summary, as an object."""
        return self._read.summary if self._read is not None else self._whole().summary

    @property
    def seed(self) -> int:
        """The seed that was used."""
        return self.result.seed

    @property
    def replication(self) -> int:
        """Number of the replication, from 0."""
        return self.result.replication

    @property
    def log(self) -> RunLog:
        """Everything that happened, row by row.

        Raises:
            ValueError: the run was read back from its folder, which holds no log.
        """
        return self._whole().log

    @property
    def metrics(self) -> NamedMetrics:
        """Every metric of the run by name."""
        return NamedMetrics(self.result.metrics)

    @cached_property
    def metrics_by_type(self) -> dict[str, NamedMetrics]:
        """By type of task, the metrics that its tasks have by themselves; empty where tasks have no types.

        Raises:
            ValueError: the run was read back from its folder, which holds no log.
        """
        scenario = self.scenario
        slots = [spec.capacity for _, spec in scenario.fleet.agents_by_id()]
        weights = scenario.health.weights.model_dump()
        found = type_metrics(self.log, slots, weights, scenario.predictions.meaning, scenario.metrics.warmup)
        return {name: NamedMetrics(values) for name, values in found.items()}

    @property
    def healths(self) -> list[SystemHealth]:
        """The health after each wave."""
        return list(self._read.healths if self._read is not None else self._whole().healths)

    @property
    def trajectory(self) -> dict[str, Any]:
        """Where confidence, success and accuracy are heading over the waves."""
        return dict(trajectories(self.healths, self.columns["waves"]["tasks"][: len(self.healths)]))

    @cached_property
    def found(self) -> tuple[SystemAnomaly, ...]:
        """The anomalies as objects; `anomalies` is their table."""
        return anomalies_of(self.columns["anomalies"], self.scenario.epoch)

    @property
    def learned(self) -> list[LearningSignal]:
        """The learning signals as objects; `signals` is their table."""
        return list(self._read.signals if self._read is not None else self._whole().signals)

    @property
    def faults(self) -> list[str]:
        """The exceptions that were caught inside the run, and what was done instead; run.log holds the tracebacks."""
        return [
            f"[{row['at']:.3f} s] {row['where']}: {row['error_type']}: {row['message']}; {row['fallback']}"
            for row in lines(self.columns["exceptions"])
        ]

    @property
    def agent_metrics(self) -> list[AgentMetric]:
        """The metrics of each agent in each wave.

        Raises:
            ValueError: the run was read back from its folder, where each agent's file holds them.
        """
        return list(self._whole().agent_metrics)

    @property
    def run_log(self) -> list[str]:
        """The entries of run.log: what began and ended when, and each exception with its traceback.

        Raises:
            ValueError: the run was read back from its folder, where run.log stands.
        """
        return list(self._whole().run_log)

    @property
    def columns(self) -> Mapping[str, Columns]:
        """Every table as lists by column name."""
        return self._result.tables

    @cached_property
    def signals(self) -> "pd.DataFrame":
        """One row a learning signal."""
        import pandas as pd

        names = ["signal_type", "target_phase", "content", "confidence", "generated_at", "wave"]
        return pd.DataFrame([asdict(signal) for signal in self.learned], columns=names)

    def summary(self) -> dict[str, Any]:
        """Return the content of phase21_execution_summary.json."""
        content: dict[str, Any] = plain(self.result)
        return content

    def audit(self) -> list[str]:
        """Return a sentence for each law of the simulation that the log breaks; none for a sound run.

        Raises:
            ValueError: the run was read back from its folder, which holds no log.
        """
        return self._whole().audit()

    def write(
        self,
        directory: str | Path,
        plots: bool = True,
        tell: Callable[[str], None] | None = None,
        html: bool = True,
    ) -> None:
        """Write every output file into a folder, whole or not at all.

        An existing folder is replaced only when its manifest accounts for every file in it.

        Args:
            directory: the result folder.
            plots: whether pictures are drawn too.
            tell: hears of each picture that could not be drawn, and is left out.
            html: whether the report is written as an HTML page too.

        Raises:
            OutputRefused: the folder holds other things, or cannot be written; nothing was changed.
            OSError: a write failed; a previous result is intact.
            ValueError: the run was read back from its folder; copy that.
        """
        publish(self._whole(), Path(directory), plots, tell, html=html)

    def __repr__(self) -> str:
        result = self.result
        health = result.system_health
        told = "no wave ended" if health is None else f"health {score(health.health_score)} {health.health_status}"
        told += " after the last wave" if result.waves > 1 and health is not None else ""
        return f"<Run of {result.scenario!r}: {result.completed_tasks}/{result.total_tasks} tasks completed, {told}>"
