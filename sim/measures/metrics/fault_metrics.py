"""The part of the catalogue that tells how attempts pile up, and how a run came through faults put in on purpose."""

from sim.measures.metrics.metric import COUNTED, HIGHER, LOWER, PROMISED, TASKS, Metric
from sim.measures.metrics.starts import retry_amplification

FAULT_METRICS = (
    Metric(
        "retry_amplification", "", LOWER, "retry amplification",
        "attempts past the gates, copies and those that a rate limit refused included / tasks with one",
        lambda run: retry_amplification(run.tries, run.tasks_tried), COUNTED,
    ),
    Metric(
        "peak_starts", "", LOWER, "most starts at once",
        "most attempts that started within one `metrics.peak_window` [t, t + window), those that a rate limit refused "
        "included; of the whole run", lambda run: run.peak_starts, COUNTED, grows=True, same=TASKS,
    ),
    Metric(
        "recovered", "0..1", HIGHER, "recovered",
        "1 where, after the first fault that was put in on purpose, from some `monitor.window` on the mean wait of the "
        "tasks that end in a window is at most the greatest, and their success at least the least, of the windows "
        "before it; 0 where not within this run; null without such a fault, and where tasks ended in fewer than 5 "
        "windows before it",
        lambda run: None if run.recovery.recovered is None else float(run.recovery.recovered), PROMISED,
    ),
    Metric(
        "recovery_time", "s", LOWER, "time to recover",
        "longest over the faults that were put in on purpose, from the end of one to the first of the windows from "
        "which on all are as before the first of them (0: none was not); where the run does not recover at least the "
        "time from the end of the last fault to that of the run; null where nobody can tell",
        lambda run: run.recovery.longest_s, COUNTED, grows=True,
    ),
)  # fmt: skip
