"""buddy-sim plot, and the pictures of buddy-sim run."""

import json
from pathlib import Path

NAMES = ["health", "timeline", "queues", "calibration"]


def test_a_run_draws_unless_told_not_to(invoke) -> None:
    assert invoke("run", "small.yaml", "--out", "a", "--quiet").exit_code == 0
    assert sorted(path.stem for path in Path("a/plots").iterdir()) == sorted(NAMES)
    assert invoke("run", "small.yaml", "--out", "b", "--quiet", "--no-plots").exit_code == 0
    assert not Path("b/plots").exists()


def test_plot_draws_what_run_would_have_drawn(invoke) -> None:
    invoke("run", "small.yaml", "--out", "a", "--quiet")
    invoke("run", "small.yaml", "--out", "b", "--quiet", "--no-plots")
    result = invoke("plot", "b")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [f"b/plots/{name}.png" for name in NAMES]
    for name in NAMES:
        assert Path(f"a/plots/{name}.png").read_bytes() == Path(f"b/plots/{name}.png").read_bytes()
    assert Path("a/manifest.json").read_bytes() == Path("b/manifest.json").read_bytes()


def test_a_run_may_replace_a_result_with_new_pictures(invoke) -> None:
    invoke("run", "small.yaml", "--out", "a", "--quiet", "--no-plots")
    invoke("plot", "a")
    assert invoke("run", "small.yaml", "--out", "a", "--quiet").exit_code == 0


def test_what_is_no_result_ends_with_2_and_one_line(invoke, here: Path) -> None:
    (here / "photos").mkdir()
    (here / "photos" / "cat.jpg").write_text("cat")
    for folder, message in (("absent", "there is no such folder"), ("photos", "holds no manifest.json of a result")):
        result = invoke("plot", folder)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(f"{folder}: {message}")
        assert result.stderr.count("\n") == 1
    assert [path.name for path in (here / "photos").iterdir()] == ["cat.jpg"]


def test_a_result_with_a_guest_ends_with_2_and_keeps_it(invoke) -> None:
    invoke("run", "small.yaml", "--out", "a", "--quiet", "--no-plots")
    Path("a/guest.txt").write_text("mine")
    result = invoke("plot", "a")
    assert result.exit_code == 2
    assert "guest.txt" in result.stderr
    assert Path("a/guest.txt").read_text() == "mine"


def test_a_broken_manifest_is_told(invoke) -> None:
    invoke("run", "small.yaml", "--out", "a", "--quiet", "--no-plots")
    manifest = json.loads(Path("a/manifest.json").read_text())
    wrong: tuple[object, ...] = (None, [], "x", {"name": 1})
    for scenario in wrong:
        Path("a/manifest.json").write_text(json.dumps({**manifest, "scenario": scenario}))
        result = invoke("plot", "a")
        assert result.exit_code == 2, result.output
        assert "the scenario in its manifest.json is not valid" in result.stderr
