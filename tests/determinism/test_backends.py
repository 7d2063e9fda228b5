"""Whoever does the runs, the tables are the same to the byte: this process, two others, or a Dask cluster."""

import math
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from sim.study.plan_input import parse_axes, plan_points
from sim.work.execution_error import ExecutionError, WrongAddress
from sim.work.runs import Outcome, Plan, compute
from sim.work.store import RunStore
from sim.work.tables import write_study_tables
from sim.work.workers import Workers, open_workers
from tests.dask_cluster import Cluster

REPLICATIONS = 10


@pytest.fixture
def plan(rich: Path) -> Plan:
    axes, where = parse_axes(["assignment.strategy=round_robin,priority_based", "retry.max_retries=0,3"])
    return plan_points(rich, axes, where)


@pytest.fixture
def alone(plan: Plan, tmp_path: Path) -> list[bytes]:
    """The tables that this process makes alone."""
    with open_workers("serial") as workers:
        return done(plan, workers, tmp_path / "alone", chunk_s=1000.0)[1]


def done(plan: Plan, workers: Workers, folder: Path, chunk_s: float = 0.05) -> tuple[Outcome, list[bytes]]:
    store = RunStore(folder / "store")
    outcome = compute(plan, REPLICATIONS, store, workers, chunk_s=chunk_s)
    write_study_tables(folder, plan, REPLICATIONS, store, outcome.lost)
    return outcome, [(folder / name).read_bytes() for name in ("runs.parquet", "trajectories.parquet")]


def test_two_processes(plan: Plan, alone: list[bytes], tmp_path: Path) -> None:
    with open_workers("joblib", jobs=2) as workers:
        outcome, tables = done(plan, workers, tmp_path / "processes")
        assert (outcome.computed, outcome.lost) == (40, ())
        assert tables == alone
        # The same workers serve one study after another.
        assert done(plan, workers, tmp_path / "again")[1] == alone


def test_the_tables_would_show_a_difference(plan: Plan, rich: Path, alone: list[bytes], tmp_path: Path) -> None:
    """The control: one more retry, another seed, one run that comes to something else."""
    with open_workers("serial") as workers:
        assert done(replace(plan, seed=plan.seed + 1, keys=tuple("abcd")), workers, tmp_path / "seed")[1] != alone
        axes, where = parse_axes(["assignment.strategy=round_robin,priority_based", "retry.max_retries=0,4"])
        assert done(plan_points(rich, axes, where), workers, tmp_path / "retry")[1] != alone
    store = RunStore(tmp_path / "alone" / "store")
    first = next(store.rows(plan.keys[0], 1))
    metrics = (math.nextafter(first.metrics[0] or 0.0, math.inf), *first.metrics[1:])
    other = RunStore(tmp_path / "digit" / "store")
    other.add([(plan.keys[0], replace(first, metrics=metrics))])
    with open_workers("serial") as workers:
        assert done(plan, workers, tmp_path / "digit")[1] != alone


def test_a_dask_cluster(plan: Plan, alone: list[bytes], tmp_path: Path, cluster: Cluster) -> None:
    with open_workers("dask", scheduler=cluster.address) as workers:
        assert workers.jobs == 2
        outcome, tables = done(plan, workers, tmp_path / "dask")
        assert (outcome.computed, outcome.lost) == (40, ())
        assert tables == alone
        # One of the two is killed: the other does its work.
        cluster.workers[0].kill()
        outcome, tables = done(plan, workers, tmp_path / "killed")
        assert (outcome.computed, outcome.lost) == (40, ())
        assert tables == alone
        # Nobody is left who could.
        cluster.scheduler.kill()
        cluster.workers[1].kill()
        with pytest.raises(ExecutionError, match=r"the Dask scheduler at tcp://.* is gone"):
            done(plan, workers, tmp_path / "gone")


@pytest.fixture
def stranger() -> Iterator[Callable[[bytes], str]]:
    """Somebody else who listens: says something to everyone who calls, or nothing, and never hangs up."""
    held: list[socket.socket] = []

    def serve(server: socket.socket, greeting: bytes) -> None:
        with suppress(OSError):
            while True:
                held.append(server.accept()[0])
                held[-1].sendall(greeting)

    def listen(greeting: bytes) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        held.append(server)
        Thread(target=serve, args=(server, greeting), daemon=True).start()
        return f"tcp://127.0.0.1:{server.getsockname()[1]}"

    yield listen
    for each in held:
        each.close()


def opened(address: str) -> None:
    with open_workers(scheduler=address):
        pytest.fail("there is no scheduler")


@pytest.mark.parametrize("greeting", [b"", b"SSH-2.0-OpenSSH_9.2p1\r\n"], ids=["silent", "ssh"])
def test_an_address_where_somebody_else_listens(
    stranger: Callable[[bytes], str], greeting: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("sim.work.dask_workers._ANSWER_S", 1)
    with pytest.raises(ExecutionError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:"):
        opened(stranger(greeting))


def test_a_scheduler_that_is_not_there() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(ExecutionError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        opened("tcp://127.0.0.1:9")


@pytest.mark.parametrize("address", [
    "", "nonsense", "host", "tcp://", "tcp://host", "tcp://host:", "tcp://host:port", "tcp://host:0", "tcp://host:65536",
    "tcp://no such host:1", "tcp://[::1", "http://host:8787", "inproc://x", "host:1:2", "tcp://host:8786/x",
])  # fmt: skip
def test_what_is_no_address(address: str) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(WrongAddress, match=r"is no address of a Dask scheduler; expected one such as tcp://host:8786"):
        opened(address)
