"""A warm-up for a stream, from the scenario to the lines and the picture."""

import numpy as np
import pytest

from sim.report.figures.picture import png
from sim.report.figures.warmup import warmup_picture
from sim.study.steady_state.proposal import proposal_lines, propose_warmup


def stream(tasks, rate, agents=1, duration=None):
    arrivals = {"kind": "poisson", "rate": rate}
    work = {"kind": "synthetic", "tasks_per_wave": tasks, "duration": duration or "10s", "arrivals": arrivals}
    return {
        "name": "stream",
        "seed": 6,
        "fleet": {"agents": [{"name": "a", "count": agents}]},
        "workload": {**work, "predicted_success": 1.0},
    }


def test_a_queue_that_fills_slowly_needs_a_warmup():
    """Load 0.9: the mean response of M/D/1 is 10 + 10 * 0.9 / (2 * 0.1) = 55 s, and the first task waits for nobody."""
    found = propose_warmup(stream(1_500, 0.09), replications=12)
    assert found.warmup_s is not None
    assert found.warmup_s > 0.0
    assert found.response_s[:5].mean() < 0.5 * found.response_s[found.found.values :].mean()
    lines = proposal_lines(found)
    assert lines[0].startswith("warm-up  ")
    assert lines[1] == f"set it   metrics.warmup: {found.warmup_s:.0f}s"
    assert png(warmup_picture("stream", found.released_s, found.found, found.warmup_s, 4)) == png(
        warmup_picture("stream", found.released_s, found.found, found.warmup_s, 4)
    )


def test_one_run_alone_has_a_mean_by_batches():
    """Load 0.3 of M/D/1: a response of 10 + 10 * 0.3 / (2 * 0.7) = 12.14 s, in one run of 3,000 tasks."""
    found = propose_warmup(stream(3_000, 0.03), replications=2)
    assert found.one_run is not None
    assert (found.one_run.low or 0.0) <= 12.143 <= (found.one_run.high or 0.0)
    assert "12." in proposal_lines(found)[-1]


def test_overload_never_settles():
    found = propose_warmup(stream(300, 0.2), replications=2)
    assert found.warmup_s is None
    assert found.one_run is None
    assert proposal_lines(found)[0].startswith("no warm-up: over 2 replications the mean response time of 300 tasks")
    picture = warmup_picture("stream", found.released_s, found.found, None, 2)
    assert png(picture)


@pytest.mark.parametrize(("tasks", "why"), [(49, "49 tasks in the shortest run"), (60, "all released at once")])
def test_what_has_no_steady_state_is_refused(tasks, why):
    scenario = stream(tasks, 0.1)
    if tasks == 60:
        del scenario["workload"]["arrivals"]
    with pytest.raises(ValueError, match=why):
        propose_warmup(scenario, replications=2)


def test_the_command_proposes_and_draws(invoke_here, tmp_path):
    (tmp_path / "stream.yaml").write_text(
        "name: stream\nfleet: {agents: [{name: a}]}\nworkload: {kind: synthetic, tasks_per_wave: 200, duration: 10s,"
        " arrivals: {kind: poisson, rate: 0.05}}\n"
    )
    done = invoke_here("warmup", str(tmp_path / "stream.yaml"), "--replications", "2", "--out", str(tmp_path / "w.png"))
    assert done.exit_code == 0, done.output
    assert done.output.startswith(("warm-up  ", "no warm-up"))
    assert (tmp_path / "w.png").read_bytes().startswith(b"\x89PNG")
    (tmp_path / "wave.yaml").write_text(
        "name: w\nfleet: {agents: [{name: a}]}\nworkload: {kind: synthetic, tasks_per_wave: 60}\n"
    )
    refused = invoke_here("warmup", str(tmp_path / "wave.yaml"))
    assert refused.exit_code == 2
    assert "all released at once" in refused.output


@pytest.fixture
def invoke_here():
    from click.testing import CliRunner

    from sim.cli.group import group

    return lambda *args: CliRunner().invoke(group, list(args))


def test_the_series_is_in_the_order_of_release():
    found = propose_warmup(stream(100, 0.05), replications=2)
    assert (np.diff(found.released_s) > 0.0).all()
