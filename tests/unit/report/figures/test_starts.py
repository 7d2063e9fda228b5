"""The picture of attempts a second: what is counted, what it says, and that faults and limits are drawn in."""

from typing import Any

import numpy as np
import pytest

import sim
from sim.report.figures.source import PictureSource, source_of
from sim.report.figures.start_counts import drawn_limits, starts_of
from sim.report.figures.starts import key, starts_picture, starts_title
from sim.report.plots import names_of

DATA = {
    "name": "starts",
    "seed": 1,
    "fleet": {
        "agents": [{"name": "a", "count": 4}],
        "outages": [{"agents": ["a_[01]"], "at": "200s", "for": "60s"}],
    },
    "limits": [{"name": "provider", "requests_per_min": 12, "burst": "10s"}],
    "workload": {
        "kind": "synthetic", "duration": 5, "predicted_success": 0.9,
        "arrivals": {"kind": "profile", "until": "600s",
                     "steps": [[0, 0.1], {"at": "400s", "rate": 1, "label": True}, ["430s", 0.1]]},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def run() -> sim.Run:
    return sim.run(DATA)


def test_every_attempt_that_started_or_was_refused_by_a_limit_is_in_one_bin(run):
    starts = starts_of(source_of(run.scenario, run.columns))
    width = starts.edges[1] - starts.edges[0]
    attempts = run.attempts
    limited = (attempts.error_class == "rate_limited").sum()
    assert limited > 0
    assert starts.refused.sum() * width == pytest.approx(limited)
    assert starts.first.sum() * width == pytest.approx((attempts.approved & (attempts.attempt == 0)).sum())
    assert starts.total.sum() * width == pytest.approx(attempts.approved.sum() + limited)


def test_it_is_drawn_with_faults_and_limits_named(run):
    source = source_of(run.scenario, run.columns)
    assert drawn_limits(source) == [("provider", 0.2)]
    told = [handle.get_label() for handle in key(starts_of(source), source)]
    assert told == ["first attempts", "retries", "refused by a limit", "faults put in", "limit: provider (0.2/s)"]
    figure = starts_picture(source)
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert "surge" in texts
    assert any(text.startswith("outage: a_0 +1") for text in texts)
    assert "limits refused" in starts_title(starts_of(source))
    assert "starts" in names_of(run.columns)
    assert run.plot_starts().axes


def test_a_calm_run_has_none_and_one_that_never_began_says_so():
    calm = sim.run({**DATA, "fleet": {"agents": [{"name": "a"}]}, "limits": [],
                    "workload": {"kind": "synthetic", "tasks_per_wave": 3}})  # fmt: skip
    assert "starts" not in names_of(calm.columns)
    held = {"kind": "synthetic", "tasks_per_wave": 1, "risk": {"HIGH": 1}}
    never = sim.run({**DATA, "fleet": {"agents": [{"name": "a"}]}, "workload": held})
    assert not np.any(starts_of(source_of(never.scenario, never.columns)).total)
    assert starts_picture(source_of(never.scenario, never.columns)).axes == []


def test_attempts_that_were_given_up_in_a_queue_are_drawn_when_their_time_was_up():
    crowd = {
        "name": "crowd",
        "seed": 2,
        "horizon": "5min",
        "fleet": {"agents": [{"name": "a"}]},
        "workload": {"kind": "synthetic", "tasks_per_wave": 30, "duration": "20s", "predicted_success": 1},
        "retry": {"timeout": "30s", "timeout_from": "queued", "max_retries": 1},
    }
    run = sim.run(crowd)
    attempts = run.attempts
    late = (attempts["error_class"] == "timeout") & ~attempts["approved"]
    source = source_of(run.scenario, run.columns)
    starts = starts_of(source)
    width = starts.edges[1] - starts.edges[0]
    assert late.sum() > 0
    assert starts.given_up.sum() * width == pytest.approx(late.sum())
    assert starts.given_up[np.searchsorted(starts.edges, 30.0, side="right") - 1] > 0
    assert f"{late.sum() / (late.sum() + attempts.approved.sum()):.1%}"[:-3] in starts_title(starts)
    assert "given up in a queue (time-out)" in [handle.get_label() for handle in key(starts, source)]


def test_the_states_of_breakers_are_a_strip_above_it(run):
    breaker = {"after_failures": 2, "window": "60s", "open_for": "30s"}
    data: dict[str, Any] = {**DATA, "limits": [{"name": "provider", "breaker": breaker}], "retry": {"base": 1}}
    guarded = sim.run({**data, "workload": {**data["workload"], "predicted_success": 0.5}})
    assert "starts" in names_of(guarded.columns)
    source = source_of(guarded.scenario, guarded.columns)
    assert {"breaker open (above)", "breaker half open (above)"} <= labels(source)
    patches: Any = starts_picture(source).axes[0].patches
    strips = [patch for patch in patches if not patch.get_clip_on()]
    assert len(strips) == (guarded.breakers.state != "closed").sum() > 2
    first = guarded.breakers.iloc[0]
    assert (strips[0].get_x(), strips[0].get_width()) == (first["from"], first["to"] - first["from"])
    assert not any("breaker" in label for label in labels(source_of(run.scenario, run.columns)))


def labels(source: PictureSource) -> set[str]:
    return {str(handle.get_label()) for handle in key(starts_of(source), source)}
