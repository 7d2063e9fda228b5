"""Braun's instances: 512 independent tasks on 16 machines, and the makespans that six rules are published with.

Braun et al., "A comparison of eleven static heuristics for mapping a class of independent tasks onto heterogeneous
distributed computing systems", Journal of Parallel and Distributed Computing 61, 2001; the numbers, to 0.001, are those
of the table in ../shared/data/README.md, tasks in file order.
"""

from pathlib import Path

import pytest

import sim
from sim.record.rows import AttemptEnded

DATA = Path(__file__).parents[3] / "shared" / "data" / "etc"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the instances, ../shared/data/etc, are not there")

RULES = ("olb", "met", "mct", "min_min", "max_min", "sufferage")
PUBLISHED = {
    "u_c_hihi.0": (14376662.176, 47472299.430, 11422624.494, 8460675.003, 12385671.828, 10249172.885),
    "u_i_lolo.0": (8938.027, 3399.285, 3137.350, 2785.645, 5177.709, 2639.318),
    "u_s_lohi.0": (603231.467, 674689.536, 186151.286, 140284.489, 282085.731, 150297.125),
}
EQUAL_S = 0.001
CASES = [(instance, rule, s) for instance, row in PUBLISHED.items() for rule, s in zip(RULES, row, strict=True)]


def makespan_s(path: Path, rule: str) -> float:
    scenario = sim.parse_scenario(
        {
            "name": "braun",
            "fleet": {"agents": [{"name": "machine", "count": 16}]},
            "workload": {"kind": "etc", "path": str(path)},
            "assignment": {"strategy": rule},
            "monitor": {"interval": 1e7, "detector": "threshold"},
            "horizon": 1e9,
        }
    )
    harness = sim.Phase21Harness(scenario, feedback=False)
    harness.run_phase21()
    return max(row.ended_at for row in harness.log.of(AttemptEnded))


@pytest.mark.parametrize(("instance", "rule", "published_s"), CASES)
def test_the_makespan_is_the_published_one(instance: str, rule: str, published_s: float) -> None:
    assert makespan_s(DATA / instance, rule) == pytest.approx(published_s, abs=EQUAL_S, rel=0)


@pytest.mark.parametrize("rule", RULES)
def test_an_instance_read_machine_by_machine_has_another(rule: str, tmp_path: Path) -> None:
    # The negative control: the same numbers, each row of 512 taken for a machine instead of each row of 16 for a task.
    header, *times = (DATA / "u_i_lolo.0").read_text().split("\n")
    turned = [times[machine * 512 + task] for task in range(512) for machine in range(16)]
    (tmp_path / "instance").write_text("\n".join([header, *turned]))
    published_s = dict(zip(RULES, PUBLISHED["u_i_lolo.0"], strict=True))[rule]
    assert abs(makespan_s(tmp_path / "instance", rule) - published_s) > 100 * EQUAL_S
