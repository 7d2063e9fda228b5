"""Every way in which an attempt can end has words, a picture and a remedy, and is written down once."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim
from sim.observe.outcomes import TaskOutcome
from sim.observe.signals import cause
from sim.policies.gate import Verdict
from sim.record.conditions import CONDITIONS
from sim.record.outcomes import OUTCOMES, Whose, of_verdict
from sim.report.facts import FailureFacts
from sim.report.figures.kinds import Kind, kind_of
from sim.report.markdown import render_report
from sim.report.remedies import against

SOURCES = Path(sim.__file__).parent
TABLES = ("record/outcomes.py", "record/conditions.py")
OF_USERS = ("scenario/", "workload/", "fit/")  # rooms in which the same words are keys, columns, or a log of theirs

every_outcome = pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=list(OUTCOMES))


def test_each_refusal_of_the_gates_is_an_outcome_and_no_other():
    refusals = {of_verdict(verdict.value).code for verdict in Verdict if verdict is not Verdict.APPROVED}
    assert refusals == {code for code, outcome in OUTCOMES.items() if outcome.whose is Whose.GATES}


@every_outcome
def test_the_report_says_it_in_words(outcome, make_facts):
    gate = "clearance" if outcome.whose is Whose.GATES else None
    failure = FailureFacts(outcome.code, gate, 1, ("task_1_1",))
    report = render_report(make_facts(failures=(failure,)))
    assert outcome.tasks.format(gate=gate) in report
    assert outcome.last in report
    assert f" {outcome.code} " not in report


@every_outcome
def test_there_is_a_remedy_and_a_colour(outcome, make_facts):
    failure = FailureFacts(outcome.code, "clearance", 1, ("task_1_1",))
    assert against(make_facts(), failure, outcome.whose).words
    assert kind_of(approved=outcome.counted, succeeded=False, error_class=outcome.code) is not Kind.SUCCEEDED


@every_outcome
def test_a_prediction_that_failed_says_how(outcome):
    fields = dict.fromkeys(TaskOutcome.__annotations__)
    told = TaskOutcome(**{**fields, "predicted_success": 0.9, "observed_success": False, "error_class": outcome.code})
    assert cause(told).startswith(outcome.code)


def decides_by(tree: ast.AST) -> Iterator[ast.expr]:
    """What code compares with, looks up by or tells apart, where a name written out is a copy of its table."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare():
                yield from (part for side in (node.left, *node.comparators) for part in (side, *_parts(side)))
            case ast.Dict():
                yield from (key for key in node.keys if key is not None)
            case ast.MatchValue():
                yield node.value
            case ast.Assign():
                yield from (node.value, *_parts(node.value))


def _parts(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else []


def test_codes_and_causes_stand_in_their_tables_only():
    names = {*OUTCOMES, *CONDITIONS} - {"limit"}  # also the bound of a requirement, in the files of questions
    found = []
    for path in SOURCES.rglob("*.py"):
        place = path.relative_to(SOURCES).as_posix()
        if place not in TABLES and not place.startswith(OF_USERS):
            decisive = decides_by(ast.parse(path.read_text(encoding="utf-8")))
            texts = [node for node in decisive if isinstance(node, ast.Constant) and node.value in names]
            found += [f"{place}:{node.lineno} {node.value!r}" for node in texts]
    assert found == []
