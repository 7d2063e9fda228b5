"""Strategies, gates, detectors and sources of one's own in every scenario of a question."""

import os
from collections.abc import Sequence
from typing import NamedTuple

from sim.experiment.member_input import with_own
from sim.experiment.scenario_input import Given
from sim.observe.detection.detector import Detector
from sim.policies.gate import Gate
from sim.policies.strategy import Strategy
from sim.scenario import Problem, ScenarioError
from sim.scenario.varying.study_file import is_study
from sim.workload.source import Source


class Own(NamedTuple):
    """Members in place of a scenario's own; None: its own.

    Args:
        strategy: of assignment: a name, `./mine.py:NAME`, or an object.
        gates: in place of all safety gates, asked in this order.
        detector: as `strategy`.
        source: in place of the workload; as `strategy`.
    """

    strategy: str | Strategy | None = None
    gates: Sequence[Gate] | None = None
    detector: str | Detector | None = None
    source: str | Source | None = None

    @property
    def is_any(self) -> bool:
        """Whether there is one."""
        return any(member is not None for member in self)


def scenario_with(scenario: Given, own: Own) -> Given:
    """Return a scenario with members of one's own; as it was given, where there are none.

    Args:
        scenario: a file, a mapping, or a scenario.
        own: in place of the scenario's.

    Raises:
        ScenarioError: the scenario is wrong, an object cannot be used, or the file is a study's.

    >>> from sim.experiment.scenario_input import load_scenario
    >>> scenario_with("calm-fleet", Own(strategy="round_robin")).assignment.strategy
    'round_robin'
    """
    if not own.is_any:
        return scenario
    if isinstance(scenario, str | os.PathLike) and is_study(scenario):
        names = ", ".join(name for name, member in own._asdict().items() if member is not None)
        message = f"a study file takes no {names}; expected its scenario itself, with what varies as vary="
        raise ScenarioError([Problem(str(scenario), None, "", message)])
    return with_own(scenario, own.gates, own.detector, own.source, own.strategy)
