from pathlib import Path

import pytest

from sim.measures.metrics.catalogue import CATALOGUE, SHARES_OF_TASKS, default_delta, metric_info
from sim.observe.run_metrics import run_metrics
from sim.record.log import RunLog

ROOT = Path(__file__).parents[4]
UNITS = {"", "0..1", "0..100", "s", "1/s", "USD"}


def test_a_run_has_every_metric_in_this_order_and_no_other():
    found = run_metrics(RunLog(("agent_0",)), capacities=[1], weights={"success_rate": 1.0})
    assert list(CATALOGUE) == list(found)


def test_directions():
    better_high = {name for name, info in CATALOGUE.items() if info.higher_is_better}
    assert better_high == {
        "health_score", "success_rate", "availability", "accuracy", "load_balance", "confidence", "throughput",
        "utilisation", "recovered",
    }  # fmt: skip


def test_entries_are_complete():
    for name, info in CATALOGUE.items():
        assert info.name == name
        assert info.unit in UNITS
        assert info.label
        assert info.formula
        assert 0.0 < info.delta_share <= 0.10


def test_no_label_stands_for_two_metrics():
    labels = [info.label for info in CATALOGUE.values()]
    assert len(set(labels)) == len(labels)


def test_what_is_a_share_of_tasks_or_grows_is_of_the_catalogue():
    assert {"success_rate"} == SHARES_OF_TASKS
    exact = {name for name, info in CATALOGUE.items() if not info.grows}
    assert exact == {
        "availability", "accuracy", "load_balance", "confidence", "prediction_error", "throughput", "utilisation",
        "offered_load", "anomalies", "unfinished", "deadline_misses", "brier", "ece", "ece_calibrated",
        "cost_per_completed", "retry_amplification", "recovered",
    }  # fmt: skip


def test_labels_of_metrics_stand_in_the_catalogue_only():
    """No other module writes out the label of a metric that has a name of its own."""
    own = [info.label for info in CATALOGUE.values() if " " in info.label and info.label != info.name.replace("_", " ")]
    sources = {path: path.read_text(encoding="utf-8") for path in (ROOT / "sim").rglob("*.py")}
    told = [
        f"{path.relative_to(ROOT)}: {label!r}"
        for path, text in sources.items()
        for label in own
        if f'"{label}"' in text and path.name not in ("catalogue.py", "fault_metrics.py")
    ]
    assert not told


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
