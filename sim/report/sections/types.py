"""One line a type of task."""

from sim.document.blocks import Block, Heading, Paragraph, table
from sim.document.quantity import durations, percent
from sim.document.text import given
from sim.report.facts import ReportFacts, TypeFacts
from sim.report.layout import cut, cut_note

_HEADER = ["type", "tasks", "completed", "predicted", "first attempt", "attempts", "wait, mean", "response, mean",
           "worked", "wasted", "agents"]  # fmt: skip


def types(facts: ReportFacts) -> list[Block]:
    """Return the types of tasks one by one; nothing where tasks have none."""
    if not facts.types:
        return []
    first, last, left_out = cut(facts.types)
    gap = [["..."] * len(_HEADER)] if left_out else []
    shown = [*first, *last]
    times = [
        durations([getattr(one, name) for one in shown])
        for name in ("mean_wait_s", "mean_response_s", "served_s", "wasted_s")
    ]
    cells = [_cells(*row) for row in zip(shown, *times, strict=True)]
    rows = [*cells[: len(first)], *gap, *cells[len(first) :]]
    note = cut_note(left_out, "type", "tables/tasks.parquet")
    legend = (
        "Waiting is of the tasks that were served, response of those that completed; predicted and first attempt are "
        "of those whose first attempt came to an end."
    )
    return [Heading("Types of tasks"), table(_HEADER, rows), *note, Paragraph(legend)]


def _cells(one: TypeFacts, wait: str, response: str, served: str, wasted: str) -> list[str]:
    return [
        given(one.type),
        str(one.tasks),
        f"{one.completed} ({percent(one.completed / one.tasks)})",
        percent(one.predicted),
        percent(one.first_succeeded),
        str(one.attempts),
        wait,
        response,
        served,
        wasted,
        str(one.agents),
    ]
