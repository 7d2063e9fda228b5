"""An attempt that the end of the run cuts off is held against no prediction: nobody knows how it would have ended."""

import pytest

import sim
from sim.report.figures.reliability import outcomes
from sim.report.figures.source import source_of


def run(meaning: str) -> sim.Run:
    """Two tasks one after another for 60 s each, sure to succeed; the run ends 30 s into the second."""
    return sim.run(
        {
            "name": "cut",
            "horizon": "90s",
            "fleet": {"agents": [{"name": "agent"}]},
            "workload": {"kind": "synthetic", "tasks_per_wave": 2, "duration": "60s", "predicted_success": 1.0},
            "predictions": {"meaning": meaning},
        }
    )


@pytest.mark.parametrize("meaning", ["attempt", "task"])
def test_predictions_are_held_against_what_ended(meaning):
    found = run(meaning)
    assert found.tasks["status"].tolist() == ["completed", "failed"]
    assert found.metrics["unfinished"] == 1
    # The one that ended did as foretold; counted as failed, the other would make it 0.5 and 0.5.
    assert (found.metrics["accuracy"], found.metrics["brier"]) == (1.0, 0.0)
    assert found.audit() == []
    assert outcomes(source_of(found.scenario, found.columns))[1].tolist() == [1.0]


def test_the_table_says_that_it_is_not_known():
    assert run("attempt").tasks["first_attempt_success"].isna().tolist() == [False, True]
