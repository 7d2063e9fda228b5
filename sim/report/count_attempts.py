"""Counts of attempts, refusals and failed tasks, from the tables."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from math import fsum

from sim.record.outcomes import DEADLINE, OUTCOMES, RUN_ENDED, Whose
from sim.record.tables import Columns, Line, lines
from sim.record.task_end import AT_DEADLINE
from sim.record.views import TaskStatus
from sim.report.facts import FailureFacts, RefusalFacts, RetryFacts

KINDS_OF_REASON = 4
"""Kinds of reason of one gate that are shown one by one; the rarer ones are shown together."""
EXAMPLES = 3

# What the log of a dry run says instead of refusing.
_WOULD_BE = re.compile(r"dry run: would be (\w+) by gate (\w+): (.*)", re.DOTALL)


def refusal_facts(gate_decisions: Columns) -> tuple[RefusalFacts, ...]:
    """Return what the gates refused (in a dry run: would have), by gate and kind of reason, most attempts first.

    Args:
        gate_decisions: the table of that name.
    """
    tasks: dict[tuple[str, str], dict[str, Counter[str]]] = {}
    for row in lines(gate_decisions):
        refusal = _refusal(row)
        if refusal is not None:
            gate, verdict, reason = refusal
            tasks.setdefault((gate, verdict), {}).setdefault(reason, Counter())[row["task_id"]] += 1
    refusals = [facts for key, reasons in tasks.items() for facts in _by_reason(key, reasons)]
    return tuple(sorted(refusals, key=lambda facts: -facts.attempts))


def _refusal(row: Line) -> tuple[str, str, str] | None:
    if row["verdict"] != "approved":
        return row["gate"] or "unknown", row["verdict"], _kind_of(row["reason"])
    would_be = _WOULD_BE.fullmatch(row["reason"])
    return None if would_be is None else (would_be[2], would_be[1], _kind_of(would_be[3]))


def _kind_of(reason: str) -> str:
    # "what was needed; what was found": the first half is what refusals have in common.
    return reason.partition(";")[0].strip()


def _by_reason(key: tuple[str, str], reasons: dict[str, Counter[str]]) -> Iterable[RefusalFacts]:
    ranked = sorted(reasons.items(), key=lambda item: -item[1].total())
    shown = ranked if len(ranked) <= KINDS_OF_REASON else ranked[: KINDS_OF_REASON - 1]
    for reason, tasks in shown:
        yield RefusalFacts(*key, reason, tasks.total(), len(tasks))
    rest = ranked[len(shown) :]
    if rest:
        together = sum((tasks for _, tasks in rest), Counter[str]())
        reason = f"{len(rest)} other reasons, such as: {rest[0][0]}"
        yield RefusalFacts(*key, reason, together.total(), len(together))


def failure_facts(tables: Mapping[str, Columns]) -> tuple[FailureFacts, ...]:
    """Return the failed tasks by cause, most tasks first.

    Args:
        tables: `tasks`, `attempts` and `gate_decisions` by name.
    """
    last = {row["task_id"]: row for row in lines(tables["attempts"])}
    gates = dict(zip(tables["gate_decisions"]["task_id"], tables["gate_decisions"]["gate"], strict=True))
    causes: dict[tuple[str, str | None], list[str]] = {}
    for task in lines(tables["tasks"]):
        if task["status"] != TaskStatus.COMPLETED:
            cause = _cause(last.get(task["task_id"]), task["reason"])
            by_gates = cause in OUTCOMES and OUTCOMES[cause].whose is Whose.GATES
            gate = gates.get(task["task_id"]) if by_gates else None
            causes.setdefault((cause, gate), []).append(task["task_id"])
    ranked = sorted(causes.items(), key=lambda item: -len(item[1]))
    return tuple(FailureFacts(*key, len(ids), tuple(ids[:EXAMPLES])) for key, ids in ranked)


def _cause(last: Line | None, reason: str | None) -> str:
    if reason == AT_DEADLINE:
        return DEADLINE.code
    # A last attempt with a back-off was to be followed by another: the run ended before it.
    if last is None or last["backoff"] is not None:
        return RUN_ENDED.code
    return str(last["error_class"] or "unknown")


def retry_facts(tables: Mapping[str, Columns]) -> RetryFacts:
    """Return the counts of attempts over the whole run.

    Args:
        tables: `tasks` and `attempts` by name.
    """
    attempts, tasks = list(lines(tables["attempts"])), list(lines(tables["tasks"]))
    failed = Counter(
        row["error_class"] or "unknown" for row in attempts if not row["succeeded"] and not is_refused(row)
    )
    by_attempts = Counter(row["attempts"] for row in tasks)
    unlucky = [row for row in tasks if row["first_attempt_success"] is False]
    again = _after_the_first(attempts)
    return RetryFacts(
        attempts=len(attempts),
        refused=sum(map(is_refused, attempts)) - sum(map(is_limited, attempts)),
        limited=sum(map(is_limited, attempts)),
        failed_by_class=tuple(sorted(failed.items(), key=lambda item: (-item[1], item[0]))),
        tasks_by_attempts=tuple(sorted(by_attempts.items())),
        rescued=sum(row["status"] == TaskStatus.COMPLETED for row in unlucky),
        first_failed=len(unlucky),
        worked_s=fsum(row["served"] for row in attempts),
        wasted_s=fsum(row["wasted"] for row in attempts),
        retried=len(again),
        retried_succeeded=sum(row["succeeded"] for row in again),
    )


def is_refused(attempt: Line) -> bool:
    """Return whether the gates or limits refused an attempt; one that was withdrawn before they were asked was not.

    Args:
        attempt: a row of the table `attempts`.
    """
    outcome = OUTCOMES.get(attempt["error_class"] or "")
    return not attempt["approved"] and (outcome is None or outcome.whose in (Whose.GATES, Whose.LIMITS))


def is_limited(attempt: Line) -> bool:
    """Return whether a limit, or the budget, refused an attempt.

    Args:
        attempt: a row of the table `attempts`.
    """
    outcome = OUTCOMES.get(attempt["error_class"] or "")
    return outcome is not None and outcome.whose is Whose.LIMITS


def _after_the_first(attempts: Iterable[Line]) -> list[Line]:
    # Attempts past the gates without each task's first; they stand in order of their start.
    worked: set[str] = set()
    again = []
    for row in attempts:
        if row["approved"]:
            if row["task_id"] in worked:
                again.append(row)
            worked.add(row["task_id"])
    return again
