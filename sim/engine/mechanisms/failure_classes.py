"""Classes of failure: which one an attempt fails with, how long such attempts take, and the rules after one.

The rules are those of retries (`retry_rules.py`).
"""

from collections.abc import Mapping
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.kernel import trace
from sim.engine.mechanism import InRun, Mechanism, Numbers
from sim.engine.waves import Wave
from sim.luck import Purpose
from sim.record.outcomes import TRANSIENT, Outcome, class_of_failure
from sim.scenario import Scenario

Array = npt.NDArray[np.float64]


def classes(scenario: Scenario) -> list[str]:
    """Return the names of the classes that are drawn, in the order of their codes in the trace."""
    return [name for name, spec in scenario.failures.items() if spec.share is not None]


def outcomes(scenario: Scenario) -> dict[int, Outcome]:
    """Return how attempts of the scenario's own classes fail, by code in the trace."""
    return {trace.FIRST_CLASS + place: class_of_failure(name) for place, name in enumerate(classes(scenario))}


def _used(scenario: Scenario) -> bool:
    return any(spec.share is not None or spec.length != 1.0 for spec in scenario.failures.values())


def _not_covered(scenario: Scenario) -> str | None:
    """Return what of classes the kernel does not know: where a retry goes after one."""
    of_class = next((name for name, spec in scenario.failures.items() if spec.where is not None), None)
    return None if of_class is None else f"failures.{of_class}.where is not covered by the engine"


def _numbers(scenario: Scenario) -> Numbers:
    return {"has_classes": True, "drawn_classes": len(classes(scenario))}


def _columns(scenario: Scenario) -> Mapping[str, npt.NDArray[Any]]:
    failures, names = scenario.failures, classes(scenario)
    length = np.ones(trace.FIRST_CLASS + len(names))
    if TRANSIENT.code in failures:
        length[trace.TRANSIENT] = failures[TRANSIENT.code].length
    length[trace.FIRST_CLASS :] = [failures[name].length for name in names]
    up_to = list(accumulate(failures[name].share or 0.0 for name in names))
    return {"class_up_to": np.array(up_to or [0.0], dtype=float), "class_length": length}


class _Draws(InRun):
    def draws(self, wave: Wave, attempts: range) -> Mapping[str, Array]:  # noqa: ARG002 - the run knows its wave
        return {"u_class": self.run.uniforms(Purpose.FAILURE_CLASS, attempts)}


FAILURE_CLASSES = Mechanism(
    name="failure classes",
    keys={"Scenario": "failures"},
    read_by_both="failure_spec",
    not_covered=_not_covered,
    used=_used,
    off={"has_classes": False},
    numbers=_numbers,
    columns=_columns,
    in_run=_Draws,
    own_failures=outcomes,
)
