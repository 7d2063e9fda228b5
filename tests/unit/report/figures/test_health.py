"""The health picture, by hand."""

import numpy as np
import pytest

from sim.measures.metrics.health import health_losses, health_score
from sim.report.figures.health import health_picture, health_title, wave_healths
from sim.report.figures.health_time import _counted
from sim.report.figures.health_waves import WaveHealth


def wave(number: int, score: float, start: float = 0.0, **metrics: float | None) -> dict[str, object]:
    return {"wave": number, "health_score": score, "started_at": start, "ended_at": start + 100.0, **metrics}


FIRST = wave(1, 94.0, success_rate=1.0, availability=1.0, accuracy=1.0, load_balance=0.7)
SECOND = wave(2, 71.0, start=100.0, success_rate=0.9, availability=1.0, accuracy=0.75, load_balance=0.0)


def bars_of(figure) -> list[tuple[float, float]]:
    """Top and length of every bar that is drawn, wave by wave."""
    bars = [(p.get_x(), p.get_y() + p.get_height(), p.get_height()) for c in figure.axes[0].containers for p in c]
    return [(round(top, 6), round(length, 6)) for _, top, length in sorted(bars, key=lambda b: (b[0], -b[1])) if length]


def test_bars_hang_from_100_and_end_at_the_score(made):
    # wave 1: 0.2 * (1 - 0.7) = 6 points of load balance; wave 2: 4 of success, 5 of accuracy, 20 of load balance
    figure = health_picture(made(waves=[FIRST, SECOND]))
    assert bars_of(figure) == [(100, 6), (100, 4), (96, 5), (91, 20)]
    assert 100 - 6 == 94
    assert 100 - (4 + 5 + 20) == 71


def test_losses_and_score_are_one_thing():
    metrics = {"success_rate": 0.9, "availability": 0.97, "accuracy": None, "load_balance": 0.4}
    weights = {"success_rate": 0.4, "availability": 0.2, "accuracy": 0.2, "load_balance": 0.2}
    # without accuracy the other weights are of 0.8: 0.5, 0.25, 0.25; the losses 5, 0.75, 15
    losses = health_losses(metrics, weights)
    assert losses == pytest.approx({"success_rate": 5.0, "availability": 0.75, "load_balance": 15.0})
    assert health_score(metrics, weights) == pytest.approx(100 - 20.75)
    assert health_losses({}, weights) == {}


def test_the_title_says_where_it_went_and_what_cost_most(made):
    assert (
        health_title(wave_healths(made(waves=[FIRST, SECOND]))) == "Health fell from 94 to 71; load balance cost most"
    )


@pytest.mark.parametrize(
    ("scores", "title"),
    [
        ([80.0], "Health was 80; accuracy cost most"),
        ([80.0, 81.5], "Health stayed near 81.5; accuracy cost most"),
        ([80.0, 60.0, 80.0], "Health moved between 60 and 80; accuracy cost most"),
        ([80.0, 60.0, 79.0], "Health moved between 60 and 80, and ended at 79; accuracy cost most"),
        ([60.0, 89.97], "Health rose from 60 to 89.97; accuracy cost most"),
    ],
)
def test_the_title_of_each_way(scores, title):
    waves = [WaveHealth(n, score, {"accuracy": 100 - score}) for n, score in enumerate(scores, start=1)]
    assert health_title(waves) == title


def test_what_cost_nothing_at_the_end_is_named_too(made):
    # availability cost 2 points in wave 1 and nothing in wave 2: its colour is in the picture, so its name is as well
    first = wave(1, 98.0, success_rate=1.0, availability=0.9, accuracy=1.0, load_balance=1.0)
    second = wave(2, 90.0, start=100.0, success_rate=1.0, availability=1.0, accuracy=0.5, load_balance=1.0)
    said = [text.get_text() for text in health_picture(made(waves=[first, second])).axes[0].texts]
    assert {"availability: 0", "accuracy: \u221210.0"} <= set(said)
    assert not [text for text in said if text.startswith(("success rate", "load balance"))]


def test_a_wave_without_a_score_has_no_bar(made):
    source = made(waves=[FIRST, {"wave": 2, "started_at": 100.0, "ended_at": 200.0}])
    assert [found.wave for found in wave_healths(source)] == [1]


def test_bands_are_named_by_their_words(made):
    said = [text.get_text() for text in health_picture(made(waves=[FIRST, SECOND])).axes[0].texts]
    assert [word for word in ("EXCELLENT", "GOOD", "FAIR", "POOR") if word in said] == ["EXCELLENT", "GOOD", "FAIR"]


def test_a_long_run_counts_attempts_over_a_wide_window(made):
    # 1,000 attempts, one a minute, the first half failed: windows of 1000 / 30 = 33.3 min are of one half but one
    rows = [{"ended_at": 60.0 * n, "approved": True, "succeeded": n > 500} for n in range(1, 1001)]
    refused = [{"ended_at": 60.0, "approved": False, "succeeded": False}] * 50
    success = _counted(made(attempts=rows + refused), 60_000.0)
    assert success.window_s == pytest.approx(2000.0)
    before, after = success.rate[success.at <= 30_000.0], success.rate[success.at > 32_000.0]
    assert set(before) == {0.0}
    assert set(after) == {1.0}
    half_way = success.rate[np.argmin(np.abs(success.at - 31_000.0))]
    assert half_way == pytest.approx(0.5, abs=0.02)
