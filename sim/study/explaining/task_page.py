"""The story of a task, with what the strategy saw and what another choice would have come to."""

from collections.abc import Iterator, Sequence

from sim.document.blocks import Block, Heading, Note, Paragraph, table
from sim.document.quantity import NOT_DEFINED, count, duration, percent
from sim.document.text import given, strong
from sim.policies.strategy import Kind
from sim.record.result import RunResult
from sim.report.comparison.metric_text import change, label, value
from sim.report.story.task_page import story
from sim.study.explaining.counterfactual import Explained, Other, explained
from sim.study.explaining.repeating import NotRepeatable

_MOST_AGENTS = 16
_LUCK = (
    "Each line is this run again with the same luck and this one decision made otherwise; every later decision is the "
    "strategy's own, which may then see another fleet. One run is one case: whether the strategy chooses well is asked "
    "with `buddy-sim compare`."
)


def explained_task(result: RunResult, task_id: str, number: int = 0, only: str | None = None) -> list[Block]:
    """Return what happened to a task, and what another decision would have changed.

    Args:
        result: of the run.
        task_id: its id.
        number: of the giving that is looked at, from 0.
        only: the agent that is tried instead; None: each that could have taken it.

    Raises:
        UnknownTask: there is no such task.
        ScenarioError: what the scenario names is not there.
    """
    return [*story(result, task_id), *_decided(result, task_id, number, only)]


def _decided(result: RunResult, task_id: str, number: int, only: str | None) -> Iterator[Block]:
    yield Heading("The decision, and the others that could have been made")
    try:
        found = explained(result, task_id, number, only)
    except NotRepeatable as error:
        yield Paragraph(f"It cannot be looked into: {error}.")
        return
    if found is None:
        yield Paragraph(
            "No decision of the strategy was found: the task was never given, or `load_balanced` gave it in its place."
        )
        return
    yield Paragraph(_chose(found))
    yield _saw(found)
    task = result.tables["tasks"]["task_id"].index(task_id)
    tasks = result.tables["tasks"]
    yield from _others(found, tasks["status"][task], tasks["ended_at"][task], tasks["attempts"][task])


def _chose(found: Explained) -> str:
    if found.kind is Kind.PULL:
        return f"`{found.strategy}` let it wait in one queue for all agents; the first slot that was free took it."
    asked = "in its plan of the wave" if found.kind is Kind.BATCH else "when it was ready"
    return f"`{found.strategy}` chose {strong(given(found.chosen or 'nobody'))}, {asked}. This is what it saw then:"


def _saw(found: Explained) -> Block:
    shown = found.seen[:_MOST_AGENTS]
    rows = [
        [
            strong(given(one.agent_id)) if one.agent_id == found.chosen else given(one.agent_id),
            "yes" if one.usable else "no",
            duration(one.load_s),
            str(one.queued),
            str(one.free_slots),
            percent(one.estimate),
            duration(one.expected_s),
        ]
        for one in shown
    ]
    header = ["agent", "can take it", "load", "queued", "free slots", "success expected", "time expected"]
    if len(shown) < len(found.seen):
        rows.append([f"and {len(found.seen) - len(shown)} more", *[""] * (len(header) - 1)])
    return table(header, rows)


def _others(found: Explained, status: str, ended_s: float, attempts: int) -> Iterator[Block]:
    if not found.others:
        yield Paragraph("No other agent could have taken it.")
        return
    yield Paragraph(_finding(found.others, status, ended_s, found.left_out))
    metrics = [name for name, was in found.metrics.items() if any(o.metrics.get(name) != was for o in found.others)]
    header = ["given to", "the task", "ended at", "attempts", "other tasks that end otherwise", *map(label, metrics)]
    was = [f"{given(found.chosen or 'in turn')} (as it was)", status, duration(ended_s), str(attempts), "0"]
    rows = [[*was, *(value(name, found.metrics[name]) for name in metrics)]]
    for one in found.others:
        name = "the next free slot" if one.agent_id is None else given(one.agent_id)
        cells = [name, one.status, duration(one.ended_s), str(one.attempts), str(one.others)]
        rows.append([*cells, *(_changed(name, found.metrics[name], one.metrics.get(name)) for name in metrics)])
    yield table(header, rows)
    yield Note(_LUCK)


def _changed(metric: str, was: float | None, became: float | None) -> str:
    if was is None or became is None:
        return NOT_DEFINED if became is None else value(metric, became)
    return "the same" if was == became else change(metric, became - was)


def _finding(others: Sequence[Other], status: str, ended_s: float, left_out: int) -> str:
    rest = (
        f" {count(left_out, 'other choice')} of more load {'was' if left_out == 1 else 'were'} not tried."
        if left_out
        else ""
    )
    better = [one for one in others if one.status == "completed" and (status != "completed" or one.ended_s < ended_s)]
    tried = count(len(others), "other choice")
    if not better:
        return f"{strong('With this luck no other choice would have been better for the task')} ({tried} tried).{rest}"
    best = min(better, key=lambda one: one.ended_s)
    where = "as the next in turn" if best.agent_id is None else f"at {given(best.agent_id)}"
    if status != "completed":
        return f"{strong(f'With this luck it would have completed {where}')}, at {duration(best.ended_s)}.{rest}"
    sooner = duration(ended_s - best.ended_s)
    return f"{strong(f'With this luck it would have ended {sooner} earlier {where}')} ({tried} tried).{rest}"
