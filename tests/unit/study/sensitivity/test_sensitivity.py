"""sensitivity, from a scenario to its files, on scenarios whose answer is known beforehand."""

import json
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.measures.sensitivity.assessment import Effect
from sim.scenario import ScenarioError
from sim.scenario.varying.axes import parse_vary
from sim.scenario.varying.study_spec import SensitivitySpec
from sim.study.sensitivity.assess import sensitivity
from sim.study.sensitivity.design import plan_sensitivity
from sim.study.sensitivity.factors import has_order, levels_at
from sim.study.sensitivity.files import write_sensitivity
from sim.work.runs import compute, for_metrics, metric_arrays
from sim.work.store import RunStore
from sim.work.workers import open_workers

TASKS = 60


@pytest.fixture
def scenario():
    """One agent works off tasks of 30 seconds, one after another; each succeeds with the same chance."""
    return sim.parse_scenario(
        {
            "name": "lathe",
            "seed": 5,
            "fleet": {"agents": [{"name": "agent"}]},
            "workload": {
                "kind": "synthetic", "tasks_per_wave": TASKS, "duration": "30s", "predicted_success": 0.5,
            },
            "retry": {"max_retries": 0},
        }
    )  # fmt: skip


def found(scenario, vary, folder, spec, replications=4, metrics=("makespan", "success_rate", "health_score")):
    plan, _ = plan_sensitivity(scenario, vary, spec=spec)
    with open_workers("serial") as workers:
        return sensitivity(plan, RunStore(folder / "runs"), workers, replications, metrics)


def indices(study, metric):
    entry = next(entry for entry in study.sensitivity.metrics if entry.metric == metric)
    return {factor.name: factor for factor in entry.factors}


def test_physics_along_trajectories(scenario, tmp_path) -> None:
    # The makespan is tasks * 30 s / speed: exactly known at every point, whatever the luck; success does not look at
    # the clock; how often the queues are sampled does nothing.
    vary = ["fleet.agents.0.speed=1.0..4.0", "monitor.interval=10s,20s,30s", "workload.predicted_success=0.2..0.8"]
    study = found(scenario, vary, tmp_path, SensitivitySpec(trajectories=12))
    speed, interval, chance = vary[0].split("=")[0], vary[1].split("=")[0], vary[2].split("=")[0]

    makespan = indices(study, "makespan")
    assert makespan[speed].effect is Effect.MOVES
    assert makespan[interval].effect is Effect.NONE
    assert makespan[chance].effect is Effect.NONE
    # On the grid the speeds are 1, 2, 3, 4; a step of two thirds leads from 1 to 3 or from 2 to 4.
    slow, fast = (TASKS * 30.0 * (1.0 / low - 1.0 / (low + 2.0)) / (2.0 / 3.0) for low in (1.0, 2.0))
    assert makespan[speed].index.mu_star == pytest.approx((slow + fast) / 2.0)  # 12 trajectories, half from each
    assert makespan[speed].index.mu == -makespan[speed].index.mu_star
    assert makespan[speed].index.mu_star_noise == 0.0

    success = indices(study, "success_rate")
    assert success[chance].effect is Effect.MOVES
    assert success[chance].index.mu == pytest.approx(0.6, abs=0.06)  # four replications of sixty tasks a point
    assert success[speed].effect is Effect.NONE
    assert indices(study, "health_score")[interval].effect is Effect.NONE


