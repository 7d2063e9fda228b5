"""One line a wave."""

from sim.document.blocks import Block, Heading, Paragraph, table
from sim.document.quantity import count, duration, durations, score
from sim.report.facts import ReportFacts, WaveFacts
from sim.report.layout import cut, cut_note
from sim.report.targets import beside_target, target_of

_METRICS = ("success_rate", "availability", "accuracy", "load_balance")
_HEADER = ["wave", "tasks", "completed", "failed", "length", "retries", "refusals", "outages", "success",
           "available", "accurate", "balanced", "health"]  # fmt: skip


def waves(facts: ReportFacts) -> list[Block]:
    """Return the waves one by one."""
    if not facts.waves:
        return [Heading("Waves"), Paragraph("No wave was begun.")]
    first, last, left_out = cut(facts.waves)
    gap = [["..."] * len(_HEADER)] if left_out else []
    shown = [*first, *last]
    cells = [_cells(facts, *wave) for wave in zip(shown, durations([wave.length_s for wave in shown]), strict=True)]
    rows = [*cells[: len(first)], *gap, *cells[len(first) :]]
    return [
        Heading("Waves"),
        table(_HEADER, rows),
        *cut_note(left_out, "wave", "tables/waves.parquet"),
        *_remarks(facts),
    ]


def _cells(facts: ReportFacts, wave: WaveFacts, length: str) -> list[str]:
    if wave.health is None:
        measured = ["n/a"] * (len(_METRICS) + 1)
    else:
        metrics = wave.health.metrics
        measured = [beside_target(name, metrics.get(name), target_of(facts, name)) for name in _METRICS]
        measured.append(f"{score(wave.health.health_score)} {wave.health.health_status}")
    return [
        str(wave.wave),
        str(wave.tasks),
        str(wave.completed),
        str(wave.tasks - wave.completed),
        length,
        str(wave.retries),
        str(wave.refusals),
        str(wave.outages),
        *measured,
    ]


def _remarks(facts: ReportFacts) -> list[Block]:
    ended = [wave for wave in facts.waves if wave.health is not None]
    if len(ended) < 2:
        return []
    worst = min(ended, key=lambda wave: wave.health.health_score if wave.health else 0.0)
    longest = max(ended, key=lambda wave: wave.length_s)
    assert worst.health is not None
    slowest = f"Longest: wave {longest.wave}, {duration(longest.length_s)} for {count(longest.tasks, 'task')}."
    return [Paragraph(f"Least healthy: wave {worst.wave} ({score(worst.health.health_score)}). {slowest}")]
