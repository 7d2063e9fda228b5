"""Fleets in which more agents do worse, and runs that are all alike: what bisection and t would get wrong."""

from typing import Any

import pytest

import sim
from sim.document.markdown import markdown
from sim.measures.questions.evidence import Meets
from sim.measures.questions.looks import looks
from sim.measures.questions.requirement import parse_requirements
from sim.observe.run_counts import COUNTS
from sim.scenario.spec.certainty import is_without_luck
from sim.study.asking.fleet_sizes import plan_sizes
from sim.study.questions.smallest_fleet.asking import smallest_fleet
from sim.study.questions.smallest_fleet.picture import fleet_picture
from sim.study.questions.smallest_fleet.report import finding, notes, page
from sim.work.measure import RunRow, metric_names
from sim.work.runs import for_metrics
from sim.work.store import RunStore
from sim.work.workers import SerialWorkers


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


def contended(store, sizes, enough, alike=False):
    """A fleet whose runs nobody simulated: 100 s where the size is enough, 300 s where it is not."""
    scenario = sim.parse_scenario(
        {
            "name": "contended",
            "fleet": {"agents": [{"name": "agent"}]},
            "workload": {"kind": "synthetic", "tasks_per_wave": 12, "duration": {"kind": "exponential", "mean": 30}},
        }
    )
    fleet = plan_sizes(scenario, sizes)
    for key, size in zip(for_metrics(fleet.plan, ["makespan"]).keys, fleet.sizes, strict=True):
        rows = []
        for replication in range(200):
            luck = 1.0 if alike else 1.0 + 0.05 * ((replication * 7) % 5 - 2)
            values = {"makespan": luck * (100.0 if size in enough else 300.0), "unfinished": 0.0, "unserved": 0.0}
            metrics = tuple(values.get(name, 1.0) for name in metric_names())
            rows.append((key, RunRow(replication, "ok", metrics=metrics, counts=(12,) * len(COUNTS))))
        store.add(rows)
    return fleet


ASKED = parse_requirements("makespan <= 200s")


def test_sizes_between_those_that_fail_are_found(store):
    # 17 agents do not meet it, so bisection goes up and finds nothing: "none meets", though 4 to 8 do.
    fleet = contended(store, "1..32", range(4, 9))
    study = smallest_fleet(fleet, ASKED, store, SerialWorkers())
    answer = study.answer
    assert [size for size in fleet.sizes if answer.known(size) is Meets.YES] == [4, 5, 6, 7, 8]
    assert (answer.meeting, answer.not_meeting, answer.undecided) == (4, 3, ())
    first, second = finding(answer)
    assert first == (
        "The smallest fleet that is enough for makespan <= 3.33 min has 4 agents: 3 are too few, with 95 % confidence."
    )
    assert second == (
        "More agents do worse here: 4 to 8 meet makespan <= 3.33 min, 1 to 3, 9 to 32 do not, with 95 % confidence."
    )
    content = answer.content()
    assert content["more_agents_do_worse"] is True
    assert content["by_verdict"]["meets"] == [4, 5, 6, 7, 8]
    assert notes(answer) == []
    assert "nothing follows for others" in markdown(page(answer, "c"))


def test_larger_sizes_that_fail_are_told(store):
    # Bisection ends at 4, and took it for granted that 16 is enough.
    fleet = contended(store, "1..16", range(4, 12))
    answer = smallest_fleet(fleet, ASKED, store, SerialWorkers()).answer
    assert answer.meeting == 4
    assert [size for size in fleet.sizes if answer.known(size) is Meets.NO] == [1, 2, 3, *range(12, 17)]


def test_a_fleet_that_gets_better_is_not_looked_at_again(store):
    fleet = contended(store, "1..32", range(5, 33))
    study = smallest_fleet(fleet, ASKED, store, SerialWorkers())
    assert (study.answer.not_meeting, study.answer.meeting, study.answer.verdicts) == (4, 5, None)
    assert study.runs.total <= 6 * 20 + 5 * 10
    assert "by_verdict" not in study.answer.content()
    assert "(1, 2, 4, 8, 16, 32): none says the opposite" in markdown(page(study.answer, "c"))


def test_too_many_sizes_are_refused_with_what_was_seen(store):
    fleet = contended(store, "1..100", range(4, 9))
    study = smallest_fleet(fleet, ASKED, store, SerialWorkers())
    answer = study.answer
    assert (answer.meeting, answer.not_meeting, answer.is_refused) == (None, None, True)
    assert (answer.known(4), answer.known(100), answer.known(50)) == (Meets.YES, Meets.NO, Meets.UNDECIDED)
    first, second = finding(answer)
    assert first.startswith("More agents do worse here: 4, 8 meet makespan <= 3.33 min, ")
    assert "ask about 64 or fewer" in second
    assert len(answer.examined) < 16
    assert fleet_picture(answer).axes


def test_equal_runs_go_on_until_a_rare_kind_would_show(store):
    # A run differs with one in about 27 only: an outage hits one of four agents within its five minutes.
    rare: dict[str, Any] = {
        "name": "rare-outage",
        "fleet": {
            "agents": [{"name": "agent", "count": 4}],
            "breakdowns": {"mtbf": "10h", "mttr": "1h", "on_breakdown": "fail", "failover": "wait"},
        },
        "workload": {
            "kind": "synthetic", "tasks_per_wave": 40, "duration": {"kind": "constant", "value": 30},
            "predicted_success": 1.0,
        },
        "retry": {"strategy": "exponential_backoff", "max_retries": 5},
    }  # fmt: skip
    fleet = plan_sizes(sim.parse_scenario(rare), "4")
    asked = parse_requirements("makespan <= 350s")
    answer = smallest_fleet(fleet, asked, store, SerialWorkers(), goes_on=False).answer
    # The mean is 388 s; 300 s is what the first twenty runs may all show.
    assert answer.known(4) is not Meets.YES
    # Who names a number is not run further, and hears what it would take.
    steady = plan_sizes(sim.parse_scenario({**rare, "fleet": {**rare["fleet"], "breakdowns": None}}), "4")
    assert is_without_luck(steady.plan.points[0].scenario)
    quiet = {**rare, "fleet": {**rare["fleet"], "breakdowns": {"mtbf": "100000h", "mttr": "1h"}}}
    fleet = plan_sizes(sim.parse_scenario(quiet), "4")
    few = smallest_fleet(fleet, asked, store, SerialWorkers(), planned=looks(5, 10), goes_on=False).answer
    assert (few.undecided, few.examined[0].replications) == ((4,), 10)
    assert "all runs are alike so far" in finding(few)[1]
    assert "replications would show one that comes once in a hundred" in finding(few)[1]
    enough = smallest_fleet(fleet, asked, store, SerialWorkers(), planned=looks(5, 10)).answer
    assert enough.meeting == 4
    assert 0.99 ** enough.examined[0].replications < 0.05 * 0.8 / 8.0
