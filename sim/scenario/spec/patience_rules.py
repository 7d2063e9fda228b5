"""What keys of patience need from others: a time-out to leave orphans behind, a deadline to drop what is late."""

from collections.abc import Iterator

from sim.scenario.reading.located import Located
from sim.scenario.spec.retry_spec import RetrySpec
from sim.scenario.spec.synthetic_spec import SyntheticWorkload
from sim.scenario.spec.table_spec import TableWorkload
from sim.scenario.spec.workload_spec import Workload

NO_TIMEOUT = (
    "does nothing, since no attempt times out: give `retry.timeout`, such as 30s, or a time-out of a type or of a "
    "table's tasks; or leave `orphans` out"
)
NO_DEADLINE = (
    "does nothing, since no task has a deadline: give `workload.deadline`, such as 5min, or one of a type or of a "
    "table's tasks; or leave `on_deadline` out"
)


def patience_problems(workload: Workload, retry: RetrySpec) -> Iterator[Located]:
    """Yield what of a scenario's patience means nothing; what a table has is known when it is read.

    Args:
        workload: has types with time-outs and deadlines of their own.
        retry: has the time-out of all.
    """
    types = (workload.types or {}).values() if isinstance(workload, SyntheticWorkload) else ()
    times_out = retry.timeout is not None or any(each.timeout is not None for each in types)
    if retry.orphans == "serve" and not times_out and not isinstance(workload, TableWorkload):
        yield Located(("retry", "orphans"), retry.orphans, NO_TIMEOUT)
    if isinstance(workload, SyntheticWorkload) and workload.on_deadline == "drop":
        is_due = workload.deadline is not None or any(each.deadline is not None for each in types)
        if not is_due:
            yield Located(("workload", "synthetic", "on_deadline"), workload.on_deadline, NO_DEADLINE)
