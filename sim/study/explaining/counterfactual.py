"""The same luck with one decision made otherwise: what that would have changed for the task and for the run."""

from collections.abc import Sequence
from typing import NamedTuple

from sim.measures.metrics.catalogue import CATALOGUE
from sim.policies.strategy import NO_AGENT, AssignmentView, Kind
from sim.record.result import RunResult
from sim.record.tables import Columns
from sim.study.explaining.repeating import checked, repeated, strategy_at_work
from sim.study.explaining.scripted import Decision

MOST_TRIED = 8
"""Other choices that are run; of more, those of least load."""

METRICS = ("success_rate", "makespan", "mean_wait", "mean_response", "p95_response", "wasted_work")


class Seen(NamedTuple):
    """What the strategy saw of one agent when it decided."""

    agent_id: str
    usable: bool
    load_s: float
    queued: int
    free_slots: int
    estimate: float
    expected_s: float


class Other(NamedTuple):
    """The run in which the decision was made otherwise."""

    agent_id: str | None  # that got the task; None: it was the next to be taken from the central queue
    status: str  # of the task
    ended_s: float  # of the task
    attempts: int
    others: int  # tasks that ended otherwise
    metrics: dict[str, float | None]


class Explained(NamedTuple):
    """A decision, what was seen, and what else could have come of it."""

    strategy: str
    kind: Kind
    chosen: str | None  # agent id; None: it stood in a central queue
    seen: tuple[Seen, ...]
    others: tuple[Other, ...]
    left_out: int  # other choices that were not tried
    metrics: dict[str, float | None]  # of the run as it was


def explained(
    result: RunResult, task_id: str, number: int = 0, only: str | None = None, most: int = MOST_TRIED
) -> Explained | None:
    """Return a decision about a task, and what each other choice would have come to.

    Args:
        result: of the run.
        task_id: id of the task, which is there.
        number: of its giving, from 0.
        only: the agent that is tried instead; None: each that could have taken it.
        most: other choices that are tried.

    Returns:
        None where the strategy did not make that decision: the task was never given, or somebody else decided.

    Raises:
        NotRepeatable: the run cannot be repeated here.
        ScenarioError: what the scenario names is not there.
    """
    task = result.tables["tasks"]["task_id"].index(task_id)
    strategy = strategy_at_work(result.scenario)
    decision = Decision(task, number)
    checked(result, repeated(result, decision))
    if decision.seen is None:
        return None
    ids = [agent_id for agent_id, _ in result.scenario.fleet.agents_by_id()]
    pulls = strategy.kind is Kind.PULL
    instead = [1] if pulls else _choices(decision, decision.seen, ids, only)
    others = [_other(result, task, number, agent, None if pulls else ids[agent]) for agent in instead[:most]]
    return Explained(
        strategy=strategy.name,
        kind=strategy.kind,
        chosen=None if pulls else ids[decision.chosen],
        seen=tuple(_seen(decision.seen, decision.row, agent, agent_id) for agent, agent_id in enumerate(ids)),
        others=tuple(others),
        left_out=max(0, len(instead) - most),
        metrics=_metrics(result),
    )


def _choices(decision: Decision, view: AssignmentView, ids: Sequence[str], only: str | None) -> list[int]:
    accepted = view.accepts[decision.row] if view.accepts else (True,) * len(ids)
    able = [
        agent
        for agent in range(len(ids))
        if view.usable[agent] and accepted[agent] and agent != decision.chosen and only in (None, ids[agent])
    ]
    return sorted(able, key=lambda agent: (view.load_s[agent], agent))


def _seen(view: AssignmentView, row: int, agent: int, agent_id: str) -> Seen:
    accepted = not view.accepts or view.accepts[row][agent]
    return Seen(
        agent_id=agent_id,
        usable=view.usable[agent] and accepted,
        load_s=view.load_s[agent],
        queued=view.queued[agent],
        free_slots=view.free_slots[agent],
        estimate=view.estimate[row][agent],
        expected_s=view.expected_s[row][agent],
    )


def _other(result: RunResult, task: int, number: int, agent: int, agent_id: str | None) -> Other:
    assert agent != NO_AGENT
    again = repeated(result, Decision(task, number, agent))
    tasks = again.columns["tasks"]
    return Other(
        agent_id=agent_id,
        status=tasks["status"][task],
        ended_s=tasks["ended_at"][task],
        attempts=tasks["attempts"][task],
        others=_different(result.tables["tasks"], tasks, task),
        metrics={name: again.metrics[name] for name in METRICS if name in again.metrics},
    )


def _different(one: Columns, other: Columns, task: int) -> int:
    pairs = zip(one["ended_at"], other["ended_at"], one["status"], other["status"], strict=True)
    return sum(
        (ended, status) != (other_ended, other_status)
        for place, (ended, other_ended, status, other_status) in enumerate(pairs)
        if place != task
    )


def _metrics(result: RunResult) -> dict[str, float | None]:
    found = result.summary.metrics
    return {name: found[name] for name in METRICS if name in found and name in CATALOGUE}
