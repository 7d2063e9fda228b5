"""How long it would take here to tell what a comparison leaves undecided."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.measures.comparison.result import Comparison


def time_to_tell(comparison: "Comparison", runs: int, seconds: float) -> str | None:
    """Return about how many replications would tell all that can be told, and how long they take at this pace.

    Args:
        comparison: what was found.
        runs: that this command has done.
        seconds: that they took.

    Returns:
        None where nothing is undecided that replications would tell, or nothing was run now.
    """
    from sim.document.quantity import count, duration
    from sim.report.comparison.undecided import rounded_up

    needed = [pair.needed for entry in comparison.metrics for pair in entry.differences.values() if pair.needed]
    if not needed or runs == 0:
        return None
    least, most = rounded_up(min(needed)), rounded_up(max(needed))
    a_replication_s = len(comparison.alternatives) * seconds / runs

    def long(replications: int) -> str:
        return duration(a_replication_s * max(0, replications - comparison.replications))

    if least == most:
        return f"about {count(least, 'replication')} would tell what is undecided: {long(least)} more at this pace"
    return (
        f"about {count(least, 'replication')} would tell the first of what is undecided, {count(most, 'replication')} "
        f"all of it: {long(least)} and {long(most)} more at this pace"
    )
