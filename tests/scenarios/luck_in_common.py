"""What common random numbers save on the shipped scenarios: the table of docs/background/comparing.md.

python -m tests.scenarios.luck_in_common [REPLICATIONS]
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sim.study.comparison.compare import ComparisonStudy, compare, plan_comparison
from sim.study.comparison.terms import Budget, Terms
from sim.work.store import RunStore
from sim.work.workers import SerialWorkers

SCENARIOS = Path(__file__).parents[2] / "scenarios"
METRICS = ("makespan", "mean_response", "p95_response", "wasted_work", "health_score")


class Choice(NamedTuple):
    """Two alternatives of a shipped scenario, the first of them the baseline."""

    scenario: str
    vary: str


CHOICES = (
    Choice("four-agents", "assignment.strategy=round_robin,load_balanced"),
    Choice("four-agents", "retry.max_retries=3,1"),
    Choice("four-agents", "fleet.breakdowns.failover=wait,reassign"),
    Choice("open-stream", "assignment.strategy=round_robin,load_balanced"),
    Choice("calm-fleet", "assignment.strategy=load_balanced,shared_queue"),
    Choice("priority-rush", "fleet.agents.0.queue=fifo,priority"),
    Choice("straggler", "assignment.strategy=round_robin,load_balanced"),
    Choice("breakdowns", "fleet.breakdowns.failover=wait,reassign"),
    Choice("retries-that-help", "retry.max_retries=3,2"),
    Choice("retries-that-help", "retry.max_retries=3,0"),
    Choice("retries-that-burn", "retry.max_retries=3,0"),
    Choice("overconfident-planner", "feedback.learning=false,true"),
)


def compared(choice: Choice, replications: int, folder: Path) -> ComparisonStudy:
    """Compare two alternatives as the command does."""
    plan = plan_comparison(SCENARIOS / f"{choice.scenario}.yaml", vary=[choice.vary])
    return compare(plan, RunStore(folder), SerialWorkers(), Terms(METRICS, budget=Budget(replications)))


def factors(study: ComparisonStudy) -> dict[str, float | None]:
    """Return `variance_reduction` of each metric."""
    entries = [study.comparison.metric(name) for name in METRICS]
    return {entry.metric: next(iter(entry.differences.values())).variance_reduction for entry in entries}


def rows(replications: int) -> Iterator[str]:
    """Yield the table, row by row."""
    yield f"| scenario | alternatives | n | {' | '.join(METRICS)} |"
    yield f"|---|---|{'---:|' * (1 + len(METRICS))}"
    for choice in CHOICES:
        with tempfile.TemporaryDirectory() as folder:
            found = factors(compared(choice, replications, Path(folder)))
        cells = [
            "equal" if factor is None else f"{factor:.2g}" if factor < 100 else "> 100" for factor in found.values()
        ]
        yield f"| {choice.scenario} | `{choice.vary}` | {replications} | {' | '.join(cells)} |"


def _shown(factor: float | None) -> str:
    if factor is None:
        return "-"
    return f"{factor:.2g}" if factor < 100.0 else "> 100"


if __name__ == "__main__":
    for row in rows(int(sys.argv[1]) if len(sys.argv) > 1 else 200):
        sys.stdout.write(f"{row}\n")
        sys.stdout.flush()
