"""The table of docs/background/answers.md: how often answers are wrong, measured.

python -m tests.theory.question_tables
"""

import sys
from collections.abc import Iterator

import numpy as np

from sim.measures.questions.looks import Look, looks
from tests.theory.comparison_cases import GAMMA, LOGNORMAL, NORMAL, Share
from tests.theory.question_cases import ALPHA, knee_coverage, wrong_fleets, wrong_races, wrong_shares
from tests.theory.test_question_guarantees import CURVES

MACRO = 5_000


def rows() -> Iterator[tuple[str, str, Share]]:
    allowed = "at most 5 %"
    for shape in (None, NORMAL, GAMMA, LOGNORMAL):
        metric = "makespan of 40 exponential tasks" if shape is None else shape.name
        for above in (True, False):
            hair = "not enough" if above else "enough"
            share = wrong_fleets(8, shape, MACRO, case=900_000, above=above)
            yield f"smallest fleet of 16, {metric}, one size {hair} by a hair", allowed, share
    hasty = [Look(look.replications, 1.0) for look in looks()]
    share = wrong_fleets(8, None, MACRO, case=900_000, planned=hasty, level=ALPHA)
    yield "the same for the makespan, every size and look at 5 %", "nothing", share
    for chance, tasks in ((0.9, 40), (0.99, 10), (0.99, 120), (0.995, 40)):
        for floor in (True, False):
            what = f"success rate {chance:g}, {tasks} tasks a run, called more"
            share = wrong_shares(chance, tasks, MACRO, case=1_000_000, floor=floor)
            yield what if floor else f"{what}, with plain t", allowed if floor else "nothing", share
    yield "retry settings: any wrong statement", allowed, wrong_races(MACRO, case=1_100_000)
    for name, curve in CURVES.items():
        share = knee_coverage(np.asarray(curve), MACRO, case=1_200_000)
        yield f"interval of the knee holds it: {name}", "about 95 %", share


def main() -> None:
    sys.stdout.write("| what | promised | measured |\n|---|---|---|\n")
    for what, promised, share in rows():
        sys.stdout.write(f"| {what} | {promised} | {100 * share.value():.1f} ± {100 * share.error():.1f} % |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
