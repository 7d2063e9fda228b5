"""How far to trust the forecasts of a scenario that was fitted to a record: told wherever they are read."""

from sim.document.quantity import count, joined, percent
from sim.measures.metrics.catalogue import CATALOGUE
from sim.measures.statistics.intervals import clopper_pearson
from sim.scenario import Scenario
from sim.scenario.spec.forecast_spec import ForecastSpec, MetricTrust

LEVEL = 0.95
"""Of the intervals that were tested."""
TOO_NARROW, TOO_WIDE, SOUND, FEW = "too sure of themselves", "wider than need be", "as good as they say", "too few"
FEWEST_TO_JUDGE = 10
"""Parts with which intervals that hold in 6 of 10 cases would nearly always be noticed."""


def trust_notes(scenario: Scenario) -> list[str]:
    """Return in a sentence or two how far to trust a run of a scenario; none where nothing was tested.

    Args:
        scenario: as it was read.
    """
    found = scenario.forecast
    return [] if found is None else [in_short(found)]


def in_short(found: ForecastSpec) -> str:
    """Return what became of the forecasts of all metrics, shortly.

    Args:
        found: what became of them.

    >>> trust = MetricTrust(held=18, parts=18, error=0.04, bias=0.01, width=0.3)
    >>> found = ForecastSpec(tested="each of 20 runs from the others", stalled=2, metrics={"makespan": trust})
    >>> in_short(found).split(", ")[1]
    '18 of 18 intervals of 95 % held the makespan (off by 4 % at the median); 2 parts stalled'
    """
    held = joined(
        [
            f"{one.held} of {count(one.parts, 'interval')} of {percent(LEVEL)} held the {told_metric(name)}"
            + ("" if one.error is None else f" (off by {percent(one.error)} at the median)")
            for name, one in found.metrics.items()
        ]
    )
    narrow = [told_metric(name) for name, one in found.metrics.items() if verdict(one) == TOO_NARROW]
    stalled = f"; {count(found.stalled, 'part')} stalled, which no scenario explains" if found.stalled else ""
    warned = f" Intervals of the {joined(narrow)} are {TOO_NARROW}." if narrow else ""
    return f"How far to trust it: forecast {found.tested}, {held or 'nothing could be compared'}{stalled}.{warned}"


def verdict(trust: MetricTrust) -> str:
    """Return whether intervals hold as often as they say.

    Args:
        trust: what became of them.

    >>> verdict(MetricTrust(held=67, parts=100)), verdict(MetricTrust(held=18, parts=18))
    ('too sure of themselves', 'as good as they say')
    """
    coverage = clopper_pearson(trust.held, trust.parts)
    if coverage.high < LEVEL:
        return TOO_NARROW
    if coverage.low > LEVEL:
        return TOO_WIDE
    return SOUND if trust.parts >= FEWEST_TO_JUDGE else FEW


def sentence(metric: str, trust: MetricTrust) -> str:
    """Return in a sentence or two what forecasts of a metric were worth.

    Args:
        metric: its name.
        trust: what became of them.
    """
    held = f"{trust.held} of {count(trust.parts, 'interval')} of {percent(LEVEL)} held"
    label = told_metric(metric)
    near = "" if trust.error is None else f", off by {percent(trust.error)} at the median (bias {signed(trust.bias)})"
    wide = "" if trust.width is None else f"; an interval is {percent(trust.width)} wide"
    coverage = clopper_pearson(trust.held, trust.parts)
    ends = {
        TOO_NARROW: f"They are {TOO_NARROW}: take them for no more than a guess",
        TOO_WIDE: f"They are {TOO_WIDE}",
        SOUND: f"That is {SOUND}; fewer than {percent(coverage.low)} in truth would probably have shown",
        FEW: f"{count(trust.parts, 'part')} are {FEW} to tell: the share that holds lies between"
        f" {percent(coverage.low)} and {percent(coverage.high)}",
    }
    return f"{label[:1].upper()}{label[1:]}: {held}{near}{wide}. {ends[verdict(trust)]}."


def told_metric(name: str) -> str:
    """Return what a metric is called, also one that is none of a run's.

    >>> told_metric("p95_response"), told_metric("solved_within_2")
    ('95th percentile of the response time', 'share solved within 2')
    """
    known = CATALOGUE.get(name)
    return known.label if known is not None else name.replace("solved_", "share solved_").replace("_", " ")


def signed(share: float | None) -> str:
    """Return a share in percent with its sign."""
    return f"{'+' if share is not None and share > 0.0 else ''}{percent(share)}"
