"""A lease that is shorter than the work has it done twice."""

from math import fsum

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
    # Nobody is cancelled in service: what was begun keeps its slot to its end, but for what the end of the run cuts.
    (run,) = replications("incidents/short-lease", n=1)
    begun = [row for row in whole_attempts(run.log) if row.approved]
    assert len(begun) > 250
    freed = [row.freed_at or 0.0 for row in begun]
    cut = [row for row in begun if row.freed_at == row.ended_at and row.error_class == "cancelled"]
    assert {row.ended_at for row in cut} <= {max(freed)}
    kept = fsum(at - (row.slot_at or 0.0) for at, row in zip(freed, begun, strict=True))
    assert fsum(row.served for row in begun) == pytest.approx(kept)
