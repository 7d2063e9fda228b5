"""What differs between the results of two studies: their terms, and, alternative by alternative, their numbers."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.document.blocks import Block, Heading, Note, Paragraph, table
from sim.document.quantity import count
from sim.document.text import given, strong
from sim.measures.comparison.alternatives import compare_values
from sim.measures.comparison.result import Comparison, MetricComparison
from sim.report.comparison.metric_text import change, label, range_of, span, unit_of, value
from sim.report.difference.settings import differing
from sim.report.layout import MOST_ROWS
from sim.report.manifest import MANIFEST_FILE
from sim.study.comparison.terms import METRICS
from sim.study.folder import record_in
from sim.work.tables import RUNS
from sim.work.tasks_a_run import TASK_COUNTS, task_counts, tasks_by_point

if TYPE_CHECKING:
    import pandas as pd

_CELL = 120
_TERMS = ("seed", "replications", "inputs", "plugins", "versions")


class _Study(NamedTuple):
    name: str
    manifest: Mapping[str, Any]
    comparison: Comparison | None
    runs: "pd.DataFrame"


class _Pair(NamedTuple):
    """One alternative in both studies: its runs of the same replications and seeds, row by row."""

    one: "pd.DataFrame"
    other: "pd.DataFrame"

    def same(self) -> bool:
        return self.one.equals(self.other)


def studies_difference(one: Path, other: Path) -> list[Block]:
    """Return what differs between two studies, as a page.

    Args:
        one, other: their result folders.

    Raises:
        ResultUnreadable: one of them is no result of a study, or not as it was written.
    """
    studies = _read(one), _read(other)
    names = list(dict.fromkeys(name for study in studies for name in study.runs["name"]))
    in_both = [name for name in names if all((study.runs["name"] == name).any() for study in studies)]
    pairs = {name: _paired(name, *studies) for name in in_both}
    return [
        Heading(f"{given(studies[0].name)} against {given(studies[1].name)}", level=1),
        Paragraph(_verdict(studies, names, pairs)),
        *_terms(studies, in_both),
        *_alternatives(studies, names, in_both),
        *_numbers(studies, pairs),
        *_verdicts(studies),
    ]


def _read(directory: Path) -> _Study:
    import pandas as pd

    found = record_in(directory).found
    manifest = json.loads((directory / MANIFEST_FILE).read_bytes())
    comparison = found if isinstance(found, Comparison) else None
    return _Study(directory.as_posix(), manifest, comparison, pd.read_parquet(directory / RUNS))


def _paired(name: str, one: _Study, other: _Study) -> _Pair:
    """Return the runs of an alternative that met the same luck in both studies."""
    frames = [study.runs[(study.runs["name"] == name) & (study.runs["status"] == "ok")] for study in (one, other)]
    keyed = [frame.set_index(["replication", "seed"]).sort_index() for frame in frames]
    common = keyed[0].index.intersection(keyed[1].index)
    columns = [column for column in keyed[0].columns if column in keyed[1].columns and column != "point"]
    return _Pair(*(frame.loc[common, columns] for frame in keyed))


def _verdict(studies: tuple[_Study, _Study], names: Sequence[str], pairs: Mapping[str, _Pair]) -> str:
    if not pairs:
        return f"{strong('The two studies have no alternative in common')}: nothing of them can be compared."
    runs = sum(len(pair.one) for pair in pairs.values())
    if not runs:
        return f"{strong('The two studies met other luck')} (seeds differ): their means stand side by side, unpaired."
    differ = sum(not pair.same() for pair in pairs.values())
    alone = len(names) - len(pairs)
    told = f"; {count(alone, 'alternative')} in one of them only" if alone else ""
    if not differ:
        same = f"{count(runs, 'run')} of {count(len(pairs), 'alternative')} in both"
        whole = not alone and len(studies[0].runs) == len(studies[1].runs) == runs
        what = "The two studies are the same, run by run" if whole else "What both ran is the same"
        return f"{strong(what)}: {same}{told}."
    parted = f"{differ} of {count(len(pairs), 'alternative')} {'differs' if differ == 1 else 'differ'}"
    return f"{strong(parted)} in the same replications{told}."


def _terms(studies: tuple[_Study, _Study], in_both: Sequence[str]) -> Iterator[Block]:
    terms = [{key: study.manifest.get(key) for key in _TERMS} for study in studies]
    settings = dict.fromkeys(row for name in in_both for row in differing(*(_scenario(s, name) for s in studies)))
    found = [*differing(*terms), *settings]
    yield Heading("Terms and settings")
    if not found:
        yield Paragraph("Seed, replications, inputs, versions, and the settings of what both ran are the same.")
        return
    rows = [[given(key, _CELL), given(a, _CELL), given(b, _CELL)] for key, a, b in found]
    yield from _listed(["key", *(given(study.name) for study in studies)], rows)


def _scenario(study: _Study, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(point["scenario"] for point in study.manifest["points"] if point["name"] == name)
    return found


def _alternatives(studies: tuple[_Study, _Study], names: Sequence[str], in_both: Sequence[str]) -> Iterator[Block]:
    alone = [name for name in names if name not in in_both]
    if not alone:
        return
    yield Heading("Alternatives in one of them only")
    where = {name: next(s.name for s in studies if (s.runs["name"] == name).any()) for name in alone}
    yield from _listed(["alternative", "in"], [[given(name, _CELL), given(where[name])] for name in alone])


def _numbers(studies: tuple[_Study, _Study], pairs: Mapping[str, _Pair]) -> Iterator[Block]:
    """Yield what an alternative came to in both studies, where that differs: paired where the luck was the same."""
    rows = [row for name, pair in pairs.items() if not pair.same() for row in _rows(studies, name, pair)]
    if not rows:
        return
    yield Heading("Numbers that differ")
    yield from _listed(["alternative", "metric", "first", "second", "second against first"], rows, numbers_from=2)
    yield Note(
        f"First: {given(studies[0].name)}; second: {given(studies[1].name)}. Over the replications that both ran."
    )


def _rows(studies: tuple[_Study, _Study], name: str, pair: _Pair) -> Iterator[list[str]]:
    for entry in _compared(_metrics(studies, pair), pair).metrics:
        found = entry.differences.get("second")
        if found is None or (found.difference == 0.0 and found.low == found.high):
            continue
        unit = unit_of(entry.metric, [found.difference])
        by = f"{change(entry.metric, found.difference, unit)} ({span(entry.metric, found.low, found.high, unit)})"
        yield [given(name, _CELL), label(entry.metric), *_means(entry), f"{by}, {found.verdict}"]


def _metrics(studies: tuple[_Study, _Study], pair: _Pair) -> list[str]:
    asked = [entry.metric for study in studies if study.comparison for entry in study.comparison.metrics]
    return [metric for metric in dict.fromkeys([*asked, *METRICS]) if metric in pair.one.columns]


def _compared(metrics: Sequence[str], pair: _Pair) -> Comparison:
    """Return the comparison of two studies' runs of one alternative, by the rules of every other comparison."""
    arrays = {
        column: np.array([pair.one[column], pair.other[column]], dtype=float) for column in [*metrics, *TASK_COUNTS]
    }
    values = {metric: np.asarray(arrays[metric].T) for metric in metrics}
    names, counts = ("first", "second"), task_counts(arrays)
    return compare_values("", names, values, "first", 0, tasks=tasks_by_point(arrays), counts=counts)


