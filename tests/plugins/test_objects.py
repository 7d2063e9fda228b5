"""Strategies, gates, detectors and sources handed over as objects."""

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.experiment.members import with_members
from sim.plugins.plugin import PluginError
from sim.policies.catalogue import strategies
from sim.policies.gate import Gate, Verdict
from sim.policies.strategy import Kind, Strategy
from sim.scenario import Scenario, ScenarioError
from sim.work.object_runs import refuse_runs_of_others

DATA = {
    "name": "pair",
    "seed": 3,
    "fleet": {"agents": [{"name": "agent", "count": 2}]},
    "workload": {"kind": "synthetic", "tasks_per_wave": 6},
}
METRICS = ["makespan"]


def always(agent: int) -> Strategy:
    """A strategy that no file holds: what it does stands in a closure."""
    return Strategy(f"always_{agent}", Kind.IMMEDIATE, "One agent.", pick=lambda view, memory, u: (agent, memory))


@pytest.fixture
def scenario() -> Scenario:
    return sim.parse_scenario(DATA)


def test_the_report_tells_the_truth(scenario: Scenario, tmp_path: Path) -> None:
    closed = Gate("closed", 1, lambda view: (Verdict.REJECTED, "closed"), "Nothing passes.")
    run = sim.run(scenario, strategy=always(1), gates=[closed])
    assert run.result.completed_tasks == 0
    run.write(tmp_path / "out", plots=False)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert manifest["scenario"]["assignment"]["strategy"] == "always_1"
    assert [(one["kind"], one["name"], one["found"], one["file"]) for one in manifest["plugins"]] == [
        ("strategy", "always_1", "object", None), ("gate", "closed", "object", None),
    ]  # fmt: skip
    report = run.report()
    assert "load_balanced" not in report
    assert "| assignment | always_1, code of one's own |" in report
    assert manifest["plugins"][0]["sha256"] in report
    assert "sim.run(scenario, seed=3, strategy=..., gates=[...])" in report
    assert "buddy-sim run" not in report
    assert sim.read_run(tmp_path / "out").report() == report


def test_a_harness_tells_the_same(scenario: Scenario) -> None:
    harness = sim.Phase21Harness(scenario, strategy=always(0))
    harness.run_phase21()
    assert [plugin.told for plugin in harness.plugins] == ["the strategy always_0"]
    assert harness.scenario.assignment.strategy == "always_0"


def test_one_of_the_program_is_the_program_s(scenario: Scenario) -> None:
    run = sim.run(scenario, strategy=strategies()["round_robin"])
    assert "| assignment | `round_robin` |" in run.report()
    assert run.report() == sim.run(scenario.with_({"assignment.strategy": "round_robin"})).report()


def test_an_object_that_a_module_holds_is_told_with_its_file(scenario: Scenario) -> None:
    harness = sim.Phase21Harness(scenario, strategy=HELD)
    (plugin,) = harness.plugins
    assert (plugin.file, plugin.variable) == (Path(__file__).name, "HELD")


HELD = always(0)


def test_they_are_compared_wherever_the_runs_are_done(scenario: Scenario) -> None:
    compared: list[str | Strategy] = ["load_balanced", always(0), always(1)]
    alone = sim.compare(scenario, compared, replications=4, metrics=METRICS)
    assert list(alone.means["alternative"]) == ["load_balanced", "always_0", "always_1"]
    two = sim.compare(scenario, compared, replications=4, metrics=METRICS, jobs=2)
    assert two.runs.equals(alone.runs)
    assert set(alone.runs["assignment.strategy"]) == {"load_balanced", "always_0", "always_1"}
    assert "The strategy always_1 is an object that Python code handed over, no file; content hash" in alone.report()


def test_a_study_file_and_a_run_can_be_pickled(scenario: Scenario) -> None:
    again = pickle.loads(pickle.dumps(sim.run(scenario, strategy=always(1))))
    assert set(again.assignments["agent_id"]) == {"agent_1"}
    assert sim.run(again.scenario).metrics == again.metrics


