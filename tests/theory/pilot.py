"""The pilot: how far each number scatters from replication to replication, from which sizes and power follow.

`python -m tests.theory.pilot` measures it again and prints the table below.
"""

import math
import sys

from tests.theory.case import Case, Quantity
from tests.theory.estimate import power
from tests.theory.suite import ALPHA, SEED, SUITE, simulate

PILOT_SEED = SEED + 1  # no verdict is built on it
PILOT_REPLICATIONS = 60

# Standard deviation of one replication, by case and quantity.
SPREAD: dict[tuple[str, str], float] = {}


def power_of_control(case: Case, quantity: Quantity, replications: int, factor: float) -> float:
    """Return the chance that the formula with its rate wrong by a factor fails the test, as it must."""
    shift = quantity.formula(factor) - quantity.formula(1.0)
    return power(shift, SPREAD[case.key, quantity.name] / math.sqrt(replications), replications, ALPHA)


def measured_spread(case: Case) -> dict[tuple[str, str], float]:
    """Run the pilot of one case; return the standard deviation of each of its quantities."""
    results = simulate(case, PILOT_REPLICATIONS, PILOT_SEED)
    return {
        (case.key, result.quantity.name): result.estimate.standard_error * math.sqrt(PILOT_REPLICATIONS)
        for result in results
    }


def main() -> None:
    """Print the table of spreads."""
    for case in SUITE:
        for key, spread in measured_spread(case).items():
            sys.stdout.write(f'    ("{key[0]}", "{key[1]}"): {spread:.4g},\n')
            sys.stdout.flush()


if __name__ == "__main__":
    main()
