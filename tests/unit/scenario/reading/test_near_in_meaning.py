"""Keys that do not exist: what they would mean, before what they look like."""

from pathlib import Path

import pytest

from sim.scenario import ScenarioError, known_paths, parse_scenario
from sim.scenario.reading.near_in_meaning import _CALLED_HERE, _MEANINGS, PAGE, meaning_of
from sim.scenario.spec.failure_spec import FailureSpec


@pytest.mark.parametrize("key", ["autoscaling", "discount"])
@pytest.mark.parametrize("section", ["", "fleet.", "workload.", "retry.", "fleet.agents.0."])
def test_what_is_not_modelled_is_said_with_the_page(problems_of, section, key):
    (problem,) = problems_of(f"{section}{key}", "5s")
    assert problem.startswith(f"{section}{key}: unknown key; ")
    assert "not modelled" in problem
    assert PAGE in problem


@pytest.mark.parametrize("key", ["AutoScaling", "Discounts", "cached tokens", "min-replicas"])
def test_a_key_may_be_written_in_many_ways(key):
    said = meaning_of(key)
    assert said is not None
    assert "not modelled" in said


@pytest.mark.parametrize(
    ("key", "means"),
    [
        ("rate limits", "`limits`"),
        ("timeout_s", "`retry.timeout`"),
        ("time-out", "`retry.timeout`"),
        ("task_deadline", "`workload.deadline`"),
    ],
)
def test_what_stands_elsewhere_is_said_with_its_place(key, means):
    assert means in (meaning_of(key) or "")


@pytest.mark.parametrize("option", ["autoscaling=5", "retry.discount=5s", "scaling.0.max=5"])
def test_an_option_is_told_the_same(minimal, option):
    with pytest.raises(ScenarioError, match=r"unknown path; .*not modelled"):
        parse_scenario(minimal, overrides=[option])


def test_what_looks_like_a_key_is_named_as_before(problems_of):
    assert problems_of("retry.max_retry", 1) == ["retry.max_retry: unknown key; did you mean 'max_retries'?"]
    assert problems_of("fleet.agents.0.cuont", 1) == ["fleet.agents.0.cuont: unknown key; did you mean 'count'?"]


def test_a_key_of_another_section_is_named_with_it(problems_of):
    assert problems_of("max_retries", 1) == ["max_retries: unknown key here; did you mean retry.max_retries?"]
    assert problems_of("workload.horizon", 1) == ["workload.horizon: unknown key here; did you mean horizon?"]


def test_what_is_said_of_other_keys_is_true(minimal):
    # Every key in backquotes is one that a scenario may have; what is said not to be modelled is no key anywhere.
    known = set(known_paths()) | {f"failures.NAME.{key}" for key in FailureSpec.model_fields}
    for meaning in _MEANINGS:
        for quoted in meaning.message.split("`")[1::2]:
            path = quoted.partition(":")[0].replace(".N.", ".0.")
            assert path in known | {"cv", "count", "rate_limited", "timeout", "agent_down"}, quoted
    words = {word for meaning in _MEANINGS if "not modelled" in meaning.message for word in meaning.words}
    assert not words & {path.rpartition(".")[2] for path in known}


def test_the_page_is_there():
    root = Path(__file__).resolve().parents[4]
    assert (root / PAGE).is_file()


def test_a_key_that_is_called_otherwise_elsewhere_is_named_as_it_is_called_here(problems_of):
    assert problems_of("breaker", {"after_failures": 3, "cooldown": 5}) == [
        "breaker.cooldown: unknown key; did you mean 'open_for'?"
    ]
    assert problems_of("limits", [{"name": "a", "concurrent": 1, "rpm": 60}]) == [
        "limits.0.rpm: unknown key; did you mean 'requests_per_min'?"
    ]
    assert problems_of("fleet.agents.0.price", {"per-call": 0.02}) == [
        "fleet.agents.0.price.per-call: unknown key; did you mean 'attempt'?"
    ]
    assert problems_of("budget", 100) == ["budget: 100 is a number; expected a mapping of keys to values: task, total"]


def test_what_is_said_of_other_names_is_true():
    # Each is offered in a section that has it, and none of them is a key there itself.
    keys: dict[str, set[str]] = {}
    for path in known_paths():
        *above, key = path.split(".")
        section = next((step for step in reversed(above) if not step.isdigit()), "")
        keys.setdefault(section, set()).add(key)
    for section, names in _CALLED_HERE.items():
        assert set(names.values()) <= keys[section], section
        assert not names.keys() & keys[section], section
