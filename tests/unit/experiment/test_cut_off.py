"""What the end of a run cuts off, what a warm-up leaves, and what questions make of both."""

import pytest

import sim
from sim.document.markdown import markdown
from sim.measures.questions.looks import looks
from sim.measures.questions.requirement import parse_requirements
from sim.observe.run_counts import COUNTS
from sim.study.asking.fleet_sizes import plan_sizes
from sim.study.asking.runs import Runs, Unanswerable
from sim.study.questions.knee.asking import knee
from sim.study.questions.retry_setting.asking import plan_settings, retry_setting
from sim.study.questions.smallest_fleet.asking import smallest_fleet
from sim.study.questions.smallest_fleet.report import finding, notes, page
from sim.work.measure import measure
from sim.work.store import RunStore
from sim.work.workers import SerialWorkers

WORKLOAD = {"kind": "synthetic", "tasks_per_wave": 10, "duration": "60s", "predicted_success": 1}


def scenario(agents=1, **sections):
    workload = {**WORKLOAD, **sections.pop("workload", {})}
    fleet = {"agents": [{"name": "a", "count": agents}]}
    return sim.parse_scenario({"name": "censored", "fleet": fleet, "workload": workload, **sections})


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


def ask(given, limits, store, agents="1..10", most=20):
    planned = looks(20, most)
    fleet = plan_sizes(given, agents)
    return smallest_fleet(fleet, parse_requirements(limits), store, SerialWorkers(), planned=planned).answer


def test_a_task_that_is_cut_off_counts_with_its_time_so_far():
    # Four agents, ten tasks of 60 s, an end at 120 s: four wait 0 s, four 60 s, two 120 s and go on waiting.
    run = sim.run(scenario(4, horizon="2min"))
    assert (run.metrics["unfinished"], run.metrics["unserved"]) == (2, 0)
    assert run.metrics["mean_wait"] == pytest.approx((4 * 0 + 4 * 60 + 2 * 120) / 10)
    assert run.metrics["mean_response"] == pytest.approx((4 * 60 + 4 * 120 + 2 * 120) / 10)
    assert run.metrics["makespan"] == 120.0
    assert run.summary()["metrics"]["unfinished"] == 2
    assert {"p95_wait", "mean_response", "makespan", "success_rate", "health_score"} <= set(run.result.lower_bounds)
    assert not {"throughput", "utilisation", "availability", "unfinished"} & set(run.result.lower_bounds)


def test_a_run_that_is_not_cut_off_is_exact():
    run = sim.run(scenario(5, horizon="2min"))
    assert run.metrics["unfinished"] == 0
    assert run.result.lower_bounds == ()


def test_a_task_that_was_never_released_counts_in_unfinished_only():
    # Waves of two tasks on two agents, 60 s each: the third wave would begin at the horizon.
    run = sim.run(scenario(2, horizon="90s", workload={"waves": 3, "tasks_per_wave": 2}))
    # Wave 1 is done, wave 2 is cut off after 30 s, wave 3 was never released.
    assert run.metrics["unfinished"] == 4
    assert run.metrics["mean_response"] == pytest.approx((60 + 60 + 30 + 30) / 4)
    assert run.metrics["success_rate"] == pytest.approx(2 / 6)


def test_a_task_that_the_gates_end_counts_with_its_time_to_its_end():
    # One agent: the first task is served for 60 s, then the second gets its slot and is rejected there.
    risky = {"tasks_per_wave": 2, "risk": {"HIGH": 1}, "confidence": 0.9}
    run = sim.run(scenario(1, workload=risky, gates={"approve": ["task_1_0"]}))
    assert (run.metrics["unserved"], run.metrics["unfinished"]) == (1, 0)
    assert run.metrics["mean_wait"] == pytest.approx((0 + 60) / 2)
    assert run.metrics["mean_response"] == pytest.approx((60 + 60) / 2)
    assert run.metrics["mean_service"] == 60.0


def test_the_report_and_the_counts_tell_what_is_cut_off():
    run = sim.run(scenario(4, horizon="2min"))
    assert "| unfinished | 2 tasks cut off by the end of the run" in run.report()
    assert "p95 \u2265 2 min" in run.report()
    assert "\u2265" not in sim.run(scenario(5, horizon="2min")).report().partition("## How to read")[0]


def test_nothing_is_proved_by_tasks_that_are_cut_off(store):
    answer = ask(scenario(horizon="2min"), "p95_wait <= 2min", store)
    assert answer.content()["smallest_meeting"] == 5
    assert answer.undecided == (1, 2, 3, 4)
    assert "the end of the run cuts tasks off" in " ".join(finding(answer))
    assert any("The end of the run cuts tasks off (" in note for note in notes(answer))
    assert "\u2265 2 min" in markdown(page(answer, "command"))
    four = next(found for found in answer.content()["sizes"] if found["size"] == 4)
    (metric,) = four["metrics"].values()
    assert (metric["is_lower_bound"], metric["cut_off_replications"], metric["high"]) == (True, 20, None)


def test_a_lower_bound_beyond_a_limit_refutes_it(store):
    answer = ask(scenario(horizon="2min"), "p95_wait <= 100s", store)
    assert (answer.not_meeting, answer.meeting) == (4, 5)


