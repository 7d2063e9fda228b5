"""Every column of the tables of a study: type, unit and meaning. The tables and their reference are made from this.

A null stands for what does not exist, never for zero.
"""

from sim.measures.metrics.wave_catalogue import WAVE_METRICS
from sim.record.columns import Column

_POINT = Column("point", "int64", None, "The alternative: its index in design order, from 0.")
_NAME = Column("name", "string", None, "The alternative by name.")
_REPLICATION = Column("replication", "int64", None, "Number of the replication, from 0: the same luck for all points.")

RUNS_BEFORE = (_POINT, _NAME)
"""Of runs.parquet; a column for each key that varies follows, under the key's name, durations in seconds."""
RUNS_AFTER = (
    _REPLICATION,
    Column("seed", "int64", None, "Seed of every random draw, the same in all rows."),
    Column(
        "status",
        "string",
        None,
        "ok; failed: the run would fail again; missing: it could not be done, and --resume tries again.",
    ),
    Column("error", "string", None, "Why it failed or is missing; null: it is ok."),
    Column("ended_early", "string", None, "Why the simulated time ended before the last task; null: it did not."),
    Column("faults", "int64", None, "Exceptions inside of policies, gates, learners and detectors; the run went on."),
)
"""Of runs.parquet; every metric of a run follows, a column each, null where it is not defined or there is no run."""
RUNS_COUNTS = (
    Column("tasks_counted", "int64", None, "Tasks that the warm-up leaves: success_rate and retries_per_task."),
    Column("tasks_timed", "int64", None, "Of these, those that were ready: waiting and response times."),
    Column("tasks_served", "int64", None, "Of these, with an attempt past the gates: service times, brier, ece."),
    Column("attempts_counted", "int64", None, "Attempts of the counted tasks, refused ones included."),
)
"""Of runs.parquet, behind the metrics: how many they are over."""

TRAJECTORIES = (
    _POINT,
    _NAME,
    _REPLICATION,
    Column("wave", "int64", None, "Number of the wave, from 1."),
    Column("health_score", "float64", "0..100", "The health score after the wave."),
    *(
        Column(metric.name, "float64", "0..1", f"Of the wave: {metric.formula}; null: not defined.")
        for metric in WAVE_METRICS.values()
    ),
)

DIFFERENCES = (
    Column("metric", "string", None, "Name of the metric."),
    Column("alternative", "string", None, "The alternative that is compared."),
    Column("baseline", "string", None, "The alternative that it is compared with."),
    Column("difference", "float64", "the metric's", "Mean of alternative - baseline over the common replications."),
    Column(
        "low",
        "float64",
        "the metric's",
        "End of its interval; those of one metric hold together at the study's confidence, which `comparison.json` has;"
        " null: there is none.",
    ),
    Column("high", "float64", "the metric's", "Likewise."),
    Column("verdict", "string", None, "better, worse, no practical difference or undecided."),
    Column("reason", "string", None, "Why an end of the interval is open; null: it is not."),
    Column("p_value", "float64", "0..1", "Of no difference, two-sided, times the number of comparisons; at most 1."),
    Column(
        "variance_reduction",
        "float64",
        None,
        "How many times more replications independent runs would take; null: the difference does not vary.",
    ),
    Column("delta", "float64", "the metric's", "The least difference that matters."),
    Column("replications", "int64", None, "In how many both had a value."),
    Column("alone", "int64", None, "In how many only one of the two had a value; the other may have been anything."),
    Column("no_worse", "bool", None, "Whether it is shown to be worse by no more than delta."),
    Column(
        "replications_needed",
        "int64",
        None,
        "Replications after which the verdict would probably (80 %) not be undecided, if the difference and its spread"
        " are what they seem; null: it is decided, or no number is known to do it.",
    ),
    Column(
        "cochran",
        "int64",
        None,
        "Replications that Student's t would ask for at the skewness of the differences; null: these are enough.",
    ),
)


def types(columns: tuple[Column, ...]) -> dict[str, str]:
    """Return the Arrow type of each column by name.

    >>> types(TRAJECTORIES)["wave"]
    'int64'
    """
    return {column.name: column.type for column in columns}
