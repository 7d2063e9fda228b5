"""Print the second table of docs/background/comparing.md: how often `compare` is right about the simulator's own runs.

python -m tests.theory.simulated_tables [MACRO-REPLICATIONS] [SYSTEM ..]
"""

import sys

from tests.theory.comparison_cases import STANDARD
from tests.theory.known_systems import SYSTEMS, KnownSystem
from tests.theory.simulated_coverage import Line, comparisons, lines

MANY = 300
"""Replications that a p99 takes."""


def measured(system: KnownSystem, macro: int) -> list[tuple[int, Line]]:
    """Return how often each answer held the truth, each with the replications of a comparison; p99 takes more."""
    found = [(system.replications, line) for line in lines(system, comparisons(system, macro))]
    if system.quantiles:
        fewer = macro * system.replications // MANY  # of the same runs
        found += [(MANY, line) for line in lines(system, comparisons(system, fewer, MANY)) if line.what == "p99"]
    return found


def row(system: KnownSystem, replications: int, line: Line) -> str:
    promised = f"at most {100 * line.promised:g} %" if line.promised < 0.5 else f"{100 * line.promised:.1f} %"
    kept = f"{100 * line.kept.value():.1f} ± {100 * line.kept.error():.1f} %"
    return f"| {system.key} | {line.what}: {line.of} | {replications} | {promised} | {kept} |"


def main(macro: int, chosen: list[str]) -> None:
    for system in SYSTEMS:
        if not chosen or system.key in chosen:
            sys.stdout.write("\n".join(row(system, *found) for found in measured(system, macro)) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else STANDARD, sys.argv[2:])
