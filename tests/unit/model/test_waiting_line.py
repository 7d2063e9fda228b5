"""Lines in which attempts wait: order, withdrawal, and coming back to one's place."""

from itertools import count
from random import Random
from typing import Any

from sim.model.waiting_line import WaitingLine


class Someone:
    """As much of an attempt as a line needs."""

    def __init__(self) -> None:
        self.ticket = -1


def test_who_comes_back_to_his_place_stands_there_once():
    line: Any = WaitingLine(count())
    first, second = Someone(), Someone()
    line.put(0, first)
    line.put(0, second)
    key, ticket, _ = line.first()
    line.withdraw(first)
    line.put_back(key, ticket, first)
    assert line.in_order() == [first, second]
    assert (line.length, [line.pop(), line.pop()], line.length) == (2, [first, second], 0)


def test_any_course_of_events_leaves_the_line_as_a_sorted_list_would_be():
    chance = Random(3)
    line: Any = WaitingLine(count())
    stand: list[tuple[int, int, Someone]] = []  # in the line
    out: list[tuple[int, int, Someone]] = []  # taken out, to come back
    for _ in range(3000):
        move = chance.choice(["put", "put", "withdraw", "put back", "pop"])
        if move == "put":
            someone, key = Someone(), chance.randrange(3)
            line.put(key, someone)
            stand.append((key, someone.ticket, someone))
        elif move == "put back" and out:
            entry = out.pop(chance.randrange(len(out)))
            line.put_back(*entry)
            stand.append(entry)
        elif move == "withdraw" and stand:
            entry = stand.pop(chance.randrange(len(stand)))
            line.withdraw(entry[2])
            out.append(entry)
        elif move == "pop" and stand:
            entry = min(stand, key=lambda each: each[:2])
            stand.remove(entry)
            assert line.pop() is entry[2]
        assert line.length == len(stand)
        assert line.in_order() == [someone for *_, someone in sorted(stand, key=lambda each: each[:2])]
        assert sorted(line.entries(), key=lambda each: each[:2]) == sorted(stand, key=lambda each: each[:2])
