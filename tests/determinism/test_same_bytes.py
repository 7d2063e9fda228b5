"""The same inputs give the same bytes, in another process, under another hash seed, from elsewhere; others do not."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

import sim
from tests.processes import ending

ROOT = Path(__file__).resolve().parents[2]

Started = subprocess.Popen[str]


def start(arguments: Sequence[str], hash_seed: str, cwd: Path | None = None, **more: str) -> Started:
    """Python in a process of its own."""
    environment: Mapping[str, str] = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT), **more}
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=cwd or Path.cwd(),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finish(*processes: Started) -> None:
    with ending(processes):
        for process in processes:
            output, _ = process.communicate(timeout=120)
            assert process.returncode == 0, output


def command(scenario: str, out: Path, *more: str) -> list[str]:
    return ["-m", "sim", "run", scenario, "--out", str(out), "--quiet", *more]


def test_other_processes_write_the_same_bytes(rich, tmp_path, differences):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    finish(
        start(command(str(rich), tmp_path / "0", "--no-plots"), hash_seed="0"),
        start(command(str(rich), tmp_path / "1", "--no-plots"), hash_seed="1"),
        start(command(str(rich), tmp_path / "random", "--no-plots"), hash_seed="random"),
        # Another working directory, another path to the scenario, another time zone.
        start(
            command("../input/rich.yaml", Path("result"), "--no-plots"), hash_seed="0", cwd=elsewhere, TZ="Asia/Tokyo"
        ),
    )
    sim.run(sim.load_scenario(rich)).write(tmp_path / "api", plots=False)
    for other in (tmp_path / "1", tmp_path / "random", elsewhere / "result", tmp_path / "api"):
        assert differences(tmp_path / "0", other) == []


def test_phase_20_files_give_the_same_bytes_and_pictures_in_another_process(temp_phase20_dir, tmp_path, differences):
    scenario = tmp_path / "files.yaml"
    scenario.write_text(
        "name: files\nfleet: {agents: [{name: agent, count: 4}]}\nworkload: {kind: phase20, path: phase20}\n"
        "assignment: {strategy: predicted_schedule}\n"
    )
    finish(start(command(str(scenario), tmp_path / "other"), hash_seed="random"))
    sim.run(sim.load_scenario(scenario)).write(tmp_path / "here")
    assert list((tmp_path / "here").glob("plots/*.png"))
    assert differences(tmp_path / "here", tmp_path / "other") == []


def test_a_second_run_in_the_same_process_writes_the_same_bytes(rich, tmp_path, differences):
    scenario = sim.load_scenario(rich)
    for name in ("one", "other"):
        sim.run(scenario).write(tmp_path / name, plots=False)
    assert differences(tmp_path / "one", tmp_path / "other") == []


def test_another_seed_is_another_result(rich, tmp_path, differences):
    scenario = sim.load_scenario(rich)
    sim.run(scenario).write(tmp_path / "file's", plots=False)
    sim.run(scenario, seed=12).write(tmp_path / "other", plots=False)
    different = differences(tmp_path / "file's", tmp_path / "other")
    assert {"tables/attempts.parquet", "phase21_execution_summary.json", "manifest.json"} <= set(different)


def test_another_replication_is_another_result(rich):
    scenario = sim.load_scenario(rich)
    one, other = (sim.run(scenario, replication=number) for number in (0, 1))
    assert one.attempts["served"].tolist() != other.attempts["served"].tolist()


# Runs a scenario with a strategy of its own: sound, or one that looks at the order of a set of texts.
PLANTED = """
import sys
from pathlib import Path
import sim
from sim.policies.strategy import Kind, Strategy

def sound(view, memory, u):
    return view.task[0] % len(view.usable), memory

def by_hash(view, memory, u):
    names = {f"task {view.task[0]} on agent {agent}" for agent in range(len(view.usable))}
    return int(next(iter(names)).split()[-1]), memory

pick = {"sound": sound, "by_hash": by_hash}[sys.argv[1]]
scenario = sim.parse_scenario({
    "name": "planted",
    "fleet": {"agents": [{"name": "agent", "count": 4}]},
    "workload": {"kind": "synthetic", "tasks_per_wave": 30},
})
strategy = Strategy("planted", Kind.IMMEDIATE, "For this test.", pick=pick)
harness = sim.Phase21Harness(scenario, strategy=strategy)
harness.run_phase21()
harness.publish(Path(sys.argv[2]), plots=False)
"""


@pytest.mark.parametrize(("strategy", "is_caught"), [("sound", False), ("by_hash", True)])
def test_a_planted_dependence_on_hash_order_is_caught(tmp_path, differences, strategy, is_caught):
    # 30 tasks, each on the agent that comes first of four by hash: two hash seeds agree with a chance of 4**-30.
    folders = {seed: tmp_path / seed for seed in ("0", "1")}
    finish(*(start(["-c", PLANTED, strategy, str(folder)], seed) for seed, folder in folders.items()))
    assert bool(differences(*folders.values())) == is_caught
