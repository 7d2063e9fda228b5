"""Blocks and detectors together: with a probe's closings in the log, detectors find replayed what they found live."""

import pytest

import sim
from sim.observe.catalogue import detectors
from sim.observe.detection.detector import Context, replay
from sim.observe.levers import levers_of
from sim.record.rows import AnomalyClosed, AnomalyOpened, AttemptEnded

SEEDS = range(6)


def run_of(detector: str, seed: int) -> sim.Run:
    """One agent in three fails seven times in ten, gets blocked, probes, and is trusted again for a while."""
    agents = [{"name": "good", "count": 2}, {"name": "bad", "reliability": 0.3}]
    return sim.run(
        sim.parse_scenario(
            {
                "name": "probes",
                "seed": seed,
                "fleet": {"agents": agents},
                "workload": {"kind": "synthetic", "waves": 3, "tasks_per_wave": 90, "predicted_success": 0.9},
                "gates": {"block_on_anomaly": True, "cooldown": 60},
                "retry": {"max_retries": 8},
                "monitor": {"detector": detector},
            }
        )
    )


@pytest.mark.parametrize("detector", sorted(detectors()))
def test_a_detector_finds_replayed_what_it_found_live_probes_and_all(detector: str) -> None:
    closed_by_probes = 0
    for seed in SEEDS:
        run = run_of(detector, seed)
        ids = tuple(run.log.agent_ids)
        context = Context(ids, (1,) * len(ids), run.scenario.monitor, levers=levers_of(run.scenario))
        live = [row for row in run.log if isinstance(row, AnomalyOpened | AnomalyClosed)]
        again = list(replay(run.log, detectors()[detector], context))
        assert [row for row in live if isinstance(row, AnomalyOpened)] == [
            row for row in again if isinstance(row, AnomalyOpened)
        ]
        # What live has beyond the detector's own is the probes' doing: each closes at the end of its agent's success.
        rest = list(live)
        for row in again:
            rest.remove(row)
        agents = {row.anomaly_id: row.agents for row in live if isinstance(row, AnomalyOpened)}
        successes = {(row.agent_id, row.ended_at) for row in run.log.of(AttemptEnded) if row.succeeded}
        for row in rest:
            assert isinstance(row, AnomalyClosed)
            assert (agents[row.anomaly_id][0], row.at) in successes
        closed_by_probes += len(rest)
    assert closed_by_probes > 0


def test_a_replay_that_is_not_told_of_the_probes_finds_something_else() -> None:
    # The control: without the probes' closings among the rows, the anomaly never opens a second time.
    differ = 0
    for seed in SEEDS:
        run = run_of("statistical", seed)
        ids = tuple(run.log.agent_ids)
        context = Context(ids, (1,) * len(ids), run.scenario.monitor, levers=levers_of(run.scenario))
        told = replay(run.log, detectors()["statistical"], context)
        untold = replay(run.log, detectors()["statistical"], context, own=False)
        differ += told != untold
    assert differ > 0
