"""A lease that is shorter than the work has it done twice."""

import pytest

from sim.record.whole_attempts import whole_attempts
from tests.scenarios.replications import gain, metric_of, replications, saving


def busy(run):
    return metric_of(run, "utilisation")


def wasted_hours(run):
    return metric_of(run, "wasted_work") / 3600.0


def test_a_longer_lease_does_each_job_once():
    short = replications("incidents/short-lease", n=8)
    long = replications("incidents/short-lease", "copies.after=20min", n=8)
    assert gain(long, short, wasted_hours) > 12.0
    assert saving(short, long, busy) > 0.35


def test_work_done_is_that_of_the_copies_that_began():
    # Nobody is cancelled in service: what was begun is served to its end, so that each attempt works as long as drawn.
    (run,) = replications("incidents/short-lease", n=1)
    begun = [row for row in whole_attempts(run.log) if row.approved]
    assert len(begun) > 250
    cut = [row for row in begun if row.freed_at == row.ended_at and row.error_class == "cancelled"]
    last = max(row.ended_at for row in begun)
    assert all(row.ended_at == last for row in cut)  # but for those that the end of the run cuts
    assert sum(row.served for row in begun) == pytest.approx(sum(row.freed_at - row.slot_at for row in begun))
