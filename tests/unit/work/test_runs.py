"""A study from axes to tables: what is stored is reused, more replications extend, and rows stand in design order."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.observe.run_counts import COUNTS
from sim.scenario import ScenarioError
from sim.study.plan_input import Spread, parse_axes, plan_file, plan_points
from sim.work import run_keys
from sim.work.execution import Lost
from sim.work.measure import WAVE_VALUES, RunRow, measure, metric_names
from sim.work.runs import compute, metric_arrays, rows_of
from sim.work.store import RunStore
from sim.work.tables import load_study, load_trajectories, write_study_tables
from sim.work.workers import SerialWorkers
from tests.docs.examples import ROOT

TEXT = """\
name: small
seed: 3
fleet: {agents: [{name: agent, count: 2}]}
workload:
  {kind: synthetic, waves: 2, tasks_per_wave: 4, duration: {kind: exponential, mean: 30}, predicted_success: 0.6}
retry: {max_retries: 1}
"""


@pytest.fixture
def scenario_file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def plan(scenario_file: Path):
    axes, where = parse_axes(["assignment.strategy=round_robin,load_balanced", "retry.base=1s,1min"])
    return plan_points(scenario_file, axes, where)


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "store")


def test_a_plan_knows_where_its_scenarios_come_from(plan) -> None:
    assert [point.scenario.source.name for point in plan.points] == ["small.yaml"] * 4
    assert (plan.seed, len(set(plan.keys))) == (3, 4)


def test_a_scenario_made_in_python_gives_the_same_plan(plan, scenario_file: Path) -> None:
    axes, where = parse_axes(["assignment.strategy=round_robin,load_balanced", "retry.base=1s,1min"])
    from sim.experiment.scenario_input import load_scenario

    assert plan_points(load_scenario(scenario_file), axes, where).keys == plan.keys


def test_seeds_and_overrides(scenario_file: Path) -> None:
    plan = plan_points(scenario_file, overrides=["retry.max_retries=9"], seed=8)
    assert (plan.seed, plan.points[0].name, plan.points[0].scenario.retry.max_retries) == (8, "small", 9)


def test_what_is_stored_is_not_done_again_and_more_replications_extend(plan, store: RunStore) -> None:
    done: list[tuple[str, int]] = []

    def counted(scenario, seed, replication, inputs) -> RunRow:
        done.append((scenario.assignment.strategy, replication))
        return measure(scenario, seed, replication, inputs)

    first = compute(plan, 2, store, SerialWorkers(), measure=counted)
    assert (first.total, first.reused, first.computed, first.is_complete, len(done)) == (8, 0, 8, True, 8)
    more = compute(plan, 5, RunStore(store.directory), SerialWorkers(), measure=counted)
    assert (more.total, more.reused, more.computed, len(done)) == (20, 8, 12, 20)
    assert {number for _, number in done[8:]} == {2, 3, 4}
    fewer = compute(plan, 3, RunStore(store.directory), SerialWorkers(), measure=counted)
    assert (fewer.total, fewer.reused, fewer.computed, len(done)) == (12, 12, 0, 20)


def test_tables_do_not_depend_on_how_the_work_was_cut(plan, tmp_path: Path) -> None:
    content = set()
    for number, (chunk_s, steps) in enumerate([(100.0, [4]), (0.0, [4]), (0.01, [1, 3, 4])]):
        store = RunStore(tmp_path / f"store{number}")
        for replications in steps:
            compute(plan, replications, store, SerialWorkers(), chunk_s=chunk_s)
        write_study_tables(tmp_path / str(number), plan, 4, store)
        content.add(
            tuple((tmp_path / str(number) / name).read_bytes() for name in ("runs.parquet", "trajectories.parquet"))
        )
    assert len(content) == 1


def test_the_tables(plan, store: RunStore, tmp_path: Path) -> None:
    compute(plan, 3, store, SerialWorkers())
    write_study_tables(tmp_path / "out", plan, 3, store)
    runs = load_study(tmp_path / "out")
    alone = measure(plan.points[2].scenario, 3, 1)
    assert list(runs.columns[:10]) == [
        "point", "name", "assignment.strategy", "retry.base", "replication", "seed", "status", "error", "ended_early",
        "faults",
    ]  # fmt: skip
    assert list(runs.columns[10:]) == [*metric_names(), *COUNTS]
    assert runs.tasks_counted.eq(alone.counts[0]).all()
    assert runs.point.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert runs.replication.tolist() == [0, 1, 2] * 4
    assert runs["retry.base"].tolist() == [1.0] * 3 + [60.0] * 3 + [1.0] * 3 + [60.0] * 3
    assert runs["name"][3] == "round_robin, retry.base=1min"
    assert runs.status.eq("ok").all()
    assert runs.seed.eq(3).all()
    # A row is the run that anybody can do alone.
    stored = runs[list(metric_names())].to_numpy(dtype=float)[7]
    assert np.array_equal(stored, np.array(alone.metrics, dtype=float), equal_nan=True)
    waves = load_trajectories(tmp_path / "out")
    second = waves[(waves.point == 2) & (waves.replication == 1)]
    assert second.health_score.tolist() == [wave[1] for wave in alone.waves]
    assert second.success_rate.tolist() == [wave[2] for wave in alone.waves]
    assert second.columns.tolist() == ["point", "name", "replication", *WAVE_VALUES]
    assert len(waves) == 12 * 2


def test_the_columns_are_the_documented_ones(plan, store: RunStore, tmp_path: Path) -> None:
    compute(plan, 1, store, SerialWorkers())
    write_study_tables(tmp_path, plan, 1, store)
    documented = (ROOT / "docs" / "reference" / "studies.md").read_text(encoding="utf-8")
    for name, others in (("runs", {"assignment.strategy", "retry.base", *metric_names()}), ("trajectories", set())):
        columns = set(pd.read_parquet(tmp_path / f"{name}.parquet").columns) - others
        _, _, below = documented.partition(f"## `{name}.parquet`")
        assert set(re.findall(r"^\| `(\w+)` \|", below.partition("\n## ")[0], re.MULTILINE)) == columns


def test_runs_that_are_missing_are_rows_too(plan, store: RunStore, tmp_path: Path) -> None:
    def lacking(scenario, seed, replication, inputs) -> RunRow:
        if replication == 1 and scenario.retry.base == 60.0:
            return RunRow(replication, "missing", "OSError: gone")
        if replication == 2:
            return RunRow(replication, "failed", "KeyError: 'x'")
        return measure(scenario, seed, replication, inputs)

    outcome = compute(plan, 3, store, SerialWorkers(), measure=lacking)
    assert not outcome.is_complete
    assert outcome.lost == (Lost(1, 1, "OSError: gone"), Lost(3, 1, "OSError: gone"))
    write_study_tables(tmp_path / "out", plan, 4, store, outcome.lost)
    runs = load_study(tmp_path / "out")
    assert runs.status.tolist() == [
        "ok", "ok", "failed", "missing", "ok", "missing", "failed", "missing",
        "ok", "ok", "failed", "missing", "ok", "missing", "failed", "missing",
    ]  # fmt: skip
    assert runs.error[[2, 3, 5]].tolist() == ["KeyError: 'x'", "was not run", "OSError: gone"]
    assert runs.makespan.notna().tolist() == runs.status.eq("ok").tolist()
    arrays = metric_arrays(plan, 4, store, ["makespan"])["makespan"]
    assert np.array_equal(arrays.ravel(), runs.makespan.to_numpy(), equal_nan=True)
    # Resuming does what is missing, and nothing of what has failed.
    outcome = compute(plan, 3, store, SerialWorkers())
    assert (outcome.reused, outcome.computed) == (10, 2)


def test_a_part_of_a_plan_keeps_the_numbers_of_its_points(plan, store: RunStore) -> None:
    from dataclasses import replace

    part = replace(plan, points=plan.points[2:], keys=plan.keys[2:], inputs=plan.inputs[2:])
    outcome = compute(part, 2, store, SerialWorkers(), measure=lambda s, seed, n, i: RunRow(n, "missing", "OSError: x"))
    assert {run.point for run in outcome.lost} == {2, 3}
    rows = [(point.index, row.error) for point, row in rows_of(plan, 2, store, outcome.lost)]
    assert (
        rows == [(0, "was not run")] * 2 + [(1, "was not run")] * 2 + [(2, "OSError: x")] * 2 + [(3, "OSError: x")] * 2
    )


def test_points_that_say_the_same_are_run_once(scenario_file: Path, store: RunStore, tmp_path: Path) -> None:
    axes, where = parse_axes(["retry=short: {max_retries: 2}, long: {strategy: exponential_backoff, max_retries: 2}"])
    plan = plan_points(scenario_file, axes, where)
    outcome = compute(plan, 3, store, SerialWorkers())
    assert (outcome.total, outcome.computed) == (3, 3)
    write_study_tables(tmp_path / "out", plan, 3, store)
    runs = load_study(tmp_path / "out")
    assert runs["name"].tolist() == ["short"] * 3 + ["long"] * 3
    assert runs.makespan[:3].tolist() == runs.makespan[3:].tolist()


def test_another_version_of_the_program_uses_none_of_the_stored_runs(
    plan, scenario_file: Path, store: RunStore, monkeypatch
) -> None:
    compute(plan, 2, store, SerialWorkers())
    monkeypatch.setattr(run_keys, "code_version", lambda: "another")
    axes, where = parse_axes(["assignment.strategy=round_robin,load_balanced", "retry.base=1s,1min"])
    other = compute(plan_points(scenario_file, axes, where), 2, RunStore(store.directory), SerialWorkers())
    assert (other.reused, other.computed, other.unused) == (0, 8, 4)


def test_other_studies_in_the_store_are_counted_and_kept(plan, scenario_file: Path, store: RunStore) -> None:
    compute(plan, 1, store, SerialWorkers())
    other = compute(plan_points(scenario_file, seed=99), 1, store, SerialWorkers())
    assert (other.computed, other.unused) == (1, 4)
    assert compute(plan, 1, RunStore(store.directory), SerialWorkers()).reused == 4


def test_column_types_follow_the_settings(scenario_file: Path, store: RunStore, tmp_path: Path) -> None:
    vary = [
        "retry.max_retries=1", "truth.bias=0,0.5", "gates.require_approval=true", "retry.max_delay=null,5s",
        "policy=a: {retry.factor: 2}",
    ]  # fmt: skip
    axes, where = parse_axes(vary)
    plan = plan_points(scenario_file, axes, where)
    compute(plan, 1, store, SerialWorkers())
    write_study_tables(tmp_path / "out", plan, 1, store)
    runs = load_study(tmp_path / "out")
    kinds = [str(runs[name].dtype.kind) for name in ("retry.max_retries", "truth.bias", "gates.require_approval")]
    assert kinds == ["i", "f", "b"]
    assert [None if pd.isna(value) else value for value in runs["retry.max_delay"]] == [None, "5s", None, "5s"]
    assert runs.policy.tolist() == ["a"] * 4


def test_a_name_that_is_a_column_already_is_refused(scenario_file: Path) -> None:
    axes, where = parse_axes(["makespan=a: {retry.factor: 2}, b: {retry.factor: 3}"])
    with pytest.raises(ScenarioError, match="is the name of a column"):
        plan_points(scenario_file, axes, where)


def test_axes_and_constraints_that_are_wrong_are_told_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_axes(["a=3..1", "b"], ["1 +"])
    assert len(str(caught.value).splitlines()) == 3


def test_a_study_file(tmp_path: Path, scenario_file: Path) -> None:
    study = tmp_path / "study.yaml"
    text = """\
