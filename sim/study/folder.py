"""The folder of a study read back: its report printed, its pictures drawn again, to the same bytes."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from sim.record.files import write_json
from sim.report.links import PAGE_FILE, PLOTS
from sim.report.manifest import MANIFEST_FILE, library_versions, listed_files, read_file_list
from sim.report.publish import OutputRefused, staged
from sim.report.read_result import ResultUnreadable
from sim.study.html import study_html
from sim.study.kind import StudyRecord
from sim.study.record import RECORD, REPORT, kinds, record_of, study_report, write_study_page

STUDY_FORMAT = "buddy-sim study"
_AGAIN = "run the study again with --resume, which keeps finished runs"


def is_study_folder(directory: Path) -> bool:
    """Whether a folder is the result of a study, by its manifest."""
    try:
        manifest = json.loads((directory / MANIFEST_FILE).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("format") == STUDY_FORMAT


def report_of_study(directory: Path) -> str:
    """Return the report of a study, made from what its folder keeps.

    Args:
        directory: the result folder of a comparison, a sweep, a question or a sensitivity study.

    Raises:
        ResultUnreadable: it is none, or not as it was written.
    """
    folder = _Folder(directory)
    return study_report(folder.record(), [Path(path).stem for path in folder.hashes if path.startswith(f"{PLOTS}/")])


def page_of_study(directory: Path) -> str:
    """Return the report of a study as one HTML page, made from what its folder keeps.

    Args:
        directory: the result folder of a comparison, a sweep, a question or a sensitivity study.

    Raises:
        ResultUnreadable: it is none, or not as it was written.
    """
    folder = _Folder(directory)
    record = folder.record()
    pictures = [path for path in folder.hashes if path.startswith(f"{PLOTS}/")]
    for path in pictures:
        folder.check(path)
    return study_html(kinds()[record.kind], record, directory, [Path(path).stem for path in pictures])


def record_in(directory: Path) -> StudyRecord:
    """Return what a study found, as its folder keeps it.

    Args:
        directory: the result folder of a comparison, a sweep, a question or a sensitivity study.

    Raises:
        ResultUnreadable: it is none, or not as it was written.
    """
    return _Folder(directory).record()


def redraw_study(directory: Path) -> list[Path]:
    """Draw the pictures of a study again and put them in its report; its tables and answers stay as they are.

    Args:
        directory: the result folder.

    Returns:
        The pictures.

    Raises:
        ResultUnreadable: it is no result of a study, or not as it was written; nothing was changed.
        OutputRefused: it holds other things than the result, or cannot be written; nothing was changed.
        OSError: a write failed; the folder is as it was.
    """
    folder = _Folder(directory)
    record = folder.record()
    with staged(directory) as stage:
        shutil.copytree(directory, stage, dirs_exist_ok=True, ignore=_made_again(directory))
        names = write_study_page(stage, record, plots=True, html=PAGE_FILE in folder.hashes)
        drew = {name: library_versions()[name] for name in ("matplotlib", "pillow")}
        versions = {**folder.manifest["versions"], **drew}
        write_json(stage / MANIFEST_FILE, {**folder.manifest, "versions": versions, "files": listed_files(stage)})
        if (directory / MANIFEST_FILE).read_bytes() != folder.manifest_bytes:
            raise OutputRefused(f"{directory}: another study has replaced the result meanwhile; draw again")
    return [directory / PLOTS / f"{name}.png" for name in names]


class _Folder:
    """A study's folder, as its manifest describes it."""

    def __init__(self, directory: Path) -> None:
        if read_file_list(directory) is None:
            raise ResultUnreadable(f"{directory}: holds no {MANIFEST_FILE} of a result; {_AGAIN}")
        self.directory = directory
        self.manifest_bytes = (directory / MANIFEST_FILE).read_bytes()
        self.manifest: dict[str, Any] = json.loads(self.manifest_bytes)
        self.hashes = {row["path"]: row.get("sha256") for row in self.manifest["files"]}

    def record(self) -> StudyRecord:
        """Return what was found, after a look at every table that a picture may need."""
        for path in self.hashes:
            if path == RECORD or ("/" not in path and path.endswith(".parquet")):
                self.check(path)
        if RECORD not in self.hashes:
            raise ResultUnreadable(f"{self.directory}: was written by another version, without {RECORD}; {_AGAIN}")
        try:
            return record_of(json.loads((self.directory / RECORD).read_bytes()))
        except (ValueError, KeyError, TypeError) as error:
            raise ResultUnreadable(f"{self.directory}: was written by another version; {_AGAIN}") from error

    def check(self, path: str) -> None:
        """Refuse a file that is missing or not the one that was written."""
        try:
            content = (self.directory / path).read_bytes()
        except OSError as error:
            raise ResultUnreadable(f"{self.directory / path}: cannot be read: {error.strerror}; {_AGAIN}") from error
        if hashlib.sha256(content).hexdigest() != self.hashes[path]:
            raise ResultUnreadable(f"{self.directory / path}: is not the file that {MANIFEST_FILE} lists; {_AGAIN}")


def _made_again(directory: Path) -> Any:
    def ignored(folder: str, names: list[str]) -> list[str]:
        return [name for name in (PLOTS, REPORT, MANIFEST_FILE) if name in names] if Path(folder) == directory else []

    return ignored
