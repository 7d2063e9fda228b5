"""The mechanisms of the world that the kernel knows beyond tasks, agents, queues, gates and retries; a file each."""

from sim.engine.mechanism import Mechanism
from sim.engine.mechanisms.acceptance import ACCEPTANCE
from sim.engine.mechanisms.blocks import BLOCKS
from sim.engine.mechanisms.breakdowns import BREAKDOWNS
from sim.engine.mechanisms.changes import CHANGES
from sim.engine.mechanisms.contention import CONTENTION
from sim.engine.mechanisms.deadlines import DEADLINES
from sim.engine.mechanisms.dependencies import DEPENDENCIES
from sim.engine.mechanisms.failure_classes import FAILURE_CLASSES
from sim.engine.mechanisms.faults import FAULTS
from sim.engine.mechanisms.kept_plans import KEPT_PLANS
from sim.engine.mechanisms.money import MONEY_BUDGET, PRICES
from sim.engine.mechanisms.moves import MOVES
from sim.engine.mechanisms.orphans import ORPHANS
from sim.engine.mechanisms.outages import OUTAGES
from sim.engine.mechanisms.queue_limits import QUEUE_LIMITS
from sim.engine.mechanisms.retries import HELD_SLOTS, JITTER, RETRIES, RETRY_BUDGET
from sim.engine.mechanisms.timeouts import TIMEOUTS

MECHANISMS: tuple[Mechanism, ...] = (
    BLOCKS,
    BREAKDOWNS,
    OUTAGES,
    CHANGES,
    FAULTS,
    CONTENTION,
    QUEUE_LIMITS,
    DEPENDENCIES,
    ACCEPTANCE,
    TIMEOUTS,
    DEADLINES,
    ORPHANS,
    MOVES,
    KEPT_PLANS,
    RETRIES,
    JITTER,
    RETRY_BUDGET,
    HELD_SLOTS,
    FAILURE_CLASSES,
    PRICES,
    MONEY_BUDGET,
)  # fmt: skip
"""All of them, in the order in which each gives its inputs."""
