"""The run in one table, and its metrics beside their targets."""

from sim.document.blocks import Block, Heading, Items, Note, Paragraph, table
from sim.document.quantity import count, dollars, duration, durations, number, percent, score
from sim.document.text import given
from sim.measures.metrics.catalogue import TIMES, metric_info, named
from sim.report.facts import ReportFacts
from sim.report.lower_bound import empty_warmup, marked, unfinished_text
from sim.report.targets import METRICS, TargetRow, beside_target, is_met, target_rows


def overview(facts: ReportFacts) -> list[Block]:
    """Return the overview and statistics."""
    return [
        Heading("Overview and statistics"),
        table(["what", "value"], _lines(facts), numbers_from=2),
        *_targets(facts),
        *_notes(facts),
    ]


def _lines(facts: ReportFacts) -> list[list[str]]:
    result, metrics = facts.result, facts.result.metrics
    slots = sum(agent.slots for agent in facts.agents)
    lines = [
        ["tasks", f"{result.total_tasks}: {result.completed_tasks} completed, {result.failed_tasks} failed"],
        ["waves", str(len(facts.waves))],
        ["fleet", f"{count(len(facts.agents), 'agent')}, {count(slots, 'slot')}"],
        ["assignment", _assignment(facts)],
        ["virtual time", f"{duration(facts.makespan_s)}, {_clock(result.start_time)} to {_clock(result.end_time)}"],
        ["health score, last wave", _last_health(facts)],
        [named("health_score"), marked(result, "health_score", f"{score(metrics.get('health_score'))} of 100")],
        [metric_info("throughput").label, _throughput(metrics.get("throughput"))],
        [_utilisation_name(facts), _utilisation(metrics.get("utilisation"))],
    ]
    if metrics.get("offered_load") is not None:
        lines.append([metric_info("offered_load").label, _offered(metrics.get("offered_load"))])
    lines += [[time.label, _spread(facts, time.name)] for time in TIMES]
    lines += [["unfinished", text] for text in (unfinished_text(result),) if text]
    if metrics.get("unserved"):
        unserved = count(round(metrics["unserved"] or 0.0), "task")
        lines.append(["unserved", f"{unserved} released and ended without service"])
    empty = _empty(facts)
    lines.append(["retries", _retries(facts)])
    lines.append([metric_info("wasted_work").label, _wasted(facts)])
    if metrics.get("cost") is not None:
        lines.append([metric_info("cost").label, _cost(facts)])
    lines.append([metric_info("brier").label, f"n/a: {empty}" if empty else number(metrics.get("brier"))])
    lines.append([metric_info("ece").label, _calibration(facts)])
    return lines


def _assignment(facts: ReportFacts) -> str:
    own = next((plugin for plugin in facts.plugins if plugin.what == "strategy"), None)
    if own is None:
        return f"`{facts.scenario.assignment.strategy}`"
    return f"{given(own.named)}, code of one's own"


def _clock(timestamp: str) -> str:
    # 2025-01-01T00:12:24.500000+00:00 -> 2025-01-01 00:12:24 UTC
    return f"{timestamp[:10]} {timestamp[11:19]} UTC"


def _last_health(facts: ReportFacts) -> str:
    health = facts.result.system_health
    return "n/a: no wave ended" if health is None else f"{score(health.health_score)} of 100, {health.health_status}"


def _utilisation_name(facts: ReportFacts) -> str:
    """Return of what time it is: pictures and the table of agents are of the whole run."""
    return (
        f"{metric_info('utilisation').label} after the warm-up"
        if facts.scenario.metrics.warmup
        else named("utilisation")
    )


def _utilisation(share: float | None) -> str:
    return "n/a: the run took no time" if share is None else f"{percent(share)}, over all slots"


def _offered(load: float | None) -> str:
    more = "" if load is None or load <= 1.0 else ": more work than the slots can do"
    return f"{number(load)} of what the slots can do until the last release{more}, mean over waves"


