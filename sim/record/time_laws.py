"""The laws of time: it runs forward, adds up slot by slot, and nothing is served by an agent that is down."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import fsum, inf, isclose

from sim.record.rows import AttemptEnded, OutageBegan, OutageEnded, Row, Sampled, TaskEnded, WaveEnded
from sim.record.sorted_log import SortedLog, Work
from sim.record.task_laws import TOLERANCE_S


def time_runs_forward(log: SortedLog) -> Iterator[str]:
    """No row of the log tells of an earlier instant than the row before it."""
    for before, row in pairwise(log.rows):
        if _told_at(row) < _told_at(before):
            now, then = _told_at(row), _told_at(before)
            yield f"{type(row).__name__} at {now} s stands behind {type(before).__name__} at {then} s"


def _told_at(row: Row) -> float:
    return row.ended_at if isinstance(row, AttemptEnded | TaskEnded | WaveEnded) else row.at


def attempts_are_in_order(log: SortedLog) -> Iterator[str]:
    """An attempt is queued, starts and ends, in this order; starts are numbered as they come."""
    for row in log.all_attempts:
        if not row.queued_at <= row.started_at <= row.ended_at:
            yield f"{row.task_id}: attempt {row.attempt} is queued, starts and ends out of order"
    for earlier, later in pairwise(log.all_attempts):
        if later.start_order != earlier.start_order + 1 or later.started_at < earlier.started_at:
            yield f"{later.task_id}: attempt {later.attempt} has the wrong place in the order of starts"


def outages_alternate(log: SortedLog) -> Iterator[str]:
    """An agent breaks down when it is up, and is repaired when it is down."""
    began: dict[int, float] = {}
    for row in log.rows:
        match row:
            case OutageBegan():
                if row.agent in began:
                    yield f"{row.agent_id} breaks down at {row.at} s while it is down"
                began[row.agent] = row.at
            case OutageEnded():
                if began.pop(row.agent, None) != row.began_at:
                    yield f"{row.agent_id} is repaired at {row.at} s from an outage that did not begin"


def one_task_a_slot(log: SortedLog) -> Iterator[str]:
    """A slot serves one task at a time, and there are only as many slots as the agent has."""
    for (agent, slot), works in log.work_on.items():
        if agent >= len(log.capacities) or slot >= log.capacities[agent]:
            yield f"{works[0].row.agent_id} has no slot {slot}"
        for earlier, later in pairwise(works):
            if later.start < earlier.end:
                told, first, second = later.row.agent_id, earlier.row.task_id, later.row.task_id
                yield f"{told} slot {slot}: {second} starts before {first} ends"


def the_down_serve_nothing(log: SortedLog) -> Iterator[str]:
    """No attempt starts on an agent that is down, and what it served is the time for which its agent was up."""
    for row in log.attempts:
        down = log.down[row.agent]
        if down.holds(row.started_at):
            yield f"{row.task_id}: attempt {row.attempt} starts while {row.agent_id} is down"
        up = row.ended_at - row.started_at - down.seconds(row.started_at, row.ended_at)
        if not isclose(row.served, up, abs_tol=TOLERANCE_S):
            yield f"{row.task_id}: attempt {row.attempt} served {row.served} s, but {row.agent_id} was up for {up} s"


def waste_came_to_nothing(log: SortedLog) -> Iterator[str]:
    """A failed attempt wastes all that it served; a success nothing, or what it served before its last outage.

    Where outages have rules of their own, the last that undid work may be any of those that struck it.
    """
    of_their_own = any(row.kind == "outage" for row in log.injected)
    for row in log.attempts:
        ends = [row.served]
        if row.succeeded:
            down = log.down[row.agent]
            undone = down.ends(row.started_at, row.ended_at)
            undone = undone if of_their_own else undone[-1:]
            ends = [0.0, *(end - row.started_at - down.seconds(row.started_at, end) for end in undone)]
        if not any(isclose(row.wasted, seconds, abs_tol=TOLERANCE_S) for seconds in ends):
            yield f"{row.task_id}: attempt {row.attempt} wasted {row.wasted} s, but not {ends[-1]} s"


def time_adds_up(log: SortedLog) -> Iterator[str]:
    """In each wave, every slot's time served, idle and down is the length of the wave; so is up and down."""
    for wave in log.waves:
        length = wave.ended_at - wave.started_at
        for (agent, slot), works in log.work_on.items():
            mine = [work for work in works if work.wave == wave.wave]
            served, idle = fsum(row.served for row in mine), _idle_s(log, agent, mine, wave)
            down = log.down[agent].seconds(wave.started_at, wave.ended_at)
            if not isclose(served + idle + down, length, abs_tol=TOLERANCE_S):
                yield (
                    f"wave {wave.wave}, agent {agent}, slot {slot}: {served} s served, {idle} s idle and {down} s down "
                    f"are not {length} s"
                )
        for agent, up in enumerate(wave.up_s):
            if not isclose(up, length - log.down[agent].seconds(wave.started_at, wave.ended_at), abs_tol=TOLERANCE_S):
                yield f"wave {wave.wave}, agent {agent}: {up} s up do not fit its outages"


