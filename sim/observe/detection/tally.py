"""What a detector remembers of a wave: sums, so that a row costs the same however long the wave is."""

from collections.abc import Sequence
from typing import NamedTuple

from sim.record.rows import AttemptEnded, FaultCaught, GateDecided, Row, TaskEnded, WorkStranded

Chain = tuple[str, "Chain"] | None
"""An immutable list, the newest first: adding to it copies nothing."""


KINDS = (AttemptEnded, TaskEnded, GateDecided, WorkStranded, FaultCaught)
"""The rows that `add` counts."""


class AgentLoad(NamedTuple):
    """One agent's work in the wave so far."""

    attempts: int = 0  # past the gates
    served_s: float = 0.0
    squares: float = 0.0  # sum of squared attempt seconds


class AgentRate(NamedTuple):
    """One agent's attempts past the gates since the wave began, or since its last anomaly was over."""

    attempts: int = 0
    successes: int = 0
    failed: Chain = None  # ids of the tasks that failed, once an attempt


class Predictions(NamedTuple):
    """The predictions that can be held against an outcome, since the same instant as the rates."""

    tasks: int = 0
    predicted: float = 0.0  # sum of the chances
    observed: int = 0  # number of successes


class WaveTally(NamedTuple):
    """What happened in the wave so far."""

    loads: tuple[AgentLoad, ...]
    rates: tuple[AgentRate, ...]
    predictions: Predictions = Predictions()
    refusals: tuple[tuple[tuple[str, str], int], ...] = ()  # ((verdict, gate), number)
    refused_tasks: Chain = None
    refused_agents: tuple[str, ...] = ()  # in order of their first refusal
    stranded: tuple[WorkStranded, ...] = ()
    faults: tuple[tuple[int, str, str], ...] = ()  # wave, where, type; without repetition

    def loads_s(self, capacities: Sequence[int]) -> list[float]:
        """Return the busy seconds per slot of each agent."""
        return [agent.served_s / slots for agent, slots in zip(self.loads, capacities, strict=True)]

    def attempts(self) -> int:
        """Return the number of attempts past the gates."""
        return sum(agent.attempts for agent in self.loads)

    def with_new_rate(self, agent: int) -> "WaveTally":
        """Return the tally in which the sample of one agent's rate begins anew."""
        return self._replace(rates=(*self.rates[:agent], AgentRate(), *self.rates[agent + 1 :]))


def empty(agents: int) -> WaveTally:
    """Return the tally of a wave in which nothing has happened.

    >>> empty(2).loads_s([1, 1])
    [0.0, 0.0]
    """
    return WaveTally((AgentLoad(),) * agents, (AgentRate(),) * agents)


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


def add(tally: WaveTally, row: Row, meaning: str) -> WaveTally:
    """Return the tally with one row more.

    Args:
        tally: of the wave so far.
        row: the row; kinds of no concern leave the tally as it is.
        meaning: of the predictions: `attempt` counts first attempts past the gates as they end, `task`
            final outcomes.
    """
    match row:
        case AttemptEnded(approved=True):
            tally = _with_attempt(tally, row)
            if row.first_served and meaning != "task":
                tally = _with_outcome(tally, row.predicted_success, row.succeeded)
        case TaskEnded() if meaning == "task" and row.first_attempt_success is not None:
            tally = _with_outcome(tally, row.predicted_success, row.status == "completed")
        case GateDecided() if row.verdict != "approved":
            tally = _with_refusal(tally, row)
        case WorkStranded():
            tally = tally._replace(stranded=(*tally.stranded, row))
        case FaultCaught():
            fault = (row.wave, row.where, row.error_type)
            if fault not in tally.faults:
                tally = tally._replace(faults=(*tally.faults, fault))
        case _:
            pass
    return tally


def _with_attempt(tally: WaveTally, row: AttemptEnded) -> WaveTally:
    a, failed = row.agent, None if row.succeeded else row.task_id
    load, rate = tally.loads[a], tally.rates[a]
    load = AgentLoad(load.attempts + 1, load.served_s + row.served, load.squares + row.served * row.served)
    rate = AgentRate(
        rate.attempts + 1,
        rate.successes + row.succeeded,
        rate.failed if failed is None else (failed, rate.failed),
    )
    return tally._replace(
        loads=(*tally.loads[:a], load, *tally.loads[a + 1 :]),
        rates=(*tally.rates[:a], rate, *tally.rates[a + 1 :]),
    )


def _with_outcome(tally: WaveTally, predicted: float, succeeded: bool) -> WaveTally:
    was = tally.predictions
    return tally._replace(predictions=Predictions(was.tasks + 1, was.predicted + predicted, was.observed + succeeded))


def _with_refusal(tally: WaveTally, row: GateDecided) -> WaveTally:
    kind = (row.verdict, row.gate or "")
    counts = dict(tally.refusals)
    counts[kind] = counts.get(kind, 0) + 1
    known = row.agent_id in tally.refused_agents
    return tally._replace(
        refusals=tuple(counts.items()),
        refused_tasks=(row.task_id, tally.refused_tasks),
        refused_agents=tally.refused_agents if known else (*tally.refused_agents, row.agent_id),
    )
