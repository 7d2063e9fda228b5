"""Outages of LLM services and of clusters, fitted by hand and simulated: their README's numbers come out.

Gaps are Weibull and repairs lognormal: the shapes are the likeliest, the means those of the record. In the model
`mtbf` is the time up, so that start to start is `mtbf` + `mttr`. Simulated are some thousand outages of each; a mean
of n times of coefficient of variation v lies within 4 v / sqrt(n) of the true one but for one case in 10,000.
"""

import csv
from collections import defaultdict
from itertools import pairwise
from math import gamma, log, sqrt
from statistics import fmean, pvariance

import numpy as np
import pytest

import sim
from sim.fit.outages import merged

HOUR, DAY = 3600.0, 86_400.0


def rows(path):
    with path.open(newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def incidents():
    from tests.conftest import SHARED_DATA

    if not SHARED_DATA.is_dir():
        pytest.skip("needs the real inputs in ../shared/data, which are not here")
    found = defaultdict(list)
    for row in rows(SHARED_DATA / "llm_outages" / "incidents.csv"):
        if row["close_min"]:
            span = (60.0 * float(row["start_min"]), 60.0 * float(row["close_min"]))
            found[row["service"]].append((row["incident"], *span))
    return found


def weibull_shape(times):
    """The likeliest shape: the root of mean(t^k ln t) / mean(t^k) - 1/k - mean(ln t), which rises in k."""
    t = np.array([x for x in times if x > 0.0])
    logs, low, high = np.log(t), 0.05, 20.0
    for _ in range(60):
        k = (low + high) / 2.0
        weights = t**k
        rising = (weights * logs).sum() / weights.sum() - 1.0 / k - logs.mean()
        low, high = (low, k) if rising > 0.0 else (k, high)
    return low


def weibull(mean_s, shape):
    cv = sqrt(gamma(1.0 + 2.0 / shape) / gamma(1.0 + 1.0 / shape) ** 2 - 1.0)
    return {"kind": "weibull", "mean": mean_s, "cv": cv}


def lognormal(mean_s, times):
    sigma_2 = pvariance([log(x) for x in times if x > 0.0])
    return {"kind": "lognormal", "mean": mean_s, "cv": sqrt(np.exp(sigma_2) - 1.0)}


def fitted(spans):
    """MTTR, MTBF (start to start) and the outages entry that has them."""
    starts = sorted(start for start, _ in spans)
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    repairs = [end - start for start, end in spans]
    mttr, mtbf = fmean(repairs), fmean(gaps)
    entry = {"mtbf": weibull(mtbf - mttr, weibull_shape(gaps)), "mttr": lognormal(mttr, repairs)}
    return mttr, mtbf, entry


def simulated(agents, outages, horizon_s):
    data = {
        "name": "services", "seed": 6, "horizon": horizon_s, "monitor": {"interval": horizon_s},
        "fleet": {"agents": [{"name": name} for name in agents], "outages": outages},
        "workload": {"kind": "synthetic", "tasks_per_wave": 1, "duration": horizon_s},
    }  # fmt: skip
    harness = sim.Phase21Harness(data, feedback=False, watched=False)
    harness.run_phase21()
    table = sim.Run(harness).columns["outages"]
    down = defaultdict(list)
    for agent_id, start, end in zip(table["agent_id"], table["started_at"], table["ended_at"], strict=True):
        down[agent_id].append((start, horizon_s if end is None else end))
    return down


def close(values, expected, cv):
    return abs(fmean(values) - expected) <= 4.0 * cv / sqrt(len(values)) * expected


README = {"openai_api": (2.47, 5.55), "claude": (2.97, 4.79), "anthropic_api": (2.66, 5.22)}


@pytest.mark.parametrize("service", README)
def test_a_service_fails_and_is_repaired_as_its_record(incidents, service):
    mttr, mtbf, entry = fitted([span[1:] for span in incidents[service]])
    assert (round(mttr / HOUR, 2), round(mtbf / DAY, 2)) == README[service]
    outage = {"agents": ["*"], **entry, "on_breakdown": "resume"}
    down = simulated(["service"], [outage], 5000 * mtbf)["service_0"]
    repairs = [end - start for start, end in down]
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(down)]
    assert close(repairs, mttr, entry["mttr"]["cv"])
    assert close(gaps, mtbf, entry["mtbf"]["cv"])
    availability = 1.0 - sum(repairs) / (5000 * mtbf)
    assert availability == pytest.approx(1.0 - mttr / mtbf, abs=0.002)
    if service == "openai_api":
        assert round(100.0 * (1.0 - mttr / mtbf), 2) == 98.15
    # The control: exponential gaps of the same mean hardly ever come in such clusters.
    assert np.median(gaps) < 0.85 * log(2.0) * mtbf


