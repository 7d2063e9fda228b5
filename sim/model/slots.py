"""The slots of an agent: a SimPy resource whose requests are filed when their turn has come.

A plain request queues inside the resource, in order of arrival. Here the queue stands in front (see `Agent`), so a
process waits for a `Turn`: a request that is made when the task is queued and filed when a slot is free for it. Who
grants it lets it happen; giving a slot back takes effect at once. Events of their own, as in SimPy, would be the next
to happen anyway, or tell nobody anything.
"""

from simpy import Environment, Resource
from simpy.events import Event
from simpy.resources.resource import Request


class Turn(Request):
    """A request for a slot that has not been filed yet; a process that yields it waits for its turn."""

    def __init__(self, clock: Environment) -> None:
        Event.__init__(self, clock)


class Slots(Resource):
    """A resource that grants turns.

    >>> clock = Environment()
    >>> slots = Slots(clock, capacity=1)
    >>> turn = Turn(clock)
    >>> slots.grant(turn)
    >>> slots.count, turn.triggered
    (1, True)
    >>> slots.take_back(turn)
    >>> slots.count
    0
    """

    def grant(self, turn: Turn) -> None:
        """Give a slot to a turn, which may then happen; there must be one."""
        if len(self.users) >= self._capacity:
            raise RuntimeError("no slot is free")
        self.users.append(turn)
        turn.usage_since = self._env.now
        turn._ok, turn._value = True, None

    def take_back(self, turn: Turn) -> None:
        """Free the slot of a turn."""
        self.users.remove(turn)
