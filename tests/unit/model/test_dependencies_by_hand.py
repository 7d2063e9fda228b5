"""Tasks that wait for tasks, worked out by hand: when they are ready, how results arrive, and how failure goes on."""

import sim
from sim.record.rows import AttemptEnded, TaskEnded

HEAD = "task_id,seconds,predicted_success,wave,release_offset,depends_on\n"


def run_of(tmp_path, lines, agents=1, strategy="load_balanced", **sections):
    """A run of tasks `id,seconds,success,wave,release,parents`; what is left out at the end is the least of all."""
    filled = [line + "," * (HEAD.count(",") - line.count(",")) for line in lines]
    (tmp_path / "tasks.csv").write_text(HEAD + "\n".join(filled) + "\n")
    found = sim.run(
        {
            "name": "by-hand",
            "fleet": {"agents": [{"name": "agent", "count": agents}]},
            "workload": {"kind": "table", "path": str(tmp_path / "tasks.csv")},
            "assignment": {"strategy": strategy},
            "retry": {"strategy": "no_retry"},
            **sections,
        }
    )
    assert found.audit() == []
    return found


def tasks_of(run):
    return {row.task_id: row for row in run.log.of(TaskEnded)}


def starts_of(run):
    return {row.task_id: (row.agent, row.queued_at, row.started_at) for row in run.log.of(AttemptEnded)}


def test_a_task_is_ready_when_its_last_parent_has_completed(tmp_path):
    # Three agents: a 0-10, b 0-4; c waits for both and works 10-12, d for b alone 4-9.
    run = run_of(tmp_path, ["a,10,1", "b,4,1", "c,2,1,,,a; b", "d,5,1,,,b"], agents=3)
    tasks = tasks_of(run)
    assert {task: row.ready_at for task, row in tasks.items()} == {"a": 0.0, "b": 0.0, "c": 10.0, "d": 4.0}
    assert {task: row.ended_at for task, row in tasks.items()} == {"a": 10.0, "b": 4.0, "c": 12.0, "d": 9.0}
    assert run.metrics["mean_wait"] == 0.0  # from when they are ready, not from their release at 0
    assert run.metrics["makespan"] == 12.0


def test_a_task_that_is_released_after_its_parents_is_ready_then(tmp_path):
    run = run_of(tmp_path, ["a,10,1", "b,5,1,,25,a", "c,5,1,,3,a"], agents=2)
    tasks = tasks_of(run)
    assert (tasks["b"].released_at, tasks["b"].ready_at) == (25.0, 25.0)
    assert (tasks["c"].released_at, tasks["c"].ready_at) == (3.0, 10.0)


def test_a_child_starts_in_the_instant_in_which_its_parent_ends(tmp_path):
    # And at that instant a task of lower index goes first: b and c are both ready at 10, one agent serves.
    run = run_of(tmp_path, ["a,10,1", "b,5,1,,,a", "c,5,1,,,a"])
    assert starts_of(run) == {"a": (0, 0.0, 0.0), "b": (0, 10.0, 10.0), "c": (0, 10.0, 15.0)}


def test_a_result_takes_its_hand_off_to_another_agent(tmp_path):
    # In turn: a on agent_0, b on agent_1, where a's result is after 3 s: joins the queue at 13.
    run = run_of(tmp_path, ["a,10,1", "b,5,1,,,a=3"], agents=2, strategy="round_robin")
    assert starts_of(run)["b"] == (1, 13.0, 13.0)
    assert tasks_of(run)["b"].ready_at == 10.0
    assert run.metrics["mean_wait"] == 1.5  # the hand-off is waiting


def test_on_the_agent_where_it_was_made_a_result_is_at_once(tmp_path):
    run = run_of(tmp_path, ["a,10,1", "b,5,1,,,a=3"])
    assert starts_of(run)["b"] == (0, 10.0, 10.0)


def test_the_latest_result_from_elsewhere_counts(tmp_path):
    # a on agent_0 until 4, b on agent_1 until 10, x on agent_2 until 1; c is for agent_0: a is there, b's result comes
    # at 10 + 2, x's at 1 + 20.
    lines = ["a,4,1", "b,10,1", "x,1,1", "c,5,1,,,a=99; b=2; x=20"]
    assert starts_of(run_of(tmp_path, lines, agents=3, strategy="round_robin"))["c"] == (0, 21.0, 21.0)
    lines[3] = "c,5,1,,,a=99; b=2; x=5"
    assert starts_of(run_of(tmp_path, lines, agents=3, strategy="round_robin"))["c"] == (0, 12.0, 12.0)


def test_under_pull_every_hand_off_counts(tmp_path):
    # Nobody knows beforehand which agent will take it: b joins the queue of the fleet at 13, though agent_0 made a.
    run = run_of(tmp_path, ["a,10,1", "b,5,1,,,a=3", "c,1,1,,11"], strategy="shared_queue")
    assert starts_of(run) == {"a": (0, 0.0, 0.0), "c": (0, 11.0, 11.0), "b": (0, 13.0, 13.0)}


