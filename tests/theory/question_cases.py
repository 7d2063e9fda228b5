"""Systems with known answers, and how often the answers of `smallest-fleet`, `knee` and `retry-setting` are wrong.

One *macro-replication* is a whole question: its replications are drawn, looked at as the commands do, and the answer is
held against the truth. All sizes of one replication share their luck.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from scipy.special import ndtri

from sim.measures.comparison.bounds import Estimate, one_sided_p
from sim.measures.comparison.sample import Array
from sim.measures.questions.bisection import Answers, depth, search
from sim.measures.questions.cheapest import advance, begin
from sim.measures.questions.evidence import Evidence, Meets, evidence, verdict
from sim.measures.questions.knee import knee, knees
from sim.measures.questions.looks import Look, looks
from sim.measures.questions.requirement import Requirement
from sim.measures.theory.reliability import task_success
from tests.theory.comparison_cases import NORMAL, Shape, Share, draws

SIZES = 16
ALPHA = 0.05
TASKS = 40


def mean_makespans(tasks: int = TASKS, sizes: int = SIZES) -> Array:
    """Exact mean makespan of exponential tasks (mean 1) in one queue before n agents, n = 1 .. sizes.

    While k tasks are left, min(k, n) of them are served: the next end is 1 / min(k, n) away on average.
    """
    return np.array([sum(1.0 / min(k, n) for k in range(1, tasks + 1)) for n in range(1, sizes + 1)])


def makespans(gaps: Array, agents: int) -> Array:
    """Makespans (replications,) from unit exponential gaps (replications, tasks)."""
    left = np.arange(gaps.shape[-1], 0, -1)
    return np.asarray((gaps / np.minimum(left, agents)).sum(axis=-1))


def fleet_answer(examine: Callable[[int, int], Sequence[Evidence]], level: float, planned: Sequence[Look]) -> Answers:
    """The search of `smallest-fleet` over evidence(size, replications)."""

    def known(size: int) -> Meets:
        for look in planned:
            found = verdict(examine(size, look.replications), level * look.share)
            if found is not Meets.UNDECIDED:
                return found
        return Meets.UNDECIDED

    return search(SIZES, known)


def wrong_fleets(
    first: int,
    shape: Shape | None,
    macro: int,
    case: int,
    planned: Sequence[Look] | None = None,
    level: float | None = None,
    above: bool = True,
) -> Share:
    """How often the smallest fleet is not among the answers left; the hardest case: a mean lies at the limit.

    Args:
        first: number of the smallest size that is enough.
        shape: of the metric over replications, its mean falling with size; None: makespan of exponential tasks.
        macro: macro-replications.
        case: of the random numbers.
        planned: looks; the commands' unless told.
        level: of each size; as in the command unless told.
        above: the mean of the size before lies a hair above the limit; else that of `first` a hair below.
    """
    chosen = looks() if planned is None else planned
    most = chosen[-1].replications
    error = ALPHA / depth(SIZES) if level is None else level
    means = mean_makespans() if shape is None else 1.0 + 3.0 / np.arange(1.0, SIZES + 1.0)
    at = means[first - 1] * (1.0 - 1e-9) if above else means[first] * (1.0 + 1e-9)
    requirement = Requirement("makespan", True, float(at))
    drawn = partial(_makespan_table, most) if shape is None else partial(_scaled_table, most, shape, means)
    wrong = 0
    for number in range(macro):
        answer = fleet_answer(partial(_evidence_in, drawn(case + number), requirement), error, chosen)
        wrong += not answer.low <= first <= answer.high
    return Share(wrong, macro)


def _makespan_table(most: int, case: int) -> Array:
    gaps = -np.log(draws(case, most, TASKS))
    return np.stack([makespans(gaps, agents) for agents in range(1, SIZES + 1)])


def _scaled_table(most: int, shape: Shape, means: Array, case: int) -> Array:
    return np.asarray(means[:, None] * shape.of_normal(ndtri(draws(case, most))) / shape.mean)


def _evidence_in(table: Array, requirement: Requirement, size: int, replications: int) -> list[Evidence]:
    return [evidence(table[size, :replications], requirement)]


def wrong_shares(
    chance: float, tasks: int, macro: int, case: int, floor: bool = True, level: float = ALPHA, n: int | None = None
) -> Share:
    """How often `meets` is said of a success rate whose true mean is a hair below its limit; independent tasks.

    Args:
        chance: of every task.
        tasks: a run.
        macro: macro-replications.
        case: of the random numbers.
        floor: as the commands do it; else by t alone, with the sign test for equal runs: the control.
        level: of the verdict.
        n: replications of one look; None: the looks of the commands.
    """
    planned = looks() if n is None else looks(n, n)
    requirement = Requirement("success_rate", False, chance * (1.0 + 1e-12))
    wrong = 0
    for number in range(macro):
        rates = (draws(case + number, planned[-1].replications, tasks) < chance).mean(axis=1)
        for look in planned:
            seen = rates[: look.replications]
            found = evidence(seen, requirement, float(tasks)) if floor else plain_evidence(seen, requirement)
            known = verdict([found], level * look.share)
            if known is not Meets.UNDECIDED:
                wrong += known is Meets.YES
                break
    return Share(wrong, macro)


def plain_evidence(values: Array, requirement: Requirement) -> Evidence:
    """Evidence by Student's t and nothing else; values that are all the same by the sign test."""
    n, mean = len(values), float(values.mean())
    error = float(values.std(ddof=1)) / math.sqrt(n)
    p = one_sided_p(Estimate(mean - requirement.limit, error, n))
    return Evidence(requirement, n, mean, error, p, 1.0 - p)