def _means(entry: MetricComparison) -> list[str]:
    unit = unit_of(entry.metric, (mean.mean for mean in entry.means.values()))
    means = (entry.means[name] for name in ("first", "second"))
    return [
        f"{value(entry.metric, mean.mean, unit)} ({range_of(entry.metric, mean.low, mean.high, unit)})"
        for mean in means
    ]


def _verdicts(studies: tuple[_Study, _Study]) -> Iterator[Block]:
    """Yield the verdicts that changed between two comparisons."""
    first, second = (_by_pair(study.comparison) for study in studies)
    changed = [key for key in first if key in second and first[key] != second[key]]
    if not changed:
        return
    yield Heading("Verdicts that changed")
    rows = [[given(name, _CELL), label(metric), first[name, metric], second[name, metric]] for name, metric in changed]
    yield from _listed(["alternative", "metric", *(given(study.name) for study in studies)], rows)


def _listed(header: Sequence[str], rows: Sequence[Sequence[str]], numbers_from: int | None = None) -> Iterator[Block]:
    yield table(header, rows[:MOST_ROWS], numbers_from=len(header) if numbers_from is None else numbers_from)
    if len(rows) > MOST_ROWS:
        yield Note(f"{len(rows) - MOST_ROWS} more rows are left out here.")


def _by_pair(comparison: Comparison | None) -> dict[tuple[str, str], str]:
    entries = () if comparison is None else comparison.metrics
    return {
        (name, entry.metric): f"{found.verdict} (against {given(entry.baseline, _CELL)})"
        for entry in entries
        for name, found in entry.differences.items()
    }
