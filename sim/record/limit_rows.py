"""The row of the log about an attempt that a limit held up or refused."""

from typing import NamedTuple


class LimitMet(NamedTuple):
    """A limit had not enough for an attempt; told when that was over."""

    task_index: int
    task_id: str
    wave: int
    attempt: int
    agent: int
    agent_id: str
    slot: int | None  # that it kept meanwhile; None: it waited in its queue
    slot_at: float  # when it got it; where it has none, when it began to wait
    limit: str  # name of the limit that ruled
    since: float
    at: float
    then: str
    """started, moved on, sent_back to its queue, called from there, refused, refused since its breaker was open (open),
    ended by something else"""
    turn: int  # its place among all that waited, by when they began to
    copy: int = 0
