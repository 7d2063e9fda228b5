"""Worker processes that cannot be started are told in words, and leave this process as it was."""

import os
import sys
from threading import Lock

import pytest

from sim.scenario import Scenario
from sim.work.arithmetic import arithmetic
from sim.work.chunk import Chunk, Job, Stretch
from sim.work.execution import Execution
from sim.work.execution_error import ExecutionError
from sim.work.measure import RunRow, measure
from sim.work.run_keys import Inputs, code_version
from sim.work.worker_process import starting_workers
from sim.work.workers import ProcessWorkers, open_workers


@pytest.mark.parametrize("moment", ["__init__", "submit"])
def test_where_their_helpers_cannot_start_the_error_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """loky's tracker of resources that ends at once is a broken pipe of ours: no word of stdout."""

    def broken(*_: object, **__: object) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(f"joblib.externals.loky.ProcessPoolExecutor.{moment}", broken)
    monkeypatch.setattr("joblib.externals.loky.ProcessPoolExecutor.shutdown", lambda *_, **__: None)
    with pytest.raises(ExecutionError, match=r"cannot be started here \(Broken pipe\); with --jobs 1 this process"):
        ProcessWorkers(2).submit(Chunk((), {}, measure, code_version(), arithmetic(), 1.0))


def test_starting_workers_changes_nothing_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    with starting_workers():
        assert os.environ["PYTHONSAFEPATH"] == "1"
        assert sys.stderr is not None
        sys.stderr.flush()
    assert "PYTHONSAFEPATH" not in os.environ
    assert sys.stderr is None
    monkeypatch.setenv("PYTHONSAFEPATH", "")
    with pytest.raises(ValueError, match="in between"), starting_workers():
        raise ValueError("in between")
    assert os.environ["PYTHONSAFEPATH"] == ""


def test_what_cannot_be_sent_to_another_process_is_told(make_scenario) -> None:
    """Such as code of one's own that holds a lock."""
    lock = Lock()

    def holds_a_lock(scenario: Scenario, seed: int, replication: int, inputs: Inputs | None) -> RunRow:
        with lock:
            return measure(scenario, seed, replication, inputs)

    jobs = {0: Job(make_scenario({}), 0, ())}
    with (
        open_workers("joblib", 2) as workers,
        pytest.raises(
            ExecutionError,
            match=r"cannot be sent to another process \(TypeError: .*lock.*\); with one job this process",
        ),
    ):
        Execution(jobs, workers, lambda _: None, measure=holds_a_lock).run([Stretch(0, 0, 3)])
