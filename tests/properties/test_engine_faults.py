"""The engine does what the model does where there are faults, limits and money; sabotaged kernels are caught."""

import pytest

import sim
from sim.engine.kernel.kernel import Kernel
from sim.engine.kernel.trace import FIRST_CLASS
from sim.engine.library import Library, library, uncompiled
from tests.properties.engine_faults import MECHANISMS, faulty_worlds
from tests.properties.engine_worlds import difference

TEXT = uncompiled("asked for")
WORLDS = 32  # of each mechanism, two of each strategy
MOST_WORLDS = 160  # in one of which a sabotaged kernel must be caught; most are in the first few


def differences(mechanism: str, count: int, with_text: int) -> list[str]:
    found = []
    for number, scenario in enumerate(faulty_worlds(mechanism, count)):
        libraries = [library()] if number % with_text else [library(), TEXT]
        found += [told for each in libraries if (told := difference(scenario, each)) is not None]
    return found


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_row_and_metric_is_that_of_the_model(mechanism: str) -> None:
    """Compiled where there is a compiler, and the text as it is in every fourth world."""
    assert differences(mechanism, WORLDS, with_text=4) == []


@pytest.mark.nightly
@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_row_and_metric_of_many_worlds_is_that_of_the_model(mechanism: str) -> None:
    assert differences(mechanism, 5_000, with_text=20) == []


class NoScatter(Kernel):
    """Half of a scattered back-off is what an equal jitter would be."""

    def scattered_s(self, task: int, rule: int, delay_s: float, u: float) -> float:
        return super().scattered_s(task, rule, delay_s, 0.5 * u)


class ForgottenBackOff(Kernel):
    """Decorrelated jitter starts from the base each time."""

    def scattered_s(self, task: int, rule: int, delay_s: float, u: float) -> float:
        self.jittered_s[task] = -1.0
        return super().scattered_s(task, rule, delay_s, u)


class BudgetOfStarts(Kernel):
    """Retries in back-off use up no budget."""

    def budget_allows(self) -> bool:
        resting, self.resting = self.resting, 0
        allowed = super().budget_allows()
        self.resting = resting
        return allowed


class LostHolds(Kernel):
    """A task that holds a slot queues all the same."""

    def keeps_slot(self, task: int, agent: int, failure: int) -> bool:
        return False


class HoldsThroughBreakdowns(Kernel):
    """Who holds a slot keeps it while its agent is down."""

    def drop_holds(self, agent: int) -> None:
        """Drop none."""


class OneClass(Kernel):
    """All failures are of the first class."""

    def draw_class(self, draw: int) -> int:
        return FIRST_CLASS


class EveryFailureCounts(Kernel):
    """There is no failure that uses up no retry."""

    def backoff_after(self, task: int, failure: int) -> float:
        self.counts = [1] * len(self.counts)
        return super().backoff_after(task, failure)


class FirstToLetGo(Kernel):
    """An agent is up as soon as one of several outages is over."""

    def let_go(self, holder: int) -> None:
        self.held_down[self.holder_agent[holder]] = 1
        super().let_go(holder)


class LastRules(Kernel):
    """What becomes of work is ruled by who holds an agent down last."""

    def hold_down(self, holder: int) -> None:
        super().hold_down(holder)
        self.reassigns[self.holder_agent[holder]] = self.holder_reassigns[holder]


class NoRamp(Kernel):
    """A change is there at once."""

    def at_course(self, course: int) -> float:
        super().at_course(course)
        begun = self.course_begun[course]
        return self.stretch_wanted[self.course_from[course] + begun - 1] if begun else 1.0


class BusySlotsStay(Kernel):
    """A busy slot does not leak when its attempt ends."""

    def lose_slot(self, agent: int) -> None:
        if self.free[agent]:
            super().lose_slot(agent)


class LowestSlotLeaks(Kernel):
    """Slots leak from the lowest number up."""

    def lose_slot(self, agent: int) -> None:
        if self.free[agent]:
            self.leak(agent, self.lowest_free_slot(agent))
        else:
            super().lose_slot(agent)


class HeldSlotsContend(Kernel):
    """All slots that are taken slow an attempt down, also those on which nobody works."""

    def at_work(self, agent: int) -> int:
        return self.slots_of[agent] - self.free[agent] - 1


class NothingReserved(Kernel):
    """The budget sees what has been spent, and not what is reserved."""

    def reserve(self, task: int, agent: int) -> bool:
        has_it = super().reserve(task, agent)
        if has_it:
            self.commit(task, -self.reserved_usd[task])
            self.reserved_usd[task] = 0.0
        return has_it


class OneMoreMayWait(Kernel):
    """A queue has room for one more than its limit."""

    def is_full(self, agent: int) -> bool:
        return self.queue_limit[agent] >= 0 and self.line_length[agent] > self.free[agent] + self.queue_limit[agent]


SABOTAGED = {
    NoScatter: "jitter",
    ForgottenBackOff: "jitter",
    BudgetOfStarts: "retry_budget",
    LostHolds: "held_slots",
    HoldsThroughBreakdowns: "held_slots",
    OneClass: "failure_classes",
    EveryFailureCounts: "failure_classes",
    FirstToLetGo: "outages",
    LastRules: "outages",
    NoRamp: "changes",
    BusySlotsStay: "changes",
    LowestSlotLeaks: "changes",
    HeldSlotsContend: "contention",
    NothingReserved: "money",
    OneMoreMayWait: "queue_limits",
}


@pytest.mark.parametrize("kernel", SABOTAGED)
def test_a_sabotaged_kernel_is_caught(kernel: type[Kernel]) -> None:
    """In one of the worlds of its mechanism: rows or metrics differ, or it fails."""
    spoilt = Library(kernel, None, False, "sabotaged")
    assert any(is_caught(scenario, spoilt) for scenario in faulty_worlds(SABOTAGED[kernel], MOST_WORLDS))


def is_caught(scenario: sim.Scenario, spoilt: Library) -> bool:
    try:
        return difference(scenario, spoilt) is not None
    except (IndexError, AssertionError):
        return True


def test_repairs_while_nothing_waits_take_no_room_that_is_not_there() -> None:
    """Every repair files all free slots of a wide agent, and none is taken before the second task comes."""
    scenario = sim.parse_scenario(
        {
            "name": "idle",
            "horizon": 400,
            "assignment": {"strategy": "shared_queue"},
            "fleet": {"agents": [{"name": "agent", "capacity": 50}], "breakdowns": {"mtbf": 1, "mttr": 1}},
            "workload": {
                "kind": "synthetic",
                "tasks_per_wave": 2,
                "arrivals": {"kind": "renewal", "gap": {"kind": "constant", "value": 150}},
            },
        }
    )
    assert difference(scenario, library()) is None
