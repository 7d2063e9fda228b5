"""docs/background/scorecard.md: what was promised, what was seen, where the program declines."""

from collections.abc import Iterator, Sequence

from benchmarks.scorecard.card import CARD_ERROR, Cell, short

HEAD = """# Scorecard

What the program prints as sure, tried where the truth is known: each guarantee on normal values, on skewed ones, on
rare outages, ties and shares near 1, with few replications and many, on luck that is shared and not, with values that
are missing. One factor at a time leaves the base: normal, n = 30 replications, correlation 0.5 between alternatives,
nothing missing. {studies} studies a cell, {cells} cells. This page is made by

    python -m benchmarks.scorecard

and the guarantees are listed in `benchmarks/scorecard/procedures.py`, a line each.

| column | meaning |
|---|---|
| promised | the share of answers that are right is this, or more |
| seen | the share that was right, of the studies that gave an answer; and its 95 % interval (Clopper and Pearson) |
| declined | the share of studies that gave none |
| warned | the share that gave one, and said beside it that there are too few runs for how skewed they are (Cochran) |

A verdict, or a proof, is right where it is not wrong: `undecided` claims nothing. A cell *falls short* where so few
right answers come by chance less than once in a hundred cards, were every promise kept (binomial tests, Holm's method
over all cells). A study that was warned counts like any other: what misses the truth is mostly a sample without its
long tail, which looks harmless, so that the rest would look worse without those that were warned. Where bad values are
missing, studies in which by luck none was (8 of 2,000) are drawn anew: nothing in them tells of it.

"""


def page(procedures: Sequence[str], cells: Sequence[Cell], studies: int) -> str:
    """Return the page as Markdown.

    Args:
        procedures: names, in the order in which they are shown.
        cells: of all of them.
        studies: a cell.
    """
    return "\n".join(_lines(procedures, cells, studies)) + "\n"


def _lines(procedures: Sequence[str], cells: Sequence[Cell], studies: int) -> Iterator[str]:
    fails = set(short(cells))
    yield HEAD.format(studies=f"{studies:,}", cells=len(cells)).rstrip("\n")
    yield ""
    yield "## What it comes to"
    yield ""
    yield _sum(cells, fails)
    for name in procedures:
        own = [cell for cell in cells if cell.procedure == name]
        if not own:
            continue
        yield from ("", f"## {name[0].upper()}{name[1:]}", "")
        yield f"Promised: {_percent(own[0].promised)} or more."
        yield from ("", "| condition | seen | declined | warned | |", "|---|---|---|---|---|")
        yield from (row(cell, cell in fails) for cell in own)


def _sum(cells: Sequence[Cell], fails: set[Cell]) -> str:
    if not fails:
        return f"No cell falls short (error of the card: {_percent(CARD_ERROR)})."
    by = {cell.procedure: sum(other.procedure == cell.procedure for other in fails) for cell in cells if cell in fails}
    listed = "; ".join(f"{name} ({count})" for name, count in by.items())
    return f"{len(fails)} of {len(cells)} cells fall short: {listed}."


def row(cell: Cell, fails: bool) -> str:
    """Return a cell as a row of a table."""
    seen, (low, high) = cell.seen(), cell.interval()
    told = "no answer" if seen is None else f"{_percent(seen)} ({_percent(low)} to {_percent(high)})"
    total = cell.given + cell.declined
    shares = f"{_percent(cell.declined / total)} | {_percent(cell.warned / total)}"
    return f"| {cell.condition} | {told} | {shares} | {'falls short' if fails else ''} |"


def _percent(share: float) -> str:
    return f"{100.0 * share:.1f} %"
