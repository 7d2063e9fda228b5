"""Two runs beside each other: the first event that differs, the settings, the metrics."""

import pytest

import sim
from sim.document.markdown import markdown
from sim.report.difference.courses import What, course, parting
from sim.report.difference.page import difference_page

WORLD: dict = {
    "name": "world",
    "seed": 5,
    "fleet": {"agents": [{"name": "a", "count": 3}], "breakdowns": {"mtbf": "4min", "mttr": "1min"}},
    "workload": {"kind": "synthetic", "tasks_per_wave": 12, "waves": 2, "predicted_success": 0.7},
    "retry": {"max_retries": 2, "base": "5s"},
}


def run(**changes):
    return sim.run({**WORLD, **changes})


def parted(one, other):
    return parting(course(one.columns), course(other.columns))


def page(one, other):
    return markdown(difference_page(one._result, other._result, ("A", "B")))


def test_a_run_and_itself_are_the_same():
    text = page(run(), run())
    assert "**The two runs are the same, event by event**; so are their settings." in text
    assert "No setting differs." in text
    assert "No metric differs." in text


def test_two_strategies_part_at_their_first_other_decision():
    one, other = run(assignment={"strategy": "round_robin"}), run(assignment={"strategy": "random"})
    found = parted(one, other)
    left, right = (dict(zip(r.assignments["task_id"], r.assignments["agent_id"], strict=True)) for r in (one, other))
    first = next(task for task in sorted(left) if left[task] != right[task])
    assert (found.one.what, found.one.subject) == (What.GIVEN, first)
    assert (found.one.details[0], found.other.details[0]) == (left[first], right[first])
    assert f"task {first} was given to {left[first]}" in page(one, other)


def test_a_longer_back_off_parts_where_the_first_retry_is_planned():
    one, other = run(), run(retry={"max_retries": 2, "base": "20s"})
    found = parted(one, other)
    failed = min(row for row, backoff in zip(one.attempts["ended_at"], one.attempts["backoff"], strict=True)
                 if backoff == backoff and backoff)  # fmt: skip
    assert (found.at_s, found.one.what) == (failed, What.ENDED)
    assert (found.one.details[-1], found.other.details[-1]) == (5.0, 20.0)
    assert "| `retry.base` | 5.0 | 20.0 |" in page(one, other)


def test_other_luck_parts_and_the_settings_say_so():
    text = page(run(), sim.run(WORLD, seed=6))
    assert "| `seed` | 5 | 6 |" in text or "| seed | 5 | 6 |" in text
    assert "**The two runs part at " in text


@pytest.mark.parametrize("name", ["failover", "on_breakdown"])
def test_up_to_the_parting_everything_is_the_same(name):
    value = {"failover": "reassign", "on_breakdown": "resume"}[name]
    fleet = {**WORLD["fleet"], "breakdowns": {**WORLD["fleet"]["breakdowns"], name: value}}
    one, other = run(), run(fleet=fleet)
    found = parted(one, other)
    before = [[e for e in course(r.columns) if e.at_s < found.at_s] for r in (one, other)]
    assert before[0] == before[1] != []


def test_a_course_that_ends_earlier_parts_where_it_ends():
    one, other = run(horizon="5min"), run(horizon="6min")
    assert parted(one, other).at_s == 300.0
