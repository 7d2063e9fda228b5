"""docs/reference/files.md: the files of a result folder and their fields, from the JSON Schemas."""

from collections.abc import Iterator, Mapping
from typing import Any

from docs.generator.markdown import code, page, section, table
from sim.report.schemas import described_files, schema_for

Schema = Mapping[str, Any]

INTRO = """`buddy-sim run` writes one folder. Timestamps are UTC, ISO 8601 with offset, and come from the virtual
clock. JSONL files hold one JSON object a line; no file holds NaN. The same scenario, seed and versions give the
same bytes. The folder appears whole or not at all. JSON Schemas of every file below ship with the package:
`buddy-sim schema FILE`."""

# Where the schema leaves it at the name.
MEANINGS = {
    "status": "How the task ended.",
    "success": "Whether it completed.",
    "signal_type": "What kind of signal this is; it decides which phase gets it.",
    "target_phase": "The phase that it is for.",
    "health_score": "100 * weighted mean of the metrics, see [Metrics](metrics.md).",
    "health_status": "The score in a word: from 90, from 70, from 50, below.",
    "metrics": "The metrics of the wave.",
    "anomalies": "The anomalies that stand against the wave.",
    "anomaly_type": "What kind of anomaly this is, see [Detectors](detectors.md).",
    "severity": "How grave it is.",
    "actual_success": "1: the observed attempt (or task) succeeded; 0: it failed.",
    "error_analysis": "The prediction beside what came of it.",
    "predicted": "Predicted chance of success.",
    "actual": "What was observed.",
    "abs_error": "abs(actual - predicted).",
    "bin": "Confidence bin of the prediction, such as 0.7-0.8.",
    "format": "Marks the folder as a result of this program.",
    "format_version": "Version of the folder's layout.",
    "versions": "Versions of buddy-sim, Python and the libraries that results depend on.",
    "inputs": "The files that the run read, and those that lay beside them.",
    "files": "Every other file of the folder.",
    "path": "Path of the file.",
    "sha256": "SHA-256 of its bytes, in hexadecimal.",
    "size": "Bytes.",
    "used": "Whether the run read it.",
}

# Folder inside the result, and the file's place in the specification's order.
PLACES = {
    "agent_assignments.jsonl": "wave_X/agent_Y/",
    "executed_tasks.jsonl": "wave_X/agent_Y/",
    "agent_metrics.jsonl": "wave_X/agent_Y/",
    "phase21_learning_signals.jsonl": "",
    "heuristic_feedback.jsonl": "phase16/",
    "coordination_feedback.jsonl": "phase18/",
    "agent_performance_feedback.jsonl": "phase18/",
    "prediction_validation_feedback.jsonl": "phase20/",
    "phase21_system_health.json": "",
    "phase21_execution_summary.json": "",
    "manifest.json": "",
}

OTHERS = (
    ("PHASE_21_AUTONOMOUS_EXECUTION.md", "The report for people: what happened, what was wrong, what to do."),
    ("report.html", "The same to look at, in one file that opens offline, unless `--no-html` is given."),
    ("tables/*.parquet", "What happened, row by row: see [Tables](tables.md)."),
    ("plots/*.png", "Pictures, unless `--no-plots` is given."),
    ("run.log", "Waves, how the run ended, and every exception that was caught inside, with its traceback."),
)

FOLDERS = """`wave_X` is the number of the wave from 1. `agent_Y` is the agent's id where that begins with
`agent_`, else `agent_` and the id. A task that never reached an agent stands in
`wave_X/agent_unassigned/executed_tasks.jsonl` (a reserved name) with `agent_id` null, so that the lines of all
`executed_tasks.jsonl` add up to the number of tasks. A reassigned task has one assignment line with every agent
that it was given to, and its execution line with the last."""


def files_page() -> str:
    """Return the page."""
    missing = set(described_files()) ^ set(PLACES)
    assert not missing, f"place these files on the page: {missing}"
    overview = [[code(folder + name), str(schema_for(name)["title"])] for name, folder in PLACES.items()]
    overview += [[code(name), meaning] for name, meaning in OTHERS]
    parts = [section("All files", table(("file", "what it holds"), overview), FOLDERS)]
    parts += [_file(folder + name, schema_for(name)) for name, folder in PLACES.items()]
    return page("Output files", INTRO, *parts)


def _file(name: str, schema: Schema) -> str:
    rows = table(("field", "type", "required", "meaning"), _fields(schema, schema, ""))
    return section(code(name), f"{schema['title']}. {schema.get('description', '')}", rows)


def _fields(schema: Schema, root: Schema, above: str) -> Iterator[list[str]]:
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        kind, meaning, inner = _described(field, root)
        yield [code(above + name), kind, "yes" if name in required else "no", meaning or MEANINGS.get(name, "")]
        if inner is not None and not above:
            yield from _fields(inner, root, f"{name}[]." if kind == "array" else f"{name}.")


def _described(field: Schema, root: Schema) -> tuple[str, str, Schema | None]:
    """Type in words, meaning, and the object below where there is one."""
    if "$ref" in field:
        target = root["$defs"][field["$ref"].rpartition("/")[2]]
        kind, meaning, inner = _described(target, root)
        return kind, field.get("description", meaning), inner
    if "anyOf" in field or "oneOf" in field:
        options = [_described(option, root) for option in field.get("anyOf", field.get("oneOf", ()))]
        kinds = " or ".join(dict.fromkeys(kind for kind, _, _ in options))
        below = next((found for _, _, found in options if found is not None), None)
        return kinds, field.get("description", options[0][1]), below
    meaning = field.get("description", "")
    if "const" in field:
        return code(field["const"]), meaning, None
    if "enum" in field:
        return ", ".join(code(choice) for choice in field["enum"]), meaning, None
    if field.get("type") == "array":
        inner = _described(field.get("items", {}), root)[2]
        return "array", meaning, inner
    return _word(field), meaning, field if field.get("properties") else None


def _word(field: Schema) -> str:
    if field.get("format") == "date-time":
        return "timestamp"
    kinds = field.get("type", "any value")
    words = [str(kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    return " or ".join(words) + _range(field)


def _range(field: Schema) -> str:
    low, high = field.get("minimum"), field.get("maximum")
    if low is None and high is None:
        return ""
    return f" >= {low:g}" if high is None else f" {low:g}..{high:g}"
