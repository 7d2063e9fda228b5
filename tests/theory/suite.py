"""The whole suite: every case, the error that each of its tests may make, and the two efforts."""

from dataclasses import dataclass
from typing import NamedTuple

from tests.theory.case import Case, Quantity
from tests.theory.estimate import Estimate, estimate
from tests.theory.queue_cases import CASES as QUEUES
from tests.theory.reliability_cases import CASES as RELIABILITY
from tests.theory.replication import replicate

SUITE: tuple[Case, ...] = QUEUES + RELIABILITY
TESTS = sum(len(case.quantities) for case in SUITE)
FAMILY_ERROR = 0.01  # chance of even one wrong alarm in the whole suite
ALPHA = FAMILY_ERROR / TESTS  # Bonferroni
TOO_LOW, TOO_HIGH = 0.95, 1.05  # the controls: the rate wrong by 5 %
FAR_TOO_HIGH = 1.15  # the control of a quick look

SEED = 2025  # chosen once, before the first run
_APART = 10_000  # a case's replications are numbered from its place in the suite times this: no two share a draw


@dataclass(frozen=True)
class Effort:
    """How many independent replications are made, and which command makes them."""

    command: str
    replications: int


STANDARD = Effort("make test", 20)
PRECISE = Effort("make nightly", 150)
QUICK = Effort("make test", 7)  # of cases that take long: their standard effort is made by `make nightly`
LONG = frozenset(
    {
        "mg1_lognormal_two", "priorities", "stationary_exponential", "stationary_constant", "breakdowns_resume",
        "breakdowns_fail", "retry_queue",
    }
)  # fmt: skip


class Result(NamedTuple):
    """One quantity of one case, simulated."""

    case: Case
    quantity: Quantity
    estimate: Estimate

    @property
    def agrees(self) -> bool:
        """Whether the formula passes the test."""
        return self.estimate.holds(self.quantity.formula(1.0))

    def rejects(self, factor: float) -> bool:
        """Whether the formula with the rate wrong by a factor fails the same test."""
        return not self.estimate.holds(self.quantity.formula(factor))

    def __str__(self) -> str:
        low, high = self.estimate.low, self.estimate.high
        expected = self.quantity.formula(1.0)
        return f"{self.case.system}: {self.quantity.name}: {expected:.6g}, simulated {low:.6g} to {high:.6g}"


def simulate(case: Case, replications: int, seed: int = SEED, factor: float = 1.0) -> list[Result]:
    """Return what so many replications of a case say of each quantity, simulated with the rate times a factor."""
    size = case.warm_up + case.length
    rows = replicate(
        case.scenario(size, factor),
        seed,
        range(SUITE.index(case) * _APART, SUITE.index(case) * _APART + replications),
        lambda world: [quantity.observe(world, case.warm_up) for quantity in case.quantities],
    )
    columns = zip(*rows, strict=True)
    return [Result(case, q, estimate(values, ALPHA)) for q, values in zip(case.quantities, columns, strict=True)]
