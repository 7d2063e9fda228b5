"""One sentence over all metrics: the verdicts are made plain by differences that are far apart or exactly nil."""

import numpy as np
import pytest

from sim.document.text import markdown_text
from sim.measures.comparison.alternatives import compare_values
from sim.measures.comparison.result import BEST
from sim.report.comparison import advice as module


def advice(comparison, *args, **options):
    """What is advised, as Markdown."""
    return list(map(markdown_text, module.advice(comparison, *args, **options)))


N = 12
SMALL_NOISE = np.linspace(-0.01, 0.01, N)
ORDERS = np.array([np.random.Generator(np.random.Philox(place)).permutation(N) for place in range(40)])


def said(health: dict[str, float], makespan: dict[str, float], noise: float = 1.0, baseline: str = "now") -> str | None:
    """The advice where each alternative has these means; noise shifts each by another order of the same numbers."""
    names = list(health)
    order = [SMALL_NOISE[ORDERS[place]] for place in range(len(names))]
    values = {
        metric: np.column_stack([means[name] + noise * scale * order[i] for i, name in enumerate(names)])
        for metric, means, scale in (("health_score", health, 1.0), ("makespan", makespan, 10.0))
    }
    return "\n".join(advice(compare_values("made", names, values, baseline, seed=1))) or None


def test_better_in_one_and_worse_in_none_is_a_reason_to_change():
    text = said({"now": 80.0, "new": 90.0}, {"now": 600.0, "new": 600.0})
    assert text is not None
    assert text == (
        "**Change to `new`**: it is better than `now` in health score (+10), and shown to be no worse in "
        "anything else that was compared."
    )


def test_of_several_the_one_that_is_better_in_most_is_named_first_and_equals_are_told():
    text = said(
        {"now": 80.0, "one": 95.0, "both": 90.0, "both_too": 90.5},
        {"now": 600.0, "one": 600.0, "both": 500.0, "both_too": 500.0},
    )
    assert text is not None
    assert text.startswith("**Change to `both_too`**")
    assert "So is `both`." in text
    # What is better in one alone, and further so, is a choice too.
    assert text.splitlines()[1] == (
        "**Weigh up**: `one` is better than `now` in health score (+15), and no worse in the others."
    )


def test_better_here_and_worse_there_is_to_be_weighed_up():
    text = said({"now": 80.0, "new": 90.0}, {"now": 600.0, "new": 900.0})
    assert text is not None
    assert text.startswith(
        "**Weigh up**: `new` is better than `now` in health score (+10), but worse in makespan (+5 min"
    )


def test_an_alternative_without_drawbacks_goes_before_one_to_be_weighed_up():
    text = said({"now": 80.0, "mixed": 99.0, "clean": 85.0}, {"now": 600.0, "mixed": 900.0, "clean": 600.0})
    assert text is not None
    first, second = text.splitlines()
    assert first.startswith("**Change to `clean`**")
    assert second == (
        "**Weigh up**: `mixed` is better than `now` in health score (+19), but worse in makespan (+5 min)."
    )


def test_every_trade_off_is_named_with_its_price_and_what_is_beaten_is_told():
    text = said(
        {"now": 80.0, "some": 85.0, "more": 90.0, "beaten": 84.0},
        {"now": 600.0, "some": 700.0, "more": 900.0, "beaten": 800.0},
    )
    assert text == (
        "**Weigh up**: `more` is better than `now` in health score (+10), but worse in makespan (+5 min).\n"
        "**Weigh up**: `some` is better than `now` in health score (+5), but worse in makespan (+1.67 min)."
        " Not worth it, since another one is shown to beat it: `beaten`."
    )


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_metrics_changes_nothing(seed):
    luck = np.random.Generator(np.random.Philox(seed))
    names = ["now", "one", "two", "three"]
    scales = {"success_rate": 0.01, "makespan": 60.0, "p95_response": 30.0, "wasted_work": 20.0, "health_score": 1.0}
    values = {
        metric: scale * (40.0 + luck.integers(-4, 5, (1, 4)) + luck.standard_normal((10, 4)))
        for metric, scale in scales.items()
    }
    orders = [dict(sorted(values.items(), key=lambda item: (item[0], 0)[::way])) for way in (1, -1)]
    orders.append({name: values[name] for name in luck.permutation(list(values))})
    texts = {tuple(advice(compare_values("made", names, order, "now", seed=1))) for order in orders}
    assert len(texts) == 1
    (text,) = texts
    worth = compare_values("made", names, values, "now", seed=1)
    for name in worth.front:
        found = [] if name == "now" else [entry.differences[name] for entry in worth.metrics]
        # Five metrics, five questions.
        if any(pair.verdict == "better" and pair.p_value is not None and pair.p_value <= 0.01 for pair in found):
            assert any(f"`{name}`" in sentence for sentence in text)


def test_of_very_many_trade_offs_the_first_are_told_at_length():
    count = 30
    health = {"now": 20.0} | {f"a{n}": 21.0 + 2.0 * n for n in range(count)}
    span = {"now": 600.0} | {f"a{n}": 700.0 + 50.0 * n for n in range(count)}
    text = said(health, span)
    assert text is not None
    assert len(text.splitlines()) == 14
    assert all(f"`a{n}`" in text for n in range(count))
    assert text.splitlines()[-1].startswith("**Weigh up** as well: ")


