"""Classes of failure: which one an attempt fails with, and how long such attempts take."""

from collections.abc import Mapping
from itertools import accumulate

from sim.luck import Luck, Purpose
from sim.model.attempt import Attempt
from sim.record.outcomes import TRANSIENT, Outcome, class_of_failure
from sim.scenario.spec.failure_spec import FailureSpec

_FAILURE_CLASS = int(Purpose.FAILURE_CLASS)


class FailureClasses:
    """Draws the classes of attempts that fail by themselves, one uniform an attempt.

    Args:
        failures: classes by name, whose shares are cumulated in this order; the rest is transient.
        luck: the run's keyed uniforms.
    """

    def __init__(self, failures: Mapping[str, FailureSpec], luck: Luck) -> None:
        self._luck = luck
        drawn = [(name, spec) for name, spec in failures.items() if spec.share is not None]
        shares = accumulate(spec.share or 0.0 for _, spec in drawn)
        self._up_to = [(share, class_of_failure(name)) for share, (name, _) in zip(shares, drawn, strict=True)]
        self._length = {name: spec.length for name, spec in failures.items()}

    def draw(self, attempt: Attempt) -> Outcome:
        """Return how an attempt fails."""
        task = attempt.task
        u = self._luck.uniform(_FAILURE_CLASS, task.wave, attempt.draw, task.position)
        return next((outcome for share, outcome in self._up_to if u < share), TRANSIENT)

    def length(self, failure: Outcome) -> float:
        """Return the factor on the length of an attempt that fails so."""
        return self._length.get(failure.code, 1.0)


def classes_of(failures: Mapping[str, FailureSpec], luck: Luck) -> FailureClasses | None:
    """Return what draws classes; None where nothing is said of the classes of failures by own outcome."""
    said = any(spec.share is not None or spec.length != 1.0 for spec in failures.values())
    return FailureClasses(failures, luck) if said else None
