"""A run at one instant: what each agent did, what waited and for what, and why nothing runs where nothing does."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sim.document.blocks import Block, Heading, Items, Note, Paragraph, table
from sim.document.quantity import count, duration, joined
from sim.document.text import given, strong
from sim.record.result import RunResult
from sim.record.tables import Line, lines
from sim.report.layout import cut, cut_note
from sim.report.run_time import end_s
from sim.report.story.stretches import Stretch, TaskRows, Where, stretches

_WORDS = {
    Where.MANAGER: "waits at the manager for an agent",
    Where.GIVEN: "is on its way to an agent, or in an earlier queue",
    Where.QUEUE: "waits in a queue", Where.SLOT: "holds a slot and waits for a limit or an approval",
    Where.SERVICE: "is served", Where.BACKOFF: "is in back-off",
}  # fmt: skip
_NAMED = 3


class Moment(NamedTuple):
    """What a run is like at an instant."""

    at_s: float
    down: frozenset[str]  # ids of agents
    here: tuple[tuple[str, Stretch], ...]  # tasks that are ready and not over, with where they are
    not_released: int
    not_ready: int  # released, and waiting for other tasks
    over: int

    def served(self) -> list[tuple[str, Stretch]]:
        """Return the tasks that are in service at agents that are up."""
        return [(task, one) for task, one in self.here if one.where is Where.SERVICE and one.agent not in self.down]


def moment(result: RunResult, at_s: float) -> Moment:
    """Return a run at an instant; what happens at that very instant has happened.

    Args:
        result: of the run.
        at_s: virtual seconds.
    """
    down = frozenset(
        row["agent_id"]
        for row in lines(result.tables["outages"])
        if row["started_at"] <= at_s and (row["ended_at"] is None or at_s < row["ended_at"])
    )
    attempts, assignments = _by_task(result, "attempts"), _by_task(result, "assignments")
    here, states = [], Counter[str]()
    for task in lines(result.tables["tasks"]):
        state = _state(task, at_s)
        states[state] += 1
        if state != "here":
            continue
        originals = sorted(
            (row for row in attempts.get(task["task_id"], ()) if not row.get("copy")), key=lambda row: row["attempt"]
        )
        rows = TaskRows(task, tuple(originals), (), tuple(assignments.get(task["task_id"], ())), ())
        now = next((one for one in stretches(rows) if one.start_s <= at_s < one.end_s), None)
        if now is not None:
            here.append((task["task_id"], now))
    return Moment(at_s, down, tuple(here), states["unreleased"], states["waiting"], states["over"])


def _state(task: Line, at_s: float) -> str:
    if task["ended_at"] <= at_s:
        return "over"
    if task["released_at"] is None or at_s < task["released_at"]:
        return "unreleased"
    return "waiting" if task["ready_at"] is None or at_s < task["ready_at"] else "here"


def _by_task(result: RunResult, name: str) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for row in lines(result.tables[name]):
        found.setdefault(row["task_id"], []).append(row)
    return found


def instant_page(result: RunResult, at_s: float) -> list[Block]:
    """Return what a run is like at an instant, and why nothing runs where nothing does.

    Args:
        result: of the run.
        at_s: virtual seconds.
    """
    now = moment(result, at_s)
    return [
        Heading(f"{given(result.scenario.name)} at {duration(at_s)}", level=1),
        Paragraph(why(result, now)),
        Items(tuple(_counts(now))),
        Heading("Agents"),
        *_agents(result, now),
    ]


def why(result: RunResult, now: Moment) -> str:
    """Return how much runs at an instant, and where nothing does, why: a sentence or two."""
    served = now.served()
    last = end_s(result.tables)
    if served:
        agents = len({one.agent for _, one in served})
        tasks = strong(f"{count(len(served), 'task')} {_be(len(served))} served")
        return f"{tasks}, by {count(agents, 'agent')}."
    nothing = strong("Nothing runs")
    if now.at_s >= last:
        return f"{nothing}: the run was over at {duration(last)}."
    reasons = [f"{count(number, 'task')} {_be(number)} {text}" for number, text in _held_up(now) if number]
    fleet = len(result.scenario.fleet.agents_by_id())
    if len(now.down) == fleet:
        reasons.insert(0, f"all {fleet} agents are down" if fleet > 1 else "the only agent is down")
    elif now.down:
        reasons.insert(0, f"{joined(_named(sorted(now.down)))} {_be(len(now.down))} down")
    return f"{nothing}: {joined(reasons)}." if reasons else f"{nothing}: nothing is ready, and nothing waits."


def _held_up(now: Moment) -> Sequence[tuple[int, str]]:
    counts = Counter(one.where for _, one in now.here)
    stopped = len([one for _, one in now.here if one.where is Where.SERVICE and one.agent in now.down])
    return (
        (stopped, "stopped in the middle of service, since the agent went down"),
        (counts[Where.QUEUE], "waiting in queues"),
        (counts[Where.MANAGER], "waiting at the manager"),
        (counts[Where.SLOT], "waiting in a slot for a limit or an approval"),
        (counts[Where.GIVEN], "on the way to an agent"),
        (counts[Where.BACKOFF], "in back-off"),
        (now.not_ready, "waiting for other tasks"),
        (now.not_released, "not released yet"),
    )


def _counts(now: Moment) -> list[str]:
    found = []
    for where, words in _WORDS.items():
        tasks = [task for task, one in now.here if one.where is where]
        if tasks:
            found.append(f"{count(len(tasks), 'task')} ({', '.join(_named(tasks))}): each {words}")
    if now.not_ready:
        found.append(f"{count(now.not_ready, 'task')} released, waiting for other tasks")
    found.append(f"{count(now.not_released, 'task')} not released yet, {count(now.over, 'task')} over")
    return found


def _named(names: Sequence[str]) -> list[str]:
    shown = [given(name, 40) for name in names[:_NAMED]]
    return shown if len(names) <= _NAMED else [*shown, f"{len(names) - _NAMED} more"]


def _be(number: int) -> str:
    return "is" if number == 1 else "are"


def _agents(result: RunResult, now: Moment) -> list[Block]:
    fleet = result.scenario.fleet.agents_by_id()
    first, last, left_out = cut(fleet)
    rows = [_agent(agent_id, spec.capacity, now) for agent_id, spec in first]
    rows += [["..."] * 5] if left_out else []
    rows += [_agent(agent_id, spec.capacity, now) for agent_id, spec in last]
    return [
        table(["agent", "state", "slots", "serves", "waiting"], rows, numbers_from=5),
        *(cut_note(left_out, "agent", "tables/samples.parquet")),
        Note("Where a task is, is read from the tables; what happens at the instant itself has happened."),
    ]


def _agent(agent_id: str, slots: int, now: Moment) -> list[str]:
    mine = [(task, one) for task, one in now.here if one.agent == agent_id]
    served = [f"{given(task, 40)} (since {duration(one.start_s)})" for task, one in mine if one.where is Where.SERVICE]
    queued = [task for task, one in mine if one.where in (Where.QUEUE, Where.SLOT)]
    state = "down" if agent_id in now.down else "up"
    shown = ", ".join(served[:_NAMED]) + (f" and {len(served) - _NAMED} more" if len(served) > _NAMED else "")
    return [given(agent_id), state, str(slots), shown or "nothing", ", ".join(_named(queued)) or "nothing"]
