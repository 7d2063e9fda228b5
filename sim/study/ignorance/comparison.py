"""A comparison that says what it owes to inputs that are only estimated."""

from collections.abc import Sequence
from dataclasses import replace

from sim.study.comparison.compare import ComparisonStudy
from sim.study.ignorance.share import input_notes
from sim.work.workers import Workers


def with_inputs_drawn(study: ComparisonStudy, metrics: Sequence[str], workers: Workers) -> ComparisonStudy:
    """Return a comparison with notes on how wide its intervals are once its inputs are drawn too.

    Args:
        study: that has been run.
        metrics: that were compared.
        workers: that do the runs.

    Raises:
        ScenarioError: nothing says how sure the inputs are.
    """
    said = input_notes(study.plan, study.comparison, metrics, study.store, workers)
    return replace(study, stop=replace(study.stop, notes=(*study.stop.notes, *said)))
