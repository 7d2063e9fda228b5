"""docs/reference/metrics.md: every metric as a formula with its denominator, from the catalogues of metrics."""

from collections.abc import Callable, Iterable, Mapping
from textwrap import fill

from docs.generator.markdown import code, page, section, table
from sim.experiment.run import Run, run
from sim.experiment.scenario_input import parse_scenario
from sim.measures.metrics.catalogue import CATALOGUE, TASKS, TIMES, WAVES, Metric
from sim.measures.metrics.wave_catalogue import HEALTH_FORMULAS, WAVE_METRICS


def _names(has: Callable[[Metric], bool]) -> str:
    return ", ".join(code(metric.name) for metric in CATALOGUE.values() if has(metric))


_NEUTRAL = _names(lambda metric: not metric.has_direction)
_OF_TASKS, _OF_WAVES = (_names(lambda metric: metric.same == TASKS), _names(lambda metric: metric.same == WAVES))
_RATIOS = _names(lambda metric: bool(metric.divided_by))
_COMPARED = fill(
    f"**Better and worse.** Neither more nor less of these is better by itself: {_NEUTRAL}. They explain others, are "
    "shown with their differences, and count in no advice. Others mean the same only of alternatives that do the same "
    "work. A run with more tasks takes longer and has more of everything that is counted, and percentiles far out are "
    "too low where there are few tasks: between runs with other numbers of tasks nobody is better in "
    f"{_OF_TASKS} (in percentiles where that are fewer than 100 or 500). Small waves stray further from what was "
    "predicted, and from an even load, by chance alone: between waves of other sizes nobody is better in "
    f"{_OF_WAVES}. Over several runs {_RATIOS} are total over total, not means of each run's own ratio.",
    width=118,
)

INTRO = f"""Every number that a run reports, as a formula. A metric that is not defined (its denominator is 0) is
null, in Python None; never 0 and never NaN.

**Words.** *Attempt*: here always one past the gates, unless it says otherwise. *Served*: seconds really worked.
*Load* of an agent: its served seconds in the wave / its slots. *Wave length*: end - start of the wave. *First
attempt*: the first one past the gates. *Predicted*: predicted success on the agent of the first attempt (without
one: on the last agent, else the mean over agents). *Observed*: 1 where the first attempt succeeded (with
`predictions.meaning: task`: where the task completed), else 0. *Known tasks*: those with an attempt past the
gates. *Served tasks*: those that were worked on, completed or not. Tasks that were released before
`metrics.warmup` count in no rate, mean or percentile over the tasks of a run, and its throughput, utilisation and
availability are those of the time behind it (an attempt that is under way then counts with the share of its time
that lies behind); what is measured over waves, and every sum and count, is of the whole run.

**Runs that are cut off.** A task that was released and that the end of the run cuts off counts in waiting and
response with its time so far; one that was not released yet counts in neither. Where any are cut off (`unfinished`),
these are lower bounds, since more time would add to them: `success_rate`, `health_score` (which it is a part of),
`makespan`, `retries_per_task`, `wasted_work`, `unserved` and all waiting, service and response times. `lower_bounds` of
the summary names them, and reports mark them with ≥.
Throughput, utilisation and availability up to the end are exact. Work that is under way at the end counts as wasted;
its attempt is held against no prediction, since nobody knows how it would have ended.

{_COMPARED}

Which targets and weights apply is set in [`monitor.targets`](scenario.md#monitor) and
[`health.weights`](scenario.md#health)."""

Lines = Mapping[str, tuple[str, str]]  # name -> (formula, unit)

WAVE: Lines = {
    **{name: (metric.formula, "0..1") for name, metric in WAVE_METRICS.items()},
    "health_score": (HEALTH_FORMULAS["health_score"], "0..100"),
    "health_status": (HEALTH_FORMULAS["health_status"], ""),
}
RUN: Lines = {metric.name: (metric.formula, metric.unit) for metric in CATALOGUE.values()}
_OF_A_TASK = {time.name: time.formula for time in TIMES}

