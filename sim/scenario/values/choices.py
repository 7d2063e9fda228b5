"""The closed lists of names that a scenario may choose from, as text enumerations."""

from enum import StrEnum
from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema


class _Choice(StrEnum):
    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler(core)
        # The example in a docstring is for programmers; the schema is for authors of scenarios.
        handler.resolve_ref_schema(schema)["description"] = (cls.__doc__ or "").partition("\n")[0]
        return schema


class RetryStrategy(_Choice):
    """How long a failed attempt waits before the next one.

    >>> RetryStrategy("linear_backoff").name
    'LINEAR_BACKOFF'
    """

    EXPONENTIAL_BACKOFF = "exponential_backoff"
    LINEAR_BACKOFF = "linear_backoff"
    NO_RETRY = "no_retry"


class Jitter(_Choice):
    """How the delay before a retry is scattered.

    >>> Jitter("full").name
    'FULL'
    """

    NONE = "none"
    FULL = "full"
    EQUAL = "equal"
    DECORRELATED = "decorrelated"


class AssignmentStrategy(_Choice):
    """The four assignment strategies that have a name of their own; other policies go by name alone.

    >>> [str(strategy) for strategy in AssignmentStrategy]
    ['round_robin', 'load_balanced', 'priority_based', 'confidence_based']
    """

    ROUND_ROBIN = "round_robin"
    LOAD_BALANCED = "load_balanced"
    PRIORITY = "priority_based"
    CONFIDENCE = "confidence_based"


class QueueDiscipline(_Choice):
    """The order in which an agent serves its queue.

    >>> QueueDiscipline.SHORTEST.value
    'shortest'
    """

    FIFO = "fifo"
    PRIORITY = "priority"
    SHORTEST = "shortest"
    DEADLINE = "deadline"


class Risk(_Choice):
    """The risk class of a task.

    >>> [risk.value for risk in Risk]
    ['LOW', 'MEDIUM', 'HIGH', 'UNKNOWN']
    """

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    UNKNOWN = "UNKNOWN"


class OnBreakdown(_Choice):
    """What becomes of the attempt that runs when its agent breaks down.

    >>> OnBreakdown.RESUME.value
    'resume'
    """

    FAIL = "fail"
    RESTART = "restart"
    RESUME = "resume"


class Failover(_Choice):
    """Whether work queued at a broken agent stays there or goes back to the manager.

    >>> Failover("wait") is Failover.WAIT
    True
    """

    WAIT = "wait"
    REASSIGN = "reassign"


class EngineName(_Choice):
    """What runs a scenario: the SimPy model, the compiled engine, or the engine where it covers the scenario.

    >>> EngineName("auto").name
    'AUTO'
    """

    AUTO = "auto"
    SIMPY = "simpy"
    COMPILED = "compiled"
