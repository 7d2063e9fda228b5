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
SPREAD: dict[tuple[str, str], float] = {
    ("mm1", "mean wait"): 0.6156,
    ("mm1", "P(wait)"): 0.01802,
    ("mm1", "mean number in system"): 0.5195,
    ("mm10", "mean wait"): 0.05421,
    ("mm10", "P(wait)"): 0.0391,
    ("mm2", "mean wait"): 1.155,
    ("mm2", "P(wait)"): 0.02312,
    ("md1", "mean wait"): 0.2716,
    ("mg1_lognormal_half", "mean wait"): 0.4045,
    ("mg1_lognormal_two", "mean wait"): 0.6777,
    ("round_robin", "mean response"): 0.4751,
    ("shared_queue", "mean response"): 0.3461,
    ("priorities", "mean wait, priority 1"): 0.06086,
    ("priorities", "mean wait, priority 3"): 0.5849,
    ("availability_exponential", "availability"): 0.00567,
    ("availability_other", "availability"): 0.007037,
    ("stationary_exponential", "availability, 0 to 30 s"): 0.005042,
    ("stationary_exponential", "up at time 0"): 0.006357,
    ("stationary_constant", "availability, 0 to 30 s"): 0.005238,
    ("machine_repair", "mean number down"): 0.09849,
    ("breakdowns_resume", "mean number in system"): 0.1538,
    ("breakdowns_fail", "mean number in system"): 0.1548,
    ("retry_queue", "mean response"): 0.5435,
    ("retries_attempt", "success of a task"): 0.008609,
    ("retries_attempt", "attempts a task"): 0.02579,
    ("retries_task", "success of a task"): 0.007097,
    ("retries_task", "attempts a task"): 0.02561,
}


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
