"""What a detector remembers of a wave: sums, so that a row costs the same however long the wave is.

A tally is rebuilt at every attempt, so its tuples are made by position, which takes half the time of `_replace`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sim.record.limit_rows import LimitMet
from sim.record.outcomes import BUDGET
from sim.record.patience_rows import OrphanServed
from sim.record.rows import AttemptEnded, FaultCaught, GateDecided, Row, TaskEnded, WorkStranded
from sim.record.task_end import is_beside_the_point, is_cut_off, is_unfinished

Chain = tuple[str, "Chain"] | None
"""An immutable list, the newest first: adding to it copies nothing."""

Outages = tuple[WorkStranded, "Outages"] | None
"""The same of rows."""

KINDS = (AttemptEnded, OrphanServed, TaskEnded, GateDecided, LimitMet, WorkStranded, FaultCaught)
"""The rows that `add` counts."""


class Outcomes(NamedTuple):
    """Predictions that can be held against what came of them."""

    tasks: int = 0
    predicted: float = 0.0  # sum of the chances
    observed: int = 0  # number of successes

    def plus(self, other: "Outcomes") -> "Outcomes":
        """Return both together."""
        return Outcomes(self.tasks + other.tasks, self.predicted + other.predicted, self.observed + other.observed)

    def minus(self, other: "Outcomes") -> "Outcomes":
        """Return these without others that are among them."""
        return Outcomes(self.tasks - other.tasks, self.predicted - other.predicted, self.observed - other.observed)


class AgentTally(NamedTuple):
    """One agent's attempts past the gates."""

    attempts: int = 0  # in the wave
    served_s: float = 0.0
    squares: float = 0.0  # sum of squared attempt seconds
    tried: int = 0  # attempts since the wave began, or since the agent's last anomaly was over
    successes: int = 0  # of those tried
    failed: Chain = None  # ids of the tasks that failed among those tried, once an attempt
    foretold: int = 0  # outcomes that a prediction speaks of, since somebody took them in
    predicted: float = 0.0  # sum of their chances
    observed: int = 0  # successes among them
    missed: Chain = None  # ids of the failures among them

    @property
    def outcomes(self) -> Outcomes:
        """The outcomes that nobody has taken in yet."""
        return Outcomes(self.foretold, self.predicted, self.observed)


class WaveTally(NamedTuple):
    """What happened in the wave so far."""

    agents: tuple[AgentTally, ...]
    predictions: Outcomes = Outcomes()  # since the wave began, or since the last drift was over
    tried: int = 0  # attempts of all agents since the wave began, or since the fleet's last failure was over
    successes: int = 0  # of those tried
    refusals: tuple[tuple[tuple[str, str], int], ...] = ()  # ((verdict, gate), number)
    refused_tasks: Chain = None
    refused_agents: tuple[str, ...] = ()  # in order of their first refusal
    stranded: Outages = None
    faults: tuple[tuple[int, str, str], ...] = ()  # wave, where, type; without repetition
    limited: tuple[tuple[str, int], ...] = ()  # (limit, refusals); the money's too, as `budget`
    limited_tasks: Chain = None
    limited_agents: tuple[str, ...] = ()  # in order of their first refusal

    def loads_s(self, capacities: Sequence[int]) -> list[float]:
        """Return the busy seconds per slot of each agent."""
        return [agent.served_s / slots for agent, slots in zip(self.agents, capacities, strict=True)]

    def attempts(self) -> int:
        """Return the number of attempts past the gates."""
        return sum(agent.attempts for agent in self.agents)

    def with_agent(self, index: int, agent: AgentTally) -> "WaveTally":
        """Return the tally with another entry for one agent."""
        return WaveTally((*self.agents[:index], agent, *self.agents[index + 1 :]), *self[1:])

    def with_new_rate(self, index: int) -> "WaveTally":
        """Return the tally in which the sample of one agent's rate begins anew."""
        return self.with_agent(index, self.agents[index]._replace(tried=0, successes=0, failed=None))


def empty(agents: int) -> WaveTally:
    """Return the tally of a wave in which nothing has happened.

    >>> empty(2).loads_s([1, 1])
    [0.0, 0.0]
    """
    return WaveTally((AgentTally(),) * agents)


def texts(chain: Chain) -> tuple[str, ...]:
    """Return the texts of a chain in the order in which they were added, each once.

    >>> texts(("b", ("a", ("b", None))))
    ('b', 'a')
    """
    newest_first = []
    while chain is not None:
        text, chain = chain
        newest_first.append(text)
    return tuple(dict.fromkeys(reversed(newest_first)))


def in_order(outages: Outages) -> list[WorkStranded]:
    """Return rows in the order in which they were added.

    >>> first, second = WorkStranded(0, "agent_0", 1, 5.0, 2), WorkStranded(0, "agent_0", 1, 9.0, 1)
    >>> [row.at for row in in_order((second, (first, None)))]
    [5.0, 9.0]
    """
    newest_first = []
    while outages is not None:
        row, outages = outages
        newest_first.append(row)
    return newest_first[::-1]


