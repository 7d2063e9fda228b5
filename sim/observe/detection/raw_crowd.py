"""Overload by the raw rule, at the end of a wave: the queue grew until the last release, and was long then."""

from typing import NamedTuple

from sim.observe.detection import crowd
from sim.observe.detection.conditions import CROWD, judgement
from sim.observe.detection.coordination import window
from sim.observe.detection.crowd import Seen, seen_in
from sim.observe.detection.detector import Context
from sim.observe.detection.ledger import Judgement
from sim.record.conditions import OVERLOAD
from sim.record.evidence import Crowd
from sim.record.rows import Sampled, WaveEnded

QUEUE = 2
"""More tasks than so many times the slots is a long queue."""


class Line(NamedTuple):
    """Sums from which a least-squares line is made; times since the wave's start."""

    n: int = 0
    x: float = 0.0
    y: float = 0.0
    xx: float = 0.0
    xy: float = 0.0

    def plus(self, x: float, y: float) -> "Line":
        """Return the sums with one point more."""
        return Line(self.n + 1, self.x + x, self.y + y, self.xx + x * x, self.xy + x * y)

    @property
    def slope(self) -> float:
        """Slope of the line; 0 through less than two points.

        >>> Line().plus(0.0, 1.0).plus(2.0, 5.0).slope
        2.0
        """
        spread = self.n * self.xx - self.x * self.x
        return (self.n * self.xy - self.x * self.y) / spread if spread > 0.0 else 0.0


class RawCrowd(NamedTuple):
    """What is remembered of the queue in a wave."""

    began_s: float = 0.0
    last: Seen = Seen(0.0, 0, 0, 0)
    line: Line = Line()  # of all samples
    known: Line = Line()  # of the samples before the last release
    waiting: int = 0  # at the last of these
    down_since: float | None = None  # no agent was up in any sample since, while tasks waited
    down_s: float = 0.0  # the longest such time


def look(before: RawCrowd, row: Sampled) -> RawCrowd:
    """Return what is remembered after one more sample."""
    now = seen_in(row)
    nobody = now.waiting > 0 and not any(row.up)
    since = (now.at if before.down_since is None else before.down_since) if nobody else None
    more = now.released > before.last.released
    return RawCrowd(
        before.began_s,
        now,
        before.line.plus(now.at - before.began_s, now.waiting),
        before.line if more else before.known,
        before.last.waiting if more else before.waiting,
        since,
        before.down_s if since is None else max(before.down_s, now.at - since),
    )


def over_the_wave(before: RawCrowd, row: WaveEnded) -> RawCrowd:
    """Return what the next wave begins with."""
    return RawCrowd(row.ended_at, Seen(row.ended_at, 0, before.last.released, before.last.ended))


def overload(context: Context, raw: RawCrowd, row: WaveEnded) -> Judgement:
    """Return the judgement at the end of a wave.

    Args:
        context: agents and settings.
        raw: of the wave.
        row: the wave's end.
    """
    whole = crowd.down_all_wave(context, row)
    if whole:
        return whole[0]
    slots, line = sum(context.capacities), raw.known
    if raw.down_s >= context.spec.window:
        return crowd.nobody_up(context, raw.last.waiting, raw.down_s, window(row), raw.line.n)
    if line.slope <= 0.0 or raw.waiting <= QUEUE * slots:
        return Judgement(CROWD, False)
    evidence = Crowd(raw.waiting, slots, line.n, window(row), slope=line.slope)
    return judgement(context, OVERLOAD, True, evidence)
