"""What happens to a task by chance is its own: strategies, retries, neighbours and observers do not change it."""

import json

import pytest

import sim
from sim.luck import Luck, Purpose
from sim.policies.catalogue import strategies
from sim.record.rows import AttemptEnded, OutageBegan, OutageEnded, TaskEnded

NAMES = list(strategies())
OF_TASKS = {Purpose.DURATION, Purpose.OUTCOME, Purpose.FAILURE_POINT, Purpose.GATE}


def run(*, agents=3, sizes=(12, 12), seed=3, breakdowns=None, **sections):
    """Equal agents, durations and outcomes that vary; `sections` are sections of the scenario."""
    fleet = {"agents": [{"name": "agent", "count": agents}]}
    return sim.run(
        sim.parse_scenario(
            {
                "name": "luck",
                "seed": seed,
                "fleet": fleet if breakdowns is None else {**fleet, "breakdowns": breakdowns},
                "workload": {
                    "kind": "synthetic",
                    "tasks_per_wave": list(sizes),
                    "duration": {"kind": "gamma", "cv": 0.6},
                    "size": {"kind": "uniform", "low": 20, "high": 40},
                    "predicted_success": {"kind": "uniform", "low": 0.3, "high": 0.9},
                    "confidence": {"kind": "uniform", "low": 0.8, "high": 1.0},
                    "priority": {1: 1, 2: 1, 3: 1},
                    "risk": {"LOW": 3, "MEDIUM": 1},
                    "arrivals": {"kind": "poisson", "rate": 0.2},
                },
                "truth": {"noise": 0.5},
                "retry": {"failure_point": "uniform"},
                "gates": {"transient_refusal_rate": 0.1},
                **sections,
            }
        )
    )


def fates(finished):
    """What chance did to each attempt: whether it was refused, how long it was, and how it ended."""
    return {
        (row.task_id, row.attempt): (row.error_class, pytest.approx(row.served, rel=1e-12))
        for row in finished.log.of(AttemptEnded)
    }


def tasks(finished):
    """What is given about each task, by id; offsets from the start of the wave."""
    began = dict(finished.waves[["wave", "started_at"]].itertuples(index=False))
    return {
        row.task_id: (row.priority, row.risk, row.confidence, row.predicted_success, row.expected_s,
                      pytest.approx(row.released_at - began[row.wave], abs=1e-9))
        for row in finished.log.of(TaskEnded)
    }  # fmt: skip


def first(fate):
    return {key: value for key, value in fate.items() if key[1] == 0}


@pytest.mark.parametrize("strategy", NAMES)
def test_another_strategy_meets_the_same_luck(strategy):
    # On equal agents an attempt is the same wherever it runs: not only the first, every attempt of every task.
    one, other = run(), run(assignment={"strategy": strategy})
    assert tasks(one) == tasks(other)
    assert fates(one) == fates(other)
    assert len(first(fates(one))) == 24


def test_strategies_do_differ():
    # The negative control of the test above: what chance does not decide is another story.
    agents = {name: run(assignment={"strategy": name}).attempts["agent_id"].tolist() for name in NAMES}
    assert len({tuple(ids) for ids in agents.values()}) > 1


@pytest.mark.parametrize("strategy", NAMES)
def test_the_uniforms_that_a_run_asks_for_do_not_depend_on_the_strategy(monkeypatch, strategy):
    asked: dict[str, dict] = {}
    uniform, block = Luck.uniform, Luck.block

    def one_by_one(self, purpose, wave, k, position):
        value = uniform(self, purpose, wave, k, position)
        asked[name][purpose, wave, k, position] = value
        return value

    def in_bulk(self, purpose, wave, k, number):
        values = block(self, purpose, wave, k, number)
        asked[name][purpose, wave, k, "block", number] = values.tolist()
        return values

    monkeypatch.setattr(Luck, "uniform", one_by_one)
    monkeypatch.setattr(Luck, "block", in_bulk)
    for name in ("load_balanced", strategy):
        asked[name] = {}
        run(assignment={"strategy": name}, engine="simpy")  # which asks one by one
    one, other = ({a: u for a, u in asked[name].items() if a[0] in OF_TASKS} for name in ("load_balanced", strategy))
    assert {address[0] for address in one} == OF_TASKS
    assert one == other