def test_the_variance_of_success_over_retries_is_the_exact_one(scenario, tmp_path) -> None:
    # A task completes with the chance 1 - (1 - q)^(r + 1): all shares follow from the eight combinations.
    q, r = (0.2, 0.4, 0.6, 0.8), (0, 1, 3)
    vary = [f"workload.predicted_success={','.join(map(str, q))}", "retry.max_retries=0,1,3", "monitor.interval=10,20"]
    study = found(scenario, vary, tmp_path, SensitivitySpec(method="sobol", points=256), replications=8)
    table = np.array([[1.0 - (1.0 - chance) ** (retries + 1) for retries in r] for chance in q])
    alone = (table.mean(axis=1).var() / table.var(), table.mean(axis=0).var() / table.var())
    total = (1.0 - alone[1], 1.0 - alone[0])

    success = indices(study, "success_rate")
    by_chance, by_retries, by_interval = (success[text.split("=")[0]] for text in vary)
    # The sampling error of 256 points is about 0.03 for such shares.
    assert by_chance.index.first == pytest.approx(alone[0], abs=0.08)
    assert by_retries.index.first == pytest.approx(alone[1], abs=0.08)
    assert by_chance.index.total == pytest.approx(total[0], abs=0.08)
    assert by_retries.index.total == pytest.approx(total[1], abs=0.08)
    assert by_interval.effect is Effect.NONE
    assert len(study.plan.runs.points) == 24  # of 256 * 5 places in the design

    entry = study.sensitivity.metrics[1]
    # The variance of a mean of 8 * 60 trials, on average over the points, as a share.
    known = (table * (1.0 - table)).mean() / (8 * TASKS) / table.var()
    assert entry.noise is not None
    assert entry.noise.share == pytest.approx(known, rel=0.5)
    assert entry.noise.share < 0.02


def test_all_points_share_their_luck(scenario, tmp_path) -> None:
    plan, _ = plan_sensitivity(scenario, ["monitor.interval=10..60", "retry.base=1s..9s"])
    assert {point.scenario.seed for point in plan.runs.points} == {5}
    with open_workers("serial") as workers:
        study = sensitivity(plan, RunStore(tmp_path), workers, 3, ["success_rate"])
    rows = metric_arrays(study.plan.runs, 3, study.store, ["success_rate"])["success_rate"]
    assert len({tuple(row) for row in rows.tolist()}) == 1
    assert len(set(rows[0].tolist())) == 3
    assert study.sensitivity.metrics[0].noise == (0.0, 0.0, None)


def test_zipped_keys_are_one_factor(scenario) -> None:
    plan, _ = plan_sensitivity(
        scenario, ["fleet.agents.0.count=1,2,4 + fleet.agents.0.capacity=4,2,1", "truth.bias=-1.0..1.0"]
    )
    assert plan.factors == ("fleet.agents.0.count + fleet.agents.0.capacity", "truth.bias")
    for point in plan.runs.points:
        agent = point.scenario.fleet.agents[0]
        assert agent.count * agent.capacity == 4


