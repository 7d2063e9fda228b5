"""Which branches of the kernel's text does the equality suite take? A table, with the lines that nothing takes.

    python -m tests.properties.kernel_coverage [--worlds 8] [--least 95]

The same text is compiled, so what is taken here is what is compared there. The command fails where less than `--least`
per cent of lines and branches are taken.
"""

import argparse
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import coverage

if TYPE_CHECKING:  # nothing of the program is imported before lines are counted
    from sim.scenario import Scenario

KERNEL = Path(__file__).parents[2] / "sim" / "engine" / "kernel"


def scenarios(worlds: int) -> Iterator["Scenario"]:
    """So many random worlds of every strategy and mechanism, and the directed cases of every mechanism."""
    from sim.engine.prepared import STRATEGIES
    from tests.properties import engine_cases, test_engine
    from tests.properties.engine_faults import MECHANISMS, faulty_worlds
    from tests.properties.engine_worlds import covered_worlds

    yield from test_engine.busy_worlds()
    yield from engine_cases.graph_worlds()
    yield from engine_cases.kind_worlds()
    yield from engine_cases.impatient_worlds()
    with tempfile.TemporaryDirectory() as folder:
        yield engine_cases.earlier_waves(Path(folder))
    for strategy in STRATEGIES:
        yield from covered_worlds(strategy, worlds)
    for mechanism in MECHANISMS:
        yield from faulty_worlds(mechanism, worlds)


def taken(worlds: int) -> tuple[float, str]:
    """Return the per cent of lines and branches of the kernel's text that the scenarios take, and a table."""
    measured = coverage.Coverage(branch=True, include=[f"{KERNEL}/*"], data_file=None, config_file=False)
    told = io.StringIO()
    with measured.collect():
        _run_all(worlds)
    return measured.report(file=told, show_missing=True, skip_covered=True), told.getvalue()


def _run_all(worlds: int) -> None:
    from sim.engine.library import uncompiled
    from sim.engine.replications import Replications

    for scenario in scenarios(worlds):
        runs = Replications(scenario, uncompiled("its branches are counted"), watched=True)
        runs.run(*runs.workload(scenario.seed, 0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=8, help="random worlds of each strategy and mechanism; absent: 8")
    parser.add_argument("--least", type=float, default=95.0, help="per cent; absent: 95")
    options = parser.parse_args()
    share, table = taken(options.worlds)
    click.echo(table)
    if share < options.least:
        raise SystemExit(f"{share:.1f} % of lines and branches are taken; at least {options.least:g} % are to be")


if __name__ == "__main__":
    main()
