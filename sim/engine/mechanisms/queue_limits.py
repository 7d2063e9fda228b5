"""Limits on how many tasks wait for an agent: a full one is given none, and what would come back goes elsewhere."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.mechanism import Mechanism
from sim.scenario import Scenario

_NO_LIMIT = -1


def _limits(scenario: Scenario) -> list[int | None]:
    return [spec.queue_limit for _, spec in scenario.fleet.agents_by_id()]


def _columns(scenario: Scenario) -> Mapping[str, npt.NDArray[Any]]:
    limits = [_NO_LIMIT if limit is None else limit for limit in _limits(scenario)]
    return {"queue_limit": np.array(limits, dtype=np.int64)}


QUEUE_LIMITS = Mechanism(
    name="queue limits",
    keys={"AgentSpec": "queue_limit"},
    used=lambda scenario: any(limit is not None for limit in _limits(scenario)),
    off={"limits_queues": False},
    numbers=lambda _: {"limits_queues": True},
    columns=_columns,
)
