"""Which signal goes to which file of which phase, and with which fields."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.observe.signals import AGENT_PERFORMANCE, COORDINATION, HEURISTIC, VALIDATION
from sim.record.files import write_jsonl
from sim.record.views import LearningSignal

Line = dict[str, Any]

SIGNALS_FILE = "phase21_learning_signals.jsonl"


class Route(NamedTuple):
    """A file, and the line that it gets of a signal; None where it gets none."""

    path: str  # relative to the result folder
    signal_types: tuple[str, ...]
    line: Callable[[LearningSignal], Line | None]


def _picked(*fields: str) -> Callable[[LearningSignal], Line]:
    return lambda signal: {field: signal.content[field] for field in fields} | {"wave": signal.wave}


def _coordination(signal: LearningSignal) -> Line:
    fields = _picked("agent_id", "performance_score", "coordination_issues")
    return {"signal_type": signal.signal_type, **fields(signal)}


def _validation(signal: LearningSignal) -> Line | None:
    # The wave's calibration as a whole stays among the learning signals: the file has a line a prediction.
    fields = _picked("prediction_id", "actual_success", "confidence_delta", "error_analysis")
    return fields(signal) if signal.content["scope"] == "task" else None


ROUTES = (
    Route(
        "phase16/heuristic_feedback.jsonl",
        (HEURISTIC,),
        _picked("heuristic_id", "accuracy", "error_rate", "improvement"),
    ),
    Route("phase18/coordination_feedback.jsonl", (AGENT_PERFORMANCE, COORDINATION), _coordination),
    Route(
        "phase18/agent_performance_feedback.jsonl",
        (AGENT_PERFORMANCE,),
        _picked("agent_id", "success_rate", "avg_latency", "retries"),
    ),
    Route("phase20/prediction_validation_feedback.jsonl", (VALIDATION,), _validation),
)


def write_signals(directory: Path, signals: Sequence[LearningSignal]) -> None:
    """Write all signals, and each phase's feedback file.

    Args:
        directory: the result folder.
        signals: wave by wave.

    Raises:
        OSError: when a file cannot be written.
    """
    write_jsonl(directory / SIGNALS_FILE, signals)
    for path, lines in routed(signals).items():
        write_jsonl(directory / path, lines)


def routed(signals: Iterable[LearningSignal]) -> dict[str, list[Line]]:
    """Return the lines of every phase's feedback file, by path; a file without lines is there as well.

    >>> {path: len(lines) for path, lines in routed([]).items()}["phase16/heuristic_feedback.jsonl"]
    0
    """
    files: dict[str, list[Line]] = {route.path: [] for route in ROUTES}
    for signal in signals:
        for route in ROUTES:
            if signal.signal_type in route.signal_types:
                line = route.line(signal)
                if line is not None:
                    files[route.path].append(line)
    return files
