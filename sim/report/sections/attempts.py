"""Retries, and what the gates refused."""

from sim.document.blocks import Block, Heading, Paragraph, table
from sim.document.quantity import count, duration, joined, percent
from sim.document.text import given
from sim.record.outcomes import OUTCOMES
from sim.report.facts import FailureFacts, RefusalFacts, ReportFacts, RetryFacts


def attempts(facts: ReportFacts) -> list[Block]:
    """Return the section on retries and gates."""
    return [
        Heading("Retries and gates"),
        Paragraph(_attempts(facts)),
        *_by_attempts(facts.retries),
        *_failures(facts.failures),
        *_gates(facts),
    ]


def _attempts(facts: ReportFacts) -> str:
    r = facts.retries
    if not r.attempts:
        return "No attempt was made."
    sentences = [f"{count(r.attempts, 'attempt')} of {count(facts.result.total_tasks, 'task')}."]
    if r.refused:
        sentences.append(f"The gates refused {r.refused} of them ({percent(r.refused / r.attempts)}).")
    if r.limited:
        sentences.append(f"Limits refused {r.limited} of them ({percent(r.limited / r.attempts)}).")
    failed = [f"{number} {_did(name)}" for name, number in r.failed_by_class]
    if failed:
        sentences.append(f"Of those past the gates {joined(failed)}.")
    if r.wasted_s > 0.0:
        sentences.append(f"In all, {duration(r.wasted_s)} of work came to nothing.")
    if r.first_failed:
        sentences.append(_rescued(r))
    return " ".join(sentences)


def _did(code: str) -> str:
    return OUTCOMES[code].attempts if code in OUTCOMES else given(code)


def _why(code: str) -> str:
    return OUTCOMES[code].last if code in OUTCOMES else given(code)


def _rescued(retries: RetryFacts) -> str:
    failed = count(retries.first_failed, "task")
    if retries.rescued == retries.first_failed:
        whole = f"The {failed}" if retries.first_failed == 1 else f"All {failed}"
        return f"{whole} whose first attempt failed completed by a retry."
    return f"Of {failed} whose first attempt failed, {retries.rescued} completed by a retry."


def _by_attempts(retries: RetryFacts) -> list[Block]:
    if not any(attempts > 1 for attempts, _ in retries.tasks_by_attempts):
        return []
    rows = [[str(attempts), str(tasks)] for attempts, tasks in retries.tasks_by_attempts]
    return [table(["attempts of a task", "tasks"], rows[:20])]


def _failures(failures: tuple[FailureFacts, ...]) -> list[Block]:
    if not failures:
        return []
    rows = [[_why(f.cause), given(f.gate) if f.gate else "", str(f.tasks), _examples(f)] for f in failures]
    return [Heading("Why tasks failed", level=3), table(["cause", "gate", "tasks", "such as"], rows, numbers_from=4)]


def _examples(failure: FailureFacts) -> str:
    return ", ".join(given(task_id, 40) for task_id in failure.examples)


def _gates(facts: ReportFacts) -> list[Block]:
    dry = facts.scenario.dry_run
    if not facts.refusals:
        return [Heading("What the gates refused", level=3), Paragraph("Nothing.")]
    rows = [_refusal(refusal, dry) for refusal in facts.refusals]
    title = "What the gates would have refused" if dry else "What the gates refused"
    return [Heading(title, level=3), table(["gate", "verdict", "attempts", "tasks", "why"], rows, numbers_from=5)]


def _refusal(refusal: RefusalFacts, dry: bool) -> list[str]:
    verdict = f"would be {refusal.verdict}" if dry else refusal.verdict
    return [given(refusal.gate), verdict, str(refusal.attempts), str(refusal.tasks), given(refusal.reason, 200)]
