"""Three alternatives, two trade-offs: one advice in any order of the metrics, each choice with its price."""

from itertools import permutations

import pytest
from click.testing import CliRunner

from sim.cli.group import group

# Success costs time: one attempt in four succeeds, and each takes an hour.
SCENARIO = """
name: hung-attempts
fleet: {agents: [{name: w, count: 1}]}
workload: {kind: synthetic, tasks_per_wave: 1, duration: 60min, predicted_success: 0.25}
retry: {strategy: exponential_backoff, max_retries: 3, base: 0}
"""
METRICS = ("success_rate", "makespan", "wasted_work")


@pytest.fixture
def advice_lines(tmp_path, monkeypatch):
    (tmp_path / "case.yaml").write_text(SCENARIO)
    monkeypatch.chdir(tmp_path)

    def lines(metrics):
        arguments = [
            "--resume",
            "--replications",
            "60",
            "--no-plots",
            "--backend",
            "serial",
            "--metrics",
            ",".join(metrics),
        ]
        done = CliRunner().invoke(group, ["compare", "case.yaml", "--vary", "retry.max_retries=0,1,3", *arguments])
        assert done.exit_code == 0, done.stderr
        return [line for line in done.stdout.splitlines() if line.startswith(("Change", "Weigh", "Stay", "Not", "Ch"))]

    return lines


def test_one_advice_in_any_order_and_each_choice_with_its_price(advice_lines):
    found = {tuple(advice_lines(order)) for order in permutations(METRICS)}
    assert len(found) == 1
    ((three, one),) = found
    for line, name in ((three, "retry.max_retries=3"), (one, "retry.max_retries=1")):
        assert line.startswith(f"Weigh up: {name} is better than retry.max_retries=0 in success rate (+")
        assert "but worse in makespan (+" in line
        assert " and wasted work (+" in line
