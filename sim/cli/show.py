"""What a finished run shows on stdout: one JSON object, a table for a terminal, or plain aligned text."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.document.quantity import count, dollars, duration, durations, percent, score
from sim.document.terminal import aligned
from sim.record.views import Phase21ExecutionResult
from sim.report.lower_bound import empty_warmup, marked, unfinished_text
from sim.report.markdown import REPORT_FILE

if TYPE_CHECKING:
    from sim.experiment.run import Run

MOST_AGENTS = 12
AGENT_HEADER = ("agent", "tasks", "attempts", "succeeded", "busy", "up")
Cells = Sequence[str]


def show_json(run: "Run", target: Path) -> None:
    """Print the summary and the result folder as one JSON object."""
    from sim.record.files import json_text

    click.echo(json_text({**run.summary(), "output": target.as_posix()}))


def show_run(run: "Run", target: Path) -> None:
    """Print the summary for people: with colours on a terminal, as plain text anywhere else."""
    facts = list(_facts(run))
    agents = list(_agents(run.result))
    left_out = max(0, len(run.result.per_agent_metrics) - MOST_AGENTS)
    if sys.stdout is not None and sys.stdout.isatty():
        _show_on_terminal(facts, agents)
    else:
        click.echo(aligned(facts))
        click.echo("\n" + aligned([AGENT_HEADER, *agents]))
    if left_out:
        click.echo(f"and {count(left_out, 'more agent')}")
    click.echo(f"\nreport   {(target / REPORT_FILE).as_posix()}\nresults  {target.as_posix()}")


def _facts(run: "Run") -> Iterable[tuple[str, str]]:
    result, metrics = run.result, run.result.metrics
    name = f"{result.scenario}, seed {result.seed}"
    yield "scenario", f"{name} (dry run)" if run.scenario.dry_run else name
    share = metrics.get("success_rate")
    done = f"{result.completed_tasks} of {result.total_tasks} completed"
    empty = empty_warmup(result, run.scenario.metrics.warmup)
    rate = marked(result, "success_rate", percent(share)) if empty is None else f"n/a: {empty}"
    yield "tasks", f"{done} ({rate})" if result.total_tasks else "none"
    unfinished = unfinished_text(result)
    if unfinished is not None:
        yield "unfinished", unfinished
    yield "health", health_text(result)
    makespan = marked(result, "makespan", duration(metrics.get("makespan")))
    yield "makespan", f"{makespan} in {count(result.waves, 'wave')}"
    if metrics.get("limited"):
        yield "refused", f"{count(int(metrics['limited'] or 0), 'attempt')} by limits"
    if metrics.get("cost") is not None:
        yield "cost", marked(result, "cost", dollars(metrics["cost"]))
    yield "anomalies", _anomalies(run)
    if result.faults:
        yield "exceptions", f"{result.faults} caught inside the run, see run.log"
    if result.ended_early is not None:
        yield "ended early", result.ended_early


def health_text(result: Phase21ExecutionResult) -> str:
    """Return the health after the last wave, and beside it the mean over waves where there are several."""
    health = result.system_health
    if health is None:
        return "n/a: no wave ended"
    last = f"{score(health.health_score)} of 100, {health.health_status}"
    mean = result.metrics.get("health_score")
    return last if result.waves < 2 else f"{last} (last wave; mean over waves {score(mean)})"


def _anomalies(run: "Run") -> str:
    severities = [anomaly.severity for anomaly in run.found]
    counted = [f"{severities.count(name)} {name}" for name in ("HIGH", "MEDIUM", "LOW") if name in severities]
    return f"{len(severities)}: {', '.join(counted)}" if counted else "none"


def _agents(result: Phase21ExecutionResult) -> Iterable[Cells]:
    shown = list(result.per_agent_metrics.items())[:MOST_AGENTS]
    busy = durations([numbers.get("busy_s") for _, numbers in shown])
    for (agent_id, numbers), worked in zip(shown, busy, strict=True):
        yield (
            agent_id,
            f"{numbers.get('tasks') or 0:.0f}",
            f"{numbers.get('attempts') or 0:.0f}",
            percent(numbers.get("success_rate")),
            worked,
            percent(numbers.get("availability")),
        )


def fitting(rows: Sequence[Cells], width: int) -> int:
    """Return how many columns, from the left, fit into a line; at least two.

    >>> rows = [("agent", "tasks", "busy"), ("agent_0", "15", "31.1 min")]
    >>> fitting(rows, 80), fitting(rows, 20)  # 7 + 2 + 5 + 2 + 8 characters and a margin
    (3, 2)
    """
    columns = len(rows[0])
    while columns > 2 and 2 + max(len(line) for line in aligned([row[:columns] for row in rows]).split("\n")) > width:
        columns -= 1
    return columns


def _show_on_terminal(facts: Sequence[tuple[str, str]], agents: Sequence[Cells]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    summary = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for label, value in facts:
        summary.add_row(Text(label, style="bold"), Text(value, style=_style(label, value)))
    console.print(summary)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    columns = fitting([AGENT_HEADER, *agents], console.width)
    for place, name in enumerate(AGENT_HEADER[:columns]):
        table.add_column(name, justify="right" if place else "left", overflow="fold")
    for row in agents:
        table.add_row(*(Text(cell) for cell in row[:columns]))
    console.print()
    console.print(table)


def _style(label: str, value: str) -> str:
    if label == "health":
        return "green" if "EXCELLENT" in value or "GOOD" in value else "yellow" if "FAIR" in value else "red"
    if label == "anomalies":
        return "red" if "HIGH" in value else "green" if value == "none" else "yellow"
    return "red" if label in ("exceptions", "ended early", "unfinished") else ""