def _idle_s(log: SortedLog, agent: int, works: Sequence[Work], wave: WaveEnded) -> float:
    # The gaps in a slot's work, less what of them the agent was down.
    edges = [wave.started_at, *(t for work in works for t in (work.start, work.end)), wave.ended_at]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return fsum(end - start - log.down[agent].seconds(start, end) for start, end in gaps)


def waves_follow(log: SortedLog) -> Iterator[str]:
    """Waves have their numbers in order, start as told, do not overlap, and hold all that their tasks do."""
    started = {row.wave: row for row in log.waves_started}
    if list(started) != sorted(started) or list(started) != [wave.wave for wave in log.waves]:
        yield f"waves {list(started)} start, waves {[wave.wave for wave in log.waves]} end"
    for earlier, later in pairwise(log.waves):
        if later.started_at < earlier.ended_at:
            yield f"wave {later.wave} starts before wave {earlier.wave} has ended"
    for wave in log.waves:
        of_wave = sum(task.wave == wave.wave for task in log.tasks)
        if wave.wave not in started or started[wave.wave].at != wave.started_at or of_wave != wave.tasks:
            yield f"wave {wave.wave} ends with another start or other tasks than it started with"
    yield from _within_their_wave(log)


def _within_their_wave(log: SortedLog) -> Iterator[str]:
    spans = {wave.wave: (wave.started_at, wave.ended_at) for wave in log.waves}
    nowhere = (inf, -inf)
    for row in log.all_attempts:
        start, end = spans.get(row.wave, nowhere)
        if not start <= row.queued_at <= row.ended_at <= end:
            yield f"{row.task_id}: attempt {row.attempt} leaves wave {row.wave}"
    for task in log.tasks:
        if task.released_at is None:
            if task.attempts:
                yield f"{task.task_id}: is attempted, and yet never released"
            continue
        start, end = spans.get(task.wave, nowhere)
        if not start <= task.released_at <= task.ended_at <= end:
            yield f"{task.task_id}: leaves wave {task.wave}"
        attempts = log.attempts_of[task.task_index]
        if attempts and (task.ready_at is None or attempts[0].queued_at < task.ready_at):
            yield f"{task.task_id}: is queued before it is ready"


def queues_are_counted(log: SortedLog) -> Iterator[str]:
    """No queue is shorter than empty, and none is longer than all tasks with their copies and orphans."""
    for sample in log.samples:
        for agent_id, queued in zip(log.agent_ids, sample.queue_length, strict=True):
            if queued < 0 or sample.waiting < 0:
                yield f"{agent_id}: {queued} tasks wait there at {sample.at} s, and {sample.waiting} at the manager"
    for outage in log.outages_began:
        if not 0 <= outage.queued <= len(log.assigned) + len(log.all_attempts):
            yield f"{outage.agent_id}: {outage.queued} tasks wait there when it goes down at {outage.at} s"


def samples_see_what_is(log: SortedLog) -> Iterator[str]:
    """A sample shows who is up, how many slots serve, how many tasks were ready and completed, as other rows do."""
    ready = sorted((task.wave, task.ready_at) for task in log.tasks if task.ready_at is not None)
    for row in log.samples:
        really = bisect_right(ready, (row.wave, row.at))
        if row.ready != really:
            yield f"sample at {row.at} s: ready {row.ready}, by the other rows {really}"
    for agent, down in enumerate(log.down[: len(log.capacities)]):
        mine = [row for row in log.attempts if row.agent == agent]
        works = [work for slot in range(log.capacities[agent]) for work in log.work_on[agent, slot]]
        held = [row for row in log.limits_met if row.agent == agent and row.slot is not None and row.at > row.since]
        starts = sorted([(work.wave, work.start) for work in works] + [(row.wave, row.since) for row in held])
        # What the end of the run, or of a wave, cuts is still served in a sample at that instant.
        ends = [(work.wave, inf if work.goes_on else work.end) for work in works]
        ends = sorted(ends + [(row.wave, inf if log.was_cut_off(row) else row.at) for row in held])
        completed = sorted((row.wave, row.ended_at) for row in mine if row.succeeded)
        for row in log.samples:
            until = (row.wave, row.at)
            up = not down.holds(row.at)
            busy = bisect_right(starts, until) - bisect_right(ends, until) if up else 0
            yield from _differences(row, agent, (up, busy, bisect_right(completed, until)))


def _differences(row: Sampled, agent: int, told: tuple[bool, int, int]) -> Iterator[str]:
    seen = (row.up[agent], row.busy_slots[agent], row.completed[agent])
    for name, sampled, really in zip(("up", "busy slots", "completed"), seen, told, strict=True):
        if sampled != really:
            yield f"sample at {row.at} s, agent {agent}: {name} {sampled}, by the other rows {really}"


TIME_LAWS = (
    time_runs_forward, attempts_are_in_order, outages_alternate, one_task_a_slot, the_down_serve_nothing,
    waste_came_to_nothing, time_adds_up, waves_follow, queues_are_counted, samples_see_what_is,
)  # fmt: skip
