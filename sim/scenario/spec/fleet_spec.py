"""The fleet: agents, and how they break down."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from sim.scenario.spec.distribution_spec import EventDistribution
from sim.scenario.spec.outage_spec import MAX_CHANGES, MAX_OUTAGES, ChangeSpec, OutageSpec
from sim.scenario.spec.price_spec import PriceSpec
from sim.scenario.spec.slowdown_spec import SlowdownSpec
from sim.scenario.spec.truth_spec import Logit
from sim.scenario.spec.type_spec import MAX_TYPES, TypeName
from sim.scenario.values.choices import Failover, OnBreakdown, QueueDiscipline
from sim.scenario.values.frozen_map import FrozenMap
from sim.scenario.values.frozen_spec import Spec
from sim.scenario.values.quantities import Name, Number, Probability, Whole

MAX_AGENTS = 10_000
MAX_SLOTS = 1_000_000
MAX_QUEUE = 5_000_000
Speed = Annotated[Number, Field(ge=1e-6, le=1e6)]


class AgentSpec(Spec):
    """One entry of the fleet: `count` agents that are alike.

    >>> AgentSpec(name="agent", count=4).capacity
    1
    """

    name: Name = Field(description="Name; the agents are `name_0`, `name_1`, and so on.")
    count: Annotated[Whole, Field(ge=1, le=MAX_AGENTS)] = Field(1, description="How many agents of this kind.")
    capacity: Annotated[Whole, Field(ge=1, le=10_000)] = Field(
        1, description="Slots: the number of tasks an agent serves at once."
    )
    speed: Speed = Field(1.0, description="Service times are divided by it.")
    reliability: Probability = Field(1.0, description="Multiplies the chance of success, 0..1.")
    queue: QueueDiscipline = Field(
        QueueDiscipline.FIFO,
        description="Queue discipline: `fifo`, `priority` (lower number first), `shortest` "
        "(least expected duration) or `deadline` (the earliest first, tasks without one last).",
    )
    queue_limit: Annotated[Whole, Field(ge=0, le=MAX_QUEUE)] | None = Field(
        None, description="Tasks that may wait here, beyond those that its free slots take; absent: no limit."
    )
    accepts: Annotated[tuple[TypeName, ...], Field(min_length=1, max_length=MAX_TYPES)] | None = Field(
        None, description="Types of tasks that it accepts; absent: all."
    )
    tier: Annotated[Whole, Field(ge=0, le=1000)] = Field(
        0, description="For `retry.where: tier`: tasks start in the lowest that accepts them, and move to the next."
    )
    skill: FrozenMap[TypeName, Logit] = Field(
        FrozenMap({}), description="By type, added to the logit of the true chance of success; absent: 0."
    )
    pace: FrozenMap[TypeName, Speed] = Field(
        FrozenMap({}), description="By type, a factor on `speed`, known to the planner; absent: 1."
    )
    slowdown: SlowdownSpec | None = Field(
        None, description="What attempts served here at once cost each other; absent: nothing. Unknown to the planner."
    )
    price: PriceSpec | None = Field(None, description="What an attempt costs here; absent: nothing.")


class BreakdownSpec(Spec):
    """Breakdowns and repairs: alternating up-times and repairs in calendar time.

    >>> BreakdownSpec(mtbf="4h", mttr="10min").mtbf
    Exponential(kind='exponential', mean=14400.0)
    """

    mtbf: EventDistribution = Field(description="Up-times; a bare number or duration is an exponential mean.")
    mttr: EventDistribution = Field(description="Repair times; a bare number or duration is an exponential mean.")
    on_breakdown: OnBreakdown = Field(
        OnBreakdown.FAIL,
        description="The running attempt: `fail` (it ends as failed), `restart` (from zero after the "
        "repair) or `resume` (the rest after the repair).",
    )
    failover: Failover = Field(
        Failover.WAIT, description="Queued work: `wait` (it stays) or `reassign` (back to the manager)."
    )
    repairers: Annotated[Whole, Field(ge=1, le=MAX_AGENTS)] | None = Field(
        None, description="At most this many repairs at once, first come first served; absent: no limit."
    )
    initial: Literal["up", "stationary"] = Field(
        "up", description="At time 0: all agents `up`, or state and residual time drawn (`stationary`)."
    )


def folder_key(name: str) -> str:
    """The stem of the folder that agents named `name` write into, as a caseless file system sees it.

    >>> folder_key("x") == folder_key("Agent_x".lower())
    True
    """
    stem = name if f"{name}_".startswith("agent_") else f"agent_{name}"
    return stem.casefold()


class FleetSpec(Spec):
    """All agents, in the order that gives each its index.

    >>> fleet = FleetSpec(agents=[AgentSpec(name="agent"), AgentSpec(name="fast", count=2)])
    >>> [agent_id for agent_id, _ in fleet.agents_by_id()]
    ['agent_0', 'fast_0', 'fast_1']
    """

    agents: tuple[AgentSpec, ...] = Field(
        min_length=1, max_length=MAX_AGENTS, description="The agents, entry by entry; at least one."
    )
    breakdowns: BreakdownSpec | None = Field(None, description="Breakdowns and repairs; absent: none.")
    outages: Annotated[tuple[OutageSpec, ...], Field(max_length=MAX_OUTAGES)] = Field(
        (), description="Down-time of groups of agents: planned, drawn, or from a file; beside `breakdowns`."
    )
    changes: Annotated[tuple[ChangeSpec, ...], Field(max_length=MAX_CHANGES)] = Field(
        (), description="Agents that become slower, less reliable, or lose slots; or get over it."
    )
    slowdown: SlowdownSpec | None = Field(
        None, description="What attempts served at once anywhere cost each other; absent: nothing."
    )

    @field_validator("agents")
    @classmethod
    def _folders_differ(cls, agents: tuple[AgentSpec, ...]) -> tuple[AgentSpec, ...]:
        seen: dict[str, int] = {}
        for index, agent in enumerate(agents):
            first = seen.setdefault(folder_key(agent.name), index)
            if first == index:
                continue
            if agents[first].name == agent.name:
                raise ValueError(f"two entries are named {agent.name!r}; give each a name of its own, or use count")
            raise ValueError(f"{agents[first].name!r} and {agent.name!r} would write into the same folder; rename one")
        return agents

    @field_validator("agents")
    @classmethod
    def _size_is_sane(cls, agents: tuple[AgentSpec, ...]) -> tuple[AgentSpec, ...]:
        total = sum(agent.count for agent in agents)
        if total > MAX_AGENTS:
            raise ValueError(f"{total} agents in total are more than {MAX_AGENTS}")
        slots = sum(agent.count * agent.capacity for agent in agents)
        if slots > MAX_SLOTS:
            raise ValueError(f"{slots} slots in total (count * capacity) are more than {MAX_SLOTS}")
        return agents

    def agents_by_id(self) -> tuple[tuple[str, AgentSpec], ...]:
        """Each agent's id with its spec, in order of agent index."""
        return tuple((f"{agent.name}_{number}", agent) for agent in self.agents for number in range(agent.count))

    def places(self) -> tuple[tuple[int, int], ...]:
        """Each agent's entry in `agents` and its number within it, from 0, in order of agent index."""
        return tuple((entry, number) for entry, agent in enumerate(self.agents) for number in range(agent.count))
