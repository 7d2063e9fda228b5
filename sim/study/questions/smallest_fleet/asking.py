"""The smallest fleet that meets requirements with confidence: bisection over sizes, more and more runs of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.measures.questions.bisection import Answers, depth, known_of, search
from sim.measures.questions.evidence import Meets
from sim.measures.questions.irregular import MOST_SIZES, SEARCH, denies, smallest, spread_out
from sim.measures.questions.looks import Look, looks
from sim.measures.questions.monotonicity import setbacks
from sim.measures.questions.requirement import Requirement
from sim.study.asking.fleet_sizes import FleetSizes
from sim.study.asking.inputs_drawn import InputsDrawn
from sim.study.asking.runs import Runs
from sim.study.questions.smallest_fleet.answer import FleetAnswer
from sim.study.questions.smallest_fleet.examination import Examination
from sim.work.pace import Progress
from sim.work.runs import for_metrics
from sim.work.store import RunStore
from sim.work.workers import Workers


@dataclass(frozen=True)
class FleetStudy:
    """The question, answered, and the runs behind it.

    Args:
        runs: behind it.
        answer: what is known.
        inputs: what it owes to inputs that are only estimated; None: they were not drawn.
    """

    runs: Runs
    answer: FleetAnswer
    inputs: InputsDrawn | None = None


def smallest_fleet(
    fleet: FleetSizes,
    requirements: Sequence[Requirement],
    store: RunStore,
    workers: Workers,
    confidence: float = 0.95,
    planned: Sequence[Look] = looks(),
    tell: Callable[[Progress], None] | None = None,
    goes_on: bool = True,
) -> FleetStudy:
    """Find the smallest fleet whose mean metrics keep to all requirements.

    With probability `confidence` or more the smallest fleet that does lies above `answer.not_meeting`, and is
    `answer.meeting` or smaller, if larger fleets do no worse. That is looked at in sizes all over the range; where it
    is not so each size is judged by itself: see docs/background/answers.md.

    Args:
        fleet: the sizes.
        requirements: on means over replications, at least one.
        store: where finished runs are, and go.
        workers: that do the runs.
        confidence: of the whole answer.
        planned: when each size is looked at.
        tell: hears of the progress.
        goes_on: whether a size whose runs are all alike is run as often as it takes to see a rarer kind of run, beyond
            the last look.

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
    sizes = len(fleet.sizes)
    examination = Examination(runs, tuple(requirements), tuple(planned), sizes - 1, goes_on)
    left, verdicts = _judged(fleet.sizes, examination, 1.0 - confidence)
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
            verdicts=verdicts,
        ),
    )


def _judged(sizes: Sequence[int], examination: Examination, alpha: float) -> tuple[Answers, tuple[Meets, ...] | None]:
    """Return which answers are left; and, where more agents do worse, what is known of each size by itself."""
    k = len(sizes)
    left = search(k, lambda point: examination.examine(point, SEARCH * alpha / depth(k)))
    if not _is_denied(sizes, examination, left, (1.0 - SEARCH) * alpha):
        return left, None
    if k > MOST_SIZES:
        return Answers(0, k), tuple(examination.said.get(point, Meets.UNDECIDED) for point in range(k))
    verdicts = tuple(examination.examine(point, alpha / k) for point in range(k))
    return smallest(verdicts), verdicts


def _is_denied(sizes: Sequence[int], examination: Examination, left: Answers, alpha: float) -> bool:
    """Return whether a size says the opposite of what was concluded from others; by chance with `alpha` at most."""
    places = [point for point in spread_out(sizes) if point not in examination.said]
    denied = False
    for point in places:
        expected, seems = known_of(point, left), examination.seems(point)
        if seems is None or expected is Meets.UNDECIDED or seems == (expected is Meets.YES):
            continue
        denied |= denies(left, point, examination.examine(point, alpha / len(places)))
    return denied
