"""All detectors by name, found in the package that holds them, one file each; and those of one's own."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import sim.observe.anomalies
from sim.observe.detection.detector import Detector
from sim.plugins.door import Door
from sim.plugins.package import CatalogueError, discover
from sim.plugins.plugin import Found, PluginError
from sim.scenario import Problem, Scenario, ScenarioError

KEY = "monitor.detector"


@cache
def detectors() -> dict[str, Detector]:
    """Return every detector of the program by its name, in order of name.

    Raises CatalogueError where a file of `sim/observe/anomalies/` is not a detector that can be used.

    >>> list(detectors())
    ['statistical', 'threshold']
    """
    members = discover(sim.observe.anomalies, "DETECTOR", Detector)
    for module, detector in members:
        # A reader who meets a name in a scenario must find its file without a search.
        if detector.name != module:
            raise CatalogueError(f"{module} calls itself {detector.name!r}; expected the name of its file")
    return {detector.name: detector for _, detector in members}


def detector_of(scenario: Scenario) -> Found[Detector]:
    """Return the detector that a scenario names, whether it comes with the program or not.

    Args:
        scenario: a file that it names is looked for from its `origin`, and run.

    Raises:
        ScenarioError: there is none, or it cannot be used.
    """
    choice = _found(scenario)
    if choice is None:
        raise ScenarioError([Problem(None, None, KEY, "must not be run now")])
    return choice


def check_monitor(scenario: Scenario) -> Sequence[Problem]:
    """Return what is wrong with a scenario's `monitor.detector`; a check for `sim.scenario.load`.

    Args:
        scenario: a scenario whose schema is right. A file that it names runs, unless it must only be looked at.

    Returns:
        One problem where no detector has the name, which offers the nearest; else none.

    >>> from sim.scenario import AgentSpec, FleetSpec, MonitorSpec, SyntheticWorkload
    >>> scenario = Scenario(
    ...     name="one",
    ...     fleet=FleetSpec(agents=[AgentSpec(name="agent")]),
    ...     workload=SyntheticWorkload(tasks_per_wave=5),
    ...     monitor=MonitorSpec(detector="treshold"),
    ... )
    >>> print(check_monitor(scenario)[0].message)
    'treshold' is unknown; did you mean 'threshold'? Expected statistical or threshold
    """
    try:
        _found(scenario)
    except ScenarioError as error:
        return error.problems
    return []


def _found(scenario: Scenario) -> Found[Detector] | None:
    try:
        return DETECTORS.find(scenario.monitor.detector, scenario.origin, scenario.given.get(KEY))
    except PluginError as error:
        raise ScenarioError([Problem(None, None, KEY, str(error))]) from error


def detector_problems(detector: Any) -> Sequence[str]:
    """Return what is wrong with a detector as it was made, in words; every field may hold anything."""
    return list(_wrong(detector))


def _wrong(detector: Any) -> Iterator[str]:
    if not isinstance(detector.name, str) or not detector.name or not detector.name.isprintable():
        yield f"name is {detector.name!r}; expected a short text"
    if not isinstance(detector.summary, str):
        yield f"summary is {detector.summary!r}; expected a sentence"
    kinds = detector.kinds
    if not isinstance(kinds, tuple) or not kinds or not all(isinstance(kind, type) for kind in kinds):
        yield f"kinds is {kinds!r}; expected a tuple of the kinds of rows that it reads, such as (AttemptEnded,)"
    for name in ("initial_state", "fold"):
        if not callable(getattr(detector, name)):
            yield f"{name} is {getattr(detector, name)!r}; expected a function"


DETECTORS = Door("detector", Detector, "detectors", detectors, lambda detector: detector.name, detector_problems)
