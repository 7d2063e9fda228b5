"""Counting the cells of the card, by one process or several; what is counted is kept until a formula changes."""

import hashlib
import re
import sys
from collections.abc import Hashable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks.scorecard.card import Cell, Procedure, cells_of, keep, kept, work
from benchmarks.scorecard.procedures import PROCEDURES

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".cache" / "scorecard"

_Part = tuple[list[str], int, int, Path]
"""Names of guarantees, the place of a part of their work, studies a cell, and where its cells are kept."""


def counted(procedures: list[Procedure], studies: int, fresh: bool, jobs: int) -> list[Cell]:
    """Return the cells, each counted now or kept since the formulas were last changed."""
    folder, parts = KEPT / f"{_formulas()}-{studies}", work(procedures)
    paths = [folder / _file(condition, together) for condition, together in parts]
    open_ = [place for place, path in enumerate(paths) if fresh or not path.exists()]
    names = [procedure.name for procedure in procedures]
    for done, _ in enumerate(_counting([(names, place, studies, paths[place]) for place in open_], jobs), start=1):
        if sys.stderr.isatty():
            print(f"\r{done} of {len(open_)}", end="", file=sys.stderr, flush=True)
    cells = [cell for path in paths for cell in kept(path)]
    order = {
        (p.name, str(condition)): i for i, (p, condition) in enumerate((p, c) for p in procedures for c in p.conditions)
    }
    return sorted(cells, key=lambda cell: order[cell.procedure, cell.condition])


def _file(condition: Hashable, together: list[Procedure]) -> str:
    name = re.sub(r"\W+", "-", f"{together[0].study.name} {condition} {' '.join(p.name for p in together)}")
    return f"{name[:80]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}.json"


def _counting(asked: list[_Part], jobs: int) -> Iterator[None]:
    if jobs == 1:
        yield from map(_count, asked)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        yield from pool.map(_count, asked)


def _count(asked: _Part) -> None:
    # Conditions hold functions, which do not travel between processes: their places do.
    names, place, studies, path = asked
    condition, together = work([each for each in PROCEDURES if each.name in names])[place]
    keep(path, cells_of(together, condition, studies))


def _formulas() -> str:
    """Return a hash of the code whose answers are counted."""
    folders = (ROOT / "sim" / "measures", ROOT / "sim" / "numerics", ROOT / "benchmarks" / "scorecard")
    files = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
