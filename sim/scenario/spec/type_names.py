"""Whether the fleet and the workload speak of the same types."""

from collections.abc import Iterator, Mapping, Sequence

from sim.scenario.reading.located import Located
from sim.scenario.reading.messages import nearest
from sim.scenario.spec.fleet_spec import AgentSpec, FleetSpec
from sim.scenario.values.quantities import shown


def type_problems(fleet: FleetSpec, types: Sequence[str]) -> Iterator[Located]:
    """Yield every name in the fleet that is no type of the workload, and every type that no agent accepts.

    Args:
        fleet: its agents name types under `accepts`, `skill` and `pace`.
        types: of the workload; none where it knows no types.
    """
    for entry, agent in enumerate(fleet.agents):
        for path, name in _named(agent):
            if name not in types:
                yield Located(("fleet", "agents", entry, *path), name, unknown_type(name, types))
    for name in types:
        if not any(accepts(agent, name) for agent in fleet.agents):
            message = "no agent accepts tasks of this type; name it under `accepts` of one, or leave that out"
            yield Located(("workload", "synthetic", "types", name), None, message)


def accepts(agent: AgentSpec, type_name: str | None) -> bool:
    """Whether an agent accepts tasks of a type; those of none are accepted by all.

    >>> accepts(AgentSpec(name="coder", accepts=["code"]), "review")
    False
    """
    return agent.accepts is None or type_name is None or type_name in agent.accepts


def _named(agent: AgentSpec) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for place, name in enumerate(agent.accepts or ()):
        yield ("accepts", place), name
    by_type: Mapping[str, Mapping[str, float]] = {"skill": agent.skill, "pace": agent.pace}
    for key, values in by_type.items():
        for name in values:
            yield (key, name), name


def unknown_type(name: str, types: Sequence[str]) -> str:
    """Return what is said of a name that is no type of the workload.

    Args:
        name: that is none.
        types: of the workload; none where it has no types.
    """
    if not types:
        return f"the workload has no type {shown(name)}: it has no `types`"
    near = nearest(name, types)
    hint = f"did you mean {near!r}?" if near is not None else f"there are {', '.join(types[:10])}"
    return f"the workload has no type {shown(name)}; {hint}"
