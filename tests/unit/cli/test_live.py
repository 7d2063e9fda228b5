"""`run --live`: the same run, the same bytes, held to the clock; keys pause it and change its speed."""

import io
from itertools import chain, repeat
from pathlib import Path

import pytest
from rich.console import Console

import sim
from sim.cli.live import LiveView
from sim.cli.pace import Pace
from sim.experiment.one_run import Manner, one_run

SCENARIO = {
    "name": "small",
    "seed": 2,
    "fleet": {"agents": [{"name": "agent", "count": 2}], "breakdowns": {"mtbf": "60s", "mttr": "60s"}},
    "workload": {"kind": "synthetic", "waves": 2, "tasks_per_wave": 20},
}


class Wall:
    """A clock on a wall that only sleeping moves."""

    def __init__(self, keys=()):
        self.now = 0.0
        self.keys = chain(keys, repeat(""))

    def sleep(self, seconds):
        self.now += seconds

    def pace(self, speed):
        return Pace(speed, lambda: self.now, self.sleep, lambda: next(self.keys))


def shown(wall, speed, width=100):
    console = Console(file=io.StringIO(), force_terminal=True, width=width, color_system=None)
    pace = wall.pace(speed)
    with LiveView(speed, lambda: console, pace) as view:
        run = sim.run(SCENARIO, watch=view.watch)
    assert isinstance(console.file, io.StringIO)
    return run, view, console.file.getvalue()


def test_it_is_the_same_run(tmp_path):
    run, view, _ = shown(Wall(), 60.0)
    plain = sim.run(SCENARIO)
    assert dict(run.columns) == dict(plain.columns)
    assert view.shown == len(plain.samples["at"].unique())
    for name, one in (("live", run), ("plain", plain)):
        one.write(tmp_path / name, plots=False)
    files = sorted(path.relative_to(tmp_path / "live") for path in (tmp_path / "live").rglob("*") if path.is_file())
    files.remove(Path("manifest.json"))  # says which engine it was: who is shown the harness gets the model
    assert files
    assert all((tmp_path / "live" / name).read_bytes() == (tmp_path / "plain" / name).read_bytes() for name in files)


def test_a_run_by_the_engine_shows_the_same_frames():
    _, model, expected = shown(Wall(), 60.0)
    shown_by_engine = io.StringIO()
    console = Console(file=shown_by_engine, force_terminal=True, width=100, color_system=None)
    with LiveView(60.0, lambda: console, Wall().pace(60.0)) as view:
        harness = one_run(sim.parse_scenario(SCENARIO), Manner(follow=view.watch))
    assert harness.engine[0] == "compiled"
    assert (view.shown, shown_by_engine.getvalue()) == (model.shown, expected)


@pytest.mark.parametrize("speed", [1.0, 60.0])
def test_virtual_time_is_held_to_the_clock(speed):
    wall = Wall()
    run, _, _ = shown(wall, speed)
    assert wall.now == pytest.approx(run.samples["at"].max() / speed, rel=1e-6)


def test_agents_queues_and_health_are_seen():
    _, _, sent = shown(Wall(), 60.0)
    for text in ("agent_0", "DOWN", "tasks wait", "after wave 1", "60 x", "space: pause"):
        assert text in sent


def test_a_pause_lasts_until_the_next_key():
    wall = Wall([" ", *[""] * 100, " "])
    run, _, sent = shown(wall, 60.0)
    assert wall.now == pytest.approx(run.samples["at"].max() / 60.0 + 101 * 0.05, rel=0.02)
    assert "paused" in sent


def test_keys_change_the_speed_or_end_the_waiting():
    faster, normal, at_once = Wall(["+", "+"]), Wall(), Wall(["q"])
    for wall in (faster, normal, at_once):
        shown(wall, 1.0)
    assert faster.now == pytest.approx(normal.now / 4, rel=0.01)
    assert at_once.now == 0.0


def test_without_a_terminal_the_run_goes_on_and_says_so(invoke):
    done = invoke("run", "small.yaml", "--live", "--no-plots", "--out", "r")
    assert done.exit_code == 0
    assert "--live shows nothing here" in done.stderr


def test_a_speed_is_above_0(invoke):
    assert invoke("run", "small.yaml", "--live", "--speed", "0").exit_code == 2
