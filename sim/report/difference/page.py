"""The difference of two runs, as a page."""

from collections.abc import Iterator
from math import isclose

from sim.document.blocks import Block, Heading, Note, Paragraph, table
from sim.document.quantity import count, duration
from sim.document.text import given, strong
from sim.measures.metrics.catalogue import CATALOGUE
from sim.record.result import RunResult
from sim.report.comparison.metric_text import change, label, unit_of, value
from sim.report.difference.courses import Event, Parting, course, parting, told
from sim.report.difference.settings import differing
from sim.report.layout import cut, cut_note

_CELL = 120
_ROUNDING = 1e-9
"""Relative difference of sums of the same times in another order."""


def difference_page(one: RunResult, other: RunResult, names: tuple[str, str]) -> list[Block]:
    """Return what differs between two runs: where their courses part first, settings, metrics.

    Args:
        one, other: the runs.
        names: what they are called on the page.
    """
    return [
        Heading(f"{given(names[0])} against {given(names[1])}", level=1),
        Paragraph(_verdict(one, other)),
        *_courses(one, other, names),
        Heading("Settings"),
        *_settings(one, other, names),
        Heading("Metrics"),
        *_metrics(one, other, names),
    ]


def _verdict(one: RunResult, other: RunResult) -> str:
    found = parting(course(one.tables), course(other.tables))
    settings = differing(one.scenario.resolved(), other.scenario.resolved())
    set_apart = f"{count(len(settings), 'setting')} {'differs' if len(settings) == 1 else 'differ'}"
    if found is None:
        same = strong("The two runs are the same, event by event")
        return f"{same}; {set_apart if settings else 'so are their settings'}."
    return f"{strong(f'The two runs part at {duration(found.at_s)}')}; {set_apart}. {_otherwise(one, other)}"


def _otherwise(one: RunResult, other: RunResult) -> str:
    left, right = (_ends(run) for run in (one, other))
    common = left.keys() & right.keys()
    differ = sum(left[task] != right[task] for task in common)
    only = len(left.keys() ^ right.keys())
    alone = f"; {count(only, 'task')} in one of them only" if only else ""
    return f"{count(differ, 'task')} of {len(common)} in both end otherwise{alone}."


def _ends(run: RunResult) -> dict[str, tuple[str, float]]:
    tasks = run.tables["tasks"]
    rows = zip(tasks["task_id"], tasks["status"], tasks["ended_at"], strict=True)
    return {task: (status, ended) for task, status, ended in rows}


def _courses(one: RunResult, other: RunResult, names: tuple[str, str]) -> Iterator[Block]:
    courses = course(one.tables), course(other.tables)
    found = parting(*courses)
    if found is None:
        return
    yield Heading("Where they part")
    rows = [[given(name), _event(found, place, courses[place])] for place, name in enumerate(names)]
    yield table(["run", f"at {duration(found.at_s)}"], rows, numbers_from=2)
    yield Note("Up to then every release, decision, start, end and outage is the same in both.")


def _event(found: Parting, place: int, events: list[Event]) -> str:
    event = (found.one, found.other)[place]
    if event is not None:
        return told(event)
    there = found.other if place == 0 else found.one
    assert there is not None
    later = next((one for one in events if one.at_s >= found.at_s and one.subject == there.subject), None)
    return "not so" if later is None else f"not so; next there, at {duration(later.at_s)}: {told(later)}"


def _settings(one: RunResult, other: RunResult, names: tuple[str, str]) -> Iterator[Block]:
    rows = [
        [f"`{given(key, _CELL)}`", given(left, _CELL), given(right, _CELL)]
        for key, left, right in differing(one.scenario.resolved(), other.scenario.resolved())
    ]
    pairs = (
        ("seed", one.summary.seed, other.summary.seed),
        ("replication", one.summary.replication, other.summary.replication),
        ("version of buddy-sim", one.summary.version, other.summary.version),
    )
    known = {row[0] for row in rows}
    rows += [[name, given(str(a)), given(str(b))] for name, a, b in pairs if a != b and f"`{given(name)}`" not in known]
    if not rows:
        yield Paragraph("No setting differs.")
        return
    first, last, left_out = cut(rows)
    yield table(["key", *map(given, names)], [*first, *last], numbers_from=3)
    yield from cut_note(left_out, "key", "manifest.json")


def _metrics(one: RunResult, other: RunResult, names: tuple[str, str]) -> Iterator[Block]:
    left, right = one.summary.metrics, other.summary.metrics
    rows = []
    for name in CATALOGUE:
        a, b = left.get(name), right.get(name)
        if a == b or (a is not None and b is not None and isclose(a, b, rel_tol=_ROUNDING)):
            continue
        unit = unit_of(name, (a, b))
        by = change(name, b - a) if a is not None and b is not None else ""
        rows.append([label(name), value(name, a, unit), value(name, b, unit), by])
    if not rows:
        yield Paragraph("No metric differs.")
        return
    yield table(["metric", *map(given, names), "change"], rows)
    yield Note(
        "Two runs are two runs: with one seed in both, a difference is that of their settings under this luck. How "
        "much of it holds for other luck is asked with `buddy-sim compare`."
    )
