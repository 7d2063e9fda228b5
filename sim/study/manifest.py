"""manifest.json of a study: the points as they were resolved, versions, inputs, and every other file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.engine.choose import choose
from sim.record.files import write_json
from sim.report.manifest import MANIFEST_FILE, library_versions, listed_files
from sim.study.folder import STUDY_FORMAT
from sim.version import __version__
from sim.work.run_keys import plugin_inputs
from sim.work.runs import Plan


def write_study_manifest(directory: Path, plan: Plan, replications: int, command: str) -> None:
    """Write manifest.json into a folder that holds every other file of the study already."""
    content = {
        "format": STUDY_FORMAT,
        "format_version": 1,
        "name": plan.points[0].scenario.name,
        "command": command,
        "seed": plan.seed,
        "replications": replications,
        "versions": {"buddy-sim": __version__, **library_versions()},
        "plugins": [plugin.content() for plugin in plan.plugins],
        "inputs": _inputs(plan),
        "files": listed_files(directory),
        "points": [_point(plan, index) for index in range(len(plan.points))],
    }
    write_json(directory / MANIFEST_FILE, content)


def _inputs(plan: Plan) -> Sequence[dict[str, Any]]:
    found: dict[str, str | None] = {}
    for point, inputs in zip(plan.points, plan.inputs, strict=True):
        if point.scenario.source is not None:
            found[point.scenario.source.name] = point.scenario.source.sha256
        found.update(dict(inputs))
    for name, _ in plugin_inputs(plan.plugins):
        found.pop(name, None)
    return [{"path": path, "sha256": sha256} for path, sha256 in found.items()]


def _point(plan: Plan, index: int) -> dict[str, Any]:
    point = plan.points[index]
    return {
        "name": point.name,
        "settings": dict(point.settings),
        "scenario_hash": point.scenario.fingerprint(),
        "engine": choose(point.scenario)._asdict(),
        "scenario": point.scenario.resolved(),
    }
