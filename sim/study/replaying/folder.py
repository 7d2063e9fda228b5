"""The folder of a replay: report and numbers; whole or not at all."""

from collections.abc import Sequence
from pathlib import Path

from sim.document.html.page import html_page
from sim.document.markdown import markdown
from sim.record.files import write_json
from sim.report.links import PAGE_FILE
from sim.report.manifest import MANIFEST_FILE, library_versions, listed_files
from sim.report.publish import staged
from sim.study.replaying.page import page, plain
from sim.study.replaying.what_if import RunReplayed, WhatIf
from sim.version import __version__

REPLAY_FILE, REPORT_FILE = "replay.json", "report.md"
REPLAY_FORMAT = "buddy-sim replay"


def write_replay(
    runs: Sequence[RunReplayed],
    asked: WhatIf,
    name: str,
    notes: Sequence[str],
    directory: Path,
    command: str,
    html: bool = True,
) -> None:
    """Write the result folder.

    Args:
        runs: played again.
        asked: how.
        name: of the record.
        notes: how it was read, in sentences.
        directory: an existing one is replaced only when it is an earlier result and holds nothing else.
        command: that repeats it, for the report.
        html: write the report as an HTML page too.

    Raises:
        OutputRefused: the folder holds other things, or cannot be written.
        OSError: a write failed; a previous result is intact.
    """
    with staged(directory) as stage:
        write_json(stage / REPLAY_FILE, plain(runs, asked))
        report = page(name, runs, asked, notes, command)
        (stage / REPORT_FILE).write_text(markdown(report), encoding="utf-8", newline="\n")
        if html:
            (stage / PAGE_FILE).write_text(html_page(report, {}), encoding="utf-8", newline="\n")
        manifest = {
            "format": REPLAY_FORMAT,
            "format_version": 1,
            "name": name,
            "command": command,
            "versions": {"buddy-sim": __version__, **library_versions()},
            "files": listed_files(stage),
        }
        write_json(stage / MANIFEST_FILE, manifest)
