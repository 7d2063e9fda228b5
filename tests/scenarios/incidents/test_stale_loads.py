"""A router that goes by stale loads herds work onto one worker after another."""

from tests.scenarios.replications import metric_of, replications, saving

CURE = ("assignment.strategy=power_of_d", "assignment.d=2")


def p95(run):
    return metric_of(run, "p95_response")


def test_two_random_choices_cure_the_herd():
    herd = replications("incidents/stale-loads", n=5)
    assert saving(herd, replications("incidents/stale-loads", *CURE, n=5), p95) > 0.4


def test_it_is_the_age_of_the_loads_and_not_the_rule():
    # With fresh loads the shortest queue of all is the better rule.
    fresh = replications("incidents/stale-loads", "assignment.view_delay=0", n=5)
    two = replications("incidents/stale-loads", *CURE, "assignment.view_delay=0", n=5)
    assert saving(two, fresh, p95) > 0.02
