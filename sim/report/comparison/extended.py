"""What a reader should know of a study whose length was not fixed before: it was extended, or ended with a choice."""

from collections.abc import Iterator

from sim.document.quantity import count, joined, percent
from sim.measures.comparison.result import Comparison

AFTER_A_CHOICE = (
    "The choice alone carries its guarantee. The numbers of runs followed from what was seen, so all other intervals "
    "and verdicts here describe these runs. For verdicts that hold, compare on another seed, with a number of "
    "replications that is fixed before."
)


def extension_notes(comparison: Comparison) -> Iterator[str]:
    """Return a sentence on a study that was looked at before it was extended to these replications.

    Args:
        comparison: what was found.
    """
    if not comparison.looks:
        return
    error = 1.0 - comparison.confidence
    yield (
        f"This study was looked at after {joined([str(number) for number in comparison.looks])} replications, and "
        f"extended to {count(comparison.replications, 'replication')}. So that all looks after the first are wrong in "
        f"no more than {percent(error)} together, each is allowed half the error of the one before: here "
        f"{percent(error / 2.0 ** len(comparison.looks))}, which makes intervals wider."
    )
