"""The pictures of a result, drawn again from its tables: for a result without any, or made by an older version."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.record.files import write_bytes, write_json
from sim.report.figures.source import source_of
from sim.report.links import PLOTS
from sim.report.manifest import MANIFEST_FILE, library_versions, listed_files
from sim.report.plots import NAMES
from sim.report.publish import OutputRefused, staged
from sim.report.read_result import ResultFolder


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
    folder = ResultFolder(directory)
    source = source_of(folder.scenario(), folder.tables())
    from sim.report.figures.gallery import drawn

    pictures = {name: drawn(name, source) for name in NAMES}
    with staged(directory) as stage:
        shutil.copytree(directory, stage, dirs_exist_ok=True, ignore=_old_pictures(directory))
        for name, content in pictures.items():
            write_bytes(stage / PLOTS / f"{name}.png", content)
        write_json(stage / MANIFEST_FILE, _renewed(folder.manifest, stage))
        if (directory / MANIFEST_FILE).read_bytes() != folder.manifest_bytes:
            raise OutputRefused(f"{directory}: another run has replaced the result meanwhile; draw again")
    return [directory / PLOTS / f"{name}.png" for name in NAMES]


def _old_pictures(directory: Path) -> Any:
    return lambda folder, names: [PLOTS] if Path(folder) == directory and PLOTS in names else []


def _renewed(manifest: Mapping[str, Any], stage: Path) -> dict[str, Any]:
    """Return the manifest with the new pictures, and the versions that drew them, in place of the old."""
    kept = [row for row in manifest["files"] if not row["path"].startswith(f"{PLOTS}/")]
    new = [{**row, "path": f"{PLOTS}/{row['path']}"} for row in listed_files(stage / PLOTS)]
    drew = {name: library_versions()[name] for name in ("matplotlib", "pillow")}
    files = sorted(kept + new, key=lambda row: row["path"])
    return {**manifest, "versions": {**manifest.get("versions", {}), **drew}, "files": files}
