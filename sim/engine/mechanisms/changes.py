"""Agents that change over time: slower or faster, less reliable, with slots that leak or come."""

from collections.abc import Sequence
from itertools import accumulate
from math import inf

import numpy as np

from sim.engine.columns import WHOLE
from sim.engine.mechanism import InRun, Mechanism
from sim.engine.mechanisms.faults import injects
from sim.engine.run import KernelRun
from sim.model.changes import Changes, Course

_NEVER = -1  # in place of a course


class _OfRun(InRun):
    """The courses of what changes, and what is told of it."""

    def __init__(self, run: KernelRun) -> None:
        super().__init__(run)
        changes = Changes(run.prepared.scenario.fleet)
        self._give_courses(changes)
        self._give_slots(changes)
        self._give_faults(changes)

    def _give_courses(self, changes: Changes) -> None:
        columns, agents = self.run.columns, range(len(self.run.prepared.agents))
        courses: list[Course] = []
        for key in ("speed", "reliability"):
            of_agents = [changes.course(key, agent) for agent in agents]
            places = [_NEVER] * len(of_agents)
            for agent, course in enumerate(of_agents):
                if course is not None:
                    places[agent] = len(courses)
                    courses.append(course)
            columns.give(f"{key}_course", places, WHOLE)
        lengths = [len(course.stretches) for course in courses]
        ends = np.array([0, *accumulate(lengths)])
        columns.give("course_from", ends[:-1] if courses else [0], WHOLE)
        columns.give("course_end", ends[1:] if courses else [0], WHOLE)
        columns.fill("course_begun", max(1, len(courses)), 0, WHOLE)
        stretches = [stretch for course in courses for stretch in course.stretches]
        for name, values in (
            ("stretch_from", [stretch.start for stretch in stretches]),
            ("stretch_value", [stretch.value for stretch in stretches]),
            ("stretch_until", [stretch.until for stretch in stretches]),
            ("stretch_wanted", [stretch.wanted for stretch in stretches]),
        ):
            columns.give(name, values or [0.0])

    def _give_slots(self, changes: Changes) -> None:
        columns, capacity = self.run.columns, self.run.prepared.capacity
        slots = [changes.slots(agent, most) for agent, most in enumerate(capacity.tolist())]
        ends = np.array([0, *accumulate(map(len, slots))])
        moments = [moment for of_agent in slots for moment in of_agent]
        columns.give("slot_change", ends[:-1].copy(), WHOLE)
        columns.give("slot_changes_end", ends[1:], WHOLE)
        columns.give("slots_at", [at for at, _ in moments] or [0.0])
        columns.give("slots_wanted", [number for _, number in moments] or [0], WHOLE)
        columns.give("wanted_slots", capacity.copy(), WHOLE)
        columns.set({"slots_to_come": len(moments)})

    def _give_faults(self, changes: Changes) -> None:
        columns, faults = self.run.columns, changes.faults()
        places: Sequence[int] = [injects(self.run, fault.kind, fault.agents) for fault in faults]
        columns.give("fault_at", [fault.at for fault in faults] or [0.0])
        columns.give("fault_place", places or [0], WHOLE)
        columns.give("fault_until", [inf if fault.until is None else fault.until for fault in faults] or [0.0])
        columns.set({"faults": len(faults)})


CHANGES = Mechanism(
    name="changes",
    keys={"FleetSpec": "changes", "ChangeSpec": "agents at speed reliability capacity over"},
    used=lambda scenario: bool(scenario.fleet.changes),
    off={"changes": False, "slots_to_come": 0, "faults": 0, "faults_told": 0},
    numbers=lambda _: {"changes": True},
    in_run=_OfRun,
)
