"""The smallest fleet that meets requirements with confidence: bisection over sizes, more and more runs of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.measures.questions.bisection import depth, search
from sim.measures.questions.evidence import Evidence, Meets, is_hopeless, replications_needed, verdict
from sim.measures.questions.looks import Look, looks
from sim.measures.questions.monotonicity import setbacks
from sim.measures.questions.requirement import Requirement
from sim.measures.questions.unserved import barred
from sim.study.asking.fleet_sizes import FleetSizes
from sim.study.asking.runs import UNSERVED, Runs
from sim.study.questions.smallest_fleet.answer import FleetAnswer, SizeFound
from sim.work.pace import Progress
from sim.work.runs import for_metrics
from sim.work.store import RunStore
from sim.work.workers import Workers


@dataclass(frozen=True)
class FleetStudy:
    """The question, answered, and the runs behind it."""

    runs: Runs
    answer: FleetAnswer


def smallest_fleet(
    fleet: FleetSizes,
    requirements: Sequence[Requirement],
    store: RunStore,
    workers: Workers,
    confidence: float = 0.95,
    planned: Sequence[Look] = looks(),
    tell: Callable[[Progress], None] | None = None,
) -> FleetStudy:
    """Find the smallest fleet whose mean metrics keep to all requirements.

    With probability `confidence` or more the smallest fleet that does lies above `answer.not_meeting`, and is
    `answer.meeting` or smaller, if larger fleets do no worse: see docs/background/answers.md.

    Args:
        fleet: the sizes.
        requirements: on means over replications, at least one.
        store: where finished runs are, and go.
        workers: that do the runs.
        confidence: of the whole answer.
        planned: when each size is looked at.
        tell: hears of the progress.

    Raises:
        Unanswerable: the warm-up leaves no task to count.
        ExecutionError, OSError, KeyboardInterrupt: the work could not go on; what was finished is stored.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.study.asking.fleet_sizes import plan_sizes
    >>> from sim.experiment.scenario_input import parse_scenario
    >>> from sim.work.workers import SerialWorkers
    >>> from sim.measures.questions.requirement import parse_requirements
    >>> scenario = parse_scenario(
    ...     {
    ...         "name": "twelve",
    ...         "fleet": {"agents": [{"name": "agent"}]},
    ...         "workload": {
    ...             "kind": "synthetic", "tasks_per_wave": 12, "duration": "1min", "predicted_success": 1.0,
    ...         },
    ...     }
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:  # 12 tasks of a minute: three agents do four each
    ...     asked, store = parse_requirements("makespan <= 4min"), RunStore(Path(folder))
    ...     study = smallest_fleet(plan_sizes(scenario, "1..8"), asked, store, SerialWorkers())
    >>> study.answer.not_meeting, study.answer.meeting
    (2, 3)
    """
    runs = Runs(for_metrics(fleet.plan, [each.metric for each in requirements]), store, workers, tell)
    level = (1.0 - confidence) / depth(len(fleet.sizes))
    examination = _Examination(runs, tuple(requirements), level, tuple(planned), len(fleet.sizes) - 1)
    left = search(len(fleet.sizes), examination.examine)
    examined, metrics = examination.examined, [each.metric for each in requirements]
    values, most = ([read(point, metrics) for point in examined] for read in (runs.values, runs.most))
    return FleetStudy(
        runs,
        FleetAnswer(
            scenario=fleet.plan.points[0].scenario.name,
            group=fleet.group,
            requirements=tuple(requirements),
            confidence=confidence,
            sizes=fleet.sizes,
            examined=tuple(examination.found(point, fleet.sizes[point]) for point in examined),
            left=left,
            setbacks=tuple(
                setbacks(
                    requirements,
                    {metric: [value[metric] for value in values] for metric in metrics},
                    1.0 - confidence,
                    {metric: [value[metric] for value in most] for metric in metrics},
                )
            ),
        ),
    )


class _Examination:
    """Looks at one size after another, each until it is decided or the looks are over."""

    def __init__(
        self, runs: Runs, requirements: tuple[Requirement, ...], level: float, planned: tuple[Look, ...], largest: int
    ) -> None:
        self._runs = runs
        self._largest = largest
        self._requirements = requirements
        self._level = level
        self._planned = planned
        self._evidence: dict[int, tuple[float, tuple[Evidence, ...]]] = {}

    def examine(self, point: int) -> Meets:
        for look in self._planned:
            complete = self._runs.run([point], look.replications)
            level = self._level * look.share
            found = self._evidence_at(point, look.replications, level)
            self._evidence[point] = level, found
            if not complete:
                return Meets.UNDECIDED  # what is missing may come in a session that resumes
            known = verdict(found, level)
            if known is not Meets.UNDECIDED or is_hopeless(found):
                return known
        return Meets.UNDECIDED

    def _evidence_at(self, point: int, replications: int, level: float) -> tuple[Evidence, ...]:
        """Return the evidence on a size; the largest one says how many tasks any fleet leaves unserved."""
        found = self._runs.evidence(point, self._requirements)
        unserved = self._runs.values(point, [UNSERVED])[UNSERVED]
        if point == self._largest or not (unserved > 0.0).any():
            return found
        self._runs.run([self._largest], replications)
        return barred(found, unserved, self._runs.values(self._largest, [UNSERVED])[UNSERVED], level)

    @property
    def examined(self) -> list[int]:
        """The sizes that were looked at, ascending."""
        return sorted(self._evidence)

    def found(self, point: int, size: int) -> SizeFound:
        level, found = self._evidence[point]
        needed = replications_needed(found, self._level * self._planned[-1].share)
        return SizeFound(size, self._runs.reached[point], self._runs.failed(point), level, found, needed)