SYSTEMS = {"20": (0.485, 210.0), "18": (0.67, 179.3)}  # shape of a node's gaps, mean repair in minutes


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_node_of_a_cluster_fails_and_is_repaired_as_its_record(shared_data, system):
    shape, mean_repair_min = SYSTEMS[system]
    spans = defaultdict(list)
    for row in rows(shared_data / "lanl_failures" / "failures.csv"):
        if row["system"] == system:
            start = 60.0 * float(row["start_min"])
            spans[row["node"]].append((start, start + 60.0 * float(row["down_min"])))
    gaps = [
        later - earlier
        for of_node in spans.values()
        for earlier, later in pairwise(sorted(start for start, _ in of_node))
    ]
    repairs = [end - start for of_node in spans.values() for start, end in of_node]
    assert fmean(repairs) / 60.0 == pytest.approx(mean_repair_min, abs=0.06)
    found = weibull_shape(gaps)
    assert found == pytest.approx(shape, abs=0.02)
    mttr, mtbf = fmean(repairs), fmean(gaps)
    entry = {"mtbf": weibull(mtbf - mttr, found), "mttr": lognormal(mttr, repairs)}
    down = simulated(["node"], [{"agents": ["*"], **entry, "on_breakdown": "resume"}], min(9e9, 4000 * mtbf))["node_0"]
    assert close([end - start for start, end in down], mttr, entry["mttr"]["cv"])
    starts = [start for start, _ in down]
    assert close(np.diff(starts).tolist(), mtbf, entry["mtbf"]["cv"])


def down_too(of, other):
    whole = merged(other)
    return fmean([any(start < end2 and start2 < end for start2, end2 in whole) for start, end in of])


def test_claude_is_down_in_four_of_five_outages_of_its_api(incidents):
    api, claude = incidents["anthropic_api"], {incident for incident, *_ in incidents["claude"]}
    both = [span for span in api if span[0] in claude]
    assert round(len(both) / len(api), 2) == 0.80
    watched = max(span[1] for span in api) - min(span[1] for span in api)
    mttr = fmean(end - start for _, start, end in api)
    common, alone = watched / len(both), watched / (len(api) - len(both))
    outages = [
        {"agents": ["anthropic_api_0", "claude_0"], "mtbf": common, "mttr": mttr, "on_breakdown": "resume"},
        {"agents": ["anthropic_api_0"], "mtbf": alone, "mttr": mttr, "on_breakdown": "resume"},
    ]
    down = simulated(["anthropic_api", "claude"], outages, 3000 * common)
    share = down_too(down["anthropic_api_0"], down["claude_0"])
    n = len(down["anthropic_api_0"])
    assert abs(share - 0.80) < 4.0 * sqrt(0.8 * 0.2 / n)
    # The control: independent outages of the same rates hardly ever coincide.
    apart = [{**outages[0], "agents": ["claude_0"]}, {**outages[0], "agents": ["anthropic_api_0"]}]
    down = simulated(["anthropic_api", "claude"], apart, 1000 * common)
    assert down_too(down["anthropic_api_0"], down["claude_0"]) < 0.10


def test_the_record_itself_can_be_played(incidents, tmp_path):
    first = min(span[1] for service in ("anthropic_api", "claude") for span in incidents[service])
    lines = [
        f"{service}_0,{start - first},{end - first}"
        for service in ("anthropic_api", "claude")
        for _, start, end in incidents[service]
        if end > start
    ]
    (tmp_path / "down.csv").write_text("agent,start,end\n" + "\n".join(lines) + "\n", encoding="utf-8")
    horizon = max(span[2] for service in ("anthropic_api", "claude") for span in incidents[service]) - first
    data = {
        "name": "record", "horizon": horizon, "monitor": {"interval": horizon},
        "fleet": {"agents": [{"name": "anthropic_api"}, {"name": "claude"}],
                  "outages": [{"file": "down.csv", "on_breakdown": "resume"}]},
        "workload": {"kind": "synthetic", "tasks_per_wave": 1, "duration": horizon},
    }  # fmt: skip
    run = sim.run(sim.parse_scenario(data, origin=tmp_path))
    for agent_id, service in (("anthropic_api_0", "anthropic_api"), ("claude_0", "claude")):
        expected = merged([(start - first, end - first) for _, start, end in incidents[service] if end > start])
        table = run.outages[run.outages.agent_id == agent_id]
        assert table.started_at.to_numpy() == pytest.approx(np.array([start for start, _ in expected]))
    assert run.audit() == []
