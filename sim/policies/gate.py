"""What a safety gate is, and how several give one verdict: the first refusal wins.

To use one of your own, name it in a scenario under `gates.also` as `./mine.py:NAME`; to add one to the program, add one
file to `sim/policies/gates/` that binds the name GATE. `sim.testing.check_gate` holds it to its contract.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sim.scenario import GateSpec


class Verdict(StrEnum):
    """A gate's answer on one attempt."""

    APPROVED = "approved"
    REJECTED = "rejected"  # waiting cannot change it: the task fails at once
    DEFERRED = "deferred"  # counts as a failed attempt of zero length; the retry policy applies


class GateView(NamedTuple):
    """What a gate may look at: one attempt that has just got its slot (or is about to be planned)."""

    task_id: str
    task_known: bool
    agent_id: str | None  # None in the check of a wave before assignment
    agent_known: bool
    attempt: int  # 0-based
    priority: int
    risk: str  # LOW, MEDIUM, HIGH, UNKNOWN
    confidence: float | None  # None: not assessed
    approved: bool  # by the task's own column or by `gates.approve`
    predicted_success: float
    dependencies_completed: bool
    agent_up: bool
    slot_held: bool
    within_budget: bool  # attempts so far <= max_retries
    blocking_anomaly: str | None  # id of the open anomaly that blocks the agent
    uniform: float  # this attempt's own draw, for the transient refusal rate
    settings: GateSpec


Answer = tuple[Verdict, str]
"""A verdict and its reason."""

Check = Callable[[GateView], Answer]

APPROVED: Answer = (Verdict.APPROVED, "")
"""The answer of a gate that has nothing to say, made once: it is given seven times an attempt."""


def always(settings: GateSpec) -> bool:
    """Return True: the gate may refuse whatever the settings are."""
    return True


@dataclass(frozen=True)
class Gate:
    """A safety gate: a name, its place in the order, and one pure function."""

    name: str
    order: int  # lower is asked earlier; unique
    check: Check
    summary: str
    before_wave: bool = False  # also asked for every task of a wave before assignment
    can_refuse: Callable[[GateSpec], bool] = always  # under these settings; one that cannot need not be asked
    looks_at: tuple[str, ...] = ()  # fields of the view on which its approval depends; empty: it may be any


class Decision(NamedTuple):
    """The verdict of all gates on one attempt."""

    verdict: Verdict
    gate: str | None  # which one refused
    reason: str


class GateFailed(Exception):
    """A gate threw, or gave no answer; `__cause__` says what, `gate` which."""

    def __init__(self, gate: str) -> None:
        super().__init__(gate)
        self.gate = gate


def judge(gates: Sequence[Gate], view: GateView) -> Decision:
    """Return the verdict of several gates on one attempt: that of the first which does not approve.

    Args:
        gates: the gates in the order in which they are asked.
        view: the attempt.

    Returns:
        The decision; approved with every gate's remark joined by "; " where they all approve.

    Raises:
        GateFailed: a gate threw, or its answer is not a verdict and a reason.
    """
    remarks = ""
    for gate in gates:
        try:
            answer = gate.check(view)
            if answer is APPROVED:
                continue
            verdict, reason = _checked(answer)
        except (Exception, SystemExit) as error:
            raise GateFailed(gate.name) from error
        if verdict is not Verdict.APPROVED:
            return Decision(verdict, gate.name, reason)
        if reason:
            remarks = f"{remarks}; {reason}" if remarks else reason
    return Decision(Verdict.APPROVED, None, remarks) if remarks else _ALL_APPROVED


def _checked(answer: object) -> Answer:
    if isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[0], Verdict) and isinstance(answer[1], str):
        return answer
    raise TypeError(f"it answered {answer!r:.100}; expected a Verdict and a text, such as (Verdict.APPROVED, '')")


_ALL_APPROVED = Decision(Verdict.APPROVED, None, "every gate approved")
