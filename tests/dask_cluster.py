"""A Dask cluster on this machine, for the tests that need one: import the fixture `cluster`."""

import json
import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass
class Cluster:
    address: str
    scheduler: "subprocess.Popen[bytes]"
    workers: "list[subprocess.Popen[bytes]]"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler and two workers on this machine, as programs of their own."""
    pytest.importorskip("distributed")
    folder = tmp_path / "cluster"
    folder.mkdir()
    where = folder / "scheduler.json"
    program = str(Path(sysconfig.get_path("scripts")) / "dask")
    common = ["--scheduler-file", str(where), "--host", "127.0.0.1", "--no-dashboard"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str) -> "subprocess.Popen[bytes]":
        with (folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, program, *arguments, *common], cwd=folder, env=environment, stdout=log, stderr=log
            )
        started.append(process)
        return process

    try:
        scheduler = start("scheduler", "scheduler", "--port", "0")
        options = ["--nthreads", "1", "--no-nanny", "--memory-limit", "0", "--local-directory", str(folder)]
        workers = [start(f"worker{number}", "worker", *options) for number in range(2)]
        for _ in range(600):
            logs = [(folder / f"worker{number}.log").read_text(encoding="utf-8") for number in range(2)]
            if where.exists() and all("Registered to" in log for log in logs):
                break
            time.sleep(0.1)
        else:
            pytest.fail("the cluster did not start within a minute: " + "".join(logs))
        address = json.loads(where.read_text(encoding="utf-8"))["address"]
        yield Cluster(address, scheduler, workers)
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
