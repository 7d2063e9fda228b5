"""What the evidence of an anomaly holds, a type for each shape; fields that default to None may be absent."""

from collections.abc import Mapping
from typing import NamedTuple, TypedDict

Window = Mapping[str, float]
"""The time that a judgement looks back on: `wave`, `from_s`, `to_s`."""


class BelowLimit(NamedTuple):
    """Evidence: attempts of one agent, or of all together, past the gates."""

    success_rate: float
    successes: int
    threshold: float
    sample_size: int
    window: Window
    agents: int | None = None  # that the attempts were made on, where it is the whole fleet
    upper_bound: float | None = None  # of the true rate, at level alpha
    alpha: float | None = None
    look: int | None = None  # number of the look at the sample


class BelowExpectation(NamedTuple):
    """Evidence: attempts of one agent beside what was predicted for them."""

    success_rate: float
    successes: int
    mean_expected: float
    sample_size: int
    window: Window
    evidence: float  # see sim.observe.detection.chart
    evidence_needed: float


class Gap(NamedTuple):
    """Evidence: the loads of a wave, and their gap."""

    gap: float  # (greatest - least) / greatest
    threshold: float
    loads_s: Mapping[str, float]  # busy seconds a slot, by agent id
    sample_size: int  # attempts
    window: Window
    excess_s: float | None = None  # beyond the limit, seconds a slot
    noise_s: float | None = None  # its standard deviation by chance
    z: float | None = None  # standard deviations asked for
    look: int | None = None


class Ratio(NamedTuple):
    """Evidence: the loads of a wave, and their ratio."""

    ratio: float | None  # greatest / least; None: one did not work
    threshold: float
    loads_s: Mapping[str, float]  # busy seconds a slot, by agent id
    sample_size: int  # attempts
    window: Window
    excess_s: float | None = None  # beyond the limit, seconds a slot
    noise_s: float | None = None  # its standard deviation by chance
    z: float | None = None  # standard deviations asked for
    look: int | None = None


class Refused(TypedDict):
    """What one gate refused."""

    verdict: str
    gate: str
    refusals: int


class Outage(TypedDict):
    """An agent that was down while tasks waited at it."""

    agent_id: str
    at_s: float
    queued: int


class Limited(TypedDict):
    """What one limit refused."""

    limit: str
    refusals: int


class LimitRefusals(NamedTuple):
    """Evidence: what limits refused in a wave."""

    by_limit: tuple[Limited, ...]
    sample_size: int
    window: Window


class Refusals(NamedTuple):
    """Evidence: what the gates refused in a wave."""

    by_gate: tuple[Refused, ...]
    sample_size: int
    window: Window


class Stranded(NamedTuple):
    """Evidence: agents that were down while tasks waited at them."""

    outages: tuple[Outage, ...]
    sample_size: int
    window: Window


class Caught(NamedTuple):
    """Evidence: an exception inside the run."""

    where: str
    error_type: str
    message: str
    fallback: str
    window: Window
    sample_size: int = 1


class Crowd(NamedTuple):
    """Evidence: tasks that wait, as the samples of the monitor saw them."""

    waiting: int
    slots: int
    sample_size: int  # samples
    window: Window
    released: int | None = None  # tasks, in the window
    ended: int | None = None  # tasks, in the window
    slope: float | None = None  # of the number waiting, tasks a second
    lower_bound: float | None = None  # of the slope, at level alpha
    alpha: float | None = None
    look: int | None = None
    evidence: float | None = None  # see sim.observe.detection.crowd
    evidence_needed: float | None = None
    down_s: float | None = None  # for which no agent was up


class Drift(NamedTuple):
    """Evidence: predictions beside what came of them."""

    prediction_error: float
    mean_predicted: float
    mean_observed: float
    threshold: float
    sample_size: int
    window: Window
    interval: tuple[float, float] | None = None  # of the mean observed, at level alpha
    alpha: float | None = None
    look: int | None = None
    evidence: float | None = None  # see sim.observe.detection.chart
    evidence_needed: float | None = None
