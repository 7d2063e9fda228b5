"""Faults against findings, worked out by hand."""

from sim.measures.metrics.detection import Finding, PutIn, detection_score


def fault(at, until, *agents):
    return PutIn(frozenset(agents), at, until)


def finding(at, *agents, back=10.0):
    return Finding(frozenset(agents), at, at - back)


def test_found_while_it_lasts_and_as_long_as_one_looks_back_on_it():
    outage = fault(100.0, 120.0, "a")
    for at, found in ((99.0, False), (100.0, True), (130.0, True), (130.1, False)):
        score = detection_score([outage], [finding(at, "a")])
        assert (score.found, score.missed, score.false) == ((1, 0, 0) if found else (0, 1, 1))


def test_only_of_its_agents_or_of_nobody_by_name():
    outage = fault(100.0, 120.0, "a", "b")
    assert detection_score([outage], [finding(110.0, "c"), finding(111.0, "b", "c"), finding(112.0)]).found_by == (1,)
    assert detection_score([fault(100.0, 120.0)], [finding(110.0, "c")]).found == 1


def test_the_first_finding_counts_and_none_of_the_others_is_false():
    score = detection_score([fault(0.0, None, "a")], [finding(5.0, "a"), finding(900.0, "a")])
    assert (score.found_by, score.false) == ((0,), 0)


def test_one_finding_may_find_several():
    score = detection_score([fault(0.0, 50.0, "a"), fault(20.0, 30.0, "b")], [finding(25.0, "a", "b")])
    assert (score.found_by, score.false) == ((0, 0), 0)
