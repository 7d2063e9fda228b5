"""What the monitor process sees, worked out by hand."""

from sim.model import monitor_process
from sim.record.rows import Sampled


def test_samples_by_hand(simulate):
    # Two 10 s tasks on one slot, sampled every 4 s. At 4: one runs, one waits, load 6 + 10. At 8: load 2 + 10.
    # At 12: one done, the second has 8 s left. At 16: 4 s left. The run ends at 20, after the sample of that instant.
    world = simulate({"workload": {"tasks_per_wave": 2}, "monitor": {"interval": 4}})
    rows = world.log.of(Sampled)
    assert [row.at for row in rows] == [4, 8, 12, 16, 20]
    assert [row.queue_length[0] for row in rows] == [1, 1, 0, 0, 0]
    assert [row.busy_slots[0] for row in rows] == [1, 1, 1, 1, 0]
    assert [row.completed[0] for row in rows] == [0, 0, 1, 1, 2]
    assert [row.load_s[0] for row in rows] == [16, 12, 8, 4, 0]
    assert [row.success_rate[0] for row in rows] == [None, None, 1, 1, 1]


def test_rates_are_those_of_the_window(simulate):
    # Attempts of 10 s that always fail, predicted 0.5, with a window of 15 s: at 10 and 20 there is one within it.
    world = simulate(
        {
            "workload": {"predicted_success": 0.5, "tasks_per_wave": 2},
            "truth": {"bias": -60},
            "retry": {"strategy": "no_retry"},
            "monitor": {"interval": 5, "window": 7},
        }
    )
    # Ends at 10 and 20. At 15 the window reaches back to 8, at 20 to 13.
    rates = {row.at: (row.success_rate[0], row.system_prediction_error) for row in world.log.of(Sampled)}
    assert rates == {5: (None, None), 10: (0, 0.5), 15: (0, 0.5), 20: (0, 0.5)}


def test_a_very_long_run_is_sampled_less_and_less_often(simulate, monkeypatch):
    # Room for 8 samples of one agent (two values each): every second until 8, then every 2 s for 4, then every 4 s ...
    monkeypatch.setattr(monitor_process, "MOST_VALUES", 16)
    world = simulate({"workload": {"duration": 30}, "monitor": {"interval": 1}})
    assert [row.at for row in world.log.of(Sampled)] == [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28]
    assert any("from now on it is sampled every 2 s" in line for line in world.faults.lines)
