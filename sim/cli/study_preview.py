"""What `--preview` shows of a study: how many runs there are, and about how long they take."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.foresight import lines
from sim.cli.progress import Progress, wanted
from sim.cli.study import Manner, tell_engine

if TYPE_CHECKING:
    from sim.engine.choose import Choice
    from sim.work.forecast import Forecast
    from sim.work.runs import Plan


def show_preview(
    plan: "Plan", replications: int, target: Path, manner: Manner, heads: Sequence[str] | None = None
) -> None:
    """Print the points of a study, its size, and a forecast of its time; nothing is written.

    Args:
        plan: of the study.
        replications: of each point.
        target: the result folder, beside which finished runs are stored.
        manner: how the study would be run.
        heads: lines in place of the names of all points.
    """
    from sim.record.files import json_text
    from sim.work.forecast import forecast
    from sim.work.store import RunStore
    from sim.work.workers import cores

    store = RunStore(target.with_name(f"{target.name}.runs")) if manner.resume else None
    jobs = 1 if manner.backend == "serial" else manner.jobs or cores()
    with Progress(wanted(manner.as_json, manner.quiet)) as progress:
        progress.enter("timing a few runs")
        found = forecast(plan, replications, jobs, store)
    engines = engines_of(plan)
    points, costs = len(plan.points), lines(point.scenario for point in plan.points)
    if manner.as_json:
        names = [point.name for point in plan.points]
        content = {
            "points": names,
            "replications": replications,
            "runs": found.runs,
            "stored": found.stored,
            "engines": [{**choice._asdict(), "points": number} for choice, number in engines.items()],
            "notes": costs,
        }
        click.echo(json_text({**content, "run_s": found.run_s, "jobs": found.jobs, "seconds": found.seconds}))
        return
    for line in heads if heads is not None else (point.name for point in plan.points):
        click.echo(line)
    click.echo(f"{points} points * {replications} replications = {points * replications} runs")
    for choice, number in engines.items():
        click.echo(f"engine {choice.engine} for {number} of {points} points: {choice.why}")
    tell_engine(manner)
    click.echo(_time_told(found))
    for cost in costs:
        click.echo(f"note: {cost}")


def engines_of(plan: "Plan") -> "dict[Choice, int]":
    """Return which engines run the points of a plan, and why, with the number of points."""
    from sim.engine.choose import choose

    return dict(Counter(choose(point.scenario) for point in plan.points))


def _time_told(found: "Forecast") -> str:
    from sim.document.quantity import count, duration

    if found.run_s is None:
        return "all of them are stored: nothing is left to run"
    left = f"{found.runs} of them are left to run: " if found.stored else ""
    each = f"{_two_digits(1000.0 * found.run_s):g} ms a run"
    where = count(found.jobs, "process", "processes")
    return f"{left}about {duration(_two_digits(found.seconds))} in {where} here ({each})"


def _two_digits(value: float) -> float:
    return float(f"{value:.2g}")
