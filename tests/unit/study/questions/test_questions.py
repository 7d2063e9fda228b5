"""Questions from a scenario to their files: which sizes, which runs, what where runs fail or a metric has no value."""

import json

import pandas as pd
import pytest

import sim
from sim.measures.comparison.mean import mean_interval
from sim.measures.questions.looks import looks
from sim.measures.questions.requirement import parse_requirements
from sim.observe.run_counts import COUNTS
from sim.scenario import ScenarioError
from sim.study.asking.files import write_question
from sim.study.asking.fleet_sizes import plan_sizes
from sim.study.asking.runs import Runs, parse_replications
from sim.study.questions.knee.asking import knee
from sim.study.questions.retry_setting.asking import cost_metric, plan_settings, retry_setting
from sim.study.questions.smallest_fleet.asking import smallest_fleet
from sim.study.questions.smallest_fleet.report import finding, notes
from sim.work.measure import RunRow, metric_names
from sim.work.runs import for_metrics
from sim.work.store import RunStore
from sim.work.workers import SerialWorkers, open_workers

BREAKDOWNS = {"mtbf": 300, "mttr": 60}


def scenario(agents=({"name": "agent"},), **sections):
    return sim.parse_scenario(
        {
            "name": "day",
            "seed": 5,
            "fleet": {"agents": list(agents), **sections.pop("fleet", {})},
            "workload": {
                "kind": "synthetic", "tasks_per_wave": 12, "duration": {"kind": "lognormal", "mean": 30, "cv": 0.4},
                "predicted_success": 0.8,
            },
            **sections,
        }
    )  # fmt: skip


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


def made_up(store, plan, values, replications=20, failed=(), tasks=12):
    """Store runs that nobody simulated: by point, the value of each metric in a replication, with a little luck."""
    for point, given in values.items():
        rows = []
        for replication in range(replications):
            luck = 1.0 + 0.01 * ((replication * 7) % 5 - 2)
            found = (given.get(name, 0.0 if name in ("unfinished", "unserved") else 1.0) for name in metric_names())
            found = (value(replication) if callable(value) else value for value in found)
            metrics = tuple(None if value is None else luck * value for value in found)
            lost = (point, replication) in failed
            row = (
                RunRow(replication, "failed", "ValueError: made up")
                if lost
                else RunRow(replication, "ok", metrics=metrics, counts=(tasks,) * len(COUNTS))
            )
            rows.append((for_metrics(plan, []).keys[point], row))
        store.add(rows)


def test_sizes_are_those_of_the_group():
    fleet = [{"name": "coder", "count": 3}, {"name": "reviewer", "count": 2}]
    found = plan_sizes(scenario(fleet), "4,2", group="reviewer")
    assert found.sizes == (2, 4)
    counts = [[entry.count for entry in point.scenario.fleet.agents] for point in found.plan.points]
    assert counts == [[3, 2], [3, 4]]


@pytest.mark.parametrize(
    ("agents", "group", "message"),
    [
        ("1..4", None, "--group: the fleet has 2 groups of agents; name the one whose count varies: coder, reviewer"),
        ("1..4", "reviwer", "did you mean 'reviewer'?"),
        ("4..1", "coder", "runs backwards"),
        ("0..4", "coder", "0 is no number of agents; expected whole numbers from 1 to 10000"),
        ("1.5", "coder", "1.5 is no number of agents"),
        ("many", "coder", "'many' is no number of agents"),
        ("0.5..1.5", "coder", "no whole numbers"),
        ("1..99999", "coder", "the range has 99999 values"),
        ("", "coder", "a value is missing"),
        ("3,3", "coder", "3 stands twice"),
    ],
)
def test_sizes_that_there_are_not(agents, group, message):
    with pytest.raises(ScenarioError) as caught:
        plan_sizes(scenario([{"name": "coder"}, {"name": "reviewer"}]), agents, group)
    assert message in str(caught.value)


def test_a_question_may_need_several_sizes():
    with pytest.raises(ScenarioError, match="2,3 are too few sizes; expected at least 3"):
        plan_sizes(scenario(), "2,3", least=3)


@pytest.mark.parametrize("text", ["", "many", "4", "20..10", "1..20", "5..20 step 5", "0.5..9", "10s..20s", "9" * 20])
def test_replications_that_there_are_not(text):
    with pytest.raises(ScenarioError, match=r"--replications: .*expected one number, or the first and the last look"):
        parse_replications(text)


