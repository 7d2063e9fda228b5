"""Where health and confidence are heading."""

from collections.abc import Sequence

from sim.document.blocks import Block, Heading, Note, Paragraph, table
from sim.document.quantity import percent, score
from sim.measures.statistics.trend import LEAST_POINTS
from sim.report.facts import ReportFacts, TrendFacts, WaveFacts
from sim.report.layout import cut
from sim.report.targets import METRICS


def trends(facts: ReportFacts) -> list[Block]:
    """Return the section on trends of confidence and health."""
    title = Heading("Trends of health and confidence")
    ended = [wave for wave in facts.waves if wave.health is not None]
    if not ended:
        return [title, Paragraph("No wave ended, so there is nothing to compare.")]
    if len(ended) < LEAST_POINTS:
        return [title, Paragraph(_course(ended)), Paragraph("A trend needs five waves or more.")]
    lines = [trend for trend in facts.trends if trend.trend is not None]
    header = ["metric", "direction", "change a wave", "95 % interval", "next wave", "95 % interval"]
    return [title, Paragraph(_course(ended)), table(header, map(_cells, lines), numbers_from=2), Note(_READING)]


_READING = (
    "Directions come from a least-squares line over the waves; a metric is improving or degrading only where the whole "
    "interval of its change lies on one side of zero. The intervals reckon with waves that stray alike one after the "
    "other, and with how far shares of so few tasks stray by chance. Changes are in percentage points (health: points)."
)


def _course(waves: Sequence[WaveFacts]) -> str:
    first, last, left_out = cut(waves, most=12)
    gap = ["..."] if left_out else []
    steps = [*map(_step, first), *gap, *map(_step, last)]
    return f"Health by wave: {', '.join(steps)}. Confidence by wave: {', '.join(_confidences(first, last, gap))}."


def _step(wave: WaveFacts) -> str:
    return score(None if wave.health is None else wave.health.health_score)


def _confidences(first: Sequence[WaveFacts], last: Sequence[WaveFacts], gap: list[str]) -> list[str]:
    values = [[percent(w.health.metrics.get("confidence")) for w in part if w.health] for part in (first, last)]
    return [*values[0], *gap, *values[1]]


def _cells(facts: TrendFacts) -> list[str]:
    trend = facts.trend
    assert trend is not None
    unit, most, told = (1.0, 100.0, score) if facts.metric == "health_score" else (100.0, 1.0, percent)
    ahead, low, high = (told(min(most, max(0.0, value))) for value in (trend.forecast, *trend.forecast_interval))
    return [
        METRICS.get(facts.metric, "health"),
        trend.direction,
        f"{unit * trend.slope:+.2f}",
        f"{unit * trend.slope_interval.low:+.2f} to {unit * trend.slope_interval.high:+.2f}",
        ahead,
        f"{low} to {high}",
    ]