def test_what_no_run_has_a_value_of_decides_nothing():
    nothing = np.full((N, 2), np.nan)
    both = {"p95_wait": nothing, "makespan": np.array([[600.0, 500.0]]) + SMALL_NOISE[:, None] * [[1.0, 2.0]]}
    (text,) = advice(compare_values("made", ["now", "new"], both, "now", seed=1))
    assert text.startswith("**Change to `new`**: it is better than `now` in makespan")
    assert "undecided" not in text
    (text,) = advice(compare_values("made", ["now", "new"], {"p95_wait": nothing}, "now", seed=1))
    assert "no run has a value of anything that was compared, so more of them cannot tell" in text


def test_nothing_better_is_a_reason_to_stay():
    text = said({"now": 80.0, "new": 70.0}, {"now": 600.0, "new": 600.0})
    assert text == "**Stay with `now`**: nothing is better in any metric, and `new` is worse."


def test_no_difference_that_matters():
    text = said({"now": 80.0, "new": 80.0}, {"now": 600.0, "new": 600.0})
    assert text == "**Choose by other reasons**: no alternative makes a practical difference from `now`."


def test_too_much_noise_asks_for_more_replications():
    text = said({"now": 80.0, "new": 80.5}, {"now": 600.0, "new": 600.0}, noise=500.0)
    assert text is not None
    assert text.startswith("**Not decided yet**: no alternative is shown to be better than `now`, and 12 replications")


@pytest.mark.parametrize("baseline", [BEST])
def test_where_each_metric_has_a_baseline_of_its_own_there_is_no_advice(baseline: str):
    assert said({"now": 80.0, "new": 90.0}, {"now": 600.0, "new": 600.0}, baseline=baseline) is None


def test_names_are_escaped():
    text = said({"now": 80.0, "<b>`x`": 90.0}, {"now": 600.0, "<b>`x`": 600.0})
    assert text is not None
    assert "<b>" not in text


def compared(tables, primary=None, names=("now", "new")):
    return compare_values("made", list(names), tables, "now", seed=1, primary=primary)


def alternative(mean: float, noise: float, place: int) -> np.ndarray:
    return mean + noise * np.random.Generator(np.random.Philox(100 + place)).standard_normal(30)


def pair(base: float, by: float, noise: float, place: int) -> np.ndarray:
    return np.column_stack([alternative(base, noise, 2 * place), alternative(base + by, noise, 2 * place + 1)])


def just_so(base: float, by: float, t: float) -> np.ndarray:
    """Two columns whose difference has this mean and this t, by construction."""
    z = alternative(0.0, 1.0, 50)
    z = (z - z.mean()) / z.std(ddof=1)
    start = alternative(base, 1.0, 51)
    return np.column_stack([start, start + by * (1.0 + z * 30**0.5 / t)])


def test_what_is_not_shown_to_be_no_worse_is_no_reason_to_change():
    # Eight points of success less, undecided, beside a makespan that is a little shorter.
    (text,) = advice(compared({"makespan": pair(100.0, -3.0, 0.5, 0), "success_rate": pair(0.8, -0.06, 0.2, 5)}))
    assert text == (
        "**Weigh up**: `new` is better than `now` in makespan (-3.01 s), but not shown to be no worse in success rate "
        "(which about 160 replications would tell)."
    )


def test_one_metric_decides_where_it_is_named():
    tables = {"makespan": pair(100.0, -3.0, 0.5, 0), "health_score": pair(80.0, 0.0, 0.2, 1)}
    assert advice(compared(tables, "makespan"))[0].startswith(
        "**Change to `new`**: it is better than `now` in makespan"
    )
    (text,) = advice(compared(tables, "health_score"))
    assert text == (
        "**Not decided yet**: `new` is better than `now` in makespan (-3.01 s), but in health score, which decides, "
        "nothing is shown to be better."
    )
    worse = {**tables, "wasted_work": pair(50.0, 10.0, 0.2, 2)}
    (text,) = advice(compared(worse, "makespan"))
    assert text.startswith(
        "**Weigh up**: `new` is better than `now` in makespan (-3.01 s), but worse in wasted work (+"
    )


def test_better_in_one_of_many_may_be_chance_unless_it_is_the_one_that_decides():
    # t of 2.25 is a p of 0.032: enough for one question, too little for one of three.
    tables = {"makespan": just_so(10.0, -1.0, 2.25)}
    still = {name: pair(10.0, 0.0, 0.001, 10 + i) for i, name in enumerate(["mean_wait", "p95_wait", "anomalies"])}
    alone = compared(tables)
    p = alone.metric("makespan").differences["new"].p_value
    assert p is not None
    assert p == pytest.approx(0.0322, abs=1e-4)
    assert advice(alone)[0].startswith("**Change to `new`**")
    # The mean and the 95th percentile of one time are one question.
    assert advice(compared({**tables, **still}))[0].startswith(
        "**Not decided yet**: `new` is better than `now` in makesp"
    )
    assert "one may look so by chance" in advice(compared({**tables, **still}))[0]
    assert advice(compared({**tables, **still}, "makespan"))[0].startswith("**Change to `new`**")


def test_change_is_seldom_advised_where_nothing_differs():
    # 400 studies of five metrics in which nothing differs: change or weigh up in at most 5 % and three errors.
    luck = np.random.Generator(np.random.Philox(7))
    wrong = 0
    for _ in range(400):
        tables = {metric: scale * (40.0 + luck.standard_normal((20, 2))) for metric, scale in SCALES.items()}
        wrong += advice(compared(tables))[0].startswith(("**Change", "**Weigh"))
    assert wrong <= 400 * (0.05 + 3.0 * (0.05 * 0.95 / 400) ** 0.5)


SCALES = {"success_rate": 0.01, "makespan": 60.0, "p95_response": 30.0, "wasted_work": 20.0, "health_score": 1.0}
