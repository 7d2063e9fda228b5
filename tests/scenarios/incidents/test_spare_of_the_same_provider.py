"""A second model of the same provider is no spare; one of another provider is."""

import json

from sim.record.rows import Injected
from tests.scenarios.replications import least, metric_of, replications


def test_only_the_other_provider_meets_the_deadlines():
    same = replications("incidents/spare-of-the-same-provider", n=8)
    other = replications("incidents/spare-of-the-same-provider", "fleet.agents.1.name=openai-gpt", n=8)

    def missed(run):
        return metric_of(run, "deadline_misses")

    # 40 min at 0.03 tasks a second are 72 tasks; those of the last 10 min are served in time where the queue allows it.
    assert least([missed(run) for run in same]) > 50.0
    assert all(missed(run) == 0 for run in other)
    assert [len(row.agents) for row in same[0].log.of(Injected)] == [6]
    assert [len(row.agents) for row in other[0].log.of(Injected)] == [3]
    assert json.dumps(other[0].log.of(Injected)[0].agents).count("openai") == 0
