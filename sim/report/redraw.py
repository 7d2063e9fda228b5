"""The pictures of a result, drawn again from its tables: for a result without any, or made by an older version."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.record.files import write_bytes, write_json, write_text
from sim.report.figures.source import source_of
from sim.report.gather import report_facts
from sim.report.links import PLOTS
from sim.report.manifest import MANIFEST_FILE, library_versions, listed_files
from sim.report.markdown import REPORT_FILE, render_report
from sim.report.plots import names_of
from sim.report.publish import OutputRefused, staged
from sim.report.read_result import ResultFolder


def redraw(directory: Path) -> list[Path]:
    """Draw the pictures of a result folder again; all else in it but the report stays as it is, byte by byte.

    The new pictures appear together, the report shows them, and the manifest names them and what drew them.

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
    result = folder.result()
    source = source_of(result.scenario, result.tables)
    from sim.report.figures.gallery import drawn

    names = names_of(result.tables)
    pictures = {name: drawn(name, source) for name in names}
    with staged(directory) as stage:
        shutil.copytree(directory, stage, dirs_exist_ok=True, ignore=_old_pictures(directory))
        for name, content in pictures.items():
            write_bytes(stage / PLOTS / f"{name}.png", content)
        write_text(stage / REPORT_FILE, render_report(report_facts(result, names)))
        write_json(stage / MANIFEST_FILE, _renewed(folder.manifest, stage))
        if (directory / MANIFEST_FILE).read_bytes() != folder.manifest_bytes:
            raise OutputRefused(f"{directory}: another run has replaced the result meanwhile; draw again")
    return [directory / PLOTS / f"{name}.png" for name in names]


def _old_pictures(directory: Path) -> Any:
    return lambda folder, names: [PLOTS] if Path(folder) == directory and PLOTS in names else []


def _is_new(row: Mapping[str, Any]) -> bool:
    return bool(row["path"].startswith(f"{PLOTS}/") or row["path"] == REPORT_FILE)


def _renewed(manifest: Mapping[str, Any], stage: Path) -> dict[str, Any]:
    """Return the manifest with the new pictures, the report, and the versions that drew them, in place of the old."""
    kept = [row for row in manifest["files"] if not _is_new(row)]
    new = [row for row in listed_files(stage) if _is_new(row)]
    drew = {name: library_versions()[name] for name in ("matplotlib", "pillow")}
    files = sorted(kept + new, key=lambda row: row["path"])
    return {**manifest, "versions": {**manifest.get("versions", {}), **drew}, "files": files}
