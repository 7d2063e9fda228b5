"""Six small worlds, each with other machinery (limits, copies, breakers), that chaos is let loose on."""

from typing import Any

Spec = dict[str, Any]

_SIX = {"kind": "exponential", "mean": 6}
_STREAM: Spec = {
    "kind": "synthetic",
    "tasks_per_wave": 14,
    "arrivals": {"rate": 0.3},
    "duration": 8,
    "predicted_success": 0.7,
}

WORLDS: dict[str, Spec] = {
    "impatient": {
        "fleet": {"agents": [{"name": "a", "count": 2}]},
        "workload": _STREAM,
        "retry": {"timeout": 12, "timeout_from": "queued", "orphans": "serve", "base": 2, "jitter": "full"},
        "limits": [
            {"name": "provider", "requests_per_min": 60, "burst": 4, "retry_after": True,
             "breaker": {"after_failures": 2, "window": 30, "open_for": 9, "when_open": "fail"}},
        ],
    },
    "central queue": {
        "fleet": {"agents": [{"name": "a", "count": 2, "capacity": 2}], "slowdown": {"sigma": 0.1}},
        "workload": {**_STREAM, "deadline": 40, "on_deadline": "drop"},
        "assignment": {"strategy": "shared_queue"},
        "limits": [
            {"name": "requests", "starts_per_s": 0.4, "when_short": "wait"},
            {"name": "places", "agents": ["a_1"], "concurrent": 1, "when_short": "wait"},
        ],
    },
    "graph": {
        "fleet": {"agents": [{"name": "fast", "speed": 2}, {"name": "slow"}]},
        "workload": {
            "kind": "synthetic", "tasks_per_wave": 12, "duration": _SIX,
            "predicted_success": 0.95, "graph": {"kind": "fork_join", "width": 3, "stages": 2}, "hand_off": 3,
        },
        "assignment": {"strategy": "heft"},
    },
    "thieves": {
        "fleet": {
            "agents": [{"name": "a", "count": 3}],
            "changes": [{"agents": ["a_0"], "at": 10, "capacity": 0}, {"agents": ["a_0"], "at": 30, "capacity": 1}],
        },
        "workload": {**_STREAM, "tasks_per_wave": 12},
        "assignment": {"strategy": "work_stealing"},
        "copies": {"after": 6, "losers": "run"},
    },
    "waves": {
        "fleet": {
            "agents": [{"name": "a", "count": 2}],
            "breakdowns": {"mtbf": 40, "mttr": 8, "repairers": 1, "failover": "reassign", "on_breakdown": "restart"},
        },
        "workload": {"kind": "synthetic", "waves": 3, "tasks_per_wave": 5, "duration": _SIX},
        "assignment": {"strategy": "min_min"},
        "breaker": {"after_failures": 1, "window": 20, "open_for": 7},
        "limits": [{"name": "provider", "concurrent": 1, "starts_per_s": 1, "when_short": "wait"}],
    },
    "gates": {
        "fleet": {"agents": [{"name": "a", "count": 2}]},
        "workload": {**_STREAM, "predicted_success": 0.4, "risk": {"LOW": 3, "HIGH": 1}},
        "copies": {"after": 5, "at_most": 2, "where": "any"},
        "gates": {"transient_refusal_rate": 0.2, "block_on_anomaly": True, "cooldown": 10, "approve": ["*_3"]},
        "monitor": {"detector": "threshold", "min_samples": 2},
        "feedback": {"learning": True},
    },
}  # fmt: skip
"""By name; what all have in common stands in `world`."""


def world(name: str) -> Spec:
    """Return the data of a scenario."""
    return {"name": "chaos", "seed": 7, "horizon": 4000, **WORLDS[name]}
