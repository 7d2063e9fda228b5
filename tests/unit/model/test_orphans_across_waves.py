"""An orphan that is served in a later wave keeps the draws of its own."""

import pytest

import sim
from sim.luck import Purpose, quantile, uniforms
from sim.record.patience_rows import OrphanServed
from sim.scenario import Exponential


def test_an_orphan_of_the_wave_before_takes_what_was_drawn_for_it():
    # Three tasks on one agent, patience 30 s in the queue, no retry: the first is served, the others leave, and their
    # orphans are served in wave 2, which has a single task, and so fewer positions than they have.
    run = sim.run(
        {
            "name": "orphans",
            "seed": 1,
            "fleet": {"agents": [{"name": "agent"}]},
            "workload": {
                "kind": "synthetic",
                "tasks_per_wave": [3, 1],
                "duration": {"kind": "exponential", "mean": 20},
                "predicted_success": 1.0,
            },
            "retry": {"strategy": "no_retry", "timeout": "30s", "timeout_from": "queued", "orphans": "serve"},
        }
    )
    assert run.audit() == []
    drawn = quantile(Exponential(mean=20), uniforms(1, 0, Purpose.DURATION, 1, 0, 3))
    pieces = [row for row in run.log.of(OrphanServed) if row.task_id == "task_1_2"]
    assert [(row.wave, row.freed, row.reason) for row in pieces] == [(2, True, None)]
    assert pieces[-1].at - pieces[0].since == pytest.approx(drawn[2], abs=1e-9)