def test_a_task_on_its_way_is_work_of_its_agent(tmp_path):
    # c goes to agent_1, which was never given anything, and is on its way there until 10 + 20. y takes agent_0 at 12;
    # z at 12.5 finds agent_1 idle, but with a task on its way that is longer than the rest of y.
    lines = ["a,10,1", "c,30,1,,,a=20", "y,1,1,,12", "z,1,1,,12.5"]
    run = run_of(tmp_path, lines, agents=2)
    assert starts_of(run)["c"] == (1, 30.0, 30.0)
    assert starts_of(run)["z"] == (0, 12.5, 13.0)
    # A task on its way that is shorter than the rest of y: z waits behind it on agent_1, until it has come and gone.
    lines[1:3] = ["c,0.1,1,,,a=20", "y,1,1,,12"]
    assert starts_of(run_of(tmp_path, lines, agents=2))["z"] == (1, 12.5, 12.5)


def test_a_run_does_not_stall_while_a_result_is_on_its_way(tmp_path):
    for strategy in ("round_robin", "shared_queue"):
        run = run_of(tmp_path, ["a,10,1", "b,5,1,,,a=1000"], agents=2, strategy=strategy)
        assert tasks_of(run)["b"].ended_at == 1015.0
        assert run.metrics["success_rate"] == 1.0


def test_children_of_a_failed_task_fail_in_that_instant_without_an_attempt(tmp_path):
    # f fails at 10. c (released) and d (never released) fail with it; then e, which waits for d; g is free of it.
    lines = ["g,20,1", "e,1,1,,,d", "d,1,1,,500,f", "c,1,1,,,f", "f,10,0"]
    run = run_of(tmp_path, lines, agents=2, gates={"min_predicted_success": 0})
    tasks = tasks_of(run)
    assert [row.task_id for row in run.log.of(TaskEnded)] == ["f", "d", "c", "e", "g"]
    for task in "dce":
        row = tasks[task]
        assert (row.status, row.ended_at, row.attempts, row.ready_at) == ("failed", 10.0, 0, None)
    assert tasks["c"].reason == "a task that it waits for failed: f"
    assert tasks["e"].reason == "a task that it waits for failed: d"
    assert (tasks["c"].released_at, tasks["d"].released_at) == (0.0, None)
    assert run.metrics["makespan"] == 20.0  # nobody waits for the release of d at 500
    assert run.metrics["success_rate"] == 1 / 5
    assert run.metrics["unserved"] == 0
    assert run.metrics["unfinished"] == 0
    assert run.metrics["mean_wait"] == 0.0  # of g and f: the others count in no time


def test_children_in_a_later_wave_fail_at_its_start(tmp_path):
    lines = ["f,10,0,1", "g,30,1,1", "c,1,1,2,,f", "d,5,1,2", "e,1,1,3,,c"]
    run = run_of(tmp_path, lines, agents=2, gates={"min_predicted_success": 0})
    ended = {task: (row.status, row.ended_at) for task, row in tasks_of(run).items()}
    assert ended == {
        "f": ("failed", 10.0), "g": ("completed", 30.0), "c": ("failed", 30.0), "d": ("completed", 35.0),
        "e": ("failed", 35.0),
    }  # fmt: skip


def test_a_wave_of_which_every_task_fails_with_its_parents_ends_where_it_starts(tmp_path):
    run = run_of(tmp_path, ["f,10,0,1", "c,1,1,2,7,f", "d,1,1,2,,c", "e,5,1,3"], gates={"min_predicted_success": 0})
    assert tasks_of(run)["e"].ended_at == 15.0
    assert [wave.ended_at - wave.started_at for wave in run.log.of(sim.record.rows.WaveEnded)] == [10.0, 0.0, 5.0]


def test_a_parent_that_is_tried_again_keeps_its_children_waiting(tmp_path):
    # a fails at 10 and is tried again from 11 to 21: no failure goes on to b before the last attempt.
    lines = ["a,10,0", "b,5,1,,,a"]
    run = run_of(tmp_path, lines, retry={"max_retries": 1, "base": 1}, gates={"min_predicted_success": 0})
    assert tasks_of(run)["b"].ended_at == 21.0
    assert tasks_of(run)["b"].status == "failed"


def test_a_task_that_the_end_cuts_off_before_it_is_ready_counts_in_unfinished_only(tmp_path):
    run = run_of(tmp_path, ["a,10,1", "b,100,1,,,a", "c,5,1,,,b"], horizon=50)
    assert run.metrics["unfinished"] == 2
    assert tasks_of(run)["c"].ready_at is None
    # b was ready at 10 and started there; c counts in no time: the waits are 0 and 0.
    assert run.metrics["mean_wait"] == 0.0
    assert run.metrics["mean_response"] == (10.0 + 40.0) / 2


def test_a_plan_covers_the_whole_wave_and_holds_for_those_not_ready(tmp_path):
    # min_min plans as if nothing waited: a (4 s) and c (3 s) first; b goes to the agent that the plan gave it.
    lines = ["a,4,1", "b,10,1,,,a", "c,3,1"]
    run = run_of(tmp_path, lines, agents=2, strategy="min_min")
    planned = {row.task_id: row.agent for row in run.log.of(sim.record.rows.Assigned)}
    assert planned == {"c": 0, "a": 1, "b": 0}
    assert starts_of(run)["b"] == (0, 4.0, 4.0)


def test_who_waited_for_whom_stands_in_the_table_of_tasks_as_a_table_is_read(tmp_path):
    run = run_of(tmp_path, ["a,10,1", "b,5,1", "c,1,1,,,b=2.5; a"])
    assert run.tasks["depends_on"].tolist()[2] == "a; b=2.5"
    assert run.tasks["ready_at"].tolist() == [0.0, 0.0, 15.0]
