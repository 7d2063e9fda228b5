"""The limits that attempts share: whom they refused, whom they let wait, and whether there was more to be had."""

from sim.document.blocks import Block, Heading, Note, table
from sim.document.quantity import durations, percent
from sim.document.text import given
from sim.report.facts import LimitFacts, ReportFacts
from sim.report.layout import cut, cut_note

_HEADER = ["limit", "let through", "refused", "held up", "in slots, waiting", "used while it refused", "breaker opened"]


def limits(facts: ReportFacts) -> list[Block]:
    """Return the limits one by one; nothing where there are none."""
    if not facts.limits:
        return []
    first, last, left_out = cut(facts.limits)
    gap = [["..."] * len(_HEADER)] if left_out else []
    shown = [*first, *last]
    rows = [_cells(*row) for row in zip(shown, durations([one.held_s for one in shown]), strict=True)]
    return [
        Heading("Limits"),
        table(_HEADER, [*rows[: len(first)], *gap, *rows[len(first) :]]),
        *cut_note(left_out, "limit", "tables/attempts.parquet"),
        Note(
            "Held up: attempts that waited there, with their slot or in their queue. Used while it refused: what it "
            "gave from its first refusal to its last, of what it could give: near 100 % there was nothing more to be "
            "had, and scattering retries changes little; far below, they came at the wrong moments."
        ),
    ]


def _cells(one: LimitFacts, held: str) -> list[str]:
    used = "" if one.used is None else percent(one.used)
    opened = str(one.opened) if one.has_breaker else ""
    return [given(one.name), str(one.started), str(one.refused), str(one.held_up), held, used, opened]