SKEWED: dict[str, Callable[[Array], Array]] = {
    "exponential": lambda u: -np.log1p(-u),
    "lognormal, cv 2": lambda u: np.exp(math.sqrt(math.log(5.0)) * ndtri(u) - math.log(5.0) / 2.0),
    "80 % zeros": lambda u: -5.0 * np.log1p(-np.maximum(0.0, (u - 0.8) / 0.2)),
    "an outage in one run of a hundred": lambda u: np.where(u > 0.99, 50.5, 0.5),
    "an outage in one run of twenty": lambda u: np.where(u > 0.95, 10.5, 0.5),
}
"""Metrics of mean 1, by name, of a uniform number."""


def wrong_limits(name: str, macro: int, case: int, plain: bool = False) -> Share:
    """How often `meets` is said of a skewed metric whose true mean is a hair above its limit, over all looks."""
    requirement, wrong = Requirement("makespan", True, 1.0 - 1e-9), 0
    for number in range(macro):
        values = SKEWED[name](draws(case + number, looks()[-1].replications))
        for look in looks():
            seen = values[: look.replications]
            found = _as_cost(seen, requirement) if plain else evidence(seen, requirement)
            known = verdict([found], ALPHA * look.share)
            if known is not Meets.UNDECIDED:
                wrong += known is Meets.YES
                break
    return Share(wrong, macro)


def wrong_sessions(planned: Sequence[Sequence[Look]], macro: int, case: int) -> Share:
    """How often any of several sessions says `meets` of a normal metric a hair above its limit.

    Each session asks again, of the same runs and more of them, as long as nothing is decided.
    """
    requirement, wrong = Requirement("makespan", True, 1.0 - 1e-9), 0
    most = planned[-1][-1].replications
    for number in range(macro):
        values = NORMAL.of_normal(ndtri(draws(case + number, most)))
        seen = [look for session in planned for look in session]
        wrong += any(evidence(values[:n], requirement).p_meets <= ALPHA * share for n, share in seen)
    return Share(wrong, macro)


def _as_cost(values: Array, requirement: Requirement) -> Evidence:
    return plain_evidence(-values, requirement._replace(limit=-requirement.limit))


def scaled_curve(contention: float, saturation: float) -> Array:
    """True throughput of 1 .. SIZES agents that get into each other's way (Amdahl's law), up to a limit."""
    n = np.arange(1.0, SIZES + 1.0)
    return np.asarray(np.minimum(n / (1.0 + contention * (n - 1.0)), saturation))


def knee_coverage(curve: Array, macro: int, case: int, n: int = 30, resamples: int = 500) -> Share:
    """How often the interval of the knee holds it: throughput with luck that all sizes share, and luck of their own."""
    sizes = list(range(1, SIZES + 1))
    truth = int(knees(sizes, curve[None, :])[0])
    u = draws(case, resamples, n)
    held = 0
    for number in range(1, macro + 1):
        z = ndtri(draws(case + number, n, SIZES + 1))
        table = curve * (1.0 + 0.15 * z[:, :1] + 0.08 * z[:, 1:])
        found = knee(sizes, table, u)
        held += found.low <= truth <= found.high
    return Share(held, macro)


def wrong_races(macro: int, case: int, alpha: float = ALPHA, settings: int = 6, tasks: int = 40) -> Share:
    """How often anything that `retry-setting` calls sure is wrong: attempts succeed with chance 0.6, r = 0, 1, ..

    The success rate of two retries, 1 - 0.4^3, lies a hair below the limit, and all costs are the same on average: a
    verdict is wrong, and so is every setting that is called costlier.
    """
    planned = looks()
    chances = np.array([task_success(0.6, retries) for retries in range(settings)])
    requirement = Requirement("success_rate", False, float(chances[2]) * (1.0 + 1e-12))
    wrong = 0
    for number in range(macro):
        n = planned[-1].replications
        luck = draws(case + number, n, tasks + settings + 1)
        rates = (luck[:, None, :tasks] < chances[:, None]).mean(axis=2)
        z = ndtri(luck[:, tasks:])
        costs = 100.0 + 20.0 * z[:, :1] + 10.0 * z[:, 1:]
        race = begin(settings)
        for look in planned:
            running, so_far = list(race.running), slice(look.replications)
            found = [[evidence(rates[so_far, i], requirement, float(tasks))] for i in running]
            race = advance(race, found, costs[so_far, running], "wasted_work", alpha * look.share, delta=1.0)
            if race.settled:
                break
        meets = [known is Meets.YES for known in race.verdicts]
        refuted = [known is Meets.NO for known in race.verdicts]
        wrong += any(meets[:3]) or any(refuted[3:]) or any(by is not None for by in race.beaten_by)
    return Share(wrong, macro)