def test_only_sizes_on_the_way_are_run(store):
    fleet = plan_sizes(scenario(), "1..32")
    study = smallest_fleet(fleet, parse_requirements("makespan <= 3min"), store, SerialWorkers(), planned=looks(10, 20))
    answer = study.answer
    assert len(answer.examined) <= 6 + 1
    assert answer.not_meeting is not None
    assert answer.meeting is not None
    assert answer.not_meeting < answer.meeting
    # A few others were looked at in few runs, in case more agents do worse.
    reached = {fleet.sizes[point]: runs for point, runs in study.runs.reached.items()}
    on_the_way = {found.size for found in answer.examined}
    assert {size for size in reached if size not in on_the_way} == {1, 2, 4, 8, 16, 32} - on_the_way
    assert all(runs == 10 for size, runs in reached.items() if size not in on_the_way)
    keys = for_metrics(fleet.plan, []).keys
    assert store.keys() == {keys[fleet.sizes.index(size)] for size in reached}
    again = smallest_fleet(fleet, answer.requirements, store, SerialWorkers(), planned=looks(10, 20))
    assert again.answer == answer
    assert (again.runs.reused, again.runs.total) == (study.runs.total, study.runs.total)


def test_failed_runs_and_missing_values_are_told(store):
    fleet = plan_sizes(scenario(), "1..2")
    gone = {"p95_response": lambda replication: None if replication < 3 else 50.0}
    made_up(store, fleet.plan, {0: {"p95_response": 90.0}, 1: gone}, failed={(1, 5), (1, 6)})
    study = smallest_fleet(
        fleet, parse_requirements("p95_response <= 60"), store, SerialWorkers(), planned=looks(20, 20)
    )
    assert study.runs.reused == study.runs.total
    assert (study.answer.not_meeting, study.answer.meeting) == (1, 2)
    said = notes(study.answer)
    assert "2 agents: 2 of 20 runs failed and count in no mean; runs.parquet says why." in said
    assert "2 agents: p95_response has no value in 3 of 20 runs; its mean is over the others." in said


def test_a_metric_without_any_value_decides_nothing(store):
    fleet = plan_sizes(scenario(), "1..2")
    made_up(store, fleet.plan, {point: {"p95_response": lambda _: None} for point in (0, 1)})
    answer = smallest_fleet(
        fleet, parse_requirements("p95_response <= 60"), store, SerialWorkers(), planned=looks(20, 20)
    ).answer
    assert (answer.meeting, answer.not_meeting, answer.undecided) == (None, None, (1, 2))
    assert "2 agents: p95_response has no value in 20 of 20 runs, so nothing can be said." in notes(answer)
    assert "say how many replications would do" in " ".join(finding(answer))


def test_a_metric_that_gets_worse_with_more_agents_is_told(store):
    fleet = plan_sizes(scenario(), "1..3")
    made_up(store, fleet.plan, {1: {"makespan": 70.0}, 2: {"makespan": 75.0}})
    answer = smallest_fleet(
        fleet, parse_requirements("makespan <= 60"), store, SerialWorkers(), planned=looks(20, 20)
    ).answer
    assert [found.size for found in answer.examined] == [2, 3]
    assert (answer.not_meeting, answer.meeting) == (3, None)
    (setback,) = answer.setbacks
    assert setback.change == pytest.approx(5.0)
    assert "from 2 agents to 3 the mean makespan gets worse, by 5 s" in notes(answer)[0]


def test_the_success_rate_knows_how_many_tasks_a_run_has(store):
    fleet = plan_sizes(scenario(), "1..2")
    made_up(store, fleet.plan, {0: {"success_rate": 0.8}}, tasks=10)
    runs = Runs(for_metrics(fleet.plan, []), store, SerialWorkers())
    runs.run([0], 20)
    (found,) = runs.evidence(0, parse_requirements("success_rate >= 0.75"))
    assert found.error == pytest.approx((0.75 * 0.25 / 10 / 20) ** 0.5)


def test_breakdowns_are_taken_away_for_the_comparison(store):
    settings = plan_settings(scenario(fleet={"breakdowns": BREAKDOWNS}), ["retry.max_retries=0,2"])
    assert settings.breaks_down
    assert [point.scenario.fleet.breakdowns is None for point in settings.plan.points] == [False, False, True, True]
    assert [point.index for point in settings.plan.points] == [0, 1, 2, 3]
    study = retry_setting(
        settings, parse_requirements("success_rate >= 0.6"), store, SerialWorkers(), planned=looks(10, 10)
    )
    for place, found in enumerate(study.answer.settings):
        given, calm = (study.runs.values(point, ["makespan"])["makespan"] for point in (place, place + 2))
        assert found.lost is not None
        assert found.lost["makespan"].mean == pytest.approx((given[:10] - calm[:10]).mean())
        assert (found.lost["makespan"].mean or 0.0) > 0.0


