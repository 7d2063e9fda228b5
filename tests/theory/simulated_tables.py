"""Print the second table of docs/background/comparing.md: how often `compare` is right about the simulator's own runs.

python -m tests.theory.simulated_tables [MACRO-REPLICATIONS] [SYSTEM ..]
"""

import sys
from collections.abc import Iterator

from tests.theory.comparison_cases import STANDARD, Share
from tests.theory.known_systems import SYSTEMS, KnownSystem
from tests.theory.simulated_coverage import Line, comparisons, lines

MANY = 300
"""Replications that a p99 takes."""


def measured(system: KnownSystem, macro: int) -> list[tuple[int, Line]]:
    """Return how often each answer held the truth, each with the replications of a comparison; p99 takes more."""
    found = [(system.replications, line) for line in lines(system, comparisons(system, macro))]
    fewer = macro * system.replications // MANY  # of the same runs
    if system.quantiles and fewer:
        found += [(MANY, line) for line in lines(system, comparisons(system, fewer, MANY)) if line.what == "p99"]
    return found


def rows(system: KnownSystem, macro: int) -> Iterator[str]:
    """Yield a row for each kind of answer about each metric: the share over all alternatives, from .. to."""
    groups: dict[tuple[str, int, str], list[Line]] = {}
    for replications, line in measured(system, macro):
        metric, _, _ = line.of.partition(",")
        groups.setdefault((f"{line.what}: {metric}", replications, _promised(line)), []).append(line)
    for (what, replications, promised), lines_of in groups.items():
        least, most = (choose(lines_of, key=lambda line: line.kept.value()).kept for choose in (min, max))
        share = _percent(least) if least == most else f"{_percent(least)} .. {_percent(most)}"
        error = f"± {100.0 * least.error():.1f} %"
        yield f"| {system.key} | {what} | {replications} | {least.of:,} | {promised} | {share} {error} |"


def _promised(line: Line) -> str:
    return f"at most {100 * line.promised:g} %" if line.promised < 0.5 else f"{100 * line.promised:.1f} %"


def _percent(share: Share) -> str:
    return f"{100.0 * share.value():.1f}"


def main(macro: int, chosen: list[str]) -> None:
    for system in SYSTEMS:
        if not chosen or system.key in chosen:
            sys.stdout.write("\n".join(rows(system, macro)) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else STANDARD, sys.argv[2:])
