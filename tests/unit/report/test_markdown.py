"""The report on facts made by hand: what a manager must be able to read in it."""

from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from sim.measures.statistics.trend import trend
from sim.report.facts import FailureFacts, FaultFacts, RefusalFacts, RetryFacts, TrendFacts
from sim.report.markdown import render_report

HEADINGS = [
    "Overview and statistics",
    "Waves",
    "Agents",
    "Anomalies and recommendations",
    "Retries and gates",
    "Trends of health and confidence",
    "How to repeat this run",
    "How to read this report",
]
FAILURE = {"success_rate": 0.4, "successes": 4, "threshold": 0.5, "sample_size": 10}
REFUSALS = {"cause": "gate_refusals", "by_gate": [{"gate": "clearance", "verdict": "rejected", "refusals": 1}],
            "sample_size": 1}  # fmt: skip


def headline_of(report: str) -> str:
    return report.split("\n## ")[0]


def test_sections_stand_in_their_order(make_facts) -> None:
    report = render_report(make_facts())
    assert [line[3:] for line in report.splitlines() if line.startswith("## ")] == HEADINGS


def test_a_good_run_needs_nothing(make_facts) -> None:
    head = headline_of(render_report(make_facts()))
    assert "**All 2 tasks completed** on 2 agents in 1 wave, in 30 s of virtual time." in head
    assert "Health after the last wave is **EXCELLENT**, 99 of 100." in head
    assert "**To do first:** nothing." in head


def test_the_same_facts_give_the_same_text(make_facts) -> None:
    assert render_report(make_facts()) == render_report(make_facts())


def test_no_block_is_left_open_and_every_table_has_its_columns(make_facts, make) -> None:
    facts = make_facts(anomalies=(make["anomaly"]("agent_failure", "HIGH", FAILURE),))
    for line_rows in tables_of(render_report(facts)):
        assert len({row.count(" | ") for row in line_rows if not row.startswith("|---")}) == 1


def tables_of(report: str) -> list[list[str]]:
    return [block.splitlines() for block in report.split("\n\n") if block.startswith("| ")]


def test_each_target_says_whether_it_was_met(make_facts, make) -> None:
    # The run's success rate is 0.8999: shown so that it does not look like the target that it misses.
    result = make["result"]()
    result = replace(result, metrics={**result.metrics, "success_rate": 0.8999})
    report = render_report(make_facts(result=result))
    assert "| success rate | at least 90 % | 89.99 % | no | 1 of 1 |  |" in report
    assert "| availability | at least 95 % | 100 % | yes | 1 of 1 |  |" in report
    assert "| prediction error | at most 10 % | 5 % | yes | 1 of 1 | 10 % |" in report
    assert "| load balance | at least 70 % | 100 % | yes | 1 of 1 | 80 % |" in report


def test_a_missed_target_is_marked_in_its_wave(make_facts, make) -> None:
    wave = make["wave"](health=make["health"](availability=0.5, score=80.0, status="GOOD"))
    row = next(line for line in render_report(make_facts(waves=(wave,))).splitlines() if line.startswith("| 1 | 2 |"))
    assert row == "| 1 | 2 | 2 | 0 | 30 s | 0 | 0 | 0 | 100 % | 50 % (missed) | 95 % | 100 % | 80 GOOD |"


def test_no_tasks(make_facts, make) -> None:
    result = make["result"](total_tasks=0, completed_tasks=0, system_health=None, waves=0, metrics={})
    report = render_report(make_facts(result=result, waves=(), retries=RetryFacts(0, 0, (), (), 0, 0, 0.0, 0.0)))
    assert "There was no task to execute on 2 agents. No wave ended, so there is no health score." in report
    assert "No wave was begun." in report
    assert "No attempt was made." in report


def test_nobody_worked(make_facts, make) -> None:
    idle = {"assigned": 0, "attempts": 0, "succeeded": 0, "predicted": None, "success_rate": None, "busy_s": 0.0}
    idle |= {"busy_of_run": 0.0, "busy_of_up_time": 0.0}
    report = render_report(make_facts(agents=(make["agent"](0, **idle), make["agent"](1, **idle))))
    assert "| agent_0 | 1 | 0 | 0 | n/a | n/a | 0 s | 0 % | 0 % | 100 % | 0 | 0 s | 0 |" in report
    assert "No agent worked." in report


