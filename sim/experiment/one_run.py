"""One run by the engine that its scenario asks for, ready to be told of."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sim.engine.choose import Choice, choose
from sim.engine.library import library
from sim.engine.replications import NotCovered, Replications
from sim.experiment.engine_harness import EngineHarness
from sim.experiment.harness import Phase21Harness
from sim.record.faults import RunAborted
from sim.record.log import RunLog
from sim.record.views import SystemHealth
from sim.scenario import Scenario, ScenarioError
from sim.scenario.values.choices import EngineName
from sim.workload.source import Workload

FOLLOWED = "its model is watched"
"""Why a run goes by the model that somebody is shown before it begins."""


class Followed(Protocol):
    """What is known of a run while it goes on, whichever engine does it."""

    @property
    def log(self) -> RunLog:
        """What has happened so far."""

    @property
    def scenario(self) -> Scenario:
        """What is run."""

    @property
    def workload(self) -> Workload | None:
        """The tasks; None before the run has begun."""

    @property
    def healths(self) -> list[SystemHealth]:
        """The health after each wave so far."""


@dataclass(frozen=True)
class Manner:
    """How a run is made, beside its scenario."""

    replication: int = 0
    strict: bool = False
    tell: Callable[[str], None] | None = None
    watch: Callable[[Phase21Harness], None] | None = None  # is shown the model before it runs
    follow: Callable[[Followed], None] | None = None  # is shown whatever runs


def one_run(scenario: Scenario, manner: Manner) -> Phase21Harness | EngineHarness:
    """Run a scenario once; return what has run it.

    Args:
        scenario: with its members and its seed.
        manner: of the run.

    Raises:
        ScenarioError: the input is wrong; nothing was run.
        RunAborted: the run is strict and something went wrong inside.
    """
    choice = choose(scenario) if manner.watch is None else Choice(EngineName.SIMPY, FOLLOWED)
    if choice.engine is EngineName.COMPILED:
        try:
            return _by_engine(scenario, manner, choice)
        except NotCovered as error:
            choice = Choice(EngineName.SIMPY, str(error))
        except (RunAborted, ScenarioError, MemoryError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - the model is there for what the engine cannot do
            told = f"the engine failed, and the model runs {scenario.name!r} instead: {type(error).__name__}: {error}"
            warnings.warn(told, RuntimeWarning, stacklevel=2)
            choice = Choice(EngineName.SIMPY, f"the engine failed: {type(error).__name__}: {error}")
    return _by_model(scenario, manner, choice)


def _by_engine(scenario: Scenario, manner: Manner, choice: Choice) -> EngineHarness:
    runs = Replications(scenario, library(), watched=True)
    harness = EngineHarness(scenario, runs, manner.replication, manner.strict, manner.tell)
    harness.engine = (choice.engine.value, choice.why)
    if manner.follow is not None:
        manner.follow(harness)
    harness.run()
    return harness


def _by_model(scenario: Scenario, manner: Manner, choice: Choice) -> Phase21Harness:
    harness = Phase21Harness(scenario, manner.replication, manner.strict, manner.tell)
    harness.engine = (choice.engine.value, choice.why)
    for look in (manner.watch, manner.follow):
        if look is not None:
            look(harness)
    harness.run_phase21()
    return harness
