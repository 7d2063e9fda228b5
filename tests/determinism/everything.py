"""What the program writes, as hashes: to be made on unlike machines, or under emulations of them, and compared.

    python -m tests.determinism.everything > here.txt
    NPY_DISABLE_CPU_FEATURES="X86_V4" python -m tests.determinism.everything > there.txt
    diff here.txt there.txt

A line has the name of a file, or of a world, and a hash. There are the files of shipped scenarios, run, compared and
explored, pictures aside, and the logs of random worlds. Manifests name the versions of Python and of the libraries:
`--any-version` leaves them out.
"""

import argparse
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from sim.cli.group import group
from sim.record.rows import AnomalyClosed, AnomalyOpened
from tests.properties.log_hashes import logs

ROOT = Path(__file__).resolve().parents[2]
COMPARED = ("--strategies", "round_robin,load_balanced,shared_queue", "--replications", "4")
EXPLORED = (
    "--vary",
    "retry.max_retries=0..3",
    "--vary",
    "monitor.interval=5..60",
    "--trajectories",
    "3",
    "--replications",
    "3",
)
QUIETLY = ("--quiet", "--no-plots")
SERIAL = ("--jobs", "1", "--backend", "serial")
KINDS = ("run", "compare", "sensitivity")


def commands(kind: str, scenario: str, out: str) -> list[str]:
    more: Sequence[str] = {"run": (), "compare": (*COMPARED, *SERIAL), "sensitivity": (*EXPLORED, *SERIAL)}[kind]
    return [kind, scenario, *more, *QUIETLY, "--out", out]


def done(command: Sequence[str]) -> object:
    """The exit code of a command in this process."""
    try:
        group(command, prog_name="buddy-sim")
    except SystemExit as end:
        return end.code
    return None


def of_scenarios(names: Sequence[str], kinds: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The files that the commands write, each with its name."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # so that no result names a folder of its own
        try:
            for name in names:
                for kind in kinds:
                    out = f"{name}-{kind}"
                    ended = done(commands(kind, name, out))
                    if ended:
                        raise SystemExit(f"{kind} {name} ended with {ended}")
                    for path in sorted(Path(out).rglob("*")):
                        if path.is_file():
                            yield path.as_posix(), path.read_bytes()
        finally:
            os.chdir(before)


def of_worlds(count: int) -> Iterator[tuple[str, bytes]]:
    """The logs of random worlds, anomalies included."""
    for name, log in logs(count, shipped=False):
        rows = list(log)
        yield name, "\n".join(map(repr, rows)).encode()
        yield (
            f"{name} model",
            "\n".join(repr(r) for r in rows if not isinstance(r, AnomalyOpened | AnomalyClosed)).encode(),
        )


def lines(names: Sequence[str], kinds: Sequence[str], worlds: int, any_version: bool) -> Iterator[str]:
    for found in (of_scenarios(names, kinds), of_worlds(worlds) if worlds else ()):
        for name, content in found:
            if not (any_version and name.endswith("manifest.json")):
                yield f"{name} {hashlib.sha256(content).hexdigest()[:16]}"


def shipped() -> list[str]:
    return sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml"))


def with_library_functions() -> None:
    """The negative control: draws by numpy's logarithm, which is not the same everywhere."""
    import numpy as np

    from sim.luck.cells import Cells

    of_table: Callable[[Cells, np.ndarray], np.ndarray] = Cells.values

    def values(self: Cells, u: np.ndarray) -> np.ndarray:
        found = of_table(self, u)
        return found * (np.exp(np.log1p(-u)) / (1.0 - u))  # 1 but for rounding

    Cells.values = values  # type: ignore[method-assign]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenarios", default=",".join(shipped()), help="shipped ones; absent: all")
    parser.add_argument("--kinds", default=",".join(KINDS), help="of " + ", ".join(KINDS))
    parser.add_argument("--worlds", type=int, default=300, help="random worlds; absent: 300")
    parser.add_argument("--any-version", action="store_true", help="leave out what names versions")
    parser.add_argument("--control", action="store_true", help="with functions of numpy's in the draws")
    options = parser.parse_args()
    if options.control:
        with_library_functions()
    names, kinds = (list(filter(None, text.split(","))) for text in (options.scenarios, options.kinds))
    for line in lines(names, kinds, options.worlds, options.any_version):
        click.echo(line)


if __name__ == "__main__":
    main()