AGENT: Lines = {
    "success_rate": ("completed / ended tasks of the agent (a task counts for its last agent)", "0..1"),
    "attempt_success_rate": ("attempts that succeeded / attempts", "0..1"),
    "attempts": ("number of attempts", ""),
    "completed": ("tasks that completed", ""),
    "failed": ("tasks that failed", ""),
    "retries": ("sum over its tasks of attempts - 1, refused attempts included", ""),
    "prediction_error": ("abs(mean predicted - mean observed) over the tasks whose first attempt ran on it", "0..1"),
    "accuracy": ("1 - prediction_error", "0..1"),
    "confidence": ("mean predicted over the same tasks", "0..1"),
    "availability": ("its up-time / wave length", "0..1"),
    "load_balance": ("its load / the busiest agent's load; 1 where nobody worked", "0..1"),
    "busy_s": ("sum of served seconds", "s"),
    "utilisation": ("served seconds / (slots * wave length)", "0..1"),
    "wasted_s": ("sum of seconds served in failed attempts, and of those that breakdowns undid (`restart`)", "s"),
    "mean_wait_s": (f"mean of {_OF_A_TASK['wait']} of the agent", "s"),
    "mean_service_s": (f"mean of {_OF_A_TASK['service']} of the agent", "s"),
    "mean_response_s": (f"mean of {_OF_A_TASK['response']} of the agent", "s"),
    "imbalance_ratio": ("the busiest agent's load / its own; null where its own is 0", ""),
    "longest_failure_streak": ("most failed attempts in a row", ""),
}

AGENT_RUN: Lines = {
    "tasks": ("tasks whose last agent it was", ""),
    "completed": ("of these, completed", ""),
    "failed": ("of these, failed", ""),
    "attempts": ("number of attempts", ""),
    "retries": ("sum over its tasks of attempts - 1, refused attempts included", ""),
    "success_rate": ("attempts that succeeded / attempts", "0..1"),
    "busy_s": ("sum of served seconds", "s"),
    "mean_service_s": ("served seconds / attempts", "s"),
    "utilisation": ("served seconds / (slots * up-time)", "0..1"),
    "availability": ("up-time / time of the run", "0..1"),
}

AFTER = """Percentiles are by linear interpolation between order statistics (Hyndman, Fan, "Sample quantiles in
statistical packages", The American Statistician 50, 1996, definition 7). Brier: Brier, Monthly Weather Review 78,
1950. Expected calibration error: Naeini, Cooper, Hauskrecht, AAAI 2015. Beside each target the report prints what
chance alone would show at this size: [The model](../background/model.md#what-chance-alone-would-show)."""


def metrics_page() -> str:
    """Return the page, after a look at a run: no metric of an agent may be missing, and none may stand in vain."""
    finished = _a_run()
    agent_names = {metric.metric_name for metric in finished.agent_metrics}
    _require(AGENT, agent_names, "of an agent in a wave")
    _require(AGENT_RUN, next(iter(finished.result.per_agent_metrics.values())), "of an agent over a run")
    summary = "In `phase21_execution_summary.json` under"
    return page(
        "Metrics",
        INTRO,
        section("Of a wave", "In `phase21_system_health.json`, the table `waves` and `run.health`.", _table(WAVE)),
        section("Of a run", f"{summary} `metrics`, and `run.metrics`.", _table(RUN), AFTER),
        section("Of an agent in a wave", "In `wave_X/agent_Y/agent_metrics.jsonl`.", _table(AGENT)),
        section("Of an agent over a run", f"{summary} `per_agent_metrics`.", _table(AGENT_RUN)),
    )


def _table(lines: Lines) -> str:
    rows = ([code(name), formula, unit] for name, (formula, unit) in lines.items())
    return table(("metric", "formula", "unit"), rows)


def _require(lines: Lines, names: Iterable[str], where: str) -> None:
    differ = sorted(set(lines) ^ set(names))
    assert not differ, f"metrics {where}: give a formula for, or take out, {', '.join(differ)}"


def _a_run() -> Run:
    workload = {"kind": "synthetic", "tasks_per_wave": 2, "predicted_success": 1.0}
    return run(parse_scenario({"name": "two", "fleet": {"agents": [{"name": "agent"}]}, "workload": workload}))