def test_one_agent_without_work_is_named(make_facts, make) -> None:
    idle = make["agent"](1, assigned=0, attempts=0, succeeded=0, predicted=None, busy_s=0.0)
    assert "Without any work: agent_1." in render_report(make_facts(agents=(make["agent"](0), idle)))


def test_the_end_before_the_end_comes_first(make_facts, make) -> None:
    result = make["result"](completed_tasks=1, failed_tasks=1, ended_early="the horizon of 40 s was reached")
    anomaly = make["anomaly"]("agent_failure", "HIGH", FAILURE)
    failures = (FailureFacts("run_ended", None, 1, ("task_1_1",)),)
    report = render_report(make_facts(result=result, anomalies=(anomaly,), failures=failures))
    assert "**1 of 2 tasks completed (50 %)**" in report
    assert "1 task failed, not finished when the run ended." in report
    assert "**To do first:** The run ended early: the horizon of 40 s was reached." in report


def test_caught_exceptions_are_told_with_their_fallback(make_facts) -> None:
    fault = FaultFacts("policy mine", "ZeroDivisionError", "division by zero", "load_balanced decides", 3, 12.0)
    report = render_report(make_facts(faults=(fault,)))
    assert "3 exceptions inside the run were caught." in report
    assert "policy mine failed 3 times with ZeroDivisionError: division by zero." in headline_of(report)
    assert "| policy mine | 3 | 12 s | ZeroDivisionError: division by zero | load_balanced decides |" in report


def test_a_dry_run_says_what_would_have_been_refused(make_facts, make) -> None:
    refusal = RefusalFacts("clearance", "rejected", "HIGH risk needs approval", 4, 4)
    report = render_report(make_facts(scenario=make["scenario"](dry_run=True), refusals=(refusal,)))
    assert "This was a dry run" in headline_of(report)
    assert "### What the gates would have refused" in report
    assert "| clearance | would be rejected | 4 | 4 | HIGH risk needs approval |" in report


def test_the_gravest_anomaly_comes_first(make_facts, make) -> None:
    low = make["anomaly"]("load_imbalance", "LOW", {}, recommendation="Balance.")
    high = make["anomaly"]("agent_failure", "HIGH", FAILURE, recommendation="Take agent_0 out.")
    report = render_report(make_facts(anomalies=(low, high)))
    assert "2 anomalies were found (1 HIGH and 1 LOW)." in report
    assert (
        "1. Agent failure (HIGH, wave 1): 4 of 10 attempts succeeded (40 %); limit 50 %. Take agent_0 out.\n2. "
        in report
    )
    assert report.index("### Agent failure") < report.index("### Load imbalance")


@pytest.mark.parametrize(("success", "first"), [(0.95, "Coordination issue"), (0.5, "1 task failed because gate")])
def test_failed_tasks_come_before_lesser_anomalies_where_they_cost_the_target(
    make_facts, make, success: float, first: str
) -> None:
    result = make["result"](completed_tasks=1, failed_tasks=1)
    result = replace(result, metrics={**result.metrics, "success_rate": success})
    gap = {"cause": "load_gap", "gap": 0.5, "threshold": 0.4, "loads_s": {"agent_0": 10.0, "agent_1": 20.0}}
    facts = make_facts(
        result=result,
        anomalies=(make["anomaly"]("coordination_issue", "MEDIUM", gap),),
        failures=(FailureFacts("gate_rejected", "clearance", 1, ("task_1_1",)),),
    )
    assert f"**To do first:** {first}" in render_report(facts)


def test_what_is_said_of_rejected_tasks_is_not_said_again_of_the_anomaly(make_facts, make) -> None:
    facts = make_facts(
        anomalies=(make["anomaly"]("coordination_issue", "MEDIUM", REFUSALS),),
        failures=(FailureFacts("gate_rejected", "clearance", 1, ("task_1_1",)),),
    )
    report = render_report(facts)
    assert "1. 1 task failed because gate clearance rejected it." in report
    assert "\n2. " not in report.split("## Retries")[0]
    assert "1 refusal: clearance rejected 1" in report  # in the table of anomalies


