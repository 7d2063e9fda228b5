"""All detectors by name, found in the package that holds them, one file each."""

from collections.abc import Sequence
from functools import cache

import sim.observe.anomalies
from sim.observe.detection.detector import Detector
from sim.policies.discovery import CatalogueError, discover
from sim.scenario import Problem, Scenario
from sim.scenario.messages import choices


@cache
def detectors() -> dict[str, Detector]:
    """Return every detector by its name, in order of name.

    Raises CatalogueError where a file of `sim/observe/anomalies/` is not a detector that can be used.

    >>> list(detectors())
    ['statistical', 'threshold']
    """
    found = discover(sim.observe.anomalies, "DETECTOR", Detector)
    for module, detector in found:
        # A reader who meets a name in a scenario must find its file without a search.
        if detector.name != module:
            raise CatalogueError(f"{module} calls itself {detector.name!r}; expected the name of its file")
    return {detector.name: detector for _, detector in found}


def check_monitor(scenario: Scenario) -> Sequence[Problem]:
    """Return what is wrong with a scenario's `monitor.detector`; a check for `sim.scenario.load`.

    Args:
        scenario: a scenario whose schema is right.

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
    known = detectors()
    if scenario.monitor.detector in known:
        return []
    return [Problem(None, None, "monitor.detector", choices(scenario.monitor.detector, known))]