scenario: small.yaml
vary: {truth.bias: -1.0..1.0, retry.max_retries: 0..9}
design: {kind: latin_hypercube, points: 5, seed: 2}
seed: 4
replications: 7
"""
    study.write_text(text, encoding="utf-8")
    plan, spec = plan_file(study, vary=["assignment.strategy=round_robin,load_balanced"])
    assert spec is not None
    assert (len(plan.points), plan.seed, spec.replications) == (10, 4, 7)
    assert plan_file(study, seed=5)[0].seed == 5
    axes, _ = parse_axes(
        ["truth.bias=-1.0..1.0", "retry.max_retries=0..9", "assignment.strategy=round_robin,load_balanced"]
    )
    assert plan_points(scenario_file, axes, seed=4, spread=Spread("latin_hypercube", 5, 2)).keys == plan.keys
    # A scenario file in its place, with options alone.
    assert plan_file(scenario_file)[1] is None

    study.write_text(text + "baseline: x\nmetrics: [makespan, sucess_rate]\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        plan_file(study)
    assert "study.yaml:7: metrics.1: 'sucess_rate' is unknown; did you mean 'success_rate'?" in str(caught.value)
    assert "study.yaml:6: baseline: no point has the name 'x'; expected" in str(caught.value)


def test_a_folder_without_runs(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="expected the result folder of a compare or sweep"):
        load_study(tmp_path)
