"""docs/reference/studies.md: the files of a comparison or sweep, and every column of their tables."""

from docs.generator.markdown import code, page, section, table
from sim.record.columns import Column
from sim.work.columns import DIFFERENCES, RUNS_AFTER, RUNS_BEFORE, RUNS_COUNTS, TRAJECTORIES

INTRO = """`buddy-sim compare` and `sweep` write one folder, whole or not at all, and the same bytes whatever `--jobs`
and `--backend` are, and in however many sessions. Beside it, in the folder of the same name with `.runs` behind it,
lie the finished runs, for `--resume`: it may be removed when the study is done."""

FILES = (
    ("runs.parquet", "A row a run: its settings, how it ended, every metric. `sim.load_study(folder)` reads it."),
    ("trajectories.parquet", "A row a wave of a run: its health."),
    ("differences.parquet", "A row a metric and alternative: the paired difference to the baseline."),
    ("comparison.json", "Means, differences and chances of being best, as `--json` prints them."),
    (
        "found.json",
        "All that was found: `buddy-sim report` and `plot` make the report and pictures from it again.",
    ),
    ("report.md", "What to do, what it costs and the pictures; then the numbers, and how to repeat it."),
    ("report.html", "The same to look at, in one file that opens offline, unless `--no-html` is given."),
    ("plots/*.png", "Pictures, unless `--no-plots` is given."),
    ("runs/point_P/replication_R/", "With `--run-folders` only: what [`run`](files.md) writes, for every run."),
    ("manifest.json", "The points as they were resolved, versions, inputs, and every other file."),
)

VARIED = Column("(the keys that vary)", "by value", None, "A column for each, under its name; durations in seconds.")
METRICS = Column("(every metric of a run)", "float64", None, "A column for each: see [Metrics](metrics.md#of-a-run).")
RUNS = (*RUNS_BEFORE, VARIED, *RUNS_AFTER, METRICS, *RUNS_COUNTS)


def studies_page() -> str:
    """Return the page."""
    return page(
        "Studies",
        INTRO,
        section("All files", table(("file", "what it holds"), ([code(name), meaning] for name, meaning in FILES))),
        section(code("runs.parquet"), "In design order, then by replication.", _columns(RUNS)),
        section(code("trajectories.parquet"), "Of the runs that are ok.", _columns(TRAJECTORIES)),
        section(code("differences.parquet"), "In the order asked for.", _columns(DIFFERENCES)),
    )


def _columns(columns: tuple[Column, ...]) -> str:
    rows = ([_shown(column.name), column.type, column.unit or "", column.meaning] for column in columns)
    return table(("column", "type", "unit", "meaning"), rows)


def _shown(name: str) -> str:
    return name if name.startswith("(") else code(name)
