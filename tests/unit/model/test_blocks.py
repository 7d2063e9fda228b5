"""An open HIGH anomaly blocks its agent for the cool-down; then one attempt probes. Cool-down 60 s."""

from typing import Any

import pytest

from sim.model.admission.blocks import Blocks
from sim.record.rows import AnomalyClosed, AnomalyOpened, AttemptEnded


def opened(at: float, severity: str = "HIGH") -> AnomalyOpened:
    return AnomalyOpened("anomaly_001", "agent_failure", severity, 1, ("agent_0",), (), at, "{}", "Look.")


def ended(started: float, at: float, succeeded: bool) -> AttemptEnded:
    values: dict[str, Any] = dict.fromkeys(AttemptEnded._fields)
    values |= {
        "agent_id": "agent_0",
        "approved": True,
        "task_index": 0,
        "attempt": 0,
        "started_at": started,
        "ended_at": at,
        "succeeded": succeeded,
    }
    return AttemptEnded(**values)


@pytest.fixture
def blocks() -> Blocks:
    blocks = Blocks(cooldown_s=60.0)
    blocks.observe(opened(100.0))
    return blocks


def test_nothing_starts_before_the_cool_down_is_over(blocks):
    assert blocks.blocking("agent_0", 159.0) == "anomaly_001"
    assert blocks.blocking("agent_0", 160.0) is None
    assert blocks.blocking("agent_1", 100.0) is None


def test_one_attempt_probes_and_others_wait_for_it(blocks):
    blocks.probe("agent_0", 0, 0)
    assert blocks.blocking("agent_0", 170.0) == "anomaly_001"


def test_a_probe_that_succeeds_closes_the_anomaly(blocks):
    blocks.probe("agent_0", 0, 0)
    (closed,) = blocks.observe(ended(160.0, 190.0, succeeded=True))
    assert closed == AnomalyClosed("anomaly_001", 190.0)
    blocks.observe(closed)
    assert blocks.blocking("agent_0", 190.0) is None


def test_a_probe_that_fails_starts_the_cool_down_anew(blocks):
    blocks.probe("agent_0", 0, 0)
    assert blocks.observe(ended(160.0, 190.0, succeeded=False)) == ()
    assert blocks.blocking("agent_0", 249.0) == "anomaly_001"
    assert blocks.blocking("agent_0", 250.0) is None


def test_an_attempt_that_ran_before_the_anomaly_is_no_probe(blocks):
    blocks.probe("agent_0", 1, 0)
    assert blocks.observe(ended(90.0, 130.0, succeeded=True)) == ()


def test_lesser_anomalies_block_nobody():
    blocks = Blocks(cooldown_s=60.0)
    blocks.observe(opened(100.0, severity="MEDIUM"))
    assert blocks.blocking("agent_0", 101.0) is None


def test_a_probe_that_never_begins_gives_its_place_back(blocks):
    blocks.probe("agent_0", 0, 0)
    refused = ended(170.0, 170.0, False)._replace(approved=False, error_class="rate_limited")
    assert blocks.observe(refused) == ()
    assert blocks.blocking("agent_0", 171.0) is None
