"""One lean run: the same numbers as the full run, and a row whatever happens."""

from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim.work import measure as module
from sim.work.measure import (
    WAVE_VALUES,
    described,
    measure,
    measure_unwatched,
    metric_names,
    without_anomalies,
)
from sim.work.run_keys import DataFiles, point_key

TASK = '{"task_id": "t1", "predicted_success_probability": 1.0, "predicted_execution_time": 10}\n'


@pytest.fixture
def busy(make_scenario):
    """Two waves, failures, retries and breakdowns."""
    return make_scenario(
        {
            "seed": 3,
            "fleet": {"agents": [{"name": "agent", "count": 2}], "breakdowns": {"mtbf": 100, "mttr": 10}},
            "workload": {"waves": 2, "tasks_per_wave": 10, "predicted_success": 0.7},
        }
    )


@pytest.fixture
def from_file(tmp_path: Path, make_scenario):
    (tmp_path / "predicted_tasks.jsonl").write_text(TASK, encoding="utf-8")
    return make_scenario({"workload": {"kind": "phase20", "path": "."}}, origin=tmp_path)


def test_the_numbers_are_those_of_the_full_run(busy) -> None:
    row = measure(busy, seed=9, replication=4)
    run = sim.run(busy, seed=9, replication=4)
    assert (row.replication, row.status, row.error, row.faults, row.ended_early) == (4, "ok", None, 0, None)
    assert dict(zip(metric_names(), row.metrics, strict=True)) == run.metrics
    waves = [(h.wave, h.health_score, *(h.metrics[name] for name in WAVE_VALUES[2:])) for h in run.healths]
    assert list(row.waves) == waves
    assert [wave[0] for wave in row.waves] == [1, 2]


@pytest.mark.parametrize("changes", [
    {}, {"gates": {"block_on_anomaly": True}}, {"feedback": {"learning": True}}, {"horizon": 150},
    {"assignment": {"strategy": "shared_queue"}}, {"fleet": {"breakdowns": {"on_breakdown": "restart"}}},
], ids=str)  # fmt: skip
def test_nothing_but_the_anomalies_is_missing_from_a_run_that_nobody_watches(make_scenario, changes) -> None:
    """Where they block agents the run is watched all the same, since its world depends on them."""
    fleet = {"agents": [{"name": "agent", "count": 2}], "breakdowns": {"mtbf": 100, "mttr": 10}}
    fleet["breakdowns"] |= changes.get("fleet", {}).get("breakdowns", {})
    workload = {"waves": 2, "tasks_per_wave": 30, "predicted_success": 0.4}
    scenario = make_scenario({"seed": 3, "workload": workload, **changes, "fleet": fleet})
    watched, unwatched = (run(scenario, 9, 4, ()) for run in (measure, measure_unwatched))
    place = metric_names().index("anomalies")
    assert watched.metrics[place] is not None
    assert unwatched.metrics[place] is None
    without = (*watched.metrics[:place], None, *watched.metrics[place + 1 :])
    assert replace(watched, metrics=without) == unwatched
    assert without_anomalies(measure) is measure_unwatched


def test_an_early_end_and_faults_are_told(make_scenario, monkeypatch) -> None:
    row = measure(make_scenario({"horizon": 15, "workload": {"tasks_per_wave": 3}}), 0, 0)
    assert row.status == "ok"
    assert row.ended_early is not None


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (KeyError("agent_9"), "failed"),
        (ZeroDivisionError("division by zero"), "failed"),
        (RecursionError("too deep"), "failed"),
        (MemoryError(), "missing"),
        (OSError(24, "Too many open files"), "missing"),
    ],
)
def test_an_exception_is_a_row(busy, monkeypatch, error: Exception, status: str) -> None:
    """What the program does wrong it would do again; what the machine lacks it may have next time."""

    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(module, "Phase21Harness", broken)
    row = measure(busy.with_({"engine": "simpy"}), 0, 7)
    assert (row.replication, row.status, row.metrics, row.waves) == (7, status, (), ())
    assert row.error == described(error)


def test_an_interrupt_is_none_of_the_runs_business(busy, monkeypatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "Phase21Harness", interrupted)
    with pytest.raises(KeyboardInterrupt):
        measure(busy.with_({"engine": "simpy"}), 0, 0)


def test_an_error_reads_the_same_in_every_process() -> None:
    assert described(ValueError(object())).startswith("ValueError: <object object at 0x...>")
    assert described(MemoryError()) == "MemoryError"


def test_an_infinite_metric_is_a_failed_run(busy, monkeypatch) -> None:
    first = metric_names()[0]
    whole = module._finite_metrics

    def infinite(result, watched):
        result.metrics[first] = float("inf")
        return whole(result, watched)

    monkeypatch.setattr(module, "_finite_metrics", infinite)
    row = measure(busy, 0, 0)
    assert (row.status, row.error) == ("failed", f"InfiniteMetric: the metric {first} is infinite")


def test_data_files_that_changed_meanwhile(from_file, tmp_path: Path) -> None:
    inputs = DataFiles().inputs(from_file)
    assert [path for path, _ in inputs] == ["./predicted_tasks.jsonl"]
    assert measure(from_file, 0, 0, inputs).status == "ok"
    (tmp_path / "predicted_tasks.jsonl").write_text(TASK.replace("10", "11"), encoding="utf-8")
    row = measure(from_file, 0, 0, inputs)
    assert (row.status, row.error) == ("missing", "the data files changed while the study ran")
    (tmp_path / "predicted_tasks.jsonl").unlink()
    assert measure(from_file, 0, 0, inputs).status == "missing"


def test_the_key_covers_what_the_numbers_depend_on(busy, from_file, tmp_path: Path) -> None:
    def key(scenario, seed=0):
        return point_key(scenario, seed, DataFiles().inputs(scenario))

    more = busy.model_copy(update={"retry": busy.retry.model_copy(update={"max_retries": 4})})
    told = busy.model_copy(update={"description": "Another text about it."})
    assert len({key(busy), key(busy, 1), key(more), key(from_file)}) == 4
    assert key(told) == key(busy)
    before = key(from_file)
    (tmp_path / "predicted_tasks.jsonl").write_text(TASK.replace("10", "11"), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not needed", encoding="utf-8")
    after = key(from_file)
    (tmp_path / "notes.txt").write_text("not needed either", encoding="utf-8")
    assert before != after == key(from_file)


def test_the_data_files_of_many_points_are_looked_at_once(from_file, monkeypatch) -> None:
    from sim.work import run_keys

    looks: list[str] = []

    def watch(name: str) -> None:
        whole = getattr(run_keys, name)

        def watched(*arguments):
            looks.append(name)
            return whole(*arguments)

        monkeypatch.setattr(run_keys, name, watched)

    watch("check_workload")
    watch("load_tasks")
    files = DataFiles()
    for retries in range(5):
        point = from_file.model_copy(update={"retry": from_file.retry.model_copy(update={"max_retries": retries})})
        assert list(files.check(point.with_origin(from_file.origin))) == []
        assert len(files.inputs(point.with_origin(from_file.origin))) == 1
    assert looks == ["check_workload", "load_tasks"]
