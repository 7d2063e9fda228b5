"""Prefetched jobs wait behind one that is stuck, while other hosts idle."""

from tests.scenarios.replications import metric_of, replications, saving


def mean_wait(run):
    return metric_of(run, "mean_wait")


def p95_wait(run):
    return metric_of(run, "p95_wait")


def test_without_prefetching_jobs_go_where_there_is_room():
    prefetching = replications("incidents/prefetch", n=10)
    waiting = replications("incidents/prefetch", "fleet.agents.0.queue_limit=0", n=10)
    assert saving(prefetching, waiting, mean_wait) > 0.6
    assert saving(prefetching, waiting, p95_wait) > 0.5
