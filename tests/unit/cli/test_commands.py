"""The commands around `run`, and the command line as a whole."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

import sim
from sim.policies.catalogue import strategies
from sim.scenario.shipped import every_name

COMMANDS = [
    "run", "compare", "sweep", "sensitivity", "smallest-fleet", "knee", "retry-setting", "warmup", "fit",
    "validate-forecast", "replay", "trace", "explain", "diff", "plot", "report", "validate", "strategies",
    "schema", "scenarios", "init",
]  # fmt: skip


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_help_lists_every_command_with_the_first_line_of_its_own(invoke) -> None:
    listed = invoke("--help").stdout.split("Commands:\n")[1].splitlines()
    # Where a line is long it goes on below, further in.
    assert [line.split()[0] for line in listed if line.startswith("  ") and not line.startswith("   ")] == COMMANDS
    for name in COMMANDS:
        assert f"Usage: buddy-sim {name}" in invoke(name, "--help").stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_help_can_be_asked_for_in_two_ways(invoke, name: str) -> None:
    assert invoke(name, "-h").stdout == invoke(name, "--help").stdout
    assert invoke(name, "-h").exit_code == 0


def test_without_a_command_the_help_is_shown(invoke) -> None:
    result = invoke()
    assert (result.exit_code, result.stdout) == (0, invoke("--help").stdout)


def test_version(invoke) -> None:
    assert invoke("--version").stdout == f"buddy-sim {sim.__version__}\n"


def test_an_unknown_command_offers_the_nearest(invoke) -> None:
    result = invoke("validat")
    assert result.exit_code == 2
    assert "the command 'validat' is unknown; did you mean 'validate'?" in result.stderr


def test_python_m_sim_is_the_command(execute) -> None:
    done = execute("--version")
    assert (done.returncode, done.stdout) == (0, f"buddy-sim {sim.__version__}\n")


# validate


def test_validate_a_good_file(invoke) -> None:
    result = invoke("validate", "small.yaml")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "small.yaml: ok\n", "")


def test_validate_several_files_tells_the_problems_of_each(invoke, here: Path) -> None:
    text = (here / "small.yaml").read_text()
    (here / "a.yaml").write_text(text.replace("seed: 3", "seed: -3"))
    (here / "b.yaml").write_text(text + "assignment: {strategy: nobody}\n")
    result = invoke("validate", "a.yaml", "small.yaml", "b.yaml")
    assert (result.exit_code, result.stdout) == (2, "small.yaml: ok\n")
    assert result.stderr.splitlines()[0] == "a.yaml:2: seed: -3 is less than 0"
    assert result.stderr.splitlines()[1].startswith("b.yaml:5: assignment.strategy: 'nobody' is unknown")
    assert names_in(here) == ["a.yaml", "b.yaml", "small.yaml"]


def test_validate_needs_a_file(invoke) -> None:
    assert invoke("validate").exit_code == 2


# strategies


def test_every_strategy_is_listed_with_its_settings(invoke) -> None:
    text = invoke("strategies").stdout
    for name, strategy in strategies().items():
        assert f"{name} ({strategy.kind})\n  {strategy.summary}" in text
        for setting in strategy.settings:
            assert f"  {setting.name}: " in text


# schema


def test_the_schema_accepts_the_scenarios_that_ship(invoke) -> None:
    schema = json.loads(invoke("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    folder = Path(__file__).resolve().parents[3] / "scenarios"
    for path in folder.glob("*.yaml"):
        data = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
        jsonschema.Draft202012Validator(schema).validate(data)


def test_the_schema_of_a_study(invoke) -> None:
    checked = jsonschema.Draft202012Validator(json.loads(invoke("schema", "study").stdout))
    study = {
        "scenario": "s.yaml",
        "vary": {"retry.max_retries": "0..4", "assignment.strategy": ["round_robin"]},
        "zip": [{"fleet.agents.0.count": [1, 2], "fleet.agents.0.capacity": [2, 1]}],
        "where": ["retry.max_retries > 0"],
        "sensitivity": {"method": "sobol", "points": 64},
    }
    checked.validate(study)
    for wrong in ({"scenario": 1}, {"replicatons": 3}, {"design": {"kind": "sobl", "points": 4}}):
        with pytest.raises(jsonschema.ValidationError):
            checked.validate({**study, **wrong})
    with pytest.raises(jsonschema.ValidationError):
        checked.validate({"vary": study["vary"]})


def test_the_schema_of_a_result_file(invoke) -> None:
    assert json.loads(invoke("schema", "executed_tasks.jsonl").stdout)["title"] == "A task's execution"
    wrong = invoke("schema", "nothing.json")
    assert wrong.exit_code == 2
    assert wrong.stderr.startswith("the result file 'nothing.json' is unknown; expected agent_assignments.jsonl")


# report


def test_report_prints_what_the_run_wrote(invoke, here: Path) -> None:
    invoke("run", "small.yaml", "--no-plots", "--out", "out")
    result = invoke("report", "out")
    assert result.exit_code == 0
    assert result.stdout == (here / "out" / "PHASE_21_AUTONOMOUS_EXECUTION.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("folder", "words"),
    [("nowhere", "nowhere: there is no such folder"), (".", ".: holds no manifest.json of a result")],
)
def test_report_of_what_is_no_result(invoke, folder: str, words: str) -> None:
    result = invoke("report", folder)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(words)


# init


@pytest.mark.parametrize(
    ("args", "file"), [([], "scenario.yaml"), (["my-fleet"], "my-fleet.yaml"), (["a.yaml"], "a.yaml")]
)
def test_init_writes_a_scenario_that_runs(invoke, here: Path, args: list[str], file: str) -> None:
    result = invoke("init", *args)
    assert (result.exit_code, result.stdout) == (0, f"{file} is written. Run it with: buddy-sim run {file}\n")
    assert invoke("validate", file).exit_code == 0
    name = file.removesuffix(".yaml")
    assert invoke("run", file, "--no-plots", "--quiet").exit_code == 0
    assert (here / "reports" / name / "manifest.json").is_file()


def test_init_copies_a_scenario_that_ships(invoke, here: Path) -> None:
    result = invoke("init", "mine", "--from", "breakdowns")
    assert result.exit_code == 0, result.stderr
    mine, shipped = sim.load_scenario(here / "mine.yaml"), sim.load_scenario("breakdowns")
    assert mine == shipped.with_({"name": "mine"})
    text = (here / "mine.yaml").read_text()
    assert "buddy-sim run mine.yaml" in text
    assert "scenarios/breakdowns.yaml" not in text
    assert invoke("init", "--from", "breakdowns").stdout.startswith("breakdowns.yaml is written")
    unknown = invoke("init", "--from", "breakdown")
    assert unknown.exit_code == 2
    assert "did you mean 'breakdowns'?" in unknown.stderr


@pytest.mark.parametrize("args", [[], ["--from", "calm-fleet"]])
def test_what_init_writes_names_a_schema_that_fits(invoke, here: Path, args: list[str]) -> None:
    invoke("init", "mine", *args)
    first = (here / "mine.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=scenario.schema.json"
    schema = json.loads(invoke("schema").stdout)
    data = yaml.safe_load((here / "mine.yaml").read_text())
    jsonschema.validate(json.loads(json.dumps(data)), schema)


def test_scenarios_that_ship_are_listed_and_run_by_name(invoke, here: Path) -> None:
    listed = invoke("scenarios").stdout.splitlines()
    names = [line for line in listed if not line.startswith(" ")]
    assert names == list(every_name())
    assert all(line.endswith("?") for line in listed if line.startswith(" "))
    assert invoke("run", "calm-fleet", "--no-plots", "--quiet").exit_code == 0
    assert json.loads((here / "reports" / "calm-fleet" / "manifest.json").read_text())["seed"] is not None
    assert invoke("validate", *names).exit_code == 0
    missing = invoke("run", "calm-flet")
    assert (missing.exit_code, missing.stderr) == (2, "calm-flet: there is no such file; did you mean 'calm-fleet'?\n")


def test_init_keeps_what_is_there(invoke, here: Path) -> None:
    result = invoke("init", "small")
    assert result.exit_code == 2
    assert result.stderr == "small.yaml: exists already; choose another name, or move it away\n"
    assert "seed: 3" in (here / "small.yaml").read_text()


@pytest.mark.parametrize("name", ["../x", "a/b", ".x", "a b", "x" * 65, "x\n"])
def test_init_refuses_what_cannot_name_a_scenario(invoke, here: Path, name: str) -> None:
    result = invoke("init", name)
    assert result.exit_code == 2
    assert "is not a name for a scenario" in result.stderr
    assert names_in(here) == ["small.yaml"]


def test_what_the_starter_leaves_out_can_be_put_in(invoke, here: Path) -> None:
    """Each line that is commented out is a key with its right spelling: with all of them it is still a scenario."""
    invoke("init")
    lines = (here / "scenario.yaml").read_text().splitlines()
    head = next(place for place, line in enumerate(lines) if line.startswith("name:"))
    shown = []
    for line in lines[head:]:
        stripped = line.lstrip()
        indent = line[: len(line) - len(stripped)]
        key = stripped.removeprefix("# ").partition(":")[0].strip().replace("_", "")
        is_key = stripped.startswith("# ") and ":" in stripped and key.isalpha()
        shown.append(indent + stripped[2:] if is_key else line)
    text = "\n".join(shown)
    # The two alternatives of the workload exclude each other.
    start = text.index("# Or tasks that Phase 20 predicted")
    end = text.index("truth:", start)
    (here / "full.yaml").write_text(text[:start] + text[end:])
    result = invoke("validate", "full.yaml")
    assert (result.stderr, result.exit_code) == ("", 0)
    full = yaml.safe_load((here / "full.yaml").read_text())
    assert {"truth", "gates", "monitor", "horizon", "dry_run"} <= set(full)
    assert {"confidence", "priority", "risk", "arrivals"} <= set(full["workload"])


def test_on_a_terminal_the_report_of_a_run_is_plain_text(invoke, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert invoke("run", "small.yaml", "--out", "out", "--no-plots").exit_code == 0
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True)
    shown = invoke("report", "out").output
    assert shown.startswith("Phase 21: autonomous execution of small\n=====")
    assert not any(mark in shown for mark in ("**", "|---", "## "))
