import pytest

from sim.measures.comparison.metric_catalogue import CATALOGUE, default_delta, metric_info
from sim.observe.run_metrics import run_metrics
from sim.record.log import RunLog

UNITS = {"", "0..1", "0..100", "s", "1/s"}


def test_every_metric_of_a_run_is_known_and_no_other():
    assert set(CATALOGUE) == set(run_metrics(RunLog(("agent_0",)), capacities=[1], weights={"success_rate": 1.0}))


def test_directions():
    better_high = {name for name, info in CATALOGUE.items() if info.higher_is_better}
    assert better_high == {
        "health_score", "success_rate", "availability", "accuracy", "load_balance", "confidence", "throughput",
        "utilisation",
    }  # fmt: skip


def test_entries_are_complete():
    for name, info in CATALOGUE.items():
        assert info.name == name
        assert info.unit in UNITS
        assert info.definition
        assert 0.0 < info.delta_share <= 0.10


def test_default_delta_is_a_share_of_the_baseline():
    # 2 % of 400 s; 1 % of 80 points; nothing is known of a baseline without value.
    assert default_delta("makespan", 400.0) == pytest.approx(8.0)
    assert default_delta("health_score", 80.0) == pytest.approx(0.8)
    assert default_delta("makespan", None) == 0.0


def test_an_unknown_name_is_told_with_the_nearest():
    with pytest.raises(ValueError, match="did you mean throughput"):
        metric_info("througput")
    with pytest.raises(ValueError, match=r"did you mean p95_response, p99_response, p50_response\?$"):
        metric_info("p95_responce")
    with pytest.raises(ValueError, match="there are health_score, "):
        default_delta("x", 1.0)
