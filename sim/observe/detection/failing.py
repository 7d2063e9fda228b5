"""Agents that fail: below the limit of their success rate, or short of what was predicted for them."""

from typing import NamedTuple

from sim.observe.detection import conditions
from sim.observe.detection.chart import Chart
from sim.observe.detection.detector import Context
from sim.observe.detection.ledger import Judgement
from sim.observe.detection.looks import ALPHA, Looks, spent, upper_bound
from sim.observe.detection.shortfall import Lately, Shortfall, evidence_needed, look, share_of
from sim.observe.detection.tally import AgentTally, Chain, WaveTally


class AgentWatch(NamedTuple):
    """What is remembered of one agent besides its tally."""

    looks: Looks = Looks()
    shortfall: Shortfall = Shortfall()


def below_limit(context: Context, agent: int, tally: AgentTally, looks: Looks, wave: int, at: float) -> list[Judgement]:
    """Return the judgement where the upper bound of the agent's success rate is below the limit; else none.

    Args:
        context: agents and settings.
        agent: its index.
        tally: its attempts.
        looks: the looks at it, this one included.
        wave: wave of the look.
        at: second of the look.
    """
    limit = context.spec.thresholds.agent_failure
    if tally.successes >= limit * tally.tried:  # the bound lies above the rate: no need to compute it
        return []
    alpha = spent(ALPHA / shares(context), looks.number)
    bound = upper_bound(tally.successes, tally.tried, alpha)
    if bound >= limit:
        return []
    window = {"wave": wave, "from_s": looks.since_s, "to_s": at}
    evidence = {"upper_bound": bound, "alpha": alpha, "look": looks.number, "window": window}
    return [conditions.agent_failure(context, tally, agent, True, evidence)]


def shares(context: Context) -> int:
    """Return into how many parts the allowed error is divided: one an agent, and one for all of them together.

    >>> from sim.scenario import MonitorSpec
    >>> shares(Context(("a", "b"), (1, 1), MonitorSpec())), shares(Context(("alone",), (1,), MonitorSpec()))
    (3, 1)
    """
    agents = len(context.agent_ids)
    return agents + 1 if agents > 1 else 1


def fleet_below_limit(context: Context, tally: WaveTally, looks: Looks, wave: int, at: float) -> list[Judgement]:
    """Return the judgement where the upper bound of all agents' success rate is below the limit; else none.

    A fleet of one is its agent. Agents that each had too few attempts to say anything may say it together.

    Args:
        context: agents and settings.
        tally: of the wave.
        looks: the looks at the fleet, this one included.
        wave: wave of the look.
        at: second of the look.
    """
    limit = context.spec.thresholds.agent_failure
    if len(context.agent_ids) == 1 or tally.successes >= limit * tally.tried:
        return []
    alpha = spent(ALPHA / shares(context), looks.number)
    bound = upper_bound(tally.successes, tally.tried, alpha)
    if bound >= limit:
        return []
    window = {"wave": wave, "from_s": looks.since_s, "to_s": at}
    proof = {"upper_bound": bound, "alpha": alpha, "look": looks.number, "window": window}
    return [conditions.fleet_failure(context, tally, True, proof)]


def take_in(
    watch: AgentWatch, tally: AgentTally, fleet: Lately, least: int, at: float
) -> tuple[AgentWatch, AgentTally, Lately]:
    """Look at the outcomes that a prediction spoke of since the last look.

    Args:
        watch: of the agent.
        tally: of the agent.
        fleet: outcomes of all agents lately.
        least: outcomes of the others below which nothing can be said.
        at: second of the look.

    Returns:
        The new watch, the tally without these outcomes, and what the fleet did lately with them.
    """
    was = watch.shortfall
    others = fleet.minus(was.lately)
    shortfall = look(was, tally.outcomes, share_of(others, least), at)
    missed = tally.missed if shortfall.chart.sample.tasks else None
    return AgentWatch(watch.looks, shortfall), AgentTally(*tally[:6], missed=missed), others.plus(shortfall.lately)


def below_expectation(
    context: Context, agent: int, chart: Chart, missed: Chain, wave: int, at: float
) -> list[Judgement]:
    """Return the judgement where an agent falls short of its predictions and the others do not; else none.

    Args:
        context: agents and settings.
        agent: its index.
        chart: what the looks at it have shown.
        missed: ids of the tasks that failed in the sample.
        wave: wave of the look.
        at: second of the look.
    """
    needed = evidence_needed(context.spec.min_samples)
    if chart.evidence < needed or not chart.sample.tasks:
        return []
    window = {"wave": wave, "from_s": chart.since_s, "to_s": at}
    proof = {"evidence": chart.evidence, "evidence_needed": needed, "window": window}
    return [conditions.agent_shortfall(context, agent, chart.sample, missed, proof)]
