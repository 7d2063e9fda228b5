"""The detectors on labelled faults: false alarms, faults found, delay.

    python -m benchmarks.detectors            # about half an hour; prints the tables of docs/background/detectors.md
    python -m benchmarks.detectors --quick    # a tenth of the runs

`python -m benchmarks.overload` prints the table on overload.

Whole runs of the model are simulated, with the feedback and the files left out; `statistical` watches live, `threshold`
the finished log, which is the same (tests/unit/observe/test_detectors.py). A fault is there from the start of the run.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from sim.experiment.harness import Phase21Harness
from sim.observe.catalogue import detectors
from sim.observe.detection.detector import Context, replay
from sim.record.log import RunLog
from sim.record.rows import AnomalyOpened, AttemptEnded, WaveEnded
from sim.scenario import Scenario
from sim.scenario.load import parse_scenario

SEED = 21  # chosen once
WAVES = 5
FAULTY = "faulty_0"
DROP = 0.3
MEAN = 0.825  # of the predicted chances, uniform from 0.70 to 0.95
BIAS = -1.4634  # on the logit scale: what is predicted at 0.825 on average then succeeds at 0.525


@dataclass(frozen=True)
class Cell:
    """One size of fleet and wave."""

    agents: int
    tasks: int  # a wave

    @property
    def per_agent(self) -> float:
        """Tasks of each agent in the run, if they are dealt evenly."""
        return WAVES * self.tasks / self.agents


@dataclass(frozen=True)
class Fault:
    """Something that is wrong on purpose from the start of the run, and which anomalies tell of it.

    Args:
        name: as the table shows it.
        scenario: cell -> sections of the scenario that differ.
        tells: whether an anomaly tells of the fault.
        whose: whether an attempt counts for the delay.
    """

    name: str
    scenario: Callable[[Cell], Mapping[str, Any]]
    tells: Callable[[AnomalyOpened], bool]
    whose: Callable[[AttemptEnded], bool]


@dataclass(frozen=True)
class Alarm:
    """One anomaly of a run."""

    kind: str  # type, with the cause where the type has several
    at: float
    tells: bool
    outcomes: int  # first attempts of those concerned until then


@dataclass(frozen=True)
class Watched:
    """What one detector said of one run."""

    outcomes: int  # first attempts past the gates
    alarms: tuple[Alarm, ...]

    @property
    def first(self) -> Alarm | None:
        """The first alarm that tells of the fault."""
        return next((alarm for alarm in self.alarms if alarm.tells), None)


def _fleet(cell: Cell, **odd: object) -> dict[str, Any]:
    return {"fleet": {"agents": [{"name": "agent", "count": cell.agents - 1}, {"name": "faulty", **odd}]}}


def _names_it(row: AnomalyOpened) -> bool:
    return row.anomaly_type == "agent_failure" and FAULTY in row.agents


def _everybody(row: AttemptEnded) -> bool:
    return row.first_served


def _the_faulty_one(row: AttemptEnded) -> bool:
    return row.first_served and row.agent_id == FAULTY


def _nothing(row: AnomalyOpened) -> bool:
    return not row


def _with_breakdowns(cell: Cell) -> dict[str, Any]:
    sections = _fleet(cell)
    sections["fleet"]["breakdowns"] = {"mtbf": "30min", "mttr": "5min"}
    return sections


HEALTHY = Fault("none", _fleet, _nothing, _everybody)
DROP_OF_ONE = Fault(
    "one agent's success 0.3 lower",
    lambda cell: _fleet(cell, reliability=1.0 - DROP / MEAN),
    _names_it,
    _the_faulty_one,
)
FAULTS = (
    DROP_OF_ONE,
    Fault(
        "overconfidence of 0.3, fleet-wide",
        lambda cell: {**_fleet(cell), "truth": {"bias": BIAS}},
        lambda row: row.anomaly_type == "prediction_drift",
        _everybody,
    ),
    Fault(
        "straggler at half speed (round robin)",
        lambda cell: {**_fleet(cell, speed=0.5), "assignment": {"strategy": "round_robin"}},
        lambda row: "load" in kind_of(row) and FAULTY in row.agents,
        _everybody,
    ),
    Fault(
        "breakdowns (30 min up, 5 min down)",
        _with_breakdowns,
        lambda row: kind_of(row) in ("work_stranded", "agent_failure"),
        _everybody,
    ),
)


def kind_of(row: AnomalyOpened) -> str:
    """Return the cause of a coordination issue, and the type of any other anomaly."""
    kind = json.loads(row.evidence)["cause"] if row.anomaly_type == "coordination_issue" else row.anomaly_type
    return str(kind)


def scenario_of(cell: Cell, fault: Fault) -> Scenario:
    """Return the scenario of one cell with one fault."""
    return parse_scenario(
        {
            "name": "detectors",
            "seed": SEED,
            "workload": {
                "kind": "synthetic",
                "waves": WAVES,
                "tasks_per_wave": cell.tasks,
                "duration": {"kind": "lognormal", "mean": 30, "cv": 0.4},
                "predicted_success": {"kind": "uniform", "low": 0.70, "high": 0.95},
            },
            **fault.scenario(cell),
        }
    )


class _ModelAndDetector(Phase21Harness):
    """A run without what comes after the detector: health, feedback, files."""

    def _finish_wave(self, wave: int, tasks: int) -> None:
        now, began = self.world.clock.now, self._started_at
        assert began is not None
        up = [a.up_s(now) - before for a, before in zip(self.manager.agents, self._up_before_s, strict=True)]
        self.log.add(WaveEnded(wave, began, now, tasks, tuple(up)))
        self.world.luck.forget_wave(wave)

    def log_of_run(self) -> RunLog:
        workload = self._load_phase20_data()
        self.world.run(lambda: self._execute_waves(workload.tasks.waves()))
        return self.log


def watch(scenario: Scenario, fault: Fault, replication: int) -> dict[str, Watched]:
    """Return what each detector says of one replication."""
    harness = _ModelAndDetector(scenario, replication=replication)
    log = harness.log_of_run()
    context = Context(log.agent_ids, tuple(a.spec.capacity for a in harness.manager.agents), scenario.monitor)
    raw = replay(log, detectors()["threshold"], context, own=False)
    return {"statistical": _said(log, log, fault), "threshold": _said(log, raw, fault)}


def _said(log: RunLog, findings: Iterable[object], fault: Fault) -> Watched:
    attempts = log.of(AttemptEnded)
    ends = [row.ended_at for row in attempts if fault.whose(row)]
    alarms = tuple(
        Alarm(kind_of(row), row.at, fault.tells(row), sum(end <= row.at for end in ends))
        for row in findings
        if isinstance(row, AnomalyOpened)
    )
    return Watched(sum(row.first_served for row in attempts), alarms)


def replicate(cell: Cell, fault: Fault, replications: int) -> dict[str, list[Watched]]:
    """Return what each detector says of so many replications, the first one number 0."""
    scenario = scenario_of(cell, fault)
    runs = [watch(scenario, fault, replication) for replication in range(replications)]
    return {name: [run[name] for run in runs] for name in runs[0]}


def alarms_by_kind(runs: Sequence[Watched]) -> dict[str, float]:
    """Return the alarms that tell of no fault, in 10,000 outcomes, by kind."""
    outcomes = sum(run.outcomes for run in runs)
    counts = Counter(alarm.kind for run in runs for alarm in run.alarms if not alarm.tells)
    return {kind: 1e4 * count / outcomes for kind, count in sorted(counts.items())}


def false_alarms(runs: Sequence[Watched]) -> float:
    """Return the alarms that tell of no fault, in 10,000 outcomes."""
    return sum(alarms_by_kind(runs).values())


def share_found(runs: Sequence[Watched]) -> float:
    """Return the share of runs in which an alarm told of the fault."""
    return sum(run.first is not None for run in runs) / len(runs)


def median_delay(runs: Sequence[Watched]) -> tuple[float, float] | None:
    """Return outcomes and seconds until the first alarm that told of the fault, medians; None where none did."""
    found = [run.first for run in runs if run.first is not None]
    return (median(alarm.outcomes for alarm in found), median(alarm.at for alarm in found)) if found else None


AGENTS, TASKS = (2, 4, 8, 32), (20, 100, 400)
NAMES = ("statistical", "threshold")


def _healthy_table(outcomes: int) -> None:
    print("| agents | tasks a wave | outcomes | statistical | threshold |")
    print("|---:|---:|---:|---:|---:|")
    whole: dict[str, list[Watched]] = {name: [] for name in NAMES}
    for cell in (Cell(agents, tasks) for agents in AGENTS for tasks in TASKS):
        runs = replicate(cell, HEALTHY, max(1, round(outcomes / (WAVES * cell.tasks))))
        cells = [f"{false_alarms(runs[name]):.2f}" for name in NAMES]
        total = sum(run.outcomes for run in runs["statistical"])
        print(f"| {cell.agents} | {cell.tasks} | {total:,} | {' | '.join(cells)} |", flush=True)
        for name in NAMES:
            whole[name] += runs[name]
    for name in NAMES:
        kinds = ", ".join(f"{kind} {rate:.2f}" for kind, rate in alarms_by_kind(whole[name]).items())
        print(f"\nAll together, {name}: {false_alarms(whole[name]):.2f} ({kinds})", flush=True)


def _fault_table(fault: Fault, cells: Iterable[Cell], tasks: int, fewest: int) -> None:
    print(f"\n{fault.name}\n")
    print("| agents | tasks a wave | tasks an agent | runs | found | delay | found | delay |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    for cell in cells:
        runs = replicate(cell, fault, max(fewest, round(tasks / (WAVES * cell.tasks))))
        shown = " | ".join(found_in_words(runs[name]) for name in NAMES)
        head = f"{cell.agents} | {cell.tasks} | {cell.per_agent:.0f} | {len(runs['statistical'])}"
        print(f"| {head} | {shown} |", flush=True)


def found_in_words(runs: Sequence[Watched]) -> str:
    """Return the share of runs with an alarm that told of the fault, and the delay, as cells of a table."""
    delay = median_delay(runs)
    shown = "" if delay is None else f"{delay[0]:.0f} outcomes, {delay[1]:.0f} s"
    return f"{100 * share_found(runs):.0f} % | {shown}"


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the runs")
    scale = 0.1 if parser.parse_args().quick else 1.0
    _healthy_table(round(60_000 * scale))
    for fault in FAULTS:
        sizes = TASKS if fault is DROP_OF_ONE else (20, 100)
        cells = [Cell(agents, tasks) for agents in AGENTS for tasks in sizes]
        # The goal of 95 % is about drops: of 40 runs 92 % may as well be 97.
        tasks, fewest = (60_000, 200) if fault is DROP_OF_ONE else (20_000, 40)
        _fault_table(fault, cells, round(tasks * scale), round(fewest * scale))


if __name__ == "__main__":
    main()