def test_what_a_store_holds_is_used_by_this_process_only(scenario: Scenario, tmp_path: Path) -> None:
    compared: list[str | Strategy] = ["load_balanced", always(1)]
    first = sim.compare(scenario, compared, replications=2, metrics=METRICS, store=tmp_path / "store")
    again = sim.compare(scenario, compared, replications=3, metrics=METRICS, store=tmp_path / "store")
    assert (first.done.stop.outcome.reused, again.done.stop.outcome.reused) == (0, 4)
    script = f"""
import sim
from pathlib import Path
from sim.policies.strategy import Kind, Strategy
agent = 1
def always(agent):
    return Strategy(f"always_{{agent}}", Kind.IMMEDIATE, "One agent.", pick=lambda view, memory, u: (agent, memory))
sim.compare(sim.parse_scenario({DATA!r}), ["load_balanced", always(1)], replications=2, metrics={METRICS!r},
            store={str(tmp_path / "store")!r})
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert "the strategy always_1 is an object that no file holds" in done.stderr.splitlines()[-1]
    assert "put it in a file, or use another store" in done.stderr.splitlines()[-1]


def test_an_object_in_a_file_may_go_on(scenario: Scenario, tmp_path: Path) -> None:
    (tmp_path / "study.py").write_text(
        "import sim\n"
        "from sim.policies.strategy import Kind, Strategy\n"
        "def pick(view, memory, u):\n"
        "    return 1, memory\n"
        "SECOND = Strategy('second', Kind.IMMEDIATE, 'Agent 1.', pick=pick)\n"
        f"study = sim.compare(sim.parse_scenario({DATA!r}), ['load_balanced', SECOND], replications=2,\n"
        f"                    metrics={METRICS!r}, store='store')\n"
        "print(study.done.stop.outcome.reused)\n",
        encoding="utf-8",
    )
    for reused in ("0", "4"):
        done = subprocess.run(
            [sys.executable, "study.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True
        )
        assert done.stdout.splitlines()[-1] == reused


def test_a_detector_and_a_source(scenario: Scenario) -> None:
    from tests.plugins import mine

    run = sim.run(scenario, detector=mine.JUMPY, source=mine.NIGHTLY)
    assert len(run.tasks) == 12
    assert len(run.found) > 0
    assert run.scenario.workload.kind == "plugin"
    study = sim.compare(scenario, ["load_balanced", mine.FEWEST], source=mine.NIGHTLY, replications=2, metrics=METRICS)
    assert [plugin.name for plugin in study.done.plan.plugins] == ["nightly", "fewest"]


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"strategy": object()}, "assignment.strategy: the object that was given is of type object; expected a "),
        ({"strategy": Strategy("x", Kind.BATCH, "X.")}, "exactly the function plan, found none"),
        ({"strategy": Strategy("x", "immediate", "X.", pick=print)}, "kind is 'immediate'; expected Kind.IMMEDIATE"),  # type: ignore[arg-type]
        ({"gates": [print]}, "gates: the object that was given is of type builtin_function_or_method; expected a gate"),
        ({"gates": [Gate("x", "first", print, "X.")]}, "order is 'first'; expected a whole number"),  # type: ignore[arg-type]
        ({"strategy": "nobody"}, "assignment.strategy: 'nobody' is unknown; expected "),
        ({"detector": "nobody"}, "monitor.detector: 'nobody' is unknown; expected "),
        ({"source": "nobody"}, "workload.source: 'nobody' is unknown"),
    ],
)
def test_what_is_none_is_refused(scenario: Scenario, members: dict[str, object], message: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        sim.run(scenario, **members)  # type: ignore[arg-type]
    assert message in str(refused.value)


def test_two_alternatives_of_one_name_are_refused(scenario: Scenario) -> None:
    with pytest.raises(ScenarioError, match="2 of the strategies are called always_1; expected an object with a name"):
        sim.compare(scenario, [always(1), always(1)], replications=2)


def test_an_object_that_cannot_travel_is_told(scenario: Scenario) -> None:
    import threading

    lock = threading.Lock()
    held = Strategy("held", Kind.IMMEDIATE, "Locks.", pick=lambda view, memory, u: (int(lock.locked()), memory))
    with pytest.raises(ScenarioError, match=r"the strategy held: it holds _thread\.lock, whose content cannot be told"):
        with_members(scenario, strategy=held)


def test_a_store_of_others_is_told_before_anything_runs(scenario: Scenario, tmp_path: Path) -> None:
    from sim.study.plan_input import plan_points
    from sim.work.measure import measure
    from sim.work.store import RunStore

    plan = plan_points(with_members(scenario, strategy=always(0)))
    store = RunStore(tmp_path / "store")
    store.add([(plan.keys[0], measure(plan.points[0].scenario, plan.seed, 0, plan.inputs[0]))])
    with pytest.raises(PluginError, match="has runs of it from another process"):
        refuse_runs_of_others(store, plan.plugins, plan.keys, plan.inputs)