def test_perfect_runs_do_not_show_that_breakdowns_take_nothing(store):
    given = scenario(
        fleet={"breakdowns": {**BREAKDOWNS, "on_breakdown": "resume"}},
        workload={"kind": "synthetic", "tasks_per_wave": 12, "duration": "30s", "predicted_success": 1.0},
    )
    answer = retry_setting(
        plan_settings(given, ["retry.max_retries=0,2"]),
        parse_requirements("success_rate >= 0.6"),
        store,
        SerialWorkers(),
        planned=looks(10, 10),
    ).answer
    found = answer.settings[0]
    assert found.lost is not None
    # All tasks completed in 10 runs, with breakdowns and without: of so many another kind may lose all.
    rare = 1.0 - 0.025**0.1
    assert found.lost["success_rate"] == pytest.approx((0.0, -rare, rare, 10))
    assert found.means["success_rate"] == pytest.approx(mean_interval([1.0] * 10, tasks=12.0))
    makespan = found.lost["makespan"]
    assert makespan.low is not None
    assert makespan.low < (makespan.mean or 0.0)


def test_a_scenario_without_breakdowns_loses_nothing_to_them(store):
    settings = plan_settings(scenario(), ["retry.max_retries=0,2"])
    answer = retry_setting(
        settings, parse_requirements("success_rate >= 0.6"), store, SerialWorkers(), planned=looks(10, 10)
    ).answer
    assert not settings.breaks_down
    assert [found.lost for found in answer.settings] == [None, None]


def test_settings_that_are_out_are_not_run_further(store):
    settings = plan_settings(scenario(), ["retry.max_retries=0,1,2"])
    made_up(
        store,
        settings.plan,
        {
            0: {"success_rate": 0.5, "wasted_work": 1.0, "makespan": 100.0},
            1: {"success_rate": 0.901, "wasted_work": 50.0, "makespan": 100.0},
            2: {"success_rate": 0.97, "wasted_work": 80.0, "makespan": 100.0},
        },
        replications=40,
    )
    answer = retry_setting(
        settings, parse_requirements("success_rate >= 0.9"), store, SerialWorkers(), planned=looks(20, 40)
    ).answer
    assert [found.replications for found in answer.settings] == [20, 40, 40]
    assert answer.chosen is not None
    assert answer.chosen.name == "retry.max_retries=2"
    assert [found.name for found, _ in answer.rivals] == ["retry.max_retries=1"]
    assert not answer.race.settled


@pytest.mark.parametrize(
    ("metric", "message"),
    [("throughput", "more of throughput is better"), ("makespam", "did you mean makespan")],
)
def test_what_is_no_cost(metric, message):
    with pytest.raises(ScenarioError, match=message):
        cost_metric(metric)


def test_one_setting_is_nothing_to_choose_from():
    with pytest.raises(ScenarioError, match="one setting is nothing to choose from"):
        plan_settings(scenario(), ["retry.max_retries=2"])


def test_each_result_folder_accounts_for_all_of_its_files(store, tmp_path):
    small = looks(10, 10)
    fleet = smallest_fleet(
        plan_sizes(scenario(), "1..4"), parse_requirements("makespan <= 3min"), store, SerialWorkers(), planned=small
    )
    curve = knee(plan_sizes(scenario(), "1..4"), store, SerialWorkers(), replications=6)
    retry = retry_setting(
        plan_settings(scenario(), ["retry.max_retries=0,2"]), parse_requirements("success_rate >= 0.9"), store,
        SerialWorkers(), planned=small,
    )  # fmt: skip
    write_question("smallest-fleet", fleet, tmp_path / "fleet", "c")
    write_question("knee", curve, tmp_path / "knee", "c")
    write_question("retry-setting", retry, tmp_path / "retry", "c")
    for name, picture, study in (
        ("fleet", "smallest-fleet", fleet),
        ("knee", "knee", curve),
        ("retry", "retry-setting", retry),
    ):
        folder = tmp_path / name
        files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        assert files == {
            "answer.json", "found.json", "manifest.json", "report.html", "report.md", "runs.parquet",
            "trajectories.parquet", f"plots/{picture}.png",
        }  # fmt: skip
        listed = {entry["path"] for entry in json.loads((folder / "manifest.json").read_text())["files"]}
        assert files == listed | {"manifest.json"}
        assert json.loads((folder / "answer.json").read_text()) == json.loads(json.dumps(study.answer.content()))
        runs = pd.read_parquet(folder / "runs.parquet")
        assert len(runs) == study.runs.total
        assert set(runs["status"]) == {"ok"}


def test_the_answer_is_the_same_with_one_job_and_with_two(tmp_path):
    fleet = plan_sizes(scenario(), "1..6")
    asked = parse_requirements("makespan <= 3min, success_rate >= 0.7")
    for name, count in (("one", 1), ("many", 2)):
        with open_workers("serial" if count == 1 else "joblib", count) as workers:
            study = smallest_fleet(fleet, asked, RunStore(tmp_path / f"{name}.runs"), workers, planned=looks(10, 20))
        write_question("smallest-fleet", study, tmp_path / name, "c")
    for path in (tmp_path / "one").rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "many" / path.relative_to(tmp_path / "one")).read_bytes()
