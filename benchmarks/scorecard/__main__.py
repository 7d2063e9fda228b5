"""python -m benchmarks.scorecard [--studies N] [--only TEXT] [--fresh]: count, keep, and write the page."""

import argparse
import hashlib
import re
import sys
from pathlib import Path

from benchmarks.scorecard.card import Cell, Procedure, cells_of, keep, kept, short, work
from benchmarks.scorecard.page import page, row
from benchmarks.scorecard.procedures import PROCEDURES

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".cache" / "scorecard"
PAGE = ROOT / "docs" / "background" / "scorecard.md"
STUDIES = 2_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scorecard", description=__doc__)
    parser.add_argument("--studies", type=int, default=STUDIES, help="a cell")
    parser.add_argument(
        "--only", default="", help="guarantees whose name holds this text; the page is then not written"
    )
    parser.add_argument("--fresh", action="store_true", help="count anew what is kept in .cache/scorecard")
    asked = parser.parse_args()
    procedures = [each for each in PROCEDURES if asked.only in each.name]
    cells = counted(procedures, asked.studies, asked.fresh)
    fails = set(short(cells))
    for cell in cells:
        if cell in fails:
            print(f"{cell.procedure}: {row(cell, True)}")
    print(f"{len(fails)} of {len(cells)} cells fall short")
    if not asked.only:
        PAGE.write_text(page([each.name for each in PROCEDURES], cells, asked.studies))


def counted(procedures: list[Procedure], studies: int, fresh: bool) -> list[Cell]:
    """Return the cells, each counted now or kept since the formulas were last changed."""
    folder, cells = KEPT / f"{_formulas()}-{studies}", []
    parts = work(procedures)
    for done, (condition, together) in enumerate(parts, start=1):
        name = re.sub(r"\W+", "-", f"{together[0].study.name} {condition} {' '.join(p.name for p in together)}")
        path = folder / f"{name[:80]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}.json"
        found = None if fresh else kept(path)
        if found is None:
            found = cells_of(together, condition, studies)
            keep(path, found)
        cells += found
        if sys.stderr.isatty():
            print(f"\r{done} of {len(parts)}", end="", file=sys.stderr, flush=True)
    order = {
        (p.name, str(condition)): i for i, (p, condition) in enumerate((p, c) for p in procedures for c in p.conditions)
    }
    return sorted(cells, key=lambda cell: order[cell.procedure, cell.condition])


def _formulas() -> str:
    """Return a hash of the code whose answers are counted."""
    folders = (ROOT / "sim" / "measures", ROOT / "sim" / "numerics", ROOT / "benchmarks" / "scorecard")
    files = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


if __name__ == "__main__":
    main()
