"""docs/reference/tables.md: every column of every table, from sim/record/columns.py."""

from docs.generator.markdown import code, page, section, table
from sim.record.columns import TABLES

INTRO = """The tables are the record of a run: everything else (metrics, anomalies, health, report) is made from
what they hold. `buddy-sim run` writes them to `tables/*.parquet`; in Python they are the attributes of a `Run`
(`run.tasks`, `run.attempts`, ..). Times are virtual seconds since the start of the run. A null stands for what
does not exist, never for zero."""

ROWS = {
    "tasks": "One row a task, in input order.",
    "attempts": "One row an attempt, in order of start; refused ones are among them, of length zero.",
    "assignments": "One row for each time that the manager gave a task to an agent.",
    "waves": "One row a wave: what was planned, what came of it, how healthy it was.",
    "outages": "One row an outage of an agent.",
    "samples": "At every sampling time one row for the system (agent_id null) and one row an agent.",
    "anomalies": "One row an anomaly, in order of detection.",
    "gate_decisions": "One row a verdict of the safety gates, in order of time.",
    "exceptions": "One row an exception that was caught inside the run, in order of time.",
}


def tables_page() -> str:
    """Return the page."""
    parts = []
    for name, columns in TABLES.items():
        rows = ([code(c.name), c.type, c.unit or "", c.meaning] for c in columns)
        parts.append(section(name, ROWS[name], table(("column", "type", "unit", "meaning"), rows)))
    return page("Tables", INTRO, *parts)