def test_more_runs_are_not_done_where_no_number_would_tell(store):
    answer = ask(scenario(horizon="2min"), "p95_wait <= 2min", store, most=160)
    assert {found.replications for found in answer.examined} == {20}
    assert answer.needed is None


def test_unfinished_tasks_may_succeed_yet(store):
    # With four agents 8 of 10 tasks are done and two may be: 80 to 100 %. With one 2 are done, and eight may be.
    assert ask(scenario(horizon="2min"), "success_rate >= 70%", store, "3..6").meeting == 4
    answer = ask(scenario(horizon="2min"), "success_rate >= 95%", store, "4..6")
    assert (answer.not_meeting, answer.undecided, answer.meeting) == (None, (4,), 5)
    # Half of the tasks fail for good: 8 done with four of them failed, and two more at most.
    fails = scenario(horizon="2min", workload={"predicted_success": 0.5}, retry={"strategy": "no_retry"})
    assert ask(fails, "success_rate >= 95%", store, "4..5").not_meeting == 5


def test_the_number_of_unfinished_tasks_can_be_asked_for(store):
    answer = ask(scenario(horizon="2min"), "unfinished <= 1", store)
    assert (answer.not_meeting, answer.meeting) == (4, 5)


def test_the_knee_tells_that_runs_are_cut_off(store):
    study = knee(plan_sizes(scenario(horizon="2min"), "1..6"), store, SerialWorkers(), replications=5)
    assert study.answer.cut_off == 20
    assert study.answer.content()["cut_off_replications"] == 20


def test_short_times_of_turned_away_tasks_meet_nothing(store):
    given = sim.parse_scenario(
        {
            "name": "refusals",
            "fleet": {"agents": [{"name": "a", "count": 4}]},
            "workload": {**WORKLOAD, "tasks_per_wave": 40},
            "gates": {"transient_refusal_rate": 0.3},
        }
    )
    # 12 and 3.6 of 40 tasks are turned away for good; with many retries it is so rare that 20 runs prove nothing of it.
    settings = plan_settings(given, ["retry.max_retries=0,1"])
    asked = "mean_response <= 400s"
    answer = retry_setting(settings, parse_requirements(asked), store, SerialWorkers(), planned=looks(20, 20)).answer
    none, one = answer.settings
    assert none.evidence[0].unserved is not None
    assert none.evidence[0].p_meets == 1.0
    assert one.evidence[0].unserved is None
    assert answer.chosen is not None
    assert answer.chosen.name == "retry.max_retries=1"
    # Who says how many may be left unserved gets what they ask for.
    allowed = parse_requirements(f"{asked}, unserved <= 20")
    answer = retry_setting(settings, allowed, store, SerialWorkers(), planned=looks(20, 20)).answer
    assert [answer.known(place).value for place in (0, 1)] == ["meets", "meets"]


def test_a_warm_up_longer_than_the_run_is_named_at_once(store):
    given = scenario(2, workload={"tasks_per_wave": 20, "duration": "30s"}, metrics={"warmup": "10h"})
    with pytest.raises(Unanswerable, match=r"the warm-up of 10 h leaves no task to count, so no number of runs"):
        ask(given, "p95_wait <= 2min", store, most=160)
    settings = plan_settings(given, ["retry.max_retries=0,2"])
    with pytest.raises(Unanswerable, match="the warm-up of 10 h leaves no task to count"):
        retry_setting(settings, parse_requirements("success_rate >= 0.5"), store, SerialWorkers())
    # What is measured over the whole run is there.
    assert ask(given, "makespan <= 1min", store).meeting == 10
    run = sim.run(given)
    assert run.metrics["success_rate"] is None
    assert "no task got to work" not in run.report()
    assert "| waiting time | n/a: the warm-up of 10 h leaves no task to count |" in run.report()
    assert "**The warm-up of 10 h leaves no task to count**" in run.report()


def test_a_warm_up_beyond_a_run_that_is_cut_off_counts_no_task():
    run = sim.run(scenario(horizon="90s", metrics={"warmup": "10h"}, workload={"waves": 2}))
    assert run.metrics["success_rate"] is None
    assert run.metrics["unfinished"] == 19


def test_a_run_carries_the_numbers_that_its_rates_are_over():
    given = scenario(4, workload={"waves": 20, "tasks_per_wave": 20}, metrics={"warmup": "95min"})
    # Waves of 5 min: the last one begins at 95 min.
    assert dict(zip(COUNTS, measure(given, 1, 0).counts, strict=True)) == {
        "tasks_counted": 20, "tasks_timed": 20, "tasks_served": 20, "attempts_counted": 20,
    }  # fmt: skip


def test_a_success_rate_is_as_sure_as_the_tasks_that_it_is_over(store):
    given = scenario(4, workload={"waves": 20, "tasks_per_wave": 20}, metrics={"warmup": "95min"})
    fleet = plan_sizes(given, "4")
    runs = Runs(fleet.plan, store, SerialWorkers())
    runs.run([0], 20)
    (found,) = runs.evidence(0, parse_requirements("success_rate >= 99.8%"))
    # 400 tasks without a failure: z = 0.002 / sqrt(0.998 * 0.002 / 400) = 0.895, t with 19 degrees of freedom.
    assert found.p_meets == pytest.approx(0.19, abs=0.005)
