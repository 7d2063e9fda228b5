"""What the report of a fit says of outages."""

from collections.abc import Iterator

from sim.document.blocks import Block, Heading, Items, Note, table
from sim.document.quantity import duration, number, percent
from sim.document.text import given
from sim.fit.outages import FEWEST, Outages
from sim.fit.service_times import FamilyChoice
from sim.fit.session import FleetOutages
from sim.measures.statistics.intervals import Interval

MOST_PAIRS = 12


def outage_blocks(outages: FleetOutages) -> list[Block]:
    """Return heading, table and sentences on outages.

    Args:
        outages: of the fleet.
    """
    header = ("agent", "outages", "mean length", "95 %", "start to start", "95 %", "lengths", "up times")
    rows = [_row(given(agent), own) for agent, own in outages.by_agent.items()]
    if len(rows) > 1:
        rows.append(_row("all", outages.fleet))
    blocks: list[Block] = [Heading("Outages"), table(header, rows)]
    if outages.fleet.up is None or outages.fleet.down is None:
        blocks.append(
            Note(f"Fewer than {FEWEST} outages: the scenario has none, since nothing is known of their kind.")
        )
    pairs = list(_pairs(outages))
    return [*blocks, Items(tuple(pairs))] if pairs else blocks


def _row(name: str, own: Outages) -> list[str]:
    return [
        name,
        str(own.n),
        duration(own.mttr_s),
        _span(own.mttr_interval),
        duration(own.mtbf_s),
        _span(own.mtbf_interval),
        _family(own.down),
        _family(own.up),
    ]


def _span(interval: Interval | None) -> str:
    return "not told" if interval is None else f"{duration(interval.low)} to {duration(interval.high)}"


def _family(choice: FamilyChoice | None) -> str:
    return "too few" if choice is None else f"{choice.best.family.name}, cv {number(choice.best.cv)}"


def _pairs(outages: FleetOutages) -> Iterator[str]:
    for pair in outages.together[:MOST_PAIRS]:
        interval = pair.share.interval
        yield (
            f"In {percent(pair.share.value)} ({percent(interval.low)} to {percent(interval.high)}) of the outages of"
            f" {given(pair.agent)}, {given(pair.other)} is down as well; by chance it would be in"
            f" {percent(pair.by_chance)}."
        )
    if len(outages.together) > MOST_PAIRS:
        yield f"And {len(outages.together) - MOST_PAIRS} pairs more, in fit.json."
