"""What the outcome of an attempt changes about it."""

from typing import Annotated

from pydantic import Field

from sim.scenario.spec.factor_spec import Factor
from sim.scenario.values.frozen_spec import Spec


class DurationByOutcome(Spec):
    """How much longer or shorter an attempt takes for its outcome, which no planner knows beforehand.

    >>> DurationByOutcome(failed=1.5).failed
    1.5
    """

    failed: Factor = Field(1.0, description="Factor on the service time of an attempt that fails by its own outcome.")


ByOutcome = Annotated[
    DurationByOutcome | None,
    Field(description="How outcomes change durations, unknown to the planner; absent: not at all."),
]


def failed_factor(workload: object) -> float:
    """The factor on the length of attempts that fail; 1 where the workload says nothing of it.

    Args:
        workload: of any kind.
    """
    by_outcome = getattr(workload, "duration_by_outcome", None)
    return by_outcome.failed if isinstance(by_outcome, DurationByOutcome) else 1.0
