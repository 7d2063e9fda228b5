"""python -m benchmarks.scorecard [--studies N] [--only TEXT] [--jobs N] [--fresh]: count, keep, and write the page."""

import argparse
from pathlib import Path

from benchmarks.scorecard.card import short
from benchmarks.scorecard.counting import counted
from benchmarks.scorecard.page import page, row
from benchmarks.scorecard.procedures import PROCEDURES

PAGE = Path(__file__).parents[2] / "docs" / "background" / "scorecard.md"
STUDIES = 2_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scorecard", description=__doc__)
    parser.add_argument("--studies", type=int, default=STUDIES, help="a cell")
    parser.add_argument(
        "--only", default="", help="guarantees whose name holds this text; the page is then not written"
    )
    parser.add_argument("--jobs", type=int, default=1, help="processes; half an hour by one")
    parser.add_argument("--fresh", action="store_true", help="count anew what is kept in .cache/scorecard")
    asked = parser.parse_args()
    procedures = [each for each in PROCEDURES if asked.only in each.name]
    cells = counted(procedures, asked.studies, asked.fresh, asked.jobs)
    fails = set(short(cells))
    for cell in cells:
        if cell in fails:
            print(f"{cell.procedure}: {row(cell, True)}")
    print(f"{len(fails)} of {len(cells)} cells fall short")
    if not asked.only:
        PAGE.write_text(page([each.name for each in PROCEDURES], cells, asked.studies))


if __name__ == "__main__":
    main()
