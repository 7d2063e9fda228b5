"""The estimated inputs of a fitted scenario, and other values that they may have."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim import numerics
from sim.luck.keyed import Purpose, uniforms
from sim.scenario import Problem, Scenario, ScenarioError

ANSWER_FILE = "fit.json"
INPUTS = "inputs"
MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Estimated:
    """Keys of a scenario that were estimated together.

    Attributes:
        keys: dotted.
        scale: `log` or `logit`: on which the error is normal.
        sd: standard error on that scale.
    """

    keys: tuple[str, ...]
    scale: str
    sd: float

    def moved(self, value: float, z: float) -> float:
        """Return another value that is as likely as z standard errors.

        >>> round(Estimated(("a",), "log", 0.1).moved(10.0, 2.0), 3)
        12.214
        >>> round(Estimated(("a",), "logit", 1.0).moved(0.5, 1.0), 3)
        0.731
        """
        if self.scale == "log":
            return value * numerics.exp(self.sd * z)
        return numerics.logistic(numerics.logit(value) + self.sd * z) if 0.0 < value < 1.0 else value


def estimated_inputs(scenario: Scenario) -> list[Estimated]:
    """Return what is only estimated in a scenario, from the `fit.json` beside it.

    Args:
        scenario: that `buddy-sim fit` has written.

    Raises:
        ScenarioError: there is no such file, or it does not say.
    """
    path = None if scenario.origin is None else scenario.origin / ANSWER_FILE
    try:
        if path is None or path.stat().st_size > MOST_BYTES:
            raise OSError("no such file")
        found = json.loads(path.read_bytes())[INPUTS]
        return [Estimated(tuple(one["keys"]), str(one["scale"]), float(one["sd"])) for one in found]
    except (OSError, ValueError, KeyError, TypeError) as error:
        told = f"no {ANSWER_FILE} beside it says how sure its numbers are; expected what `buddy-sim fit` writes"
        raise ScenarioError([Problem("--input-uncertainty", None, scenario.name, told)]) from error


def drawn(scenario: Scenario, inputs: list[Estimated], draw: int) -> Scenario:
    """Return the scenario with other values of its estimated inputs.

    Args:
        scenario: as it was fitted, or an alternative to it; a key that it does not have any more stays out.
        inputs: what is estimated.
        draw: number of the draw, from 0; all alternatives meet the same.

    Raises:
        ScenarioError: a drawn value cannot be.
    """
    written = scenario.written()
    changes: dict[str, Any] = {}
    for place, one in enumerate(inputs):
        z = numerics.normal_quantile(float(uniforms(scenario.seed, 0, Purpose.INPUT, place, 0, draw + 1)[draw]))
        for key in one.keys:
            # A number stands there as it is, or as the constant that it means.
            for path in (key, f"{key}.value"):
                value = _value(written, path)
                if value is not None:
                    changes[path] = one.moved(value, z)
    return scenario.with_(changes) if changes else scenario


def _value(written: Mapping[str, Any], key: str) -> float | None:
    place: Any = written
    for part in key.split("."):
        if isinstance(place, Mapping):
            place = place.get(part)
        elif isinstance(place, list | tuple) and part.isdecimal() and int(part) < len(place):
            place = place[int(part)]
        else:
            return None
    return float(place) if isinstance(place, int | float) and not isinstance(place, bool) else None
