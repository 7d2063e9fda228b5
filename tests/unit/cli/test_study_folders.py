"""`plot` and `report` on the folder of a study: the same bytes as the study itself has written."""

import json
from pathlib import Path

import pytest

QUICK = ("--backend", "serial", "--quiet")
STUDIES = {
    "compare": ("--vary", "fleet.agents.0.count=1,2,3", "--replications", "6"),
    "sweep": ("--vary", "fleet.agents.0.count=1,2", "--vary", "retry.max_retries=0,2", "--replications", "3"),
    "smallest-fleet": ("--agents", "1..3", "--meet", "makespan <= 5min", "--replications", "10..20"),
    "knee": ("--agents", "1..3", "--replications", "10"),
    "retry-setting": ("--meet", "success_rate >= 50%", "--replications", "10..20"),
    "sensitivity": ("--vary", "retry.max_retries=0..3", "--vary", "fleet.agents.0.count=1..3", "--trajectories", "3",
                    "--replications", "3"),
}  # fmt: skip


def files(folder: str) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()
    }


def page_is_made_again(invoke, out: str) -> None:
    result = invoke("report", out)
    assert (result.exit_code, result.stderr) == (0, "")
    report = Path(out, "report.md").read_text(encoding="utf-8")
    assert result.stdout == report
    assert invoke("report", out, "--html").stdout == Path(out, "report.html").read_text(encoding="utf-8")
    links = [line.partition("](")[2].removesuffix(")") for line in report.splitlines() if line.startswith("![")]
    assert sorted(links) == sorted(name for name in files(out) if name.startswith("plots/"))


@pytest.mark.parametrize("study", STUDIES)
def test_plot_draws_what_the_study_would_have_drawn(invoke, study) -> None:
    asked = ("small.yaml", *STUDIES[study], *QUICK)
    for out in ("a", "b"):
        done = invoke(study, *asked, "--out", out, *(["--no-plots"] if out == "b" else []))
        assert done.exit_code == 0, done.stderr
        page_is_made_again(invoke, out)
    record = files("b")["found.json"]
    result = invoke("plot", "b")
    assert (result.exit_code, result.stderr) == (0, "")
    assert sorted(result.stdout.splitlines()) == sorted(f"b/{name}" for name in files("b") if name.startswith("plots/"))
    one, other = files("a"), files("b")
    different = {name for name in one | other if one.get(name) != other.get(name)}
    # Nothing but the command that is told, which names another folder.
    assert different == {"manifest.json", "report.md", "report.html", "found.json"}
    assert other["found.json"] == record
    told = other["report.md"].replace(b"--out b", b"--out a").replace(b" --no-plots", b"")
    assert told == one["report.md"]
    page = other["report.html"].replace(b"--out b", b"--out a").replace(b" --no-plots", b"")
    assert page == one["report.html"]
    page_is_made_again(invoke, "b")
    # And once more: nothing changes.
    assert invoke("plot", "b").exit_code == 0
    assert files("b") == other


@pytest.fixture
def folder(invoke) -> Path:
    done = invoke("compare", "small.yaml", *STUDIES["compare"], *QUICK, "--out", "a", "--no-plots")
    assert done.exit_code == 0, done.stderr
    return Path("a")


@pytest.mark.parametrize("name", ["found.json", "runs.parquet"])
def test_what_is_not_as_it_was_written_is_refused(invoke, folder, name) -> None:
    (folder / name).write_bytes((folder / name).read_bytes() + b" ")
    before = files("a")
    for command in ("plot", "report"):
        result = invoke(command, "a")
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"a/{name}: is not the file that manifest.json lists" in result.stderr
    assert files("a") == before


def test_a_folder_of_another_version_says_what_to_do(invoke, folder) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"] = [row for row in manifest["files"] if row["path"] != "found.json"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "found.json").unlink()
    result = invoke("report", "a")
    assert result.exit_code == 2
    assert "without found.json; run the study again with --resume, which keeps finished runs" in result.stderr


def test_a_guest_is_kept(invoke, folder) -> None:
    (folder / "guest.txt").write_text("mine")
    result = invoke("plot", "a")
    assert result.exit_code == 2
    assert "guest.txt" in result.stderr
    assert not (folder / "plots").exists()
