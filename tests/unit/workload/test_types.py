"""Tasks of several types, and what their types mean for agents, worked out by hand."""

import numpy as np
import pytest
from scipy.special import expit

from sim.luck import Luck, Purpose, uniforms
from sim.scenario import ScenarioError, parse_scenario
from sim.workload.matching import match, without_taker
from sim.workload.source import load_tasks


def loaded(agents=({"name": "agent"},), luck=None, truth=None, predictions=None, **workload):
    data = {
        "name": "types",
        "seed": 42,
        "fleet": {"agents": list(agents)},
        "workload": {"kind": "synthetic", "tasks_per_wave": 40, **workload},
        "truth": truth or {},
        "predictions": predictions or {},
    }
    scenario = parse_scenario(data)
    ids = tuple(agent_id for agent_id, _ in scenario.fleet.agents_by_id())
    return load_tasks(scenario, luck or Luck(42), ids).tasks


CODE_AND_DOCS = {"code": {"share": 1}, "docs": {"share": 3}}


def test_types_are_drawn_by_cumulated_shares_in_the_order_written():
    u = uniforms(42, 0, Purpose.TYPE, 1, 0, 40)
    assert list(loaded(types=CODE_AND_DOCS).type) == ["code" if x < 0.25 else "docs" for x in u.tolist()]


def test_tasks_without_types_have_none():
    tasks = loaded()
    assert (tasks.type, tasks.matching) == (None, None)


def test_a_type_draws_its_columns_from_its_own_distributions():
    uniform = {"kind": "uniform", "low": 0, "high": 1}
    types = {
        "code": {"share": 1, "predicted_success": uniform, "priority": {1: 1, 3: 1}, "risk": {"HIGH": 1}, "size": 60},
        "docs": {"share": 1, "confidence": uniform},
    }
    tasks = loaded(types=types, predicted_success=0.9)
    for purpose, column, name in (
        (Purpose.PREDICTED_SUCCESS, tasks.predicted_success[:, 0].tolist(), "code"),
        (Purpose.CONFIDENCE, tasks.confidence, "docs"),
    ):
        u = uniforms(42, 0, purpose, 1, 0, 40).tolist()
        other = 0.9 if name == "code" else None
        assert list(column) == [u[j] if tasks.type[j] == name else other for j in range(40)]
    priority = uniforms(42, 0, Purpose.PRIORITY, 1, 0, 40)
    for j, name in enumerate(tasks.type):
        of_code = (1 if priority[j] < 0.5 else 3, "HIGH", 60.0)
        assert (tasks.priority[j], tasks.risk[j], tasks.true_s[j, 0]) == (
            of_code if name == "code" else (2, "LOW", 30.0)
        )


RICH = {
    "predicted_success": {"kind": "beta", "mean": 0.8, "sd": 0.1}, "size": {"kind": "gamma", "mean": 30, "cv": 1},
    "confidence": {"kind": "uniform", "low": 0, "high": 1}, "priority": {1: 1, 2: 1}, "risk": {"LOW": 1, "HIGH": 2},
}  # fmt: skip


@pytest.mark.parametrize(
    "types", [{"all": {"share": 1}}, CODE_AND_DOCS, {**CODE_AND_DOCS, "nobody": {"share": 0, "size": 1}}]
)
def test_types_that_do_not_differ_change_no_task(types):
    with_types, without = loaded(types=types, **RICH), loaded(**RICH)
    for name in ("task_id", "priority", "risk", "confidence"):
        assert getattr(with_types, name) == getattr(without, name)
    for name in ("predicted_success", "true_success", "expected_s", "true_s"):
        assert np.array_equal(getattr(with_types, name), getattr(without, name))


def test_skill_moves_the_truth_on_the_logit_and_the_belief_only_where_it_is_known():
    agents = [{"name": "coder", "skill": {"code": 1.0}}, {"name": "other"}]
    types = {"code": {"share": 1, "predicted_success": 0.5}, "docs": {"share": 1, "predicted_success": 0.5}}
    blind = loaded(agents, types=types, truth={"bias": -0.5})
    assert blind.predicted_success.tolist() == [[0.5]] * 40
    for name, row in zip(blind.type, blind.true_success.tolist(), strict=True):
        assert row == pytest.approx([expit(0.5 if name == "code" else -0.5), expit(-0.5)])
    knowing = loaded(agents, types=types, truth={"bias": -0.5}, predictions={"knows_skill": True})
    assert np.array_equal(knowing.true_success, blind.true_success)  # not twice
    for name, row in zip(knowing.type, knowing.predicted_success.tolist(), strict=True):
        assert row == pytest.approx([expit(1.0) if name == "code" else 0.5, 0.5])


def test_skill_counts_before_the_meaning_of_a_prediction():
    agents = [{"name": "coder", "skill": {"code": 1.0}}]
    tasks = loaded(agents, types={"code": {"share": 1}}, predicted_success=0.5, predictions={"meaning": "task"})
    assert tasks.true_success[0, 0] == pytest.approx(1 - (1 - expit(1.0)) ** 0.25)


def test_chances_of_0_and_1_stay_whatever_the_skill():
    agents = [{"name": "coder", "skill": {"code": 5.0}}]
    tasks = loaded(agents, types={"code": {"share": 1}}, predicted_success={"kind": "empirical", "values": [0, 1]})
    assert np.array_equal(tasks.true_success, tasks.predicted_success)


def test_types_are_matched_with_agents():
    tasks = loaded(
        [{"name": "coder", "count": 2, "accepts": ["code"], "pace": {"code": 2}}, {"name": "other"}],
        types=CODE_AND_DOCS,
    )
    for j, name in enumerate(tasks.type):
        assert tasks.matching.accepting(j) == ((name == "code",) * 2 + (True,))
    assert not tasks.matching.all_accept_all
    assert (tasks.matching.paces_differ, tasks.matching.skills_differ) == (True, False)
    assert tasks.matching.pace[tasks.matching.of_task[tasks.type.index("code")]].tolist() == [2.0, 2.0, 1.0]


def test_a_task_of_no_type_is_accepted_by_all():
    agents = parse_scenario(
        {
            "name": "x",
            "fleet": {"agents": [{"name": "coder", "accepts": ["code"]}]},
            "workload": {"kind": "synthetic", "tasks_per_wave": 1, "types": {"code": {"share": 1}}},
        }
    ).fleet.agents
    assert match([None, "code"], agents).accepting(0) == (True,)
    assert list(without_taker([None, "law", "code"], agents)) == ["law"]


def test_a_type_that_no_agent_accepts_is_told_where_the_tasks_come_from_elsewhere(monkeypatch):
    from sim.workload import source, synthetic  # a source whose tasks have types that the scenario does not name

    scenario = parse_scenario(
        {
            "name": "x",
            "fleet": {"agents": [{"name": "coder", "accepts": ["code"]}]},
            "workload": {"kind": "synthetic", "tasks_per_wave": 1, "types": {"code": {"share": 1}}},
        }
    )
    made = synthetic.load_tasks(scenario, Luck(1), ("coder_0",))
    from dataclasses import replace

    foreign = replace(made.tasks, type=("law",))
    with pytest.raises(ScenarioError, match="type 'law': no agent accepts"):
        source._matched(foreign, scenario)
