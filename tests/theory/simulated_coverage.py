"""How often the answers of `compare` hold the truth, where the runs come from the simulator and the truth from theory.

One *macro-replication* is a whole comparison, by the way that the command goes: a plan, runs on common random numbers,
statistics. All runs of a system are done once; each macro-replication compares the next so many replications of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import NamedTuple
from weakref import finalize

from sim.measures.comparison.result import Comparison, MetricComparison
from sim.measures.metrics.catalogue import metric_info
from sim.scenario.load import parse_scenario
from sim.study.comparison.compare import compare, plan_comparison
from sim.study.comparison.terms import Budget, Terms
from sim.work.measure import RunRow
from sim.work.runs import Plan, compute, for_metrics
from sim.work.store import RunStore
from sim.work.workers import SerialWorkers
from tests.theory.comparison_cases import Share, holds, is_wrong
from tests.theory.known_systems import KnownSystem

SEED = 2027  # chosen once, before the first run


class RunsInMemory(RunStore):
    """A store whose runs are in no files; only the looks at them are, in a folder that goes with the store.

    Each store is a study of its own: it knows of no looks at another one, so that its error is all of alpha.
    """

    def __init__(self) -> None:
        self.directory = Path(mkdtemp(prefix="looks-"))
        finalize(self, rmtree, self.directory, ignore_errors=True)
        self.notes = []
        self._runs: dict[str, dict[int, RunRow]] = {}
        self._is_held = True  # nobody else can reach it

    def add(self, runs: Sequence[tuple[str, RunRow]]) -> None:
        for key, row in runs:
            self._runs.setdefault(key, {})[row.replication] = row

    def missing(self, key: str, replications: int) -> list[tuple[int, int]]:
        # Runs are done in order, from 0 on.
        done = len(self._runs.get(key, ()))
        return [(done, replications - done)] if done < replications else []

    def rows(self, key: str, replications: int) -> Iterator[RunRow]:
        return (self._runs[key][number] for number in range(replications) if number in self._runs.get(key, ()))

    def keys(self) -> frozenset[str]:
        return frozenset(self._runs)

    def part(self, first: int, count: int) -> "RunsInMemory":
        """Return some replications, numbered from 0."""
        taken = RunsInMemory()
        for key, rows in self._runs.items():
            taken.add([(key, replace(rows[first + number], replication=number)) for number in range(count)])
        return taken


@lru_cache(maxsize=1)  # a quarter of a gigabyte, at the size of the tables
def runs_of(system: KnownSystem, replications: int) -> tuple[Plan, RunsInMemory]:
    """Do that many runs of each alternative."""
    plan = plan_comparison(parse_scenario({**system.scenario, "seed": SEED}), vary=[system.vary])
    plan = for_metrics(plan, system.means)  # stored under the keys that `compare` will ask for
    store = RunsInMemory()
    outcome = compute(plan, replications, store, SerialWorkers())
    assert outcome.is_complete
    return plan, store


def comparisons(system: KnownSystem, macro: int, runs: int | None = None) -> list[Comparison]:
    """Return the comparison of each macro-replication.

    Args:
        system: what is compared.
        macro: how many.
        runs: replications of one comparison; absent: those of the system.
    """
    each = runs or system.replications
    plan, store = runs_of(system, macro * each)
    parts = (store.part(number * each, each) for number in range(macro))
    metrics = tuple(system.means)
    found = [compare(plan, part, SerialWorkers(), Terms(metrics, budget=Budget(each))).comparison for part in parts]
    assert not any(comparison.looks for comparison in found), "each is a first look, with all of alpha"
    return found


class Line(NamedTuple):
    """One promise of a comparison, and how often it was kept.

    Args:
        what: `mean`, `differences together`, `p95`, ..; `a wrong verdict`.
        of: metric, and alternative where there is one.
        promised: the share that the method promises.
        kept: the share that was counted.
    """

    what: str
    of: str
    promised: float
    kept: Share


def lines(system: KnownSystem, found: Sequence[Comparison], factor: float = 1.0) -> list[Line]:
    """Return how often each kind of answer held the truth.

    Args:
        system: what was compared.
        found: the comparisons.
        factor: on the truth; another than 1 for the control.
    """
    result = []
    for metric, truths in system.means.items():
        entries = [comparison.metric(metric) for comparison in found]
        true = dict(zip(found[0].alternatives, (factor * truth for truth in truths), strict=True))
        for name, truth in true.items():
            means = [entry.means[name] for entry in entries]
            result.append(Line("mean", f"{metric}, {name}", 0.95, share(holds(m.low, m.high, truth) for m in means)))
        effects = {name: truth - true[entries[0].baseline] for name, truth in true.items()}
        together = share(_differences_hold(entry, effects) for entry in entries)
        result.append(Line("differences together", metric, 0.95, together))
        result.append(Line("a wrong verdict", metric, 0.05, share(_misjudged(entry, effects) for entry in entries)))
    return [*result, *_quantile_lines(system, found)]


def _differences_hold(entry: MetricComparison, effects: Mapping[str, float]) -> bool:
    return all(holds(found.low, found.high, effects[name]) for name, found in entry.differences.items())


def _misjudged(entry: MetricComparison, effects: Mapping[str, float]) -> bool:
    sign = 1.0 if metric_info(entry.metric).higher_is_better else -1.0
    return any(is_wrong(found.verdict, sign * effects[name], entry.delta) for name, found in entry.differences.items())


def _quantile_lines(system: KnownSystem, found: Sequence[Comparison]) -> Iterator[Line]:
    for (metric, percent), truths in system.quantiles.items():
        for name, truth in zip(found[0].alternatives, truths, strict=True):
            intervals = [comparison.metric(metric).quantiles[name][percent] for comparison in found]
            promised = intervals[0].coverage
            if promised is not None:  # else these replications are too few for this quantile
                kept = share(holds(interval.low, interval.high, truth) for interval in intervals)
                yield Line(f"p{percent}", f"{metric}, {name}", promised, kept)


def share(hits: Iterable[bool]) -> Share:
    counted = list(hits)
    return Share(sum(counted), len(counted))