def add(tally: WaveTally, row: Row, meaning: str) -> WaveTally:
    """Return the tally with one row more.

    Args:
        tally: of the wave so far.
        row: the row; kinds of no concern leave the tally as it is.
        meaning: of the predictions: `attempt` counts first attempts past the gates as they end, `task`
            final outcomes.
    """
    match row:
        case AttemptEnded():
            foretold = row.first_served and meaning != "task" and not is_cut_off(row)
            if row.approved:
                return with_attempt(tally, row, foretold)
            return _with_limited(tally, row, BUDGET.code) if row.error_class == BUDGET.code else tally
        case OrphanServed():
            return _with_orphan(tally, row)
        case TaskEnded():
            return with_task(tally, row) if meaning == "task" else tally
        case GateDecided():
            return tally if row.verdict == "approved" else _with_refusal(tally, row)
        case LimitMet():
            return _with_limited(tally, row, row.limit) if row.then in ("refused", "open") else tally
        case WorkStranded():
            return tally._replace(stranded=(row, tally.stranded))
        case FaultCaught():
            fault = (row.wave, row.where, row.error_type)
            return tally if fault in tally.faults else tally._replace(faults=(*tally.faults, fault))
    return tally


def with_attempt(tally: WaveTally, row: AttemptEnded, foretold: bool) -> WaveTally:
    """Return the tally with one attempt past the gates more.

    Args:
        tally: of the wave so far.
        row: the attempt.
        foretold: whether the prediction speaks of it.
    """
    if is_beside_the_point(row):
        return _with_work(tally, row.agent, row.served)
    a, served_s, succeeded = row.agent, row.served, row.succeeded
    attempts, worked_s, squares, tried, successes, failed, n, predicted, observed, missed = tally.agents[a]
    predictions = tally.predictions
    if foretold:
        chance = row.predicted_success
        n, predicted, observed = n + 1, predicted + chance, observed + succeeded
        predictions = Outcomes(
            predictions.tasks + 1, predictions.predicted + chance, predictions.observed + succeeded
        )  # fmt: skip
    if succeeded:
        successes += 1
    else:
        failed = (row.task_id, failed)
        missed = (row.task_id, missed) if foretold else missed
    agent = AgentTally(
        attempts + 1, worked_s + served_s, squares + served_s * served_s, tried + 1, successes, failed,
        n, predicted, observed, missed,
    )  # fmt: skip
    agents = (*tally.agents[:a], agent, *tally.agents[a + 1 :])
    return WaveTally(agents, predictions, tally[2] + 1, tally[3] + succeeded, *tally[4:])


def _with_orphan(tally: WaveTally, row: OrphanServed) -> WaveTally:
    return _with_work(tally, row.agent, row.served)


def _with_work(tally: WaveTally, index: int, served_s: float) -> WaveTally:
    agent = tally.agents[index]
    squares = agent.squares + served_s * served_s
    return tally.with_agent(index, agent._replace(served_s=agent.served_s + served_s, squares=squares))


def with_task(tally: WaveTally, row: TaskEnded) -> WaveTally:
    """Return the tally with the final outcome of one task more, where it got past the gates at all."""
    if row.first_attempt_success is None or row.agent is None or is_unfinished(row):
        return tally
    outcome = Outcomes(1, row.predicted_success, int(row.status == "completed"))
    agent = tally.agents[row.agent]
    n, predicted, observed = agent.outcomes.plus(outcome)
    missed = agent.missed if outcome.observed else (row.task_id, agent.missed)
    agent = agent._replace(foretold=n, predicted=predicted, observed=observed, missed=missed)
    return tally.with_agent(row.agent, agent)._replace(predictions=tally.predictions.plus(outcome))


def _with_refusal(tally: WaveTally, row: GateDecided) -> WaveTally:
    kind = (row.verdict, row.gate or "")
    counts = dict(tally.refusals)
    counts[kind] = counts.get(kind, 0) + 1
    is_listed = row.agent_id in tally.refused_agents
    return tally._replace(
        refusals=tuple(counts.items()),
        refused_tasks=(row.task_id, tally.refused_tasks),
        refused_agents=tally.refused_agents if is_listed else (*tally.refused_agents, row.agent_id),
    )


def _with_limited(tally: WaveTally, row: LimitMet | AttemptEnded, limit: str) -> WaveTally:
    counts = dict(tally.limited)
    counts[limit] = counts.get(limit, 0) + 1
    is_listed = row.agent_id in tally.limited_agents
    return tally._replace(
        limited=tuple(counts.items()),
        limited_tasks=(row.task_id, tally.limited_tasks),
        limited_agents=tally.limited_agents if is_listed else (*tally.limited_agents, row.agent_id),
    )
