"""Time-outs, orphans and deadlines in the engine, where chance seldom comes; kernels that lose patience wrongly."""

from collections.abc import Callable
from typing import Any

import pytest

from sim.engine.covers import not_covered
from sim.engine.kernel.kernel import Kernel
from sim.engine.library import Library, library, uncompiled
from tests.properties.engine_cases import impatient_worlds
from tests.properties.engine_worlds import difference, difference_of_runs

TEXT = uncompiled("asked for")


def test_impatience_is_alike() -> None:
    worlds = impatient_worlds()
    assert [not_covered(one) for one in worlds] == [None] * len(worlds)
    assert [difference(one, library()) for one in worlds] == [None] * len(worlds)
    assert [difference(one, TEXT) for one in worlds[::3]] == [None] * len(worlds[::3])


def test_samples_of_impatience_are_alike() -> None:
    """A task that is dropped in its back-off, and a retry beside an orphan, change the counts of their agent."""
    worlds = impatient_worlds()[::2]
    assert [difference_of_runs(one, library()) for one in worlds] == [None] * len(worlds)


class Patient(Kernel):
    """What is queued has all the time in the world."""

    def join_timer(self, task: int) -> None:
        pass


class AnewAfterRepairs(Kernel):
    """What was worked before a repair counts for no time-out."""

    def begin_timer(self, task: int) -> None:
        served_s, self.served_s[task] = self.served_s[task], 0.0
        super().begin_timer(task)
        self.served_s[task] = served_s


class Whole(Kernel):
    """Orphans begin anew."""

    def work_on_orphan(self, orphan: int, slot_at: float) -> None:
        self.worked_s[orphan] = 0.0
        super().work_on_orphan(orphan, slot_at)


class LastInLine(Kernel):
    """An orphan goes to the end of its line."""

    def stand_in(self, line: int, task: int, other: int) -> None:
        self.leave(line, task)
        self.queued_at[other] = self.now
        self.join(line, other, self.key[task], self.joined)


class NotAtRest(Kernel):
    """In back-off nobody is late."""

    def drop_resting(self, task: int) -> None:
        self.is_watched[task] = 0
        self.watched -= 1


class AtTheMoment(Kernel):
    """What ends when it is due is too late."""

    def pass_deadline(self, task: int) -> None:
        up = self.up
        if self.is_watched[task] and self.agent[task] >= 0:
            self.up = [0] * self.agents
        super().pass_deadline(task)
        self.up = up


class BySubmission(Kernel):
    """Queues do not go by deadlines."""

    def watch(self, task: int) -> None:
        super().watch(task)
        self.due_at[task] = 0.0


class NoTrace(Kernel):
    """What is on its way when it is dropped is work of its agent for ever."""

    def end_travel(self, task: int) -> None:
        agent = self.agent[task]
        before = self.waiting_s[agent]
        super().end_travel(task)
        if agent >= 0 and self.failure[task]:
            self.waiting_s[agent] = before


IMPATIENT = (Patient, AnewAfterRepairs, Whole, LastInLine, NotAtRest, AtTheMoment, BySubmission, NoTrace)


@pytest.mark.parametrize("kernel", IMPATIENT)
def test_a_kernel_that_is_patient_in_a_wrong_way_is_caught(kernel: Callable[[], Any]) -> None:
    spoilt = Library(kernel, None, False, "sabotaged")
    assert any(difference(one, spoilt) is not None for one in impatient_worlds())
