"""`buddy-sim explain`: a task, an anomaly, an instant; and what is said of what there is not."""

import pytest


@pytest.fixture
def folder(invoke):
    assert invoke("run", "small.yaml", "--no-plots", "--quiet", "--out", "r").exit_code == 0
    return "r"


def test_a_task(invoke, folder):
    done = invoke("explain", folder, "task_1_2")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("# Task task_1_2\n\n**It completed at ")
    assert "## The decision, and the others that could have been made" in done.stdout
    assert "1 other choice tried" in done.stdout


def test_the_name_of_a_task_may_be_wrong(invoke, folder):
    done = invoke("explain", folder, "task_1_22")
    assert done.exit_code == 2
    assert done.stderr.startswith("there is no task 'task_1_22' in this run; near: task_1_2")


def test_an_instant_says_why_nothing_runs(invoke, folder):
    assert "**2 tasks are served**, by 2 agents." in invoke("explain", folder, "--at", "15s").stdout
    over = invoke("explain", folder, "--at", "1h").stdout
    assert "**Nothing runs**: the run was over at 2.52 min." in over
    wrong = invoke("explain", folder, "--at", "soon")
    assert (wrong.exit_code, wrong.stderr.startswith("--at: 'soon' is not a duration")) == (2, True)


def test_there_is_no_such_anomaly_agent_or_folder(invoke, folder):
    assert "none was found" in invoke("explain", folder, "--anomaly", "x").stderr
    assert "there are agent_0, agent_1" in invoke("explain", folder, "task_1_2", "--agent", "x").stderr
    assert invoke("explain", "nowhere", "task_1_2").exit_code == 2
    assert "just one of them" in invoke("explain", folder).stderr


def test_an_anomaly_and_the_run_with_its_advice(invoke, here):
    (here / "down.yaml").write_text(
        "name: down\nseed: 2\nfleet:\n  agents: [{name: agent, count: 3}]\n"
        "  breakdowns: {mtbf: 4min, mttr: 4min, failover: wait}\n"
        "workload: {kind: synthetic, waves: 4, tasks_per_wave: 12, predicted_success: 0.9}\n"
    )
    assert invoke("run", "down.yaml", "--no-plots", "--quiet", "--out", "r").exit_code == 0
    done = invoke("explain", "r", "--anomaly", "anomaly_001")
    assert done.exit_code == 0, done.stderr
    assert "## The run at that moment" in done.stdout
    assert "## With the advice followed" in done.stdout


def test_all_agents_down_is_why_nothing_runs(invoke, here):
    (here / "one.yaml").write_text(
        "name: one\nseed: 4\nfleet: {agents: [{name: agent}], breakdowns: {mtbf: 40s, mttr: 30s}}\n"
        "workload: {kind: synthetic, tasks_per_wave: 6}\n"
    )
    assert invoke("run", "one.yaml", "--no-plots", "--quiet", "--out", "r").exit_code == 0
    import sim

    outages = sim.read_run("r").outages
    ends = zip(outages["started_at"], outages["ended_at"].dropna(), strict=False)
    _, middle = max((end - start, (start + end) / 2) for start, end in ends)
    done = invoke("explain", "r", "--at", f"{middle}s")
    assert "**Nothing runs**: the only agent is down" in done.stdout
