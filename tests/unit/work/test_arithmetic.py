"""Runs of processors that calculate otherwise are told apart: in the store, and by workers."""

import os
import subprocess
import sys

import numpy as np
import pytest

from sim.experiment.scenario_input import parse_scenario
from sim.luck.inverse_cdf import TABULATED, _inverse, quantile
from sim.work import arithmetic as module
from sim.work import chunk, run_keys, store
from sim.work.arithmetic import SAMPLED, arithmetic
from sim.work.chunk import Chunk, OtherProgram, work
from sim.work.measure import measure
from sim.work.run_keys import code_version, point_key
from sim.work.store import RunStore
from tests.unit.work.test_store import A, rows

ASK = "from sim.work.arithmetic import arithmetic; print(arithmetic())"


def fingerprint(**environment: str) -> str:
    finished = subprocess.run(
        [sys.executable, "-c", ASK], capture_output=True, text=True, env={**os.environ, **environment}, check=True
    )
    return finished.stdout.strip()


def test_every_process_of_this_machine_has_the_same() -> None:
    assert fingerprint(PYTHONHASHSEED="1", OPENBLAS_NUM_THREADS="1") == arithmetic()


def test_without_a_part_of_the_processor_it_is_the_same() -> None:
    unused = np.show_config("dicts")["SIMD Extensions"]["found"]
    without_fma = "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F,-AVX2_Usable,-FMA_Usable"
    assert fingerprint(NPY_DISABLE_CPU_FEATURES=" ".join(unused), GLIBC_TUNABLES=without_fma) == arithmetic()


FUSED = """
import numpy as np
from sim.numerics import elementary, arrays
kernel = elementary.log_kernel
off = lambda f, c, k: kernel(f, c, k) * (1.0 + 2.0**-52)
elementary.log_kernel = arrays.log_kernel = off
"""


def test_a_logarithm_that_rounds_otherwise_makes_another() -> None:
    # The negative control: as a compiler that fuses products and sums would make it.
    finished = subprocess.run([sys.executable, "-c", FUSED + ASK], capture_output=True, text=True, check=True)
    assert finished.stdout.strip() != arithmetic()


def test_numpy_adds_up_in_the_order_that_is_relied_upon() -> None:
    # Pairwise: blocks of at most 128 in eight sums, side by side; a long row is halved at a multiple of eight.
    def pairwise(x: list[float]) -> float:
        if len(x) < 8:
            total = 0.0
            for value in x:
                total += value
            return total
        if len(x) <= 128:
            sums, whole = x[:8], len(x) - len(x) % 8
            for start in range(8, whole, 8):
                sums = [a + b for a, b in zip(sums, x[start : start + 8], strict=True)]
            total = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]))
            for value in x[whole:]:
                total += value
            return total
        half = len(x) // 2
        half -= half % 8
        return pairwise(x[:half]) + pairwise(x[half:])

    values = quantile(SAMPLED[3], np.modf(np.arange(1.0, 5001.0) * 0.618034)[0])
    for n in (1, 7, 8, 9, 100, 127, 128, 129, 500, 1000, 4999):
        assert float(values[:n].sum()) == pairwise(values[:n].tolist())
        rows = values[: n // 5 * 5].reshape(-1, 5)
        down = [0.0] * 5  # along the first axis: row after row
        for row in rows.tolist():
            down = [a + b for a, b in zip(down, row, strict=True)]
        assert rows.sum(axis=0).tolist() == down


def test_every_kind_of_distribution_is_sampled() -> None:
    assert {type(distribution) for distribution in SAMPLED} == (set(_inverse.registry) - {object}) | set(TABULATED)


def test_one_bit_of_one_draw_makes_another(monkeypatch: pytest.MonkeyPatch) -> None:
    calculated = module._calculations

    def off_by_a_bit(u: module.Array):
        first, *rest = calculated(u)
        yield np.nextafter(first, 0.0)
        yield from rest

    monkeypatch.setattr(module, "_calculations", off_by_a_bit)
    assert module.arithmetic.__wrapped__() != arithmetic()


def test_the_key_of_a_run_is_another_where_the_processor_is(monkeypatch: pytest.MonkeyPatch) -> None:
    workload = {"kind": "synthetic", "tasks_per_wave": 2}
    scenario = parse_scenario({"name": "pair", "fleet": {"agents": [{"name": "agent"}]}, "workload": workload})
    here = point_key(scenario, 1)
    monkeypatch.setattr(run_keys, "arithmetic", lambda: "0" * 16)
    assert point_key(scenario, 1) != here


def test_stored_runs_of_another_kind_of_processor_are_told_and_done_again(tmp_path, monkeypatch) -> None:
    with monkeypatch.context() as there:
        there.setattr(store, "arithmetic", lambda: "0" * 16)
        RunStore(tmp_path).add(rows(A, 0, 1))
    found = RunStore(tmp_path)
    (note,) = found.notes
    assert note.endswith(
        "was made on a processor that calculates otherwise, in the last digits, than this one; its runs are done again"
    )
    assert found.missing(A, 2) == [(0, 2)]
    assert len(list(tmp_path.glob("*.jsonl"))) == 1  # it is of use where it was made


def test_a_worker_that_calculates_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    task = Chunk((), {}, measure, code_version(), arithmetic(), 1.0)
    assert work(task).rows == ()
    monkeypatch.setattr(chunk, "arithmetic", lambda: "0" * 16)
    with pytest.raises(OtherProgram, match="the processor of a worker calculates otherwise"):
        work(task)