def test_another_seed_is_another_luck():
    one, other = fates(run()), fates(run(seed=4))
    assert sum(one[key] == other[key] for key in first(one)) < 12


@pytest.mark.parametrize("retry", ["exponential_backoff", "linear_backoff"])
def test_more_retries_only_add_attempts(retry):
    few = fates(run(retry={"strategy": retry, "max_retries": 1, "failure_point": "uniform"}))
    many = fates(run(retry={"strategy": retry, "max_retries": 5, "failure_point": "uniform"}))
    assert few.items() <= many.items()
    assert max(attempt for _, attempt in many) > 1


def test_a_task_more_shifts_nobody():
    few, many = run(sizes=(12, 12)), run(sizes=(12, 13))
    assert tasks(few).items() <= tasks(many).items()
    assert fates(few).items() <= fates(many).items()
    assert tasks(many).keys() - tasks(few).keys() == {"task_2_12"}


def test_a_task_more_in_an_earlier_wave_shifts_nobody():
    few, many = run(sizes=(12, 12)), run(sizes=(13, 12))
    assert tasks(few).items() <= tasks(many).items()
    assert fates(few).items() <= fates(many).items()


def test_an_agent_more_shifts_nobody():
    few, many = run(agents=3), run(agents=4)
    assert tasks(few) == tasks(many)
    assert fates(few) == fates(many)


def test_a_line_more_in_a_flat_file_shifts_nobody(tmp_path):
    lines = [
        json.dumps({"task_id": f"t{n}", "predicted_success_probability": 0.6, "predicted_execution_time": 10.0 + n,
                    "wave": 1 + n % 2})
        for n in range(21)
    ]  # fmt: skip
    seen = []
    for count in (20, 21):
        (tmp_path / "predicted_tasks.jsonl").write_text("\n".join(lines[:count]))
        seen.append(
            fates(run(workload={"kind": "phase20", "path": str(tmp_path), "duration": {"kind": "exponential"}}))
        )
    assert seen[0].items() <= seen[1].items()
    assert {task for task, _ in seen[1]} - {task for task, _ in seen[0]} == {"t20"}


@pytest.mark.parametrize(
    "monitor", [{"interval": 1}, {"interval": 333}, {"detector": "threshold"}, {"detector": "statistical"}]
)
def test_looking_changes_nothing(monitor):
    one, other = run(), run(monitor=monitor)
    assert one.log.of(AttemptEnded) == other.log.of(AttemptEnded)


def outages(finished):
    """(agent, virtual second) of every breakdown and repair."""
    began = [("down", row.agent_id, row.at) for row in finished.log.of(OutageBegan)]
    return began + [("up", row.agent_id, row.at) for row in finished.log.of(OutageEnded)]


def up_to(moments, end):
    return sorted(moment for moment in moments if moment[2] <= end)


BREAKDOWNS = {"mtbf": 100, "mttr": {"kind": "lognormal", "mean": 20, "cv": 0.5}}
OPTIONS = [
    {},
    {"initial": "stationary"},
    {"repairers": 1},
    {"on_breakdown": "resume"},
    {"failover": "reassign", "on_breakdown": "restart", "initial": "stationary"},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_all_strategies_meet_the_same_outages(options):
    runs = [run(assignment={"strategy": name}, breakdowns={**BREAKDOWNS, **options}) for name in NAMES]
    end = min(finished.waves["ended_at"].iloc[-1] for finished in runs)
    seen = [up_to(outages(finished), end) for finished in runs]
    assert len(seen[0]) > 5
    assert all(other == seen[0] for other in seen[1:])


def test_neither_retries_nor_tasks_nor_agents_move_an_outage():
    few = run(breakdowns=BREAKDOWNS)
    for more in ({"retry": {"max_retries": 6}}, {"sizes": (12, 20)}, {"agents": 4}):
        other = run(breakdowns=BREAKDOWNS, **more)
        end = min(few.waves["ended_at"].iloc[-1], other.waves["ended_at"].iloc[-1])
        mine = [moment for moment in outages(other) if moment[1] != "agent_3"]
        assert up_to(outages(few), end) == up_to(mine, end)
