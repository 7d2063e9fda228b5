"""Results are there whole or not at all, and replace only what is a result itself."""

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sim.record.files import write_text
from sim.report.manifest import write_manifest
from sim.report.publish import OutputRefused, check_target, publish, staged
from sim.scenario import parse_scenario

SCENARIO = parse_scenario(
    {"name": "x", "fleet": {"agents": [{"name": "agent"}]}, "workload": {"kind": "synthetic", "tasks_per_wave": 1}}
)
as_user = pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")


def fill(stage: Path, text: str, *names: str) -> None:
    for name in names or ("run.log", "wave_1/a.jsonl"):
        write_text(stage / name, text)
    write_manifest(stage, SCENARIO, 0, 0, "1")


def write_result(target: Path, text: str = "new", *names: str) -> None:
    with staged(target) as stage:
        fill(stage, text, *names)


def content(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(folder).as_posix(): path.read_text() for path in sorted(files)}


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def old(tmp_path: Path) -> Path:
    target = tmp_path / "reports" / "x"
    write_result(target, "old", "run.log", "wave_2/b.jsonl")
    return target


def test_a_new_folder_and_those_above_it(tmp_path: Path) -> None:
    write_result(tmp_path / "a" / "b" / "x")
    assert content(tmp_path / "a" / "b" / "x") == {"run.log": "new", "wave_1/a.jsonl": "new"}
    assert names_in(tmp_path / "a" / "b") == ["x"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    write_result(tmp_path)
    assert content(tmp_path) == {"run.log": "new", "wave_1/a.jsonl": "new"}


def test_a_result_is_replaced_as_a_whole(old: Path) -> None:
    write_result(old)
    assert content(old) == {"run.log": "new", "wave_1/a.jsonl": "new"}  # nothing of wave_2 is left
    assert names_in(old.parent) == ["x"]


def test_an_edited_or_missing_file_of_a_result_is_accounted_for(old: Path) -> None:
    (old / "run.log").write_text("my notes")
    (old / "wave_2" / "b.jsonl").unlink()
    write_result(old)
    assert content(old)["run.log"] == "new"


def add_file(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")


def add_file_in_wave(folder: Path) -> None:
    (folder / "wave_2" / "notes.txt").write_text("mine")


def add_folder(folder: Path) -> None:
    (folder / "mine").mkdir()


def add_link(folder: Path) -> None:
    (folder / "link").symlink_to("run.log")


def turn_file_into_link(folder: Path) -> None:
    (folder / "run.log").unlink()
    (folder / "run.log").symlink_to("/etc/hostname")


def turn_folder_into_link(folder: Path) -> None:
    (folder / "wave_2" / "b.jsonl").unlink()
    (folder / "wave_2").rmdir()
    (folder / "wave_2").symlink_to(folder.parent)


def add_pipe(folder: Path) -> None:
    (folder / "wave_2" / "b.jsonl").unlink()
    os.mkfifo(folder / "wave_2" / "b.jsonl")


def remove_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def break_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")


CHANGES = [
    (add_file, "notes.txt"),
    (add_file_in_wave, "wave_2/notes.txt"),
    (add_folder, "'mine' is no folder of the earlier result"),
    (add_link, "'link' is a symbolic link"),
    (turn_file_into_link, "'run.log' is a symbolic link"),
    (turn_folder_into_link, "'wave_2' is a symbolic link"),
    (add_pipe, "'wave_2/b.jsonl' is not a regular file"),
    (remove_manifest, "holds no manifest.json of an earlier result"),
    (break_manifest, "holds no manifest.json of an earlier result"),
]


@pytest.mark.parametrize(("change", "words"), CHANGES, ids=lambda value: getattr(value, "__name__", ""))
def test_what_is_not_accounted_for_is_refused_and_left(old: Path, change, words: str) -> None:
    change(old)
    before = names_in(old)
    with pytest.raises(OutputRefused, match=words):
        check_target(old)
    with pytest.raises(OutputRefused, match=words):
        write_result(old)
    assert names_in(old) == before
    assert names_in(old.parent) == ["x"]


@pytest.mark.parametrize(("change", "words"), CHANGES, ids=lambda value: getattr(value, "__name__", ""))
def test_what_came_into_the_folder_during_the_run_is_refused_and_left(old: Path, change, words: str) -> None:
    stage = old.parent / "stage"
    fill(stage, "new")
    change(old)
    before = names_in(old)
    with pytest.raises(OutputRefused, match=words):
        publish(stage, old)
    shutil.rmtree(stage)
    assert names_in(old) == before
    assert names_in(old.parent) == ["x"]


def test_a_file_is_no_target(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    with pytest.raises(OutputRefused, match="is not a folder"):
        check_target(tmp_path / "x")
    with pytest.raises(OutputRefused, match="is not a folder"):
        check_target(tmp_path / "x" / "y" / "z")


def test_a_link_is_no_target(old: Path) -> None:
    link = old.parent / "latest"
    for to in ("x", "nowhere"):
        link.unlink(missing_ok=True)
        link.symlink_to(to)
        with pytest.raises(OutputRefused, match="is a symbolic link; name the folder that it points to"):
            check_target(link)


def test_the_current_folder_is_no_target(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(old / "wave_2")
    for target in (Path(), Path(".."), old):
        with pytest.raises(OutputRefused, match="holds the current folder"):
            check_target(target)


def test_a_name_that_no_file_system_takes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputRefused, match="File name too long"):
        check_target(tmp_path / ("x" * 300))


def test_the_longest_name_is_fine(tmp_path: Path) -> None:
    write_result(tmp_path / ("x" * 255))
    write_result(tmp_path / ("x" * 255))
    assert names_in(tmp_path) == ["x" * 255]


def test_a_folder_that_nobody_can_write_is_refused_before_the_run() -> None:
    if not Path("/proc/self").is_dir():
        pytest.skip("needs /proc, which refuses files even to the superuser")
    with pytest.raises(OutputRefused, match="cannot be written to"):
        check_target(Path("/proc/reports/x"))


@as_user
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputRefused, match="Permission denied"):
            check_target(tmp_path / "x")
    finally:
        tmp_path.chmod(0o700)


def test_checking_leaves_no_trace(tmp_path: Path) -> None:
    check_target(tmp_path / "a" / "b")
    assert names_in(tmp_path) == []


def write_half(target: Path) -> None:
    with staged(target) as stage:
        fill(stage, "new")
        raise KeyboardInterrupt


def test_an_interrupt_leaves_the_old_result_and_no_stage(old: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        write_half(old)
    assert content(old) == {"run.log": "old", "wave_2/b.jsonl": "old"}
    assert names_in(old.parent) == ["x"]


def test_an_interrupt_leaves_no_new_folders(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        write_half(tmp_path / "a" / "b" / "x")
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_rename_that_fails_leaves_the_old_result(old: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int) -> None:
    # Renames: stage -> target (taken), target -> aside, stage -> target.
    calls = 0
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == fails_at:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    stage = old.parent / "stage"
    fill(stage, "new")
    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="No space left"):
        publish(stage, old)
    assert content(old) == {"run.log": "old", "wave_2/b.jsonl": "old"}
    assert names_in(old.parent) == ["stage", "x"]


def test_a_full_disk_leaves_the_old_result(old: Path) -> None:
    # A limit on the size of files stands in for the full disk: the second file does not fit.
    script = f"""
        import resource, signal
        from pathlib import Path
        from sim.record.files import write_text
        from sim.report.publish import staged
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        with staged(Path({str(old)!r})) as stage:
            write_text(stage / "a", "fits")
            write_text(stage / "b", "x" * 5000)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True)
    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert content(old) == {"run.log": "old", "wave_2/b.jsonl": "old"}
    assert names_in(old.parent) == ["x"]


RACE = """
import sys
from pathlib import Path
from sim.record.files import write_text
from sim.report.manifest import write_manifest
from sim.report.publish import staged
from sim.scenario import parse_scenario

target, text = Path(sys.argv[1]), sys.argv[2]
fleet = {"agents": [{"name": "agent"}]}
scenario = parse_scenario({"name": "x", "fleet": fleet, "workload": {"kind": "synthetic", "tasks_per_wave": 1}})
for _ in range(30):
    with staged(target) as stage:
        for number in range(5):
            write_text(stage / f"{text}{number}", text)
        write_manifest(stage, scenario, 0, 0, "1")
"""


def test_runs_to_one_target_at_the_same_time_end_with_one_whole_result(tmp_path: Path) -> None:
    target = tmp_path / "x"
    others = [subprocess.Popen([sys.executable, "-c", RACE, str(target), text]) for text in ("a", "b", "c")]
    assert [other.wait(60) for other in others] == [0, 0, 0]
    found = content(target)
    (text,) = set(found.values())
    assert sorted(found) == [f"{text}{number}" for number in range(5)]
    assert names_in(tmp_path) == ["x"]
