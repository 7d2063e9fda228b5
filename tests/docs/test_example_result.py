"""The result that is kept in reports/four-agents/ is what the scenario gives now, whole and small.

So whoever runs the scenario in a clone changes no file that git knows; `make demo` writes where git does not look.
"""

import hashlib
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

import sim
from tests.docs.examples import ROOT

FOLDER = ROOT / "reports" / "four-agents"
# Where one of these fails: buddy-sim run scenarios/four-agents.yaml


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("four-agents") / "out"
    sim.run(sim.load_scenario(ROOT / "scenarios" / "four-agents.yaml")).write(folder)
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def manifest_of(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return content


def libraries(folder: Path) -> dict[str, str]:
    # Which Python it was changes no other byte.
    return {name: version for name, version in manifest_of(folder)["versions"].items() if name != "python"}


def test_every_text_of_it_is_what_the_scenario_gives_now(made: Path) -> None:
    now, kept = files_of(made), files_of(FOLDER)
    assert sorted(now) == sorted(kept)
    texts = [name for name in now if not name.endswith((".png", ".parquet", "manifest.json"))]
    assert [name for name in texts if now[name] != kept[name]] == []


def test_with_the_libraries_that_made_it_every_byte_is_the_same(made: Path) -> None:
    if libraries(made) != libraries(FOLDER):
        pytest.skip("it was made with other releases of the libraries, which may change a byte of a picture or a table")
    now, kept = files_of(made), files_of(FOLDER)
    assert [name for name in now if name != "manifest.json" and now[name] != kept[name]] == []
    assert manifest_of(made) | {"versions": {}} == manifest_of(FOLDER) | {"versions": {}}


def test_the_demo_leaves_a_clean_tree() -> None:
    (recipe,) = re.findall(
        r"^demo:.*\n(?:\t.*\n)*?\t.*buddy-sim' run (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE
    )
    out = ROOT / recipe.partition("--out ")[2].split(" ")[0]
    assert out.parent == ROOT / "reports"
    if not (ROOT / ".git").exists():
        pytest.skip("this is no clone")
    ignored = subprocess.run(["git", "check-ignore", "--quiet", str(out)], cwd=ROOT, check=False)
    assert ignored.returncode == 0, f"{out} is kept by git: the demo would change it"


def test_every_file_of_its_manifest_is_there_as_it_was_written() -> None:
    listed = manifest_of(FOLDER)["files"]
    there = {name: content for name, content in files_of(FOLDER).items() if name != "manifest.json"}
    assert sorted(there) == [file["path"] for file in listed]
    for file in listed:
        assert hashlib.sha256(there[file["path"]]).hexdigest() == file["sha256"], file["path"]


def test_it_is_under_a_megabyte() -> None:
    assert sum(map(len, files_of(FOLDER).values())) < 1_000_000
