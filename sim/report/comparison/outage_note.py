"""What a reader of a comparison should know where its runs may never have met an outage."""

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from sim.document.quantity import count, duration, percent
from sim.measures.comparison.rare_outages import chance_of_outage
from sim.measures.comparison.unseen import runs_to_see, unseen_p
from sim.measures.statistics.spread import percentile
from sim.scenario import Exponential, Scenario


def outage_notes(
    scenarios: Mapping[str, Scenario], makespans: Mapping[str, npt.NDArray[np.float64]], confidence: float
) -> Iterator[str]:
    """Return a sentence where the runs of an alternative may well have met no outage; of the least likely one.

    Args:
        scenarios: the alternatives, by name.
        makespans: of their runs, in seconds, NaN where there is none.
        confidence: with which an outage should be met.
    """
    chances = {
        name: chance
        for name, scenario in scenarios.items()
        if (chance := _chance(scenario, makespans[name])) is not None
    }
    name = min(chances, key=lambda each: chances[each], default=None)
    if name is None:
        return
    chance, error, runs = chances[name], 1.0 - confidence, makespans[name].size
    missed = unseen_p(runs, chance)
    if not 0.0 < chance < 1.0 or missed <= error:
        return
    breakdowns = scenarios[name].fleet.breakdowns
    assert breakdowns is not None
    agents = count(len(scenarios[name].fleet.agents_by_id()), "agent")
    yield (
        f"An outage falls into about {percent(chance)} of runs ({name}: {agents} that are up for "
        f"{duration(breakdowns.mtbf.mean)} on average), so that {count(runs, 'run')} meet none with a chance of "
        f"{percent(missed)}. {count(runs_to_see(error, chance), 'run')} meet one with {percent(confidence)}."
    )


def _chance(scenario: Scenario, makespans_s: npt.NDArray[np.float64]) -> float | None:
    """Return the chance of an outage in a run; None where no agent breaks down, or not after exponential times."""
    breakdowns = scenario.fleet.breakdowns
    if breakdowns is None or not isinstance(breakdowns.mtbf, Exponential):
        return None
    up_s, down_s = breakdowns.mtbf.mean, breakdowns.mttr.mean
    up_share = up_s / (up_s + down_s) if breakdowns.initial == "stationary" else 1.0
    # The middle one of the runs: those that met an outage last longer for it.
    span_s = percentile(makespans_s[~np.isnan(makespans_s)], 50.0)
    return None if span_s is None else chance_of_outage(span_s, len(scenario.fleet.agents_by_id()), up_s, up_share)
