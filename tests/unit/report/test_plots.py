"""The folder of pictures in a result."""

import json
from pathlib import Path

import pytest

import sim
from sim.report.figures import gallery
from sim.report.figures.picture import Picture, png
from sim.report.plots import NAMES

SCENARIO = {
    "name": "small",
    "fleet": {"agents": [{"name": "agent"}]},
    "workload": {"kind": "synthetic", "tasks_per_wave": 2},
}


def listed(folder: Path) -> list[str]:
    files = json.loads((folder / "manifest.json").read_text())["files"]
    return [row["path"] for row in files if row["path"].startswith("plots/")]


def test_a_result_has_every_picture_and_its_manifest_lists_them(tmp_path) -> None:
    # The picture of a graph is there only where tasks wait for others.
    for graph, expected in (
        ({}, set(NAMES) - {"graph", "starts"}),
        ({"graph": {"kind": "chain", "length": 2}}, set(NAMES) - {"starts"}),
    ):
        scenario = {**SCENARIO, "workload": {"kind": "synthetic", "tasks_per_wave": 2, **graph}}
        sim.run(sim.parse_scenario(scenario)).write(tmp_path / "out")
        assert listed(tmp_path / "out") == sorted(f"plots/{name}.png" for name in expected)
    assert all((tmp_path / "out" / path).read_bytes().startswith(b"\x89PNG") for path in listed(tmp_path / "out"))


def test_pictures_can_be_left_out(tmp_path) -> None:
    sim.run(sim.parse_scenario(SCENARIO)).write(tmp_path / "out", plots=False)
    assert listed(tmp_path / "out") == []
    assert not (tmp_path / "out" / "plots").exists()


def test_the_names_are_those_of_the_pictures() -> None:
    assert set(NAMES) == set(gallery.PICTURES)


@pytest.mark.parametrize("name", NAMES)
def test_a_run_shows_each_picture(name) -> None:
    picture = getattr(sim.run(sim.parse_scenario(SCENARIO)), f"plot_{name}")()
    assert isinstance(picture, Picture)
    assert picture._repr_png_() == png(picture)


def test_a_picture_that_cannot_be_drawn_costs_no_result(tmp_path, monkeypatch) -> None:
    def broken(name: str, source: object) -> bytes:
        if name == "queues":
            raise ZeroDivisionError("a defect")
        return b"\x89PNG"

    monkeypatch.setattr(gallery, "drawn", broken)
    told: list[str] = []
    harness = sim.Phase21Harness(sim.parse_scenario(SCENARIO), tell=told.append)
    harness.run_phase21(tmp_path / "out")
    assert listed(tmp_path / "out") == ["plots/calibration.png", "plots/health.png", "plots/timeline.png"]
    assert len(told) == 1
    assert told[0].startswith("plots/queues.png: ZeroDivisionError: a defect; it is left out\n    plots.py:")
    assert (tmp_path / "out" / "run.log").read_text().endswith(told[0] + "\n")


def test_a_picture_that_cannot_be_written_does(tmp_path, monkeypatch) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.report.plots.write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        sim.run(sim.parse_scenario(SCENARIO)).write(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
