"""thompson and ucb against their definitions, and what they come to in the long run."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaincinv

from sim.policies import NO_AGENT, make_view
from sim.policies.assignment import thompson, ucb

counts = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=6)


@settings(max_examples=200, deadline=None)
@given(counts, st.data())
def test_thompson_takes_the_highest_quantile(pairs, data) -> None:
    m = len(pairs)
    u = data.draw(st.lists(st.integers(0, 97).map(lambda n: (n + 0.5) / 98), min_size=m, max_size=m, unique=True))
    usable = data.draw(st.lists(st.booleans(), min_size=m, max_size=m))
    view = make_view([[9.0] * m], succeeded=[s for s, _ in pairs], failed=[f for _, f in pairs], usable=usable)
    drawn = [
        float(betaincinv(1 + s, 1 + f, at)) if up else -1.0 for (s, f), at, up in zip(pairs, u, usable, strict=True)
    ]
    chosen, _ = thompson.pick(view, (), u)
    if not any(usable):
        assert chosen == NO_AGENT
    else:
        assert usable[chosen]
        assert drawn[chosen] == pytest.approx(max(drawn), abs=1e-12)


def test_of_equal_draws_the_least_load_and_then_the_lowest_index_count() -> None:
    view = make_view([[9.0] * 4], load_s=[9.0, 5.0, 5.0, 0.0], succeeded=[3, 3, 3, 0], failed=[1, 1, 1, 9])
    assert thompson.pick(view, (), (0.4, 0.4, 0.4, 0.4))[0] == 1
    assert ucb.pick(view, (), ())[0] == 1


def test_ucb_tries_everybody_first_and_then_goes_by_its_bound() -> None:
    untried = make_view([[9.0] * 3], succeeded=[5, 0, 0], failed=[0, 0, 0], load_s=[0.0, 7.0, 3.0])
    assert ucb.pick(untried, (), ())[0] == 2
    s, f = (12, 5, 30), (8, 1, 20)
    bounds = [a / (a + b) + math.sqrt(2 * math.log(76) / (a + b)) for a, b in zip(s, f, strict=True)]
    assert ucb.pick(make_view([[9.0] * 3], succeeded=s, failed=f), (), ())[0] == bounds.index(max(bounds))


@pytest.mark.parametrize("strategy", ["thompson", "ucb"])
def test_work_goes_where_it_succeeds(simulate, strategy: str) -> None:
    # Two agents do 90 % of the tasks, two 30 %; nobody was told. Of 400 tasks one after another most go to the good.
    world = simulate(
        {
            "fleet": {"agents": [{"name": "good", "count": 2}, {"name": "bad", "count": 2, "reliability": 1 / 3}]},
            "workload": {
                "tasks_per_wave": 400, "predicted_success": 0.9, "duration": 1,
                "arrivals": {"kind": "poisson", "rate": 0.1},
            },
            "retry": {"strategy": "no_retry"},
            "assignment": {"strategy": strategy},
        }
    )  # fmt: skip
    completed, failed = ([getattr(agent, what) for agent in world.manager.agents] for what in ("completed", "failed"))
    tried = [c + f for c, f in zip(completed, failed, strict=True)]
    assert sum(tried) == 400
    assert min(tried) > 0
    assert tried[0] + tried[1] > (320 if strategy == "thompson" else 240)  # 200 by chance


@given(counts, st.data())
def test_ucb_chooses_alike_by_arrays_and_agent_by_agent(pairs, data) -> None:
    m = len(pairs)
    loads = data.draw(st.lists(st.sampled_from([0.0, 5.0]), min_size=m, max_size=m))
    usable = data.draw(st.lists(st.booleans(), min_size=m, max_size=m))
    view = make_view(
        [[9.0] * m], load_s=loads, usable=usable, succeeded=[s for s, _ in pairs], failed=[f for _, f in pairs]
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ucb, "MANY_AGENTS", 1)
        of_many = ucb.pick(view, (), ())
    assert ucb.pick(view, (), ()) == of_many
