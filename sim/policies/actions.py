"""What a policy can answer: the vocabulary of its decisions, which the manager carries out.

Of a released task an immediate strategy says `Assign(agent)` or `HOLD`; the bare index of an agent and NO_AGENT mean
the same. When slots idle, `on_idle` says `Move(task, agent)`, as often as it likes. A further word is a further class
here, its check in `sim/policies/answers.py`, and what the manager does about it in `sim/model/dispatch.py`.
"""

from typing import NamedTuple


class Assign(NamedTuple):
    """Give the task to this agent."""

    agent: int  # its index


class Hold(NamedTuple):
    """Leave the task with the manager, and be asked again when anything but a sample happens."""


class Move(NamedTuple):
    """Take a task out of the queue in which it waits and give it to an agent with a free slot."""

    task: int  # task index
    agent: int  # index of the agent that gets it


HOLD = Hold()
