"""Has a change moved the meaning? The logs of many worlds, a line each: before the change and after it.

    python -m tests.properties.log_hashes > before.txt
    python -m tests.properties.log_hashes > after.txt
    diff before.txt after.txt

A line has the name of a world, its number of rows, and the first digits of two hashes over its rows as text,
in order: of those that the model writes, and of all, the anomalies included. The worlds are the shipped scenarios and
random ones of `tests/properties/conftest.py`, as many of each strategy; where that file has changed, they differ too.
`--show NAME` prints the rows of one world instead, to find the first one that differs.
"""

import argparse
import hashlib
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import click
from hypothesis import HealthCheck, Phase, given, seed, settings

import sim
from sim.policies.catalogue import strategies
from sim.record.log import RunLog
from sim.record.rows import AnomalyClosed, AnomalyOpened, Row
from sim.scenario import Scenario
from tests.properties.conftest import RandomWorld, random_worlds

ROOT = Path(__file__).resolve().parents[2]
EVERY_CHECK = list(HealthCheck)


def worlds_of(strategy: str, count: int) -> list[RandomWorld]:
    """The first random worlds of a strategy, the same in every process."""
    drawn: list[RandomWorld] = []

    @seed(zlib.crc32(strategy.encode()))  # its worlds stay what they are when other strategies come
    @settings(max_examples=count, database=None, phases=[Phase.generate], suppress_health_check=EVERY_CHECK)
    @given(random_worlds(strategy))
    def draw(world: RandomWorld) -> None:
        drawn.append(world)

    draw()
    return drawn[:count]


def log_of(scenario: Scenario) -> RunLog:
    harness = sim.Phase21Harness(scenario)
    harness.run_phase21()
    return harness.log


def logs(worlds: int, shipped: bool = True) -> Iterator[tuple[str, RunLog]]:
    for path in sorted(path for folder in ("scenarios", "sim") for path in (ROOT / folder).rglob("*.yaml")):
        if shipped and path.parent.name == "scenarios":
            yield path.stem, log_of(sim.load_scenario(path))
    names = sorted(strategies())
    for name in names:
        for number, world in enumerate(worlds_of(name, -(-worlds // len(names)))):
            with tempfile.TemporaryDirectory() as folder:
                world.write_files(Path(folder))
                yield f"{name}-{number}", log_of(sim.parse_scenario(world.data, origin=Path(folder)))


def told(row: Row) -> str:
    """A row as text, without what is as if its field were not there: a new field alone changes no hash."""
    rest = {name: value for name, value in row._asdict().items() if value != row._field_defaults.get(name, ...)}
    return f"{type(row).__name__}{rest}"


def digest(rows: list[str]) -> str:
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=300, help="random worlds; absent: 300")
    parser.add_argument("--show", metavar="NAME", help="print the rows of this world")
    options = parser.parse_args()
    for name, log in logs(options.worlds):
        rows = list(log)
        if options.show is None:
            own = [told(row) for row in rows if not isinstance(row, AnomalyOpened | AnomalyClosed)]
            click.echo(f"{name} {len(rows)} {digest(own)} {digest([told(row) for row in rows])}")
        elif options.show == name:
            click.echo("\n".join(map(repr, rows)))


if __name__ == "__main__":
    main()
