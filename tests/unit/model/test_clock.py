"""The virtual clock's own loop, and processes that begin at once: what SimPy would do, with fewer events."""

from collections.abc import Generator

import pytest
from simpy import Event, Interrupt

from sim.model.instant import Clock, Kind, Life

Steps = Generator[Event, object, None]


def test_a_life_begins_within_what_is_happening_and_leaves_who_started_it_in_charge() -> None:
    clock, seen = Clock(), []

    def child() -> Steps:
        seen.append(("child", clock.now))
        yield clock.after(2.0, Kind.ATTEMPT_END)
        seen.append(("child", clock.now))

    def parent() -> Steps:
        yield clock.after(1.0, Kind.RELEASE)
        Life(clock, child())
        seen.append(("parent", clock.now))
        assert clock.active_process is living

    living = clock.process(parent())
    clock.run()
    assert seen == [("child", 1.0), ("parent", 1.0), ("child", 3.0)]


def test_who_waits_for_the_end_of_a_life_is_told_and_for_nobody_else_is_it_an_event() -> None:
    clock, seen = Clock(), []

    def child(seconds: float) -> Steps:
        yield clock.after(seconds, Kind.ATTEMPT_END)

    def parent() -> Steps:
        yield Life(clock, child(5.0))
        seen.append(clock.now)

    alone = Life(clock, child(1.0))
    clock.process(parent())
    clock.run()
    assert seen == [5.0]
    assert alone.processed
    assert not alone.is_alive


def test_a_life_can_be_interrupted() -> None:
    clock, seen = Clock(), []

    def child() -> Steps:
        try:
            yield clock.after(5.0, Kind.ATTEMPT_END)
        except Interrupt as struck:
            seen.append((clock.now, struck.cause))

    life = Life(clock, child())
    strike = clock.after(2.0, Kind.BREAKDOWN)
    assert strike.callbacks is not None
    strike.callbacks.append(lambda _: life.interrupt("struck"))
    clock.run()
    assert seen == [(2.0, "struck")]


@pytest.mark.parametrize("begin", [Life, Clock.process], ids=["life", "process"])
def test_what_fails_inside_stops_the_run(begin) -> None:
    clock = Clock()

    def child() -> Steps:
        yield clock.after(1.0, Kind.ATTEMPT_END)
        raise ZeroDivisionError("inside")

    begin(*((clock, child())))
    with pytest.raises(ZeroDivisionError, match="inside"):
        clock.run_until(clock.after(9.0, Kind.RUN_END))
    assert clock.now == 1.0


def test_the_end_is_included_and_what_comes_after_it_is_not() -> None:
    clock, seen = Clock(), []
    end = clock.after(2.0, Kind.RUN_END)
    for at in (1.0, 2.0, 3.0):
        event = clock.after(at, Kind.SAMPLE)
        assert event.callbacks is not None
        event.callbacks.append(lambda _: seen.append(clock.now))
    clock.run_until(end)
    assert seen == [1.0, 2.0]
    assert end.processed


def test_an_end_that_cannot_come_is_an_error() -> None:
    clock = Clock()
    clock.after(1.0, Kind.SAMPLE)
    with pytest.raises(RuntimeError, match="nothing is left"):
        clock.run_until(Event(clock))
