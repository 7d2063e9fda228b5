"""A result folder read back: what was written, checked against the manifest."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.observe.monitoring_files import HEALTH_FILE
from sim.observe.routing import SIGNALS_FILE
from sim.plugins.plugin import plugin_from
from sim.record.read_views import health_from, signal_from, summary_from
from sim.record.result import RunResult
from sim.record.tables import TABLES, Columns
from sim.report.links import PLOTS
from sim.report.manifest import MANIFEST_FILE, RUN_FORMAT, read_file_list
from sim.report.plots import NAMES
from sim.scenario import Scenario
from sim.scenario.load import parse_scenario
from sim.scenario.reading.problems import ScenarioError

AGAIN = "run the scenario again"
SUMMARY_FILE = "phase21_execution_summary.json"


class ResultUnreadable(Exception):
    """A folder is no result, or not as it was written; the message says why and what to do."""


def read_result(directory: Path) -> RunResult:
    """Return the result of a run that was written into a folder.

    Args:
        directory: the folder.

    Raises:
        ResultUnreadable: it is no result of a run, or its files are not those of its manifest.
    """
    return ResultFolder(directory).result()


class ResultFolder:
    """The folder of a run's result, as its manifest describes it.

    Args:
        directory: the folder.

    Raises:
        ResultUnreadable: it is no result of a run.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.manifest_bytes = _manifest_bytes(directory)
        self.manifest: Mapping[str, Any] = json.loads(self.manifest_bytes)
        if self.manifest["format"] != RUN_FORMAT:
            raise ResultUnreadable(f"{directory}: is the result of a study; expected that of a run")
        self._hashes = {row["path"]: row.get("sha256") for row in self.manifest["files"]}

    def result(self) -> RunResult:
        """Return the whole result.

        Raises:
            ResultUnreadable: a file of it is missing, or not the one that the manifest lists.
        """
        health = self._json(HEALTH_FILE) if HEALTH_FILE in self._hashes else {"trajectory": []}
        signals = map(json.loads, self._content(SIGNALS_FILE).decode().split("\n")[:-1])
        try:
            return RunResult(
                scenario=self.scenario(),
                scenario_file=self.manifest["scenario_file"],
                summary=summary_from(self._json(SUMMARY_FILE)),
                healths=tuple(map(health_from, health["trajectory"])),
                signals=tuple(map(signal_from, signals)),
                tables=self.tables(),
                notes=tuple(self.manifest["notes"]),
                plugins=tuple(map(plugin_from, self.manifest["plugins"])),
            )
        except (KeyError, TypeError) as error:
            raise ResultUnreadable(f"{self.directory}: was written by another version; {AGAIN}") from error

    def pictures(self) -> list[str]:
        """Return the names of the pictures that the manifest lists."""
        return [name for name in NAMES if f"{PLOTS}/{name}.png" in self._hashes]

    def scenario(self) -> Scenario:
        """Return the scenario as it was run."""
        try:
            return parse_scenario(self.manifest.get("scenario", {})).with_seed(self.manifest.get("seed", 0))
        except (ScenarioError, ValueError) as error:
            raise ResultUnreadable(
                f"{self.directory}: the scenario in its {MANIFEST_FILE} is not valid: {error}"
            ) from error

    def tables(self) -> dict[str, Columns]:
        """Return every table by name."""
        return {name: self._table(name) for name in TABLES}

    def _table(self, name: str) -> Columns:
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = f"tables/{name}.parquet"
        content = self._content(path)
        try:
            table: dict[str, list[Any]] = pq.read_table(pa.BufferReader(content)).to_pydict()
        except (pa.ArrowException, OSError, ValueError) as error:  # damaged, and the manifest made to fit
            raise ResultUnreadable(f"{self.directory / path}: is no whole Parquet file; {AGAIN}") from error
        missing = [column.name for column in TABLES[name].columns if column.name not in table]
        if missing:
            where = self.directory / path
            raise ResultUnreadable(f"{where}: has no column {', '.join(missing)}; {AGAIN} with this version")
        return table

    def _json(self, path: str) -> Any:
        return json.loads(self._content(path))

    def _content(self, path: str) -> bytes:
        try:
            content = (self.directory / path).read_bytes()
        except OSError as error:
            raise ResultUnreadable(f"{self.directory / path}: cannot be read: {error.strerror}; {AGAIN}") from error
        if hashlib.sha256(content).hexdigest() != self._hashes.get(path):
            kind = "table" if path.startswith("tables/") else "file"
            raise ResultUnreadable(f"{self.directory / path}: is not the {kind} that {MANIFEST_FILE} lists; {AGAIN}")
        return content


def _manifest_bytes(directory: Path) -> bytes:
    if not directory.is_dir():
        what = "is a file" if directory.exists() else "there is no such folder"
        raise ResultUnreadable(f"{directory}: {what}; expected a folder that `buddy-sim run` has written")
    try:
        if read_file_list(directory) is None:
            advice = "expected a folder that `buddy-sim run` has written"
            raise ResultUnreadable(f"{directory}: holds no {MANIFEST_FILE} of a result; {advice}")
        return (directory / MANIFEST_FILE).read_bytes()
    except OSError as error:
        raise ResultUnreadable(f"{directory}: cannot be read: {error.strerror}") from error
