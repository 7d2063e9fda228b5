"""Scenario files that are odd and can be: they run."""

from pathlib import Path

import pytest

import sim
from sim.experiment.scenario_input import load_scenario

GOOD = """\
name: x
fleet: {agents: [{name: agent}]}
workload: {kind: synthetic, tasks_per_wave: 5}
"""
SYNTHETIC = "{kind: synthetic, tasks_per_wave: 5}"


def tasks(settings: str) -> str:
    return GOOD.replace("wave: 5", f"wave: 5, {settings}")


def agents(entries: str) -> str:
    return GOOD.replace("{name: agent}", entries)


ACCEPTED = {
    "line ends of Windows": GOOD.replace("\n", "\r\n"),
    "line ends of old machines": GOOD.replace("\n", "\r"),
    "a byte order mark": "\ufeff" + GOOD,
    "weights of almost nothing": tasks("priority: {1: 1e-320, 2: 1e-320}"),
    "agents that differ in case": agents("{name: Agent}, {name: agent}"),
    "an agent with the name of a device": agents("{name: CON}"),
    "an agent with a reserved name": agents("{name: unassigned}"),
    "a pattern of stars": GOOD + "gates: {approve: ['" + "*" * 900 + "', '[', '[!']}\n",
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_is_odd_but_can_be_runs(tmp_path: Path, case: str) -> None:

    path = tmp_path / "x.yaml"
    path.write_bytes(ACCEPTED[case].encode())
    run = sim.run(load_scenario(path))
    assert (run.result.total_tasks, run.result.faults, run.audit()) == (5, 0, [])
    run.write(tmp_path / "out", plots=False)
    folders = {folder.name for folder in (tmp_path / "out" / "wave_1").iterdir()}
    # One folder an agent, also on a file system that takes A for a.
    assert len({name.lower() for name in folders}) == len(run.log.agent_ids)
