"""Scenarios that cost more than anybody wants: told before they run, with the number and what to change."""

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

import sim
from sim.cli.group import group
from sim.experiment import result_files
from sim.experiment.foresight import chance_to_last, foreseen
from sim.experiment.scenario_input import load_scenario, parse_scenario
from sim.scenario import BreakdownSpec

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").rglob("*.yaml"))


def scenario(agents: int = 2, **keys: object) -> dict:
    fleet = {"agents": [{"name": "agent", "count": agents}], **keys.pop("fleet", {})}  # type: ignore[dict-item]
    workload = {"kind": "synthetic", "tasks_per_wave": 3, **keys.pop("workload", {})}  # type: ignore[dict-item]
    return {"name": "much", "fleet": fleet, "workload": workload, **keys}


def breakdowns(mtbf: str, mttr: str, manner: str) -> dict:
    return {"breakdowns": {"mtbf": mtbf, "mttr": mttr, "on_breakdown": manner}}


UP_FOR_A_MS = breakdowns("1ms", "1s", "resume")

# A scenario, and how what is told of it begins and ends.
CASES = {
    "samples": (
        scenario(monitor={"interval": 0.001}, horizon="30d", workload={"duration": "10d"}),
        [("monitor.interval: at least 1,296,000,000 samples; after 100,000", "13 s keeps one distance for that long")],
    ),
    "tasks longer than the run": (
        scenario(workload={"duration": "52w"}),
        [("horizon: the work takes at least 546 d, and the run ends at 30 d", "set a later horizon")],
    ),
    "types of tasks, on an agent that is twice as fast at one": (
        scenario(
            fleet={"agents": [{"name": "agent", "count": 2, "pace": {"long": 2}}]},
            workload={"types": {"long": {"share": 1, "duration": "80w"}, "short": {"share": 1, "duration": "24w"}}},
        ),
        [("horizon: the work takes at least 273 d, and the run ends at 30 d", "set a later horizon")],
    ),
    "work that every breakdown undoes": (
        scenario(fleet=breakdowns("1s", "1s", "restart"), workload={"duration": "1h"}),
        [
            ("fleet.breakdowns: an attempt takes 1 h and begins anew after each", "or on_breakdown: resume"),
            ("fleet.breakdowns: about 2,592,000 in 30 d, and a run ends at 1,000,000", "or an earlier horizon"),
        ],
    ),
    "breakdowns": (
        scenario(1000, fleet=UP_FOR_A_MS, workload={"duration": "1h"}, monitor={"interval": "1h"}),
        [("fleet.breakdowns: about 3,596,404 in 1 h, and a run ends at 1,000,000", "or an earlier horizon")],
    ),
    "files": (
        scenario(100, workload={"waves": 2000, "duration": "1s"}),
        [("files: 2,000 waves of 100 agents would be 200,000 folders, more than 20,000", "its tables hold every row")],
    ),
    "tasks": (
        scenario(workload={"tasks_per_wave": 2_000_000, "duration": "1ms"}),
        [("workload: 2,000,000 tasks take about 3 GB of memory and minutes", "several replications tell as much")],
    ),
}


@pytest.mark.parametrize(("data", "told"), CASES.values(), ids=CASES)
def test_what_will_be_much_is_told_with_its_number(data: dict, told: list[tuple[str, str]]) -> None:
    found = foreseen(parse_scenario(data))
    for begins, ends in told:
        assert any(sentence.startswith(begins) and sentence.endswith(ends) for sentence in found), found


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_of_ordinary_scenarios_nothing_is_told(path: Path) -> None:
    from sim.scenario import ScenarioError

    try:
        found = load_scenario(path)
    except ScenarioError:
        pytest.skip("is a study, or one whose data are elsewhere")
    assert foreseen(found) == []


@pytest.mark.parametrize(("up_times", "chance"), [
    ({"kind": "constant", "value": 10}, 0.0), ({"kind": "constant", "value": 20}, 1.0),
    ({"kind": "uniform", "low": 0, "high": 40}, 0.625), ({"kind": "exponential", "mean": 0.01}, 0.0),
])  # fmt: skip
def test_the_chance_of_an_up_time_of_15_s(up_times: dict, chance: float) -> None:
    spec = BreakdownSpec.model_validate({"mtbf": up_times, "mttr": 1})
    assert chance_to_last(spec.mtbf, 15.0) == pytest.approx(chance, abs=1e-9)


def test_validate_and_preview_tell_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = scenario(horizon="1min", workload={"duration": "2min"}, seed=1)
    Path("much.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    told = "horizon: the work takes at least 3 min, and the run ends at 1 min: much of it will not be done; "
    checked = CliRunner().invoke(group, ["validate", "much.yaml"])
    assert (checked.exit_code, checked.stdout) == (0, "much.yaml: ok\n")
    assert checked.stderr.startswith(f"much.yaml: {told}")
    previewed = CliRunner().invoke(group, ["sweep", "much.yaml", "--vary", "retry.max_retries=0,1", "--preview"])
    assert f"note: {told}" in previewed.stdout
    ran = CliRunner().invoke(group, ["run", "much.yaml", "--no-plots"])
    assert ran.stderr.startswith(f"note: {told}")
    assert CliRunner().invoke(group, ["run", "much.yaml", "--no-plots", "--quiet"]).stderr == ""


def test_files_by_the_ten_thousand_are_left_out_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(result_files, "MOST_FOLDERS", 3)
    run = sim.run(parse_scenario(scenario(workload={"waves": 2})))
    told: list[str] = []
    run.write(tmp_path / "result", plots=False, tell=told.append)
    assert [line.partition(":")[0] for line in told] == ["the files of each agent in each wave are left out"]
    assert told[0] in (tmp_path / "result" / "run.log").read_text()
    assert not list((tmp_path / "result").glob("wave_*"))
    assert sim.read_run(tmp_path / "result").tasks.shape[0] == 6
