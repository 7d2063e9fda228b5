"""Puts the forecasts of a record to the test: cuts it, forecasts its parts, and says what that was worth."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sim.document.quantity import count
from sim.fit.levels import numbered
from sim.fit.record import Record
from sim.scenario.spec.forecast_spec import ForecastSpec
from sim.study.forecasting.forecast import REPLICATIONS, PartForecast, forecast_part
from sim.study.forecasting.parts import Part, can_be_cut_by_run, parts_of
from sim.study.forecasting.tries import forecast_tries
from sim.study.forecasting.trust import trust_in

RUN, TIME = "run", "time"


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Forecasts of parts that were held out, and what they were worth."""

    trust: ForecastSpec
    forecasts: tuple[PartForecast, ...]


def hold_out(
    record: Record,
    seed: int,
    by: str | None = None,
    replications: int = REPLICATIONS,
    apart: bool = False,
    tell: Callable[[str], None] | None = None,
) -> HeldOut:
    """Forecast parts of a record from the rest of it, and compare.

    Args:
        record: the attempts.
        seed: of the simulated runs.
        by: `run` or `time`; None: by run where there are three or more.
        replications: simulated runs of each part, 39 at least.
        apart: each agent's attempts are a record of its own: agents were recorded as fleets by themselves.
        tell: hears of each part that is done.

    Raises:
        ValueError: the record says too little to be cut so, or a simulated run failed.
    """
    records = _by_agent(record) if apart else [("", record)]
    cut = by or (RUN if all(can_be_cut_by_run(own) for _, own in records) else TIME)
    parts = [_named(part, agent) for agent, own in records for part in parts_of(own, cut)]
    forecasts = []
    for number, part in enumerate(parts):
        forecasts.append(forecast_part(part, seed, replications, number * replications))
        if tell is not None:
            tell(f"{number + 1} of {len(parts)} parts forecast")
    tries = [
        replace(one, name=f"{agent} {one.name}".strip())
        for agent, own in records
        for one in forecast_tries(own, seed, replications)
    ]
    forecasts += tries
    return HeldOut(trust_in(forecasts, _tested(cut, len(parts), apart)), tuple(forecasts))


def _by_agent(record: Record) -> list[tuple[str, Record]]:
    names, agents = numbered(record.agent)
    return [(name, record.chosen(agents == place)) for place, name in enumerate(names)]


def _named(part: Part, agent: str) -> Part:
    return Part(f"{agent} {part.name}", part.seen, part.held) if agent else part


def _tested(cut: str, parts: int, apart: bool) -> str:
    if cut == TIME:
        return f"{count(parts, 'stretch', 'stretches')} of the record, each from all before it"
    whose = " of its agent" if apart else ""
    return f"each of {count(parts, 'run')} from the others{whose}"
