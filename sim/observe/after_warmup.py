"""What was done, and how long agents were up, after the warm-up: the part of each span that lies behind it."""

from collections.abc import Iterable, Sequence
from math import fsum, inf
from typing import NamedTuple

from sim.record.log import RunLog
from sim.record.patience_rows import OrphanServed
from sim.record.rows import AttemptEnded, OutageBegan, OutageEnded, TaskEnded, WaveEnded


class SpanNumbers(NamedTuple):
    """What is measured over time, after the warm-up.

    Args:
        length_s: from its end to the end of the last wave; 0 where the run is shorter.
        completed: tasks that completed in that time, whenever they were released.
        busy_s: seconds worked in that time.
        waves_s: length of the waves in that time.
        up_s: seconds that each agent was up in the waves in that time.
    """

    length_s: float
    completed: int
    busy_s: float
    waves_s: float
    up_s: tuple[float, ...]


def span_numbers(
    log: RunLog, waves: Sequence[WaveEnded], attempts: Iterable[AttemptEnded | OrphanServed], warmup_s: float
) -> SpanNumbers:
    """Return what is measured over time, after the warm-up.

    An attempt that was under way when the warm-up ended counts with the share of its time that lies behind.

    Args:
        log: the finished run.
        waves: that have ended.
        attempts: of these waves, and the work of orphans.
        warmup_s: length of the warm-up.

    >>> span_numbers(RunLog(("agent_0",)), [WaveEnded(1, 0.0, 60.0, 1, (45.0,))], [], 0.0)
    SpanNumbers(length_s=60.0, completed=0, busy_s=0.0, waves_s=60.0, up_s=(45.0,))
    """
    done = [task for task in log.of(TaskEnded) if task.status == "completed" and task.ended_at >= warmup_s]
    down = whole_outages(log.of(OutageBegan), log.of(OutageEnded)) if warmup_s > 0.0 else []
    agents = range(len(waves[0].up_s)) if waves else range(0)
    return SpanNumbers(
        length_s=max(0.0, waves[-1].ended_at - warmup_s) if waves else 0.0,
        completed=len(done),
        busy_s=fsum(_worked_s(attempt, warmup_s) for attempt in attempts),
        waves_s=fsum(max(0.0, wave.ended_at - max(wave.started_at, warmup_s)) for wave in waves),
        up_s=tuple(
            fsum(wave.up_s[agent] - up_before_s(wave, agent, warmup_s, down) for wave in waves) for agent in agents
        ),
    )


def _worked_s(attempt: AttemptEnded | OrphanServed, warmup_s: float) -> float:
    if attempt.started_at >= warmup_s:
        return attempt.served
    if attempt.ended_at <= warmup_s:
        return 0.0
    return attempt.served * (attempt.ended_at - warmup_s) / (attempt.ended_at - attempt.started_at)


def up_before_s(wave: WaveEnded, agent: int, warmup_s: float, down: Sequence[OutageEnded]) -> float:
    """Return the seconds that an agent was up in a wave before the warm-up was over.

    Args:
        wave: that has ended.
        agent: its index.
        warmup_s: length of the warm-up.
        down: all outages of the run.
    """
    until = min(wave.ended_at, warmup_s)
    if until <= wave.started_at:
        return 0.0
    if until == wave.ended_at:
        return wave.up_s[agent]
    broken_s = fsum(
        max(0.0, min(outage.at, until) - max(outage.began_at, wave.started_at))
        for outage in down
        if outage.agent == agent
    )
    return max(0.0, until - wave.started_at - broken_s)


def whole_outages(began: Sequence[OutageBegan], ended: Sequence[OutageEnded]) -> list[OutageEnded]:
    """Return all outages; one that the end of the run cut off has no end.

    Args:
        began: in order.
        ended: likewise.
    """
    over = {(outage.agent, outage.began_at) for outage in ended}
    return [
        *ended,
        *(
            OutageEnded(outage.agent, outage.agent_id, outage.at, inf)
            for outage in began
            if (outage.agent, outage.at) not in over
        ),
    ]
