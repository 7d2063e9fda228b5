"""The columns that a kernel needs for a run of so many tasks; kept from run to run, since making them costs as much."""

import numpy as np

from sim.engine.columns import REAL, WHOLE, Columns
from sim.engine.kernel.lines import NOBODY
from sim.engine.prepared import Prepared

OF_AGENTS = "waiting_s up_before_s up_since down_since load"
OF_TASKS = (
    "expected_s served_s undone_s worked_s length_s started_at task_served task_wasted task_ended_at key queued_at "
    "planned_rank"
)
WHOLE_OF_TASKS = (
    "start_order failure approved attempts own_failures task_end last_failure number_of child sibling before held"
)
_ROWS = (
    "assigned_at assigned_rank decided_at ended_queued_at ended_started_at ended_at ended_served ended_backoff "
    "ended_wasted"
)
_WHOLE_ROWS = (
    "row_kind row_of assigned_task assigned_agent assigned_as_spare assigned_least decided_task decided_attempt "
    "decided_agent decided_verdict ended_task ended_attempt ended_agent ended_slot ended_failure ended_approved "
    "ended_first ended_order"
)
# Of real numbers, of whole ones.
OF_EVENTS = ("event_at", "event_place event_number")
OF_ROWS = (_ROWS, _WHOLE_ROWS)
OF_OUTAGES = ("outage_at outage_since", "outage_kind outage_agent outage_queued")
OF_FILED = ("filed_since", "filed_slot")


def begin(columns: Columns, prepared: Prepared, tasks: int, rows: int, events: int) -> None:
    """Give a kernel empty columns for a new run.

    Args:
        columns: of the kernel.
        prepared: the scenario.
        tasks: of the run.
        rows: of the log for which there is room at first.
        events: that can be planned at once at first.
    """
    agents, slots = len(prepared.agents), prepared.most_slots
    columns.set(
        {
            "now": 0.0,
            **dict.fromkeys(_FROM_ZERO, 0),
            "in_order": True,
            "last_chosen": -1,
            **dict.fromkeys(_FROM_FALSE, False),
        }
    )
    columns.set(prepared.numbers)
    for name, values in prepared.reals.items():
        columns.give(name, values)
    for name, wholes in prepared.wholes.items():
        columns.give(name, wholes, WHOLE)
    at_first = prepared.serving_at_first
    columns.fill(OF_AGENTS, agents, 0.0)
    columns.fill("backing_off on_way is_filled stranded_told failures crew_line taken owed reassigns", agents, 0, WHOLE)
    columns.fill("last_given", agents, -1, WHOLE)
    columns.fill("up", agents, 1, WHOLE)
    columns.fill("first", agents + 1, -1, WHOLE)
    columns.fill("line_length", agents + 1, 0, WHOLE)
    columns.give("free", prepared.capacity.copy(), WHOLE)
    columns.give("lowest_free", prepared.wholes["slot_from"].copy(), WHOLE)
    columns.give("serving", at_first.copy(), WHOLE)
    columns.fill("granted passed", slots, -1, WHOLE)
    columns.give("idle_since", np.where(at_first == NOBODY, 0.0, -1.0))
    columns.fill(OF_TASKS, tasks, 0.0)
    columns.fill(WHOLE_OF_TASKS, tasks, 0, WHOLE)
    columns.fill("ticket", tasks, -1, WHOLE)
    columns.fill("rank", tasks, np.nan)
    columns.fill("since released_at first_start", tasks, -1.0)
    columns.fill("agent slot first_agent first_success task_agent due planned_agent", tasks, -1, WHOLE)
    for mechanism in prepared.mechanisms:
        of_all = ((mechanism.of_agents, agents), (mechanism.of_tasks, tasks), (mechanism.of_rows, rows))
        for initial, length in of_all:
            for name, value in initial.items():
                columns.fill(name, length, value, WHOLE if isinstance(value, int) else REAL)
    for names, length in ((OF_EVENTS, events), (OF_ROWS, rows), (OF_OUTAGES, rows), (OF_FILED, rows + slots)):
        columns.room(names[0], length)
        columns.room(names[1], length, whole=True)
    if prepared.numbers["pulls"]:
        columns.give("filed_slot", np.resize(np.arange(slots), rows + slots), WHOLE)
        columns.give("filed_since", np.zeros(rows + slots))  # all of them idle from the start
        columns.set({"filed": slots})


def lengthen(columns: Columns, prepared: Prepared, rows: int, events: int) -> None:
    """Let a kernel go on for longer: columns by row and by event get more room.

    Args:
        columns: of the kernel.
        prepared: the scenario.
        rows: for which there is room from now on.
        events: likewise.
    """
    for names, length in (
        (OF_EVENTS, events),
        (OF_ROWS, rows),
        (OF_OUTAGES, rows),
        (OF_FILED, rows + prepared.most_slots),
    ):
        for one in names:
            columns.lengthen(one, length)
    for mechanism in prepared.mechanisms:
        columns.lengthen(" ".join(mechanism.of_rows), rows)


_FROM_FALSE = ("is_due", "asks", "is_stalled", "wants_plan")
_FROM_ZERO = (
    "planned", "plannings", "kind", "index", "number", "start", "released", "to_release", "to_fill", "rows",
    "assigned", "decided", "ended", "outages", "holding", "givings", "grants", "filed", "joined", "least_s",
    "starts", "ready", "samples", "open", "ended_tasks", "drawn", "wanted", "positions", "crew_from",
    "crew_waiting", "to_come", "cursor", "kept", "resting", "in_fleet_lines", "unreleased", "broken", "in_vain",
    "ended_before", "over", "reason",
)  # fmt: skip
