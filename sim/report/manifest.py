"""manifest.json: what a result was made from, and every file of it."""

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim.plugins.plugin import Plugin
from sim.record.files import write_json
from sim.record.input_file import InputFile
from sim.scenario import Scenario

MANIFEST_FILE = "manifest.json"
RUN_FORMAT = "buddy-sim run"
FORMAT_VERSION = 1

# Whose releases may change a digit or a byte of a result.
_LIBRARIES = ("simpy", "numpy", "pandas", "pyarrow", "scipy", "matplotlib", "pillow")


def manifest(
    scenario: Scenario,
    seed: int,
    replication: int,
    program_version: str,
    inputs: Sequence[InputFile],
    stage: Path,
    notes: Sequence[str] = (),
    plugins: Sequence[Plugin] = (),
    engine: tuple[str, str] = ("simpy", "asked for"),
) -> dict[str, Any]:
    """Return the content of manifest.json.

    Args:
        scenario: as it was run.
        seed: the one used.
        replication: number of the replication, from 0.
        program_version: of buddy-sim.
        inputs: the scenario file, where there is one, and what lies in the workload's folder.
        stage: folder that holds every other file of the result already.
        notes: how the input was understood, one sentence each.
        plugins: members of the run that do not come with the program.
        engine: that ran it, and why it was this one.

    Raises:
        OSError: a file cannot be read back.
    """
    source = scenario.source
    return {
        "format": RUN_FORMAT,
        "format_version": FORMAT_VERSION,
        "name": scenario.name,
        "seed": seed,
        "replication": replication,
        "scenario_hash": scenario.fingerprint(),
        "versions": {"buddy-sim": program_version, **library_versions()},
        "scenario_file": None if source is None else source.name,
        "notes": list(notes),
        "engine": {"engine": engine[0], "why": engine[1]},
        "plugins": [plugin.content() for plugin in plugins],
        "inputs": [{"path": i.path, "sha256": i.sha256, "used": i.used} for i in inputs],
        "files": listed_files(stage),
        "scenario": scenario.resolved(),
    }


def write_manifest(
    stage: Path,
    scenario: Scenario,
    seed: int,
    replication: int,
    program_version: str,
    inputs: Sequence[InputFile] = (),
    notes: Sequence[str] = (),
    plugins: Sequence[Plugin] = (),
    engine: tuple[str, str] = ("simpy", "asked for"),
) -> None:
    """Write manifest.json into a folder that holds every other file of the result already.

    Args:
        stage: the folder.
        scenario: as it was run.
        seed: the one used.
        replication: number of the replication, from 0.
        program_version: of buddy-sim.
        inputs: files that the run depends on.
        notes: how the input was understood, one sentence each.
        plugins: members of the run that do not come with the program.
        engine: that ran it, and why it was this one.

    Raises:
        OSError: it cannot be written.
    """
    content = manifest(scenario, seed, replication, program_version, inputs, stage, notes, plugins, engine)
    write_json(stage / MANIFEST_FILE, content)


def library_versions() -> dict[str, str | None]:
    """Return the versions of Python (major.minor) and of the libraries that results depend on, by name.

    >>> list(library_versions())
    ['python', 'simpy', 'numpy', 'pandas', 'pyarrow', 'scipy', 'matplotlib', 'pillow']
    """
    major, minor, _ = platform.python_version_tuple()
    return {"python": f"{major}.{minor}", **{name: _version_of(name) for name in _LIBRARIES}}


def listed_files(folder: Path) -> list[dict[str, Any]]:
    """Return path, hash and size of every file below a folder but the manifest, in order of path.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "run.log").write_bytes(b"")
    ...     [(row["path"], row["size"]) for row in listed_files(Path(folder))]
    [('run.log', 0)]
    """
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    paths.pop(MANIFEST_FILE, None)
    return [
        {"path": name, "sha256": _sha256(path), "size": path.stat().st_size} for name, path in sorted(paths.items())
    ]


def read_file_list(folder: Path) -> frozenset[str] | None:
    """Return the files that a result's manifest accounts for, itself included; None where there is no such manifest.

    Args:
        folder: what may be a result of an earlier run.

    Raises:
        OSError: the manifest is there and cannot be read.
    """
    path = folder / MANIFEST_FILE
    if path.is_symlink() or not path.is_file():
        return None
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, Mapping) or not str(content.get("format", "")).startswith("buddy-sim "):
        return None
    files = content.get("files")
    if not isinstance(files, list) or not all(isinstance(f, Mapping) and isinstance(f.get("path"), str) for f in files):
        return None
    return frozenset({MANIFEST_FILE, *(f["path"] for f in files)})


def _version_of(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
