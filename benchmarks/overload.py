"""Overload found, and cried falsely: three agents before a stream, both detectors.

python -m benchmarks.overload    # some minutes; prints the table of docs/background/detectors.md
"""

from benchmarks.detectors import NAMES, Fault, found_in_words, kind_of, watch
from sim.scenario import Scenario
from sim.scenario.load import parse_scenario

LOADS = (0.9, 1.2, 1.5)
SERVICES: tuple[tuple[str, object], ...] = (
    ("constant", "30s"),
    ("lognormal, cv 0.5", {"kind": "lognormal", "mean": "30s", "cv": 0.5}),
    ("exponential", {"kind": "exponential", "mean": "30s"}),
    ("lognormal, cv 2", {"kind": "lognormal", "mean": "30s", "cv": 2}),
)


def stream_of(load: float, service: object, seed: int) -> Scenario:
    """Return three agents before a Poisson stream of 600 tasks at an offered load."""
    return parse_scenario(
        {
            "name": "stream",
            "seed": seed,
            "fleet": {"agents": [{"name": "agent", "count": STREAM_AGENTS}]},
            "workload": {
                "kind": "synthetic",
                "tasks_per_wave": 600,
                "duration": service,
                "predicted_success": 1.0,
                "arrivals": {"rate": load * STREAM_AGENTS / 30.0},
            },
        }
    )


STREAM_AGENTS = 3
OVERLOADED = Fault("overload", lambda _: {}, lambda row: kind_of(row) == "overload", lambda row: row.first_served)


def main(runs: int = 100) -> None:
    """Print the table."""
    print("| service times | load | runs | found | delay | found | delay |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, service in SERVICES:
        for load in LOADS:
            watched = [watch(stream_of(load, service, seed), OVERLOADED, 0) for seed in range(runs)]
            shown = " | ".join(found_in_words([run[detector] for run in watched]) for detector in NAMES)
            print(f"| {name} | {load} | {runs} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
