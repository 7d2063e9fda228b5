"""Worker processes that cannot be started are told in words, and leave this process as it was."""

import os
import sys

import pytest

from sim.work.arithmetic import arithmetic
from sim.work.chunk import Chunk
from sim.work.measure import measure
from sim.work.run_keys import code_version
from sim.work.worker_process import starting_workers
from sim.work.workers import ExecutionError, ProcessWorkers


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
