"""One finished run: what happened and what it means, pleasant to look at in a notebook."""

from collections.abc import Callable
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiment.harness import Phase21Harness
from sim.policies.retry import retries_allowed
from sim.record.audit import Audit
from sim.record.log import RunLog
from sim.record.plain import plain
from sim.record.tables import Columns, tables
from sim.record.views import LearningSignal, Phase21ExecutionResult, SystemAnomaly, SystemHealth
from sim.report.figures.source import source_of
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from sim.report.figures.picture import Picture


def run(
    scenario: Scenario,
    seed: int | None = None,
    replication: int = 0,
    strict: bool = False,
    tell: Callable[[str], None] | None = None,
    watch: Callable[[Phase21Harness], None] | None = None,
) -> "Run":
    """Run a scenario once on the virtual clock.

    Args:
        scenario: from `load_scenario` or `parse_scenario`.
        seed: in place of the scenario's.
        replication: number of the replication, from 0; each has luck of its own.
        strict: abort at the first exception inside a policy, gate, learner or detector.
        tell: receives what goes wrong inside, for people.
        watch: is shown the harness before it runs, to follow its log; it must not change anything.

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
    if seed is not None:
        scenario = scenario.with_seed(seed)
    harness = Phase21Harness(scenario, replication=replication, strict=strict, tell=tell)
    if watch is not None:
        watch(harness)
    harness.run_phase21()
    return Run(harness)


class Run:
    """A finished run.

    The tables are pandas DataFrames with the columns of `sim.record.columns`, made when they are first asked for.

    Args:
        harness: whose run is finished.
    """

    def __init__(self, harness: Phase21Harness) -> None:
        if harness.result is None:
            raise ValueError("the harness has not run yet; call run_phase21() first")
        self._harness = harness
        self.scenario: Scenario = harness.scenario
        self.seed: int = harness.scenario.seed
        self.replication: int = harness.replication
        self.result: Phase21ExecutionResult = harness.result

    @property
    def log(self) -> RunLog:
        """Everything that happened, row by row."""
        return self._harness.log

    @property
    def metrics(self) -> dict[str, float | None]:
        """Every metric of the run by name."""
        return dict(self.result.metrics)

    @property
    def healths(self) -> list[SystemHealth]:
        """The health after each wave."""
        return self._harness.healths

    @property
    def trajectory(self) -> dict[str, Any]:
        """Where confidence, success and accuracy are heading over the waves."""
        return self._harness.monitor.track_confidence_trajectory()

    @property
    def found(self) -> tuple[SystemAnomaly, ...]:
        """The anomalies as objects; `anomalies` is their table."""
        return self._harness.monitor.anomalies

    @property
    def learned(self) -> list[LearningSignal]:
        """The learning signals as objects; `signals` is their table."""
        return self._harness.signals

    @property
    def faults(self) -> list[str]:
        """What went wrong inside, and what was done instead: the lines of run.log."""
        return self._harness.world.faults.lines

    @cached_property
    def columns(self) -> dict[str, Columns]:
        """Every table as lists by column name."""
        return tables(self.log, self.healths)

    def _frame(self, name: str) -> "pd.DataFrame":
        import pandas as pd

        return pd.DataFrame(self.columns[name])

    @cached_property
    def tasks(self) -> "pd.DataFrame":
        """One row a task, in input order."""
        return self._frame("tasks")

    @cached_property
    def attempts(self) -> "pd.DataFrame":
        """One row an attempt, in order of start."""
        return self._frame("attempts")

    @cached_property
    def assignments(self) -> "pd.DataFrame":
        """One row for each time that a task was given to an agent."""
        return self._frame("assignments")

    @cached_property
    def waves(self) -> "pd.DataFrame":
        """One row a wave."""
        return self._frame("waves")

    @cached_property
    def health(self) -> "pd.DataFrame":
        """One row a wave: score, status and metrics of its health."""
        names = ["wave", "health_score", "health_status", "success_rate", "availability", "accuracy", "load_balance"]
        return self.waves[[*names, "confidence", "prediction_error"]]

    @cached_property
    def outages(self) -> "pd.DataFrame":
        """One row an outage of an agent."""
        return self._frame("outages")

    @cached_property
    def samples(self) -> "pd.DataFrame":
        """One row a sample and agent, and one for the system."""
        return self._frame("samples")

    @cached_property
    def anomalies(self) -> "pd.DataFrame":
        """One row an anomaly."""
        return self._frame("anomalies")

    @cached_property
    def gate_decisions(self) -> "pd.DataFrame":
        """One row a verdict of the safety gates."""
        return self._frame("gate_decisions")

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

    def report(self) -> str:
        """Return the report as Markdown."""
        return self._harness._generate_phase21_report()

    def audit(self) -> list[str]:
        """Return a sentence for each law of the simulation that the log breaks; none for a sound run."""
        workload = self._harness.workload
        assert workload is not None
        capacities = [agent.spec.capacity for agent in self._harness.manager.agents]
        return Audit(self.log, len(workload.tasks), capacities, retries_allowed(self.scenario.retry)).violations()

    def plot_health(self) -> "Picture":
        """Return a matplotlib Figure: the score after each wave with what pulled it down, and rates over time."""
        return self._picture("health")

    def plot_timeline(self) -> "Picture":
        """Return a matplotlib Figure: what each agent worked on and when, failures, back-off and outages."""
        return self._picture("timeline")

    def plot_queues(self) -> "Picture":
        """Return a matplotlib Figure: how many tasks waited, at each agent or over a large fleet."""
        return self._picture("queues")

    def plot_calibration(self) -> "Picture":
        """Return a matplotlib Figure: observed against predicted success."""
        return self._picture("calibration")

    def _picture(self, name: str) -> "Picture":
        from sim.report.figures.gallery import PICTURES

        return PICTURES[name](source_of(self.scenario, self.columns))

    def write(self, directory: str | Path, plots: bool = True) -> None:
        """Write every output file into a folder, whole or not at all.

        An existing folder is replaced only when its manifest accounts for every file in it.

        Args:
            directory: the result folder.
            plots: whether pictures are drawn too.

        Raises:
            OutputRefused: the folder holds other things, or cannot be written; nothing was changed.
            OSError: a write failed; a previous result is intact.
        """
        self._harness.publish(Path(directory), plots=plots)

    def __repr__(self) -> str:
        result = self.result
        health = result.system_health
        score = "no wave ended" if health is None else f"health {health.health_score:.1f} {health.health_status}"
        return f"<Run of {result.scenario!r}: {result.completed_tasks}/{result.total_tasks} tasks completed, {score}>"
