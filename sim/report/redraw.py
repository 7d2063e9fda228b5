"""The pictures of a result, drawn again from its tables: for a result without any, or made by an older version."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.record.columns import TABLES
from sim.record.files import write_bytes, write_json
from sim.report.figures.source import Columns, PictureSource, source_of
from sim.report.manifest import MANIFEST_FILE, library_versions, listed_files, read_file_list
from sim.report.plots import NAMES, PLOTS
from sim.report.publish import OutputRefused, staged
from sim.scenario.load import parse_scenario
from sim.scenario.problems import ScenarioError


class ResultUnreadable(Exception):
    """A folder is no result whose pictures can be drawn; the message says why and what to do."""


def redraw(directory: Path) -> list[Path]:
    """Draw the pictures of a result folder again; all else in it stays as it is, byte by byte.

    The new pictures appear together, and the manifest names them and what drew them.

    Args:
        directory: a result folder.

    Returns:
        The pictures.

    Raises:
        ResultUnreadable: it is no result, or its tables are not those of its manifest; nothing was changed.
        OutputRefused: it holds other things than the result, or cannot be written; nothing was changed.
        OSError: a write failed; the folder is as it was.
    """
    manifest, read = _manifest(directory)
    source = _source(directory, manifest)
    from sim.report.figures.gallery import drawn

    pictures = {name: drawn(name, source) for name in NAMES}
    with staged(directory) as stage:
        shutil.copytree(directory, stage, dirs_exist_ok=True, ignore=_old_pictures(directory))
        for name, content in pictures.items():
            write_bytes(stage / PLOTS / f"{name}.png", content)
        write_json(stage / MANIFEST_FILE, _renewed(manifest, stage))
        if (directory / MANIFEST_FILE).read_bytes() != read:
            raise OutputRefused(f"{directory}: another run has replaced the result meanwhile; draw again")
    return [directory / PLOTS / f"{name}.png" for name in NAMES]


def _manifest(directory: Path) -> tuple[dict[str, Any], bytes]:
    if not directory.is_dir():
        raise ResultUnreadable(f"{directory}: there is no such folder")
    if read_file_list(directory) is None:
        advice = "expected a folder that `buddy-sim run` has written"
        raise ResultUnreadable(f"{directory}: holds no {MANIFEST_FILE} of a result; {advice}")
    read = (directory / MANIFEST_FILE).read_bytes()
    return json.loads(read), read


def _source(directory: Path, manifest: Mapping[str, Any]) -> PictureSource:
    try:
        scenario = parse_scenario(manifest.get("scenario", {})).with_seed(manifest.get("seed", 0))
    except (ScenarioError, ValueError) as error:
        raise ResultUnreadable(f"{directory}: the scenario in its {MANIFEST_FILE} is not valid: {error}") from error
    hashes = {row["path"]: row.get("sha256") for row in manifest["files"]}
    return source_of(scenario, {name: _table(directory, name, hashes) for name in TABLES})


def _table(directory: Path, name: str, hashes: Mapping[str, object]) -> Columns:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = f"tables/{name}.parquet"
    again = "run the scenario again"
    try:
        content = (directory / path).read_bytes()
    except OSError as error:
        raise ResultUnreadable(f"{directory / path}: cannot be read: {error.strerror}; {again}") from error
    if hashlib.sha256(content).hexdigest() != hashes.get(path):
        raise ResultUnreadable(f"{directory / path}: is not the table that {MANIFEST_FILE} lists; {again}")
    table: dict[str, list[Any]] = pq.read_table(pa.BufferReader(content)).to_pydict()
    missing = [column.name for column in TABLES[name] if column.name not in table]
    if missing:
        raise ResultUnreadable(f"{directory / path}: has no column {', '.join(missing)}; {again} with this version")
    return table


def _old_pictures(directory: Path) -> Any:
    return lambda folder, names: [PLOTS] if Path(folder) == directory and PLOTS in names else []


def _renewed(manifest: Mapping[str, Any], stage: Path) -> dict[str, Any]:
    """Return the manifest with the new pictures, and the versions that drew them, in place of the old."""
    kept = [row for row in manifest["files"] if not row["path"].startswith(f"{PLOTS}/")]
    new = [{**row, "path": f"{PLOTS}/{row['path']}"} for row in listed_files(stage / PLOTS)]
    drew = {name: library_versions()[name] for name in ("matplotlib", "pillow")}
    files = sorted(kept + new, key=lambda row: row["path"])
    return {**manifest, "versions": {**manifest.get("versions", {}), **drew}, "files": files}