def test_levels_get_equal_shares() -> None:
    shares = np.linspace(0.0, 1.0, 1201)[:-1]
    for text, n in (("retry.max_retries=0..5", 6), ("retry.max_retries=0,1,5", 3), ("retry.base=1s..3s step 1s", 3)):
        names = [level.name for level in levels_at(parse_vary(text), shares.tolist())]
        assert [names.count(name) for name in dict.fromkeys(names)] == [1200 // n] * n


def test_what_has_an_order() -> None:
    assert has_order(parse_vary("assignment.strategy=round_robin,load_balanced"))  # from the first to the second
    assert not has_order(parse_vary("assignment.strategy=round_robin,load_balanced,priority_based"))
    assert has_order(parse_vary("retry.max_retries=9,3,1"))
    assert not has_order(parse_vary("retry.max_retries=9,1,3"))
    assert not has_order(parse_vary("fleet.agents.0.count=1,2,4 + fleet.agents.0.capacity=4,1,2"))


def test_the_design_is_that_of_its_seed(scenario) -> None:
    vary = ["truth.bias=-1.0..1.0", "retry.max_retries=0..9"]
    for method in ("morris", "sobol"):
        first, again, other = (
            [point.name for point in plan_sensitivity(scenario, vary, spec=spec)[0].runs.points]
            for spec in (SensitivitySpec(method=method, points=16, seed=seed) for seed in (1, 1, 2))
        )
        assert first == again != other


@pytest.mark.parametrize(
    ("vary", "where", "spec", "message"),
    [
        ([], [], {}, "no input varies"),
        (["retry.max_retries=3"], [], {}, "has one value only"),
        (["truth.bias=0.5..0.5"], [], {}, "has one value only"),
        (["retry.max_retries=0..5"], ["retry.max_retries > 2"], {}, "3 of 6 points of the design do not fulfil"),
        (["retry.max_retries=0..5", "retry=gentle: {max_retries: 1}, harsh: {max_retries: 9}"], [], {}, "keep one"),
        (["truth.bias=-1.0..1.0"], [], {"method": "sobol", "points": 100}, "need a power of 2, such as 64 or 128"),
        (["truth.bias=-1.0..1.0"], [], {"trajectories": 6000}, "6000 trajectories * (1 + 1) steps = 12000 scenarios"),
        (["fleet.agents.0.speed=-1.0..1.0"], [], {}, "fleet.agents.0.speed"),
        (["retry.max_retry=0..5"], [], {}, "did you mean retry.max_retries?"),
    ],
)  # fmt: skip
def test_what_cannot_be_run_is_told_before_anything_is(scenario, vary, where, spec, message) -> None:
    with pytest.raises(ScenarioError) as caught:
        plan_sensitivity(scenario, vary, where, spec=SensitivitySpec(**spec))
    assert message in str(caught.value)


def test_a_constraint_that_every_point_fulfils_is_no_trouble(scenario) -> None:
    plan, _ = plan_sensitivity(scenario, ["retry.max_retries=0..5"], ["retry.max_retries < 9"])
    assert len(plan.runs.points) == 6


def test_a_point_whose_runs_fail_takes_its_trajectories_out(scenario, tmp_path) -> None:
    plan, _ = plan_sensitivity(
        scenario, ["retry.max_retries=0..3", "truth.bias=-1.0..1.0"], spec=SensitivitySpec(trajectories=8)
    )
    bad = int(plan.point[0, 0])
    touched = int((plan.point == bad).any(axis=1).sum())

    def breaking(scenario, seed, replication, inputs=None):
        from sim.work.measure import FAILED, RunRow, measure

        if scenario == plan.runs.points[bad].scenario:
            return RunRow(replication, FAILED, "ValueError: made for this test")
        return measure(scenario, seed, replication, inputs)

    store = RunStore(tmp_path / "runs")
    with open_workers("serial") as workers:
        compute(for_metrics(plan.runs, ["makespan"]), 3, store, workers, measure=breaking)
        study = sensitivity(plan, store, workers, 3, ["makespan"])
    assert study.sensitivity.failed == 3
    entry = study.sensitivity.metrics[0]
    assert (entry.rows, entry.left_out) == (8 - touched, touched)
    write_sensitivity(study, tmp_path / "out", "buddy-sim sensitivity x", plots=False)
    report = (tmp_path / "out" / "report.md").read_text()
    assert "3 runs failed" in report
    assert f"{touched} of 8 trajectories are left out" in report


def test_the_result_folder(scenario, tmp_path) -> None:
    study = found(
        scenario, ["fleet.agents.0.speed=1.0..4.0", "retry.max_retries=0..3"], tmp_path, SensitivitySpec(trajectories=4)
    )
    write_sensitivity(study, tmp_path / "out", "buddy-sim sensitivity lathe.yaml")
    folder = tmp_path / "out"
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == {
        "runs.parquet", "trajectories.parquet", "design.parquet", "indices.parquet", "report.md", "sensitivity.json",
        "found.json", "report.html", "plots/sensitivity.png", "manifest.json",
    }  # fmt: skip
    finding = (folder / "report.md").read_text().split("\n\n")[1]
    assert finding.startswith("**Makespan**: `fleet.agents.0.speed` moves it most, by ")
    design = pd.read_parquet(folder / "design.parquet")
    runs = sim.load_study(folder)
    assert len(design) == 4 * 3
    assert set(design["point"]) == set(runs["point"])
    changed = design[design["step"] > 0]
    assert set(changed["changed"]) == {"fleet.agents.0.speed", "retry.max_retries"}
    # The indices can be made again from the tables: the effect of each step of the speed.
    means = runs.groupby("point")["makespan"].mean()
    design["mean"] = design["point"].map(means)
    design["speed"] = design["point"].map(runs.groupby("point")["fleet.agents.0.speed"].first())
    steps = design.groupby("trajectory")[["mean", "speed"]].diff()[design["changed"] == "fleet.agents.0.speed"]
    effects = steps["mean"] / (steps["speed"] / 3.0)
    indices_ = pd.read_parquet(folder / "indices.parquet").set_index(["metric", "factor"])
    assert effects.abs().mean() == pytest.approx(
        indices_.loc[("makespan", "fleet.agents.0.speed"), "mu_star"], rel=1e-5
    )
    content = json.loads((folder / "sensitivity.json").read_text())
    assert list(content["metrics"]) == ["makespan", "success_rate", "health_score"]


def test_every_column_is_documented(scenario, tmp_path) -> None:
    page = (Path(__file__).parents[4] / "docs" / "background" / "sensitivity.md").read_text(encoding="utf-8")
    for spec in (SensitivitySpec(trajectories=2), SensitivitySpec(method="sobol", points=2)):
        study = found(scenario, ["retry.max_retries=0,1"], tmp_path / spec.method, spec, replications=2)
        folder = tmp_path / spec.method / "out"
        write_sensitivity(study, folder, "buddy-sim sensitivity lathe.yaml", plots=False)
        for name in ("indices.parquet", "design.parquet"):
            missing = [column for column in pd.read_parquet(folder / name).columns if f"`{column}`" not in page]
            assert not missing, (name, missing)


def test_every_combination_of_two_samples_is_in_the_sobol_table(scenario, tmp_path) -> None:
    study = found(
        scenario, ["truth.bias=-1.0..1.0", "retry.max_retries=0..3"], tmp_path,
        SensitivitySpec(method="sobol", points=4), replications=2,
    )  # fmt: skip
    write_sensitivity(study, tmp_path / "out", "buddy-sim sensitivity lathe.yaml", plots=False)
    design = pd.read_parquet(tmp_path / "out" / "design.parquet")
    samples = ["A", "B", "A with truth.bias of B", "A with retry.max_retries of B"]
    assert list(zip(design["sample"], design["row"], strict=True)) == list(product(samples, range(4)))


def test_shares_that_chance_hides_are_refused_or_within_0_and_1(tmp_path) -> None:
    """Keys that hardly matter beside the luck of five replications: once 198 % (118 to 344 %) of the variance."""
    scenario = sim.parse_scenario(
        {
            "name": "sens",
            "seed": 3,
            "fleet": {"agents": [{"name": "agent", "count": 4}]},
            "workload": {
                "kind": "synthetic", "waves": 2, "tasks_per_wave": 20,
                "duration": {"kind": "lognormal", "mean": "45s", "cv": 0.5},
                "predicted_success": {"kind": "uniform", "low": 0.6, "high": 0.95},
            },
            "retry": {"max_retries": 2},
        }
    )  # fmt: skip
    vary = ["fleet.agents.0.speed=0.98..1.02", "truth.bias=-0.05..0.05", "retry.base=1s..3s"]
    spec = SensitivitySpec(method="sobol", points=16)
    study = found(scenario, vary, tmp_path, spec, replications=5, metrics=("makespan", "wasted_work"))
    hidden = 0
    for entry in study.sensitivity.metrics:
        for factor in entry.factors:
            ends = (factor.index.total_low, factor.index.total, factor.index.total_high)
            assert (ends == (None,) * 3) == entry.is_refused
            assert entry.is_refused or 0.0 <= ends[0] <= ends[1] <= ends[2] <= 1.0
        hidden += entry.is_refused
    assert hidden, "the luck of a retry here or there is more than these keys do"
