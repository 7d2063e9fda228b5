"""What the model's own functions are handed in place of parts of its world, where a row of the log is made by them."""

from dataclasses import dataclass

from sim.policies.strategy import Strategy
from sim.scenario import AgentSpec


@dataclass
class AClock:
    """What rows that are made by the model read the time from."""

    now: float


@dataclass
class AnAgent:
    """What rows say of an agent."""

    index: int
    agent_id: str
    clock: AClock
    spec: AgentSpec


@dataclass
class ASituation:
    """A fleet of which is known who is up."""

    usable: tuple[bool, ...]
    any_usable: bool = True


@dataclass
class ADecider:
    """A strategy that is not asked."""

    strategy: Strategy
