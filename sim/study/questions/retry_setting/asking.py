"""The cheapest retry setting that meets requirements, and what breakdowns take from each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.experiment.scenario_input import Given, Overrides, listed
from sim.measures.comparison.mean import MeanInterval, mean_interval
from sim.measures.comparison.paired import paired_differences
from sim.measures.metrics.catalogue import SHARES_OF_TASKS, greatest, metric_info
from sim.measures.questions.cheapest import Race, advance, begin
from sim.measures.questions.evidence import Evidence, is_hopeless, replications_needed, runs_that_would_show
from sim.measures.questions.looks import KEPT, Look, looks
from sim.measures.questions.requirement import Requirement
from sim.measures.questions.unserved import barred
from sim.record.costs import has_prices
from sim.scenario import Problem, ScenarioError
from sim.scenario.spec.certainty import is_without_luck
from sim.study.asking.inputs_drawn import InputsDrawn
from sim.study.asking.runs import UNFINISHED, UNSERVED, Array, Runs
from sim.study.plan_input import Axes, parse_axes, plan_points
from sim.study.questions.retry_setting.answer import RetryAnswer, SettingFound
from sim.work.pace import Progress
from sim.work.runs import Plan, for_metrics
from sim.work.store import RunStore
from sim.work.tasks_a_run import TASKS_COUNTED, tasks_a_run
from sim.work.workers import Workers

VARIED = ("retry.max_retries=0..6",)
"""What varies unless something else is named."""
COST = "wasted_work"
_ALWAYS_SHOWN = ("wasted_work", "makespan")
_MONEY = ("cost",)  # besides, where agents have prices
_CALM = "fleet.breakdowns=null"


@dataclass(frozen=True)
class Settings:
    """The settings that a question is about.

    Args:
        plan: a point for each setting; then, where the scenario has breakdowns, one for each without them.
        count: how many settings there are.
    """

    plan: Plan
    count: int

    @property
    def breaks_down(self) -> bool:
        """Whether the scenario has breakdowns."""
        return len(self.plan.points) > self.count


@dataclass(frozen=True)
class RetryStudy:
    """The question, answered, and the runs behind it.

    Args:
        runs: behind it.
        answer: what is known.
        inputs: what it owes to inputs that are only estimated; None: they were not drawn.
    """

    runs: Runs
    answer: RetryAnswer
    inputs: InputsDrawn | None = None


def plan_settings(
    scenario: Given,
    vary: Axes = (),
    where: str | Sequence[str] = (),
    overrides: Overrides = (),
    seed: int | None = None,
) -> Settings:
    """Return the settings of a question, each with the scenario's breakdowns and, if it has any, without.

    Args:
        scenario: a scenario file, a mapping, or a scenario.
        vary: axes such as `retry.max_retries=0..6`; none: that one.
        where: constraints on their combinations.
        overrides: settings that hold for all.
        seed: in place of the scenario's.

    Raises:
        ScenarioError: with every problem.
    """
    axes, constraints = parse_axes(vary or VARIED, where)
    given = plan_points(scenario, axes, constraints, overrides, seed)
    if len(given.points) < 2:
        raise ScenarioError([Problem("--vary", None, "", "one setting is nothing to choose from; name two or more")])
    if all(point.scenario.fleet.breakdowns is None for point in given.points):
        return Settings(given, len(given.points))
    calm = plan_points(scenario, axes, constraints, [*listed(overrides), _CALM], seed)
    return Settings(_joined(given, calm), len(given.points))


def cost_metric(name: str) -> str:
    """Return the name of a cost: a metric of which less is better.

    Raises:
        ScenarioError: it is none.

    >>> cost_metric("makespan")
    'makespan'
    """
    try:
        if metric_info(name).higher_is_better:
            raise ValueError(f"more of {name} is better; expected what is to be small, such as wasted_work or makespan")
    except ValueError as error:
        raise ScenarioError([Problem("--minimise", None, "", str(error))]) from None
    return name


def retry_setting(
    settings: Settings,
    requirements: Sequence[Requirement],
    store: RunStore,
    workers: Workers,
    cost: str = COST,
    confidence: float = 0.95,
    planned: Sequence[Look] = looks(),
    tell: Callable[[Progress], None] | None = None,
    goes_on: bool = True,
) -> RetryStudy:
    """Find the setting with the least mean cost among those whose means keep to all requirements.

    With probability `confidence` or more every verdict and every difference in cost that is called sure is right: see
    docs/background/answers.md. Settings that are out are not run any further.

    Args:
        settings: from `plan_settings`.
        requirements: on means over replications, at least one.
        store: where finished runs are, and go.
        workers: that do the runs.
        cost: the metric that is to be small.
        confidence: of all statements together.
        planned: when the settings are looked at.
        tell: hears of the progress.
        goes_on: whether settings whose runs are all alike are run as often as it takes to see a rarer kind of run,
            beyond the last look.

    Raises:
        Unanswerable: the warm-up leaves no task to count.
        ExecutionError, OSError, KeyboardInterrupt: the work could not go on; what was finished is stored.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from sim.experiment.scenario_input import parse_scenario
    >>> from sim.work.workers import SerialWorkers
    >>> from sim.measures.questions.requirement import parse_requirements
    >>> scenario = parse_scenario(
    ...     {
    ...         "name": "twelve",
    ...         "fleet": {"agents": [{"name": "agent"}]},
    ...         "workload": {
    ...             "kind": "synthetic", "tasks_per_wave": 12, "duration": "1min", "predicted_success": 0.6,
    ...         },
    ...     }
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:  # 1 - 0.4 = 60 % succeed without retries, 1 - 0.4^3 with two
    ...     settings = plan_settings(scenario, ["retry.max_retries=0,2"])
    ...     asked, store = parse_requirements("success_rate >= 80%"), RunStore(Path(folder))
    ...     study = retry_setting(settings, asked, store, SerialWorkers())
    >>> study.answer.chosen.name
    'retry.max_retries=2'
    """
    asked = (*(each.metric for each in requirements), cost)
    money = _MONEY if has_prices(point.scenario for point in settings.plan.points) else ()
    metrics = tuple(dict.fromkeys([*asked, *_ALWAYS_SHOWN, *money]))
    runs = Runs(for_metrics(settings.plan, metrics), store, workers, tell)
    k = settings.count
    alpha = (1.0 - confidence) * (1.0 - KEPT if goes_on else 1.0)
    is_certain = all(is_without_luck(point.scenario) for point in settings.plan.points)
    race, seen = begin(k), dict[int, tuple[float, tuple[Evidence, ...]]]()

    def looked(replications: int, spent: float) -> tuple[Race, bool]:
        running = race.running
        complete = runs.run(running, replications)
        level = spent / 2.0 / k
        found = _evidence(runs, running, requirements, level)
        costs = np.stack([runs.values(point, [cost])[cost] for point in running], axis=1)
        most = np.stack([runs.most(point, [cost])[cost] for point in running], axis=1)
        seen.update({point: (level, each) for point, each in zip(running, found, strict=True)})
        after = advance(race, found, costs, cost, spent, most=most, is_certain=is_certain)
        return after, after.settled or not complete or all(is_hopeless(each) for each in found)

    for look in planned:
        race, is_over = looked(look.replications, alpha * look.share)
        if is_over:
            break
    else:
        kept = (1.0 - confidence) * KEPT
        wanted = [runs_that_would_show(seen[point][1], kept / 2.0 / k) for point in race.running] if goes_on else []
        further = max((runs_ for runs_ in wanted if runs_ is not None), default=None)
        if further is not None:
            race, _ = looked(further, kept)
    if settings.breaks_down:
        runs.run(range(k, 2 * k), planned[0].replications)
    last = alpha * planned[-1].share / 2.0 / k
    return RetryStudy(runs, _answer(settings, runs, requirements, cost, confidence, race, seen, last, metrics))


def _evidence(
    runs: Runs, running: Sequence[int], requirements: Sequence[Requirement], level: float
) -> list[tuple[Evidence, ...]]:
    """Return the evidence on each setting; the one with the fewest unserved tasks says how many need be."""
    found = [runs.evidence(point, requirements) for point in running]
    unserved = [runs.values(point, [UNSERVED])[UNSERVED] for point in running]
    known = [values for values in unserved if not np.isnan(values).all()]
    if not known:
        return found
    fewest = min(known, key=lambda values: float(np.nanmean(values)))
    return [barred(each, values, fewest, level) for each, values in zip(found, unserved, strict=True)]


def _answer(
    settings: Settings,
    runs: Runs,
    requirements: Sequence[Requirement],
    cost: str,
    confidence: float,
    race: Race,
    seen: dict[int, tuple[float, tuple[Evidence, ...]]],
    last: float,
    metrics: tuple[str, ...],
) -> RetryAnswer:
    found = []
    for place in range(settings.count):
        level, evidence = seen[place]
        values = runs.values(place, [*metrics, TASKS_COUNTED, UNFINISHED])
        calm = runs.values(place + settings.count, metrics) if settings.breaks_down else None
        tasks = tasks_a_run(values)
        sizes = {metric: tasks if metric in SHARES_OF_TASKS else None for metric in metrics}
        found.append(
            SettingFound(
                name=settings.plan.points[place].name,
                replications=runs.reached[place],
                failed=runs.failed(place),
                cut_off=int((values[UNFINISHED] > 0.0).sum()),
                level=level,
                evidence=evidence,
                means={
                    metric: mean_interval(values[metric], confidence, sizes[metric], (0.0, greatest(metric)))
                    for metric in metrics
                },
                lost=None if calm is None else {
                    metric: _lost(values[metric], calm[metric], confidence, sizes[metric]) for metric in metrics
                },
                needed=replications_needed(evidence, last),
            )
        )  # fmt: skip
    name = settings.plan.points[0].scenario.name
    return RetryAnswer(name, tuple(requirements), cost, confidence, tuple(found), race)


def _lost(given: Array, calm: Array, confidence: float, tasks: float | None) -> MeanInterval:
    n = min(given.size, calm.size)
    (found,) = paired_differences(
        calm[:n], given[:n, None], higher_is_better=True, delta=0.0, confidence=confidence, tasks=[tasks]
    )
    return MeanInterval(found.difference, found.low, found.high, found.replications)


def _joined(given: Plan, calm: Plan) -> Plan:
    points = [replace(point, settings=(*point.settings, ("breakdowns", "as given"))) for point in given.points]
    points += [
        replace(
            point,
            index=point.index + len(given.points),
            name=f"{point.name}, no breakdowns",
            settings=(*point.settings, ("breakdowns", "none")),
        )
        for point in calm.points
    ]
    return Plan(tuple(points), given.seed, given.keys + calm.keys, given.inputs + calm.inputs, given.plugins)