def _throughput(tasks_a_second: float | None) -> str:
    if tasks_a_second is None:
        return "n/a: the run took no time"
    if tasks_a_second >= 1.0:
        return f"{number(tasks_a_second)} completed tasks a second"
    if tasks_a_second * 60.0 >= 1.0:
        return f"{number(tasks_a_second * 60.0)} completed tasks a minute"
    return f"{number(tasks_a_second * 3600.0)} completed tasks an hour"


def _spread(facts: ReportFacts, name: str) -> str:
    metrics = facts.result.metrics
    mean = metrics.get(f"mean_{name}")
    if mean is None:
        return f"n/a: {_empty(facts) or 'no task got to work'}"
    names = [f"{statistic}_{name}" for statistic in ("mean", "p50", "p95", "p99")]
    told = durations([metrics.get(metric) for metric in names])
    first, *others = (marked(facts.result, metric, text) for metric, text in zip(names, told, strict=True))
    percentiles = ", ".join(f"{p} {text}" for p, text in zip(("p50", "p95", "p99"), others, strict=True))
    return f"mean {first}; {percentiles}"


def _empty(facts: ReportFacts) -> str | None:
    return empty_warmup(facts.result, facts.scenario.metrics.warmup)


def _retries(facts: ReportFacts) -> str:
    retries = sum(wave.retries for wave in facts.waves)
    if not retries:
        return "0"
    empty = _empty(facts)
    a_task = f"n/a a task: {empty}" if empty else f"{number(facts.result.metrics.get('retries_per_task'))} a task"
    return f"{retries}, {a_task}"


def _wasted(facts: ReportFacts) -> str:
    retries = facts.retries
    if not retries.worked_s:
        return "none: nobody worked"
    wasted = marked(facts.result, "wasted_work", duration(retries.wasted_s))
    return f"{wasted}, {percent(retries.wasted_s / retries.worked_s)} of all work"


def _cost(facts: ReportFacts) -> str:
    metrics = facts.result.metrics
    told = marked(facts.result, "cost", dollars(metrics.get("cost")))
    each = metrics.get("cost_per_completed")
    told += ", no task completed" if each is None else f", {dollars(each)} a completed task"
    overspent = metrics.get("overspent")
    if overspent is not None:
        told += f"; {dollars(overspent)} beyond the budget" if overspent else "; within the budget"
    return told


def _calibration(facts: ReportFacts) -> str:
    metrics = facts.result.metrics
    error = metrics.get("ece")
    if error is None:
        return f"n/a: {_empty(facts) or 'no attempt got past the gates'}"
    return f"{percent(error)}; a perfect planner would show {percent(metrics.get('ece_calibrated'))} by chance"


def _targets(facts: ReportFacts) -> list[Block]:
    if not any(wave.health is not None for wave in facts.waves):
        return []
    header = ["metric", "target", "run", "met", "waves that met it", "by chance alone"]
    rows = [_target_cells(row, facts) for row in target_rows(facts)]
    return [Heading("Targets", level=3), table(header, rows), Note(_BY_CHANCE)]


_BY_CHANCE = (
    "By chance alone: what a planner with perfect predictions (accuracy, prediction error) and an assignment of equal "
    "numbers of tasks (load balance) would show on average in waves of this size. Missing a target by no more than "
    "that is no evidence of trouble."
)


def _target_cells(row: TargetRow, facts: ReportFacts) -> list[str]:
    sign = "at most" if is_met(row.metric, row.target + 0.5, row.target) is False else "at least"
    met = {True: "yes", False: "no", None: "n/a"}[row.met]
    shown = percent(row.value, limit=row.target) if row.met is False else percent(row.value)
    if row.value is None and (empty := _empty(facts)):
        shown = f"n/a: {empty}"
    shown = marked(facts.result, row.metric, shown)
    chance = "" if row.by_chance is None else beside_target(row.metric, row.by_chance, row.target)
    return [METRICS[row.metric], f"{sign} {percent(row.target)}", shown, met, f"{row.waves_met} of {row.waves}", chance]


def _notes(facts: ReportFacts) -> list[Block]:
    if not facts.notes:
        return []
    return [Paragraph("How the input was understood:"), Items(tuple(given(note, 400) for note in facts.notes))]
