"""Recovery worked out by hand: windows of 10 s, a task a second that waits 1 s and succeeds, unless said otherwise."""

import pytest

from sim.measures.metrics.recovery import MOST_WINDOWS, EndedTask, Recovery, recovery


def tasks(until=120, waits=(), failures=(), missing=()):
    """Tasks that end at t + 0.5; in the windows of `waits` they wait 9 s, in those of `failures` half of them fail."""
    return [
        EndedTask(t + 0.5, 9.0 if t // 10 in waits else 1.0, not (t // 10 in failures and t % 2))
        for t in range(until)
        if t // 10 not in missing
    ]


def of(ended, *faults, waits=(), end=120.0):
    return recovery(ended, waits, list(faults), 10.0, end)


def test_a_fault_that_does_no_harm_is_over_at_once():
    assert of(tasks(), (60.0, 65.0)) == Recovery(True, (0.0,))


def test_time_counts_from_the_end_of_the_fault_to_the_first_sound_window():
    assert of(tasks(waits=(6, 7, 8)), (60.0, 65.0)) == Recovery(True, (25.0,))
    assert of(tasks(failures=(6, 8)), (60.0, 65.0)) == Recovery(
        True, (25.0,)
    )  # a sound window between counts for nothing


def test_what_is_over_before_the_fault_is_takes_no_time():
    assert of(tasks(waits=(6,)), (60.0, 85.0)) == Recovery(True, (0.0,))


def test_who_is_unsound_to_the_end_has_not_recovered():
    found = of(tasks(waits=(6, 7, 8, 9, 10, 11)), (60.0, 65.0))
    assert found == Recovery(False, (None,), 55.0)
    assert found.longest_s == 55.0


def test_a_window_without_an_end_is_unsound_while_tasks_wait_and_else_passed_over():
    gone = tasks(missing=(9, 10, 11))
    assert of(gone, (60.0, 65.0)) == Recovery(True, (0.0,))
    assert of(gone, (60.0, 65.0), waits=[(85.0, 200.0)]) == Recovery(False, (None,), 55.0)
    assert of(gone, (60.0, 65.0), waits=[(85.0, 90.0)]) == Recovery(True, (0.0,))  # it waited until the window began


def test_what_was_usual_before_is_the_measure():
    assert of(tasks(waits=(3, 6, 7)), (60.0, 65.0)) == Recovery(True, (0.0,))  # nine seconds were usual


@pytest.mark.parametrize(
    ("ended", "fault"),
    [(tasks(), (40.0, 45.0)), (tasks(missing=(1,)), (50.0, 55.0)), (tasks(until=55), (100.0, 110.0))],
)
def test_nobody_can_tell_with_fewer_than_five_windows_before_or_none_after(ended, fault):
    assert of(ended, fault) == Recovery(None, (None,))


def test_no_fault_no_verdict():
    assert of(tasks()) == Recovery()
    assert Recovery().longest_s is None


def test_each_fault_has_its_time_until_the_next_begins():
    found = of(tasks(waits=(6, 7, 9, 10)), (60.0, 62.0), (90.0, 91.0))
    assert found == Recovery(True, (18.0, 19.0))
    assert found.longest_s == 19.0
    held = of(tasks(waits=(6, 7, 8, 9)), (60.0, 62.0), (90.0, 91.0))
    assert held == Recovery(True, (None, 9.0))  # of the first nobody knows when it would have been over


def test_a_fault_without_an_end_has_no_time():
    assert of(tasks(), (60.0, None)) == Recovery(True, (None,))
    assert of(tasks(waits=range(6, 12)), (60.0, None)) == Recovery(False, (None,), 0.0)


def test_the_last_window_counts_only_if_it_is_whole():
    assert of(tasks(until=125, waits=(12,)), (60.0, 65.0), end=125.0) == Recovery(True, (0.0,))


def test_a_run_of_too_many_windows_is_not_looked_at():
    assert recovery([], [], [(1.0, 2.0)], 1e-3, (MOST_WINDOWS + 1) * 1e-3) == Recovery(None, (None,))
