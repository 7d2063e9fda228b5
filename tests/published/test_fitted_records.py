"""What a fit finds in recorded fleets, beside what is published of them (../shared/data)."""

import csv
from collections import defaultdict

import numpy as np
import pytest

from sim.fit.arrivals import fit_arrivals
from sim.fit.common_outages import failing_together
from sim.fit.draws import keyed_draws
from sim.fit.families import LOGNORMAL, WEIBULL
from sim.fit.levels import numbered
from sim.fit.likelihood import likeliest
from sim.fit.outages import fit_outages
from sim.fit.second_try import second_try
from sim.fit.session import read_record
from sim.fit.success import fit_dispersion

PUBLISHED = {  # MTTR (h), MTBF (d) from the incidents; Weibull shape of the gaps
    "openai_api": (2.47, 5.55, 0.65),
    "chatgpt": (3.55, 3.95, 0.81),
    "dalle": (3.02, 17.65, 0.53),
    "openai_playground": (2.76, 38.7, 0.67),
    "anthropic_api": (2.66, 5.22, 0.67),
    "claude": (2.97, 4.79, 0.60),
    "anthropic_console": (1.97, 5.74, 0.61),
    "character_ai": (3.85, 8.49, 0.75),
}
PROVIDER = {
    **dict.fromkeys(("openai_api", "chatgpt", "dalle", "openai_playground"), "openai"),
    **dict.fromkeys(("anthropic_api", "claude", "anthropic_console"), "anthropic"),
    "character_ai": "character_ai",
}


def rows(path):
    with path.open(newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def draws():
    return keyed_draws(1)("published")


@pytest.fixture
def outages(shared_data):
    found = defaultdict(list)
    for row in rows(shared_data / "llm_outages" / "incidents.csv"):
        if row["close_min"]:
            found[row["service"]].append((60.0 * float(row["start_min"]), 60.0 * float(row["close_min"])))
    return found


def test_services_fail_and_are_repaired_as_published(outages):
    for service, (mttr_h, mtbf_d, shape) in PUBLISHED.items():
        fit = fit_outages(outages[service])
        assert fit.mttr_s is not None
        assert fit.mtbf_s is not None
        assert fit.gaps is not None
        assert fit.down is not None
        assert fit.mttr_s / 3600.0 == pytest.approx(mttr_h, abs=0.006)
        assert fit.mtbf_s / 86_400.0 == pytest.approx(mtbf_d, abs=0.03)
        assert fit.gaps.best.family.name == "weibull"
        assert np.exp(fit.gaps.best.parameters[1]) == pytest.approx(shape, abs=0.01)
        assert fit.down.best.family.name == "lognormal"
        exponential = next(other for other in fit.down.others if other.family.name == "exponential")
        assert exponential.information_criterion > fit.down.best.information_criterion + 5.0


def test_services_of_one_provider_fail_together_and_no_others(outages):
    pairs = {(pair.agent, pair.other): pair.share.value for pair in failing_together(outages)}
    assert all(PROVIDER[one] == PROVIDER[other] for one, other in pairs)
    assert pairs["anthropic_api", "claude"] == pytest.approx(0.80, abs=0.03)  # published: of incidents that name both
    assert {("anthropic_console", "claude"), ("chatgpt", "openai_api"), ("dalle", "openai_api")} <= pairs.keys()


def test_requests_to_a_service_come_in_bursts(shared_data, draws):
    moments = np.array([float(row["arrival_s"]) for row in rows(shared_data / "llm_arrivals" / "azure2023_code.csv")])
    found = fit_arrivals(moments, draws, (1.0, 10.0, 60.0))
    assert found.kind == "modulated"
    assert found.dispersions.p_value < 1e-9
    assert found.gap_cv == pytest.approx(13.15, abs=0.01)
    assert found.dispersions.recorded == pytest.approx((13.2, 71.6, 164.0), rel=0.02)
    assert found.modulated is not None
    assert found.modulated.error <= 1.5


def test_attempts_of_coding_agents_hang_together_as_published(shared_data):
    record = read_record([shared_data / "terminal_bench" / "trials.csv"])
    tasks, task = numbered(record.task)
    published = {row["agent"]: row for row in rows(shared_data / "terminal_bench" / "expected_by_agent.csv")}
    for agent, row in published.items():
        mine = record.agent == agent
        successes = np.bincount(task[mine], record.succeeded[mine].astype(float), len(tasks)).astype(np.int64)
        found = fit_dispersion(successes, np.bincount(task[mine], minlength=len(tasks)))
        assert found.mean == pytest.approx(float(row["betabinomial_mean"]), abs=0.001)
        assert found.dispersion == pytest.approx(float(row["betabinomial_rho"]), abs=0.002)
    tries = defaultdict(list)
    for name, agent, succeeded in zip(record.task, record.agent, record.succeeded.tolist(), strict=True):
        tries[name].append((agent, succeeded))
    same, other = second_try(tries), second_try(tries, same_agent=False)
    assert same.after_failure.value == pytest.approx(0.111, abs=0.0005)
    assert other.after_failure.value == pytest.approx(0.203, abs=0.0005)
    assert same.after_success.value == pytest.approx(0.867, abs=0.0005)
    # Blind retries are no coins: the control.
    assert same.after_failure.interval.high < 0.2 < same.overall.interval.low


def test_nodes_of_a_cluster_fail_and_are_repaired_as_published(shared_data):
    failures = list(rows(shared_data / "lanl_failures" / "failures.csv"))
    for system, shape, mean_min, sigmas in (("20", 0.647, 210.0, (1.1, 1.45)), ("18", 0.82, 179.3, (1.1, 1.45))):
        own = [row for row in failures if row["system"] == system]
        starts = np.sort(np.array([60.0 * float(row["start_min"]) for row in own]))
        gaps = np.diff(starts)
        assert np.exp(likeliest(WEIBULL, gaps[gaps > 0.0]).parameters[1]) == pytest.approx(shape, abs=0.03)
        lengths = np.array([60.0 * float(row["down_min"]) for row in own])
        assert lengths.mean() / 60.0 == pytest.approx(mean_min, rel=0.01)
        sigma = np.exp(likeliest(LOGNORMAL, lengths[lengths > 0.0]).parameters[1])
        assert sigmas[0] <= sigma <= sigmas[1]
