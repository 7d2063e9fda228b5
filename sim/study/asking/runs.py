"""What the questions do alike: run some points up to a number of replications, and read their evidence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from sim.document.quantity import count
from sim.measures.comparison.cut_off import most
from sim.measures.metrics.catalogue import SHARES_OF_TASKS
from sim.measures.questions.evidence import Evidence, evidence
from sim.measures.questions.looks import FEWEST, Look, looks, open_looks
from sim.measures.questions.requirement import Requirement
from sim.report.lower_bound import warmup_text
from sim.scenario import Problem, ScenarioError
from sim.scenario.spec.certainty import is_without_luck
from sim.scenario.values.ranges import parse_range
from sim.scenario.varying.study_spec import MAX_REPLICATIONS
from sim.work.execution import Lost
from sim.work.measure import FAILED
from sim.work.pace import Progress
from sim.work.runs import Outcome, Plan, compute, metric_arrays, part
from sim.work.store import RunStore
from sim.work.tasks_a_run import TASKS_COUNTED, tasks_a_run
from sim.work.workers import Workers

Array = npt.NDArray[np.float64]
UNFINISHED, UNSERVED = "unfinished", "unserved"


class Unanswerable(Exception):
    """The runs are done, and what came of them answers nothing; the message says why."""


@dataclass
class Runs:
    """The runs of a question: does them, reads them, and remembers what was lost.

    Args:
        plan: every point that the question may ask about.
        store: where finished runs are, and go.
        workers: that do the runs.
        tell: hears of the progress; its total grows as the question goes on.
    """

    plan: Plan
    store: RunStore
    workers: Workers
    tell: Callable[[Progress], None] | None = None
    reached: dict[int, int] = field(default_factory=dict)  # point -> replications asked for
    lost: list[Lost] = field(default_factory=list)
    total: int = 0  # runs asked for so far
    reused: int = 0  # stored by earlier sessions

    def run(self, points: Sequence[int], replications: int) -> bool:
        """Do the runs of some points up to a number of replications, or more; return whether none is missing."""
        replications = max([replications, *(self.reached.get(point, 0) for point in points)])
        before = sum(self.reached.get(point, 0) for point in points)
        outcome = compute(part(self.plan, points), replications, self.store, self.workers, self._told(before))
        self._count(outcome, before)
        self.reached.update(dict.fromkeys(points, replications))
        return outcome.is_complete

    def values(self, point: int, metrics: Sequence[str], first: int | None = None) -> dict[str, Array]:
        """Return metrics of a point, one value a replication, NaN where there is none.

        Args:
            point: number of the point.
            metrics: their names.
            first: replications that count; None: all that were run.
        """
        replications = self.reached.get(point, 0)
        counted = replications if first is None else min(first, replications)
        found = metric_arrays(part(self.plan, [point]), counted, self.store, metrics)
        return {name: table[0] for name, table in found.items()}

    def evidence(
        self, point: int, requirements: Sequence[Requirement], first: int | None = None
    ) -> tuple[Evidence, ...]:
        """Return the evidence of a point's runs on each requirement.

        Args:
            point: number of the point.
            requirements: all of them.
            first: replications that count; None: all that were run.

        Raises:
            Unanswerable: the warm-up leaves no task to count in any run.
        """
        metrics = [requirement.metric for requirement in requirements]
        values = self.values(point, [*metrics, TASKS_COUNTED, UNFINISHED], first)
        trials, empty = tasks_a_run(values), values[TASKS_COUNTED] == 0.0
        scenario = self.plan.points[point].scenario
        warms_up, is_certain = scenario.metrics.warmup > 0.0, is_without_luck(scenario)
        found = tuple(
            evidence(
                values[each.metric],
                each,
                trials if each.metric in SHARES_OF_TASKS else None,
                most(each.metric, values[each.metric], values[UNFINISHED], values[TASKS_COUNTED]),
                is_certain,
            )._replace(empty=int((empty & np.isnan(values[each.metric])).sum()) if warms_up else 0)
            for each in requirements
        )
        self._refuse_empty(point, found)
        return found

    def most(self, point: int, metrics: Sequence[str]) -> dict[str, Array]:
        """Return the most that the metrics of a point can be: see `sim.measures.comparison.cut_off.most`."""
        values = self.values(point, [*metrics, TASKS_COUNTED, UNFINISHED])
        return {name: most(name, values[name], values[UNFINISHED], values[TASKS_COUNTED]) for name in metrics}

    def _refuse_empty(self, point: int, found: Sequence[Evidence]) -> None:
        for each in found:
            if each.empty and not each.replications:
                chosen = self.plan.points[point]
                raise Unanswerable(
                    f"{chosen.name}: {each.requirement.metric} has no value in any of {count(each.empty, 'run')}: "
                    f"{warmup_text(chosen.scenario.metrics.warmup)}, so no number of runs would tell; "
                    "let metrics.warmup end before the last tasks are released"
                )

    def failed(self, point: int) -> int:
        """Return how many runs of a point failed."""
        rows = self.store.rows(self.plan.keys[point], self.reached.get(point, 0))
        return sum(row.status == FAILED for row in rows)

    def asked(self) -> list[int]:
        """Return the points that were run, in design order."""
        return sorted(self.reached)

    def _count(self, outcome: Outcome, before: int) -> None:
        self.lost += outcome.lost
        self.total += outcome.total - before
        self.reused += max(0, outcome.reused - before)

    def _told(self, before: int) -> Callable[[Progress], None] | None:
        tell, total = self.tell, self.total
        if tell is None:
            return None

        def told(progress: Progress) -> None:
            base = total - before
            tell(replace(progress, done=base + progress.done, total=base + progress.total))

        return told


def parse_replications(text: str, option: str = "--replications") -> tuple[int, int]:
    """Return the fewest and the most replications that `20..160`, or one number, says.

    Args:
        text: what stands after the option.
        option: as an error names it.

    Raises:
        ScenarioError: it says nothing of the kind.

    >>> parse_replications("20..160"), parse_replications("50")
    ((20, 160), (50, 50))
    """
    try:
        if text.strip().isdecimal() and len(text) < 12:
            least = most = int(text)
        else:
            span = parse_range(text)
            if span is None or not span.whole or span.step is not None:
                raise ValueError(f"{text!r} is no number of runs")
            least, most = int(span.low), int(span.high)
        if not FEWEST <= least <= most <= MAX_REPLICATIONS:
            raise ValueError(f"{text} goes below {FEWEST} or above {MAX_REPLICATIONS}")
    except ValueError as error:
        message = f"{error}; expected one number, or the first and the last look such as 20..160, or 20..160+"
        raise ScenarioError([Problem(option, None, "", message)]) from None
    return least, most


def parse_looks(text: str | None, option: str = "--replications") -> tuple[Look, ...]:
    """Return the looks that `20..160` plans, or `20..160+`, which later sessions may go on from; None: the usual ones.

    Args:
        text: what stands after the option.
        option: as an error names it.

    Raises:
        ScenarioError: it says nothing of the kind.

    >>> [look.replications for look in parse_looks("20..80")]
    [20, 40, 80]
    >>> parse_looks("20..80+") == parse_looks("20..640+")[:3]
    True
    """
    if text is None:
        return looks()
    written = text.strip()
    planned = open_looks if written.endswith("+") else looks
    return planned(*parse_replications(written.removesuffix("+"), option))
