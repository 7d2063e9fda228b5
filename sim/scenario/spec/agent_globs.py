"""Which agents a list of ids and patterns means."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from sim.scenario.reading.located import Located
from sim.scenario.reading.messages import nearest
from sim.scenario.values.quantities import shown


def agents_meant(globs: Sequence[str], agent_ids: Sequence[str]) -> tuple[int, ...]:
    """Return the indices of the agents that any of the patterns matches, ascending.

    Args:
        globs: ids, or patterns with `*`, `?` and `[..]`.
        agent_ids: of the fleet, in order of agent index.

    >>> agents_meant(["fast_*", "slow_1"], ["fast_0", "fast_1", "slow_0", "slow_1"])
    (0, 1, 3)
    """
    return tuple(
        index for index, agent_id in enumerate(agent_ids) if any(fnmatchcase(agent_id, glob) for glob in globs)
    )


def unmatched(globs: Sequence[str], agent_ids: Sequence[str], path: tuple[str | int, ...]) -> Iterator[Located]:
    """Yield a problem for each pattern that no agent matches.

    Args:
        globs: ids or patterns.
        agent_ids: of the fleet.
        path: of the list in the scenario.
    """
    for place, glob in enumerate(globs):
        if not agents_meant([glob], agent_ids):
            near = nearest(glob, agent_ids)
            hint = f"did you mean {near!r}?" if near else f"there are {', '.join(agent_ids[:4])}"
            more = ", .." if not near and len(agent_ids) > 4 else ""
            yield Located((*path, place), glob, f"{shown(glob)} matches no agent; {hint}{more}")
