"""The engine's dependencies and accepted types, where chance seldom comes; and kernels that forget a part of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

import sim
from sim.engine.covers import not_covered
from sim.engine.kernel.kernel import Kernel
from sim.engine.library import Library, library, uncompiled
from tests.properties.engine_worlds import difference

TEXT = uncompiled("asked for")
PULL, PUSH = "shared_queue", "load_balanced"


def world(work: Mapping[str, Any], agents: Sequence[Mapping[str, Any]], **changes: Any) -> sim.Scenario:
    fleet = {"agents": agents, **changes.pop("fleet", {})}
    workload = {"kind": "synthetic", "duration": {"kind": "exponential", "mean": 10}, **work}
    return sim.parse_scenario({"name": "work", "horizon": 400, "fleet": fleet, "workload": workload, **changes})


def graph_worlds() -> list[sim.Scenario]:
    """Hand-offs that are long beside the work, to agents that break down; parents that often fail."""
    outages = {"breakdowns": {"mtbf": 25, "mttr": 10, "failover": "reassign"}}
    layers = {"kind": "layered", "layers": 4, "edge_probability": 0.3}
    join = {"kind": "fork_join", "width": 4, "stages": 2}
    three: list[dict[str, Any]] = [{"name": "agent", "count": 3}]
    handed: dict[str, Any] = {"tasks_per_wave": 24, "waves": 2, "graph": join, "hand_off": 15, "predicted_success": 0.8}
    layered = {**handed, "graph": layers, "hand_off": {"kind": "exponential", "mean": 8}}
    constant = {**handed, "duration": 10}
    retry = {"max_retries": 1}
    return [
        world(handed, three, fleet=outages, retry=retry),
        world(layered, three, fleet=outages, retry=retry),
        world(layered, three, retry=retry, assignment={"strategy": PULL}),
        world(constant, three, retry=retry),
        world({**constant, "arrivals": {"kind": "poisson", "rate": 0.5}}, three, retry=retry),
        world({**handed, "arrivals": {"kind": "poisson", "rate": 0.1}}, three, fleet=outages, horizon=90),
    ]


def kind_worlds() -> list[sim.Scenario]:
    """Types that few agents accept, in queues and in the one queue of a fleet."""
    types = {"code": {"share": 2}, "docs": {"share": 1}, "rare": {"share": 0.2, "priority": {1: 1}}}
    agents = [
        {"name": "coder", "count": 2, "accepts": ["code"]},
        {"name": "writer", "accepts": ["docs", "rare"], "capacity": 2},
        {"name": "other", "accepts": ["code", "rare"], "speed": 2},
    ]
    work = {"tasks_per_wave": 40, "types": types, "arrivals": {"kind": "poisson", "rate": 0.4}}
    down = {"breakdowns": {"mtbf": 40, "mttr": 15, "failover": "reassign"}}
    return [
        world(work, agents, fleet=down, assignment={"strategy": strategy})
        for strategy in (PUSH, "round_robin", "met", "longest_first")
    ] + [
        world(work, agents, fleet=down, assignment={"strategy": PULL, "order": order})
        for order in ("fifo", "priority", "shortest", "list")
    ]


def earlier_waves(tmp_path: Any) -> sim.Scenario:
    """Tasks of a second wave that wait for failed ones of the first: all of them, so that nothing of it is run."""
    lines = ["task_id,wave,predicted_success,predicted_execution_time,depends_on"]
    lines += ["a,1,0,5,", "b,1,1,5,", "c,2,1,5,a", "d,2,1,5,b;c", "e,2,1,5,a;d", "f,3,1,5,b", "g,3,1,5,e;f"]
    (tmp_path / "tasks.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    data = {
        "name": "waves",
        "fleet": {"agents": [{"name": "agent", "count": 2}]},
        "workload": {"kind": "table", "path": "tasks.csv"},
        "retry": {"max_retries": 1},
    }
    return sim.parse_scenario(data, origin=tmp_path)


def test_graphs_and_kinds_are_alike(tmp_path: Any) -> None:
    worlds = [*graph_worlds(), *kind_worlds(), earlier_waves(tmp_path)]
    assert [not_covered(one) for one in worlds] == [None] * len(worlds)
    assert [difference(one, library()) for one in worlds] == [None] * len(worlds)
    assert [difference(one, TEXT) for one in worlds[::3]] == [None] * len(worlds[::3])


class AtOnce(Kernel):
    """Results are where they are needed as soon as they are there."""

    def hold_up(self, task: int, agent: int) -> bool:
        return False


class EverywhereLate(Kernel):
    """Even the agent that has a result waits for it."""

    def arrives_at(self, task: int, agent: int) -> float:
        return super().arrives_at(task, -1)


class NoWork(Kernel):
    """What is on its way is no work of the agent yet."""

    def hold_up(self, task: int, agent: int) -> bool:
        held = super().hold_up(task, agent)
        if held and agent >= 0:
            self.waiting_s[agent] -= self.expected_s[task]
        return held


class Orphaned(Kernel):
    """Children outlive their parents."""

    def fail_children(self, lowest: int, highest: int, fallen: int) -> None:
        for task in range(lowest, highest + 1):
            self.fails[task] = 0


class AnyAgent(Kernel):
    """Who is up may be given everything."""

    def may_take(self, agent: int, task: int) -> bool:
        return bool(self.up[agent])


class FirstKind(Kernel):
    """A slot looks at the kinds of tasks in their order."""

    def line_for(self, agent: int) -> int:
        if not self.selective:
            return super().line_for(agent)
        kinds = range(self.kinds)
        lines = [k for k in kinds if self.line_length[self.agents + k] and self.accepting[k * self.agents + agent]]
        return self.agents + lines[0] if lines else -1


class Forgets(Kernel):
    """Slots that find nothing to take are not filed again."""

    def pull(self) -> None:
        filed = self.filed
        super().pull()
        self.filed = min(self.filed, filed - 1) if self.in_fleet_lines and filed else self.filed


SABOTAGED = (AtOnce, EverywhereLate, NoWork, Orphaned, AnyAgent, FirstKind, Forgets)


@pytest.mark.parametrize("kernel", SABOTAGED)
def test_a_kernel_that_forgets_a_part_is_caught(kernel: Callable[[], Any]) -> None:
    spoilt = Library(kernel, None, False, "sabotaged")
    assert any(difference(one, spoilt) is not None for one in (*graph_worlds(), *kind_worlds()))


def impatient_worlds() -> list[sim.Scenario]:
    """Time-outs of both kinds, orphans in slots and in lines, deadlines wherever a task can be when they pass."""
    two: list[dict[str, Any]] = [{"name": "agent", "count": 2, "capacity": 2}]
    late = [{"name": "agent", "count": 2, "queue": "deadline"}]
    stream = {"tasks_per_wave": 60, "waves": 2, "arrivals": {"kind": "poisson", "rate": 0.6}, "predicted_success": 0.7}
    due = {**stream, "deadline": {"kind": "exponential", "mean": 25}, "on_deadline": "drop"}
    outages = {"breakdowns": {"mtbf": 40, "mttr": 15, "failover": "reassign"}}
    resumed = {"breakdowns": {"mtbf": 40, "mttr": 15, "on_breakdown": "resume"}}
    serve = {"timeout": 12, "timeout_from": "queued", "orphans": "serve", "failure_point": "uniform"}
    started = {"timeout": 9, "orphans": "serve"}
    graph = {
        **due,
        "arrivals": None,
        "graph": {"kind": "layered", "layers": 4, "edge_probability": 0.1},
        "hand_off": 20,
    }
    graph.pop("arrivals")
    one = [{"name": "agent", "queue": "priority"}]
    flood = {"tasks_per_wave": 300, "waves": 1, "arrivals": {"kind": "poisson", "rate": 5}}
    ends = {
        "tasks_per_wave": 12,
        "duration": 10,
        "deadline": 9.9999999995,
        "on_deadline": "drop",
        "predicted_success": 0.4,
    }
    return [
        world(stream, two, retry=serve),
        world(stream, two, retry=serve, fleet=resumed),
        world(stream, two, retry=serve, fleet=outages),
        world(stream, two, retry=started, fleet=outages, assignment={"strategy": PULL}),
        world(stream, two, retry={**serve, "orphans": "cancel"}, fleet=resumed),
        world(stream, two, retry=serve, assignment={"strategy": PULL}),
        world(due, late, retry={"base": 8}, fleet=outages),
        world(due, late, retry={"base": 8, **started}, fleet=resumed),
        world(due, two, retry={"base": 8}, assignment={"strategy": PULL}),
        world(due, two, retry={"base": 8}, fleet={"breakdowns": {"mtbf": 12, "mttr": 40, "failover": "reassign"}}),
        world(graph, two, fleet=outages),
        world(graph, two, assignment={"strategy": PULL}),
        world(flood, one, retry={**serve, "timeout": 3, "max_retries": 0}, horizon=200),
        world({**ends, "predicted_success": 0.6}, [{"name": "agent", "count": 6}], retry={"base": 0}),
        world(stream, two, retry={"timeout": 15, "timeout_from": "queued"}, assignment={"strategy": "mct"}),
        world(stream, two, retry=serve, assignment={"strategy": "olb"}, fleet=outages),
        world(stream, two, retry=serve, assignment={"strategy": "sufferage"}),
        world(stream, two, retry=serve, assignment={"strategy": "work_stealing"}, fleet=resumed),
        world({**graph, "deadline": 90}, late, retry=serve, assignment={"strategy": "work_stealing"}),
        world({**graph, "deadline": 90}, late, retry=serve, assignment={"strategy": "heft"}, fleet=outages),
    ]


def test_impatience_is_alike() -> None:
    worlds = impatient_worlds()
    assert [not_covered(one) for one in worlds] == [None] * len(worlds)
    assert [difference(one, library()) for one in worlds] == [None] * len(worlds)
    assert [difference(one, TEXT) for one in worlds[::3]] == [None] * len(worlds[::3])


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
