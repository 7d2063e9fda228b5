"""Every anomaly that the program can report has words, and all that they show is there."""

from string import Formatter
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from sim.document.text import plain_text
from sim.observe.detection.conditions import evidence_of
from sim.observe.levers import recommended
from sim.record.conditions import CONDITIONS, Condition, Lever, Say, condition_of
from sim.report.evidence import FORMATTERS, fields_of, kind_of, meaning_of, seen
from sim.report.facts import AnomalyFacts

every_condition = pytest.mark.parametrize("condition", CONDITIONS.values(), ids=list(CONDITIONS))

SUBJECT = {"agent": "agent_0", "gates": "clearance", "direction": "hopeful", "limits": "shared"}
"""What recommendations may show besides the evidence: what the detector knows of whom it speaks."""


def value_of(kind: Any) -> Any:
    """A value of a type, as evidence may hold it."""
    plain = {int: 3, float: 0.5, str: "text", type(None): None}
    if kind in plain:
        return plain[kind]
    if is_typeddict(kind):
        return {name: value_of(inner) for name, inner in get_type_hints(kind).items()}
    if get_origin(kind) is UnionType:
        return value_of(get_args(kind)[0])
    if get_origin(kind) is tuple:
        return tuple(value_of(inner) for inner in get_args(kind) if inner is not ...)
    return {"agent_0": value_of(get_args(kind)[1]), "agent_1": value_of(get_args(kind)[1])}


def evidence(condition: Condition, whole: bool = True) -> dict[str, object]:
    hints = get_type_hints(condition.evidence)
    needed = [name for name in hints if whole or name not in condition.evidence._field_defaults]
    return evidence_of(condition, condition.evidence(**{name: value_of(hints[name]) for name in needed}))


def facts(condition: Condition, shown: dict[str, object]) -> AnomalyFacts:
    return AnomalyFacts("a-1", condition.anomaly_type, condition.severity, 1, (), (), 30.0, None, shown, "Do this.")


@every_condition
def test_the_evidence_tells_the_condition(condition):
    assert condition_of(condition.anomaly_type, evidence(condition)) is condition


@every_condition
@pytest.mark.parametrize("whole", [True, False])
def test_there_are_words_for_what_was_seen(condition, whole):
    shown = evidence(condition, whole)
    anomaly = facts(condition, shown)
    words = seen(anomaly)
    assert words
    assert kind_of(anomaly) == condition.title
    assert meaning_of(anomaly).endswith(".")
    for key in shown:  # evidence key by key, such as "evidence_needed 1600", is what words are there to spare us
        assert f"{key} " not in words or "_" not in key


@every_condition
def test_words_show_what_the_evidence_has_and_in_a_known_way(condition):
    for say in (say for choices in condition.seen for say in choices):
        assert set(fields_of(say)) <= set(condition.evidence._fields)
        specs = {spec.split()[0] for _, name, spec, _ in Formatter().parse(say.words) if name and spec}
        assert specs <= set(FORMATTERS)


@every_condition
def test_whatever_the_scenario_leaves_there_is_something_to_recommend(condition):
    *_, last = condition.recommendation
    assert isinstance(last, Say)
    assert not last.needs
    shown = evidence(condition, whole=False)
    assert recommended(condition, shown, ()).words.format(**shown, **SUBJECT).endswith(".")


def test_every_lever_is_pulled_by_a_condition():
    pulled = {choice for condition in CONDITIONS.values() for choice in condition.recommendation}
    assert set(Lever) <= pulled


def test_an_anomaly_of_a_detector_of_ones_own_is_shown_key_by_key():
    evidence = {"cause": "mine", "length": 5}
    own = AnomalyFacts("a-1", "agent_failure", "HIGH", 1, (), (), 30.0, None, evidence, "Do.")
    assert plain_text(kind_of(own)) == "Agent failure"
    assert meaning_of(own) == ""
    assert plain_text(seen(own)) == "cause mine, length 5"
