"""Each rule of a contract suite has a member that breaks it, and is caught; those in the examples keep them all."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from sim.observe.detection.detector import Detector
from sim.plugins.setting import Setting
from sim.policies.gate import APPROVED, Gate, Verdict
from sim.policies.strategy import NO_AGENT, Kind, Strategy
from sim.record.rows import AnomalyClosed, AnomalyOpened, AttemptEnded, WaveStarted
from sim.scenario import Problem
from sim.testing import ContractBroken, check_detector, check_gate, check_source, check_strategy
from sim.workload.source import Source, Workload
from sim.workload.table_builder import make_tasks
from tests.plugins import mine

calls = itertools.count()


def usable(view) -> int:
    return next((agent for agent, up in enumerate(view.usable) if up), NO_AGENT)


def spoil(view, memory, u):
    view.load_s[0] = -1.0
    return usable(view), memory


def immediate(pick, **fields) -> Strategy:
    return Strategy("bad", Kind.IMMEDIATE, "Bad.", pick=pick, **fields)


STRATEGIES = {
    "exactly the function plan": Strategy("bad", Kind.BATCH, "Bad."),
    "which it does not allow itself": immediate(usable, settings=(Setting("d", -1.0, "D.", low=0.0),)),
    "which is not usable": immediate(lambda view, memory, u: (0, memory)),
    "expected an index": immediate(lambda view, memory, u: (0.5, memory)),
    "it chose nobody, though": immediate(lambda view, memory, u: (NO_AGENT, memory)),
    "it failed: TypeError": immediate(lambda view, memory, u: usable(view)),
    "it changed what it was shown": immediate(spoil),
    "the same question had two answers": Strategy(
        "bad", Kind.PULL, "Bad.", rank=lambda view, memory, u: (float(next(calls)), memory)
    ),
    "it left the memory (1.0, 2.0)": immediate(
        lambda view, memory, u: (usable(view), (1.0, 2.0)), initial_memory=(0.0,)
    ),
    "it left the memory ('a',)": immediate(lambda view, memory, u: (usable(view), ("a",)), initial_memory=(0.0,)),
    "the rank nan": Strategy("bad", Kind.PULL, "Bad.", rank=lambda view, memory, u: (float("nan"), memory)),
    "1 agents and 1 ranks for": Strategy(
        "bad", Kind.BATCH, "Bad.", plan=lambda view, memory, u: ([usable(view)], [0.0], memory)
    ),
}  # fmt: skip


@pytest.mark.parametrize("told", STRATEGIES)
def test_a_strategy_that_breaks_a_rule_is_caught(told: str) -> None:
    with pytest.raises(ContractBroken) as error:
        check_strategy(STRATEGIES[told])
    assert str(error.value).startswith("the strategy bad: ")
    assert told in str(error.value)


def test_a_strategy_may_hold_where_its_author_says_so() -> None:
    check_strategy(STRATEGIES["it chose nobody, though"], may_hold=True)


def gate(check, **fields) -> Gate:
    return Gate("bad", 1, check, "Bad.", **fields)


GATES = {
    "order is 'first'": Gate("bad", "first", print, "Bad."),  # type: ignore[arg-type]
    "it failed: ZeroDivisionError": gate(lambda view: 1 / 0),
    "expected a verdict and its reason": gate(lambda view: True),
    "expected a Verdict and a text": gate(lambda view: ("approved", "")),
    "it refuses and gives no reason": gate(lambda view: (Verdict.DEFERRED, "")),
    "more than one line": gate(lambda view: (Verdict.DEFERRED, "a\nb")),
    "its approval depends on more than risk": gate(
        lambda view: APPROVED if view.agent_up else (Verdict.DEFERRED, "down"), looks_at=("risk",)
    ),
    "had two verdicts": gate(lambda view: (Verdict.DEFERRED, str(next(calls)))),
    "without the approval of a person": gate(
        lambda view: (Verdict.REJECTED, "approved") if view.approved else (Verdict.APPROVED, "")
    ),
    "its verdict needs one": gate(lambda view: (Verdict.DEFERRED, str(view.agent_id)), before_wave=True),
}


@pytest.mark.parametrize("told", GATES)
def test_a_gate_that_breaks_a_rule_is_caught(told: str) -> None:
    with pytest.raises(ContractBroken) as error:
        check_gate(GATES[told])
    assert str(error.value).startswith("the gate bad: ")
    assert told in str(error.value)


def opened(number: int, row: AttemptEnded, **fields) -> AnomalyOpened:
    right = AnomalyOpened(
        anomaly_id=f"anomaly_{number:03d}", anomaly_type="agent_failure", severity="HIGH", wave=row.wave, agents=(),
        tasks=(), at=row.ended_at, evidence='{"sample_size":1}', recommendation="Look.",
    )  # fmt: skip
    return right._replace(**fields)


def detector(fold, kinds=(AttemptEnded,), start=lambda context: 0) -> Detector:
    """A detector that passes over all other rows."""
    return Detector(
        "bad",
        "Bad.",
        kinds,
        start,
        lambda state, row: fold(state, row) if isinstance(row, AttemptEnded) else (state, ()),
    )


def remembering(state, row):
    state.append(row)
    return state, ()


def never(row) -> tuple[()]:
    """A row of a kind that the detector does not declare, and that nobody shows it while the run lasts."""
    if isinstance(row, WaveStarted):
        raise TypeError("never")
    return ()


DETECTORS = {
    "kinds is ()": detector(lambda state, row: (state, ()), kinds=()),
    "it failed: detector bad": detector(lambda state, row: 1 / 0),
    "it must pass over rows of no concern, and failed: TypeError: never": Detector(
        "bad", "Bad.", (AttemptEnded,), lambda context: 0, lambda state, row: (state, never(row))
    ),
    "it changed its state": detector(remembering, start=lambda context: []),
    "had two results": detector(lambda state, row: (next(calls), ())),
    "opened twice": detector(lambda state, row: (state, (opened(1, row),))),
    "closed before it is opened": detector(lambda state, row: (state, (AnomalyClosed("anomaly_001", row.ended_at),))),
    "its type is 'bad_luck'": detector(
        lambda state, row: (state + 1, () if state else (opened(1, row, anomaly_type="bad_luck"),))
    ),
    "and what to do": detector(lambda state, row: (state + 1, () if state else (opened(1, row, evidence="{}"),))),
}


@pytest.mark.parametrize("told", DETECTORS)
def test_a_detector_that_breaks_a_rule_is_caught(told: str) -> None:
    with pytest.raises(ContractBroken) as error:
        check_detector(DETECTORS[told], seeds=1)
    assert str(error.value).startswith("the detector bad: ")
    assert told in str(error.value)


def source(load_tasks, check=lambda scenario: ()) -> Source:
    return Source("bad", load_tasks, check)


TWO = make_tasks([30.0, 60.0], 0.5)
SOURCES = {
    "load_tasks is None": source(None),
    "the source bad failed: ZeroDivisionError": source(lambda scenario, luck, agents: 1 / 0),
    "load_tasks gave a TaskTable; expected a Workload": source(lambda scenario, luck, agents: TWO),
    "check gave a str among its problems": source(lambda *_: Workload(TWO), check=lambda scenario: ["wrong"]),
    "workload.path: is missing": source(
        lambda *_: Workload(TWO), check=lambda scenario: [Problem(None, None, "workload.path", "is missing")]
    ),
    "the column wave has 1 entries for 2 tasks": source(lambda *_: Workload(replace(TWO, wave=(1,)))),
    "the column risk has 'BAD'": source(lambda *_: Workload(replace(TWO, risk=("LOW", "BAD")))),
    "two tasks have the same id": source(lambda *_: Workload(replace(TWO, task_id=("a", "a")))),
    "predicted_success leaves the range": source(lambda *_: Workload(replace(TWO, predicted_success=TWO.true_s))),
    "expected (2, 1) or (2, 3)": source(lambda *_: Workload(replace(TWO, expected_s=np.ones((2, 2))))),
    "it gives no tasks": source(lambda *_: Workload(make_tasks([]))),
    "two different workloads": source(lambda *_: Workload(make_tasks([30.0, 1.0 + next(calls)]))),
    "positions do not number": source(lambda *_: Workload(replace(TWO, position=(0, 2)))),
}


@pytest.mark.parametrize("told", SOURCES)
def test_a_source_that_breaks_a_rule_is_caught(told: str) -> None:
    with pytest.raises(ContractBroken) as error:
        check_source(SOURCES[told])
    assert str(error.value).startswith("the source bad: ")
    assert told in str(error.value)


def test_those_of_the_example_keep_every_rule() -> None:
    check_strategy(mine.FEWEST)
    check_gate(mine.TWICE)
    check_detector(mine.JUMPY, seeds=1)
    check_source(mine.NIGHTLY)