def test_anomalies_of_other_detectors_are_shown_key_by_key(make_facts, make) -> None:
    odd = make["anomaly"]("agent_failure", "HIGH", {"odds": 0.25, "why": "a|b", "list": [1]})
    assert "odds 0.25, why a\\|b" in render_report(make_facts(anomalies=(odd,)))


def test_hostile_ids_are_text_everywhere(make_facts, make) -> None:
    evil = "<script>|*x*\n# y"
    facts = make_facts(
        anomalies=(make["anomaly"]("agent_failure", "HIGH", FAILURE, tasks=(evil,), recommendation=evil),),
        failures=(FailureFacts("transient", None, 1, (evil,)),),
        faults=(FaultFacts(evil, evil, evil, evil, 1, 0.0),),
        refusals=(RefusalFacts(evil, "deferred", evil, 1, 1),),
        notes=(evil,),
        scenario_file="$(rm -rf x).yaml",
        scenario=make["scenario"](description=evil),
        result=make["result"](ended_early=evil),
    )
    report = render_report(facts)
    rendered = MarkdownIt("commonmark").enable("table").render(report)
    assert "<script>" not in report
    assert "<script" not in rendered
    assert "<em>" not in rendered
    assert rendered.count("<h1>") == 1
    assert "buddy-sim run SCENARIO.yaml --seed 7" in report


def test_many_waves_and_agents_are_cut_in_the_middle(make_facts, make) -> None:
    facts = make_facts(
        waves=tuple(make["wave"](wave) for wave in range(1, 101)),
        agents=tuple(make["agent"](number) for number in range(60)),
    )
    report = render_report(facts)
    assert "60 waves in the middle are left out here; `tables/waves.parquet` has all." in report
    assert "20 agents in the middle are left out here" in report
    assert "\n| 20 | " in report
    assert "\n| 21 | " not in report
    assert "\n| 81 | " in report


def test_four_waves_have_no_trend_and_five_have(make_facts, make) -> None:
    scores = [50.0, 60.0, 70.0, 80.0, 90.0]
    waves = [make["wave"](w, make["health"](w, score)) for w, score in enumerate(scores, start=1)]
    assert "A trend needs five waves or more." in render_report(make_facts(waves=tuple(waves[:4])))
    line = TrendFacts("health_score", 5, trend([1, 2, 3, 4, 5], scores))
    report = render_report(make_facts(waves=tuple(waves), trends=(line,)))
    assert "Health by wave: 50, 60, 70, 80, 90." in report
    # A straight line: the change is 10 a wave for sure, and 100 comes next.
    assert "| health | improving | +10.00 | +10.00 to +10.00 | 100 | 100 to 100 |" in report


def test_how_to_repeat(make_facts, make) -> None:
    assert "    buddy-sim run pair.yaml --seed 7\n" in render_report(make_facts())
    second = make["result"](replication=2)
    assert "    sim.run(scenario, seed=7, replication=2)" in render_report(make_facts(result=second))


def test_weights_of_the_scenario_are_named(make_facts, make) -> None:
    weights = {"success_rate": 1.0, "availability": 0.0, "accuracy": 0.0, "load_balance": 0.0}
    report = render_report(make_facts(scenario=make["scenario"](health={"weights": weights})))
    assert "Health score: 100 * (1 success rate)." in report


def test_missed_targets_that_chance_explains_come_last(make_facts, make) -> None:
    result = make["result"]()
    metrics = {**result.metrics, "load_balance": 0.65, "confidence": 0.7}
    facts = make_facts(result=replace(result, metrics=metrics), waves=(make["wave"](balance_by_chance=0.6),))
    report = render_report(facts)
    assert "**To do first:** Confidence is 70 %, below its target of 80 %." in report
    assert "2. Load balance is 65 %, below its target of 70 %. Chance alone shows 60 % in waves of this size" in report
