"""Workload W: the scenario on which engines are compared, as data for both the model and the plain loop."""

from typing import Any

AGENTS = 8
WAVES = 5
MEAN_S = 30.0
CV = 0.5
SUCCESS = 0.85
MTBF_S = 2000.0
MTTR_S = 60.0
INTERVAL_S = 10.0
BACKOFF_S = (1.0, 2.0, 4.0)


def scenario_data(tasks: int) -> dict[str, Any]:
    """Return workload W with about this many tasks as the content of a scenario file.

    Eight agents with a FIFO and a slot each, five waves with a barrier, least expected work, lognormal service times,
    success 0.85, three retries after 1, 2 and 4 s off the slot, breakdowns that fail the running attempt, a sample
    every 10 s.
    """
    return {
        "name": "workload-w",
        "fleet": {
            "agents": [{"name": "agent", "count": AGENTS}],
            "breakdowns": {"mtbf": MTBF_S, "mttr": MTTR_S},
        },
        "workload": {
            "kind": "synthetic",
            "waves": WAVES,
            "tasks_per_wave": tasks // WAVES,
            "duration": {"kind": "lognormal", "mean": MEAN_S, "cv": CV},
            "predicted_success": SUCCESS,
        },
        "assignment": {"strategy": "load_balanced"},
        "monitor": {"interval": INTERVAL_S},
    }
