"""docs/reference/tables.md: every column of every table, from sim/record/tables.py."""

from docs.generator.markdown import code, page, section, table
from sim.record.tables import TABLES

INTRO = """The tables are the record of a run: everything else (metrics, anomalies, health, report) is made from
what they hold. `buddy-sim run` writes them to `tables/*.parquet`; in Python they are the attributes of a `Run`
(`run.tasks`, `run.attempts`, ..). Times are virtual seconds since the start of the run. A null stands for what
does not exist, never for zero."""


def tables_page() -> str:
    """Return the page."""
    parts = []
    for name, filled in TABLES.items():
        rows = ([code(c.name), c.type, c.unit or "", c.meaning] for c in filled.columns)
        parts.append(section(name, filled.meaning, table(("column", "type", "unit", "meaning"), rows)))
    return page("Tables", INTRO, *parts)
