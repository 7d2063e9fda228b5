"""Unlike machines write the same: processors without some of their instructions, other kernels, numbers of threads.

They are emulated in processes of their own: numpy leaves out code that a processor without them could not run, the
system's library likewise, and OpenBLAS takes the kernel of another processor.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import zip_longest

import numpy as np
import pytest

from tests.determinism.everything import ROOT
from tests.processes import ending

Environment = Mapping[str, str]


def found() -> list[str]:
    """What of this processor numpy can be told to leave unused."""
    return list(np.show_config("dicts")["SIMD Extensions"]["found"])


def without(*parts: str) -> Environment:
    return {"NPY_DISABLE_CPU_FEATURES": " ".join(name for name in found() if any(part in name for part in parts))}


AVX512 = ("AVX512", "X86_V4")
AVX2 = (*AVX512, "AVX2", "FMA", "X86_V3")
NO_FMA = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F,-AVX2_Usable,-FMA_Usable,-AVX512F_Usable"}
OLD: Environment = {
    **without(*AVX2), **NO_FMA, "OPENBLAS_CORETYPE": "Nehalem", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
}  # fmt: skip
OLDER: Environment = {**without(*AVX512), "OPENBLAS_CORETYPE": "Haswell"}
HERE: Environment = {"OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2", "PYTHONHASHSEED": "1"}
MACHINES: dict[str, Environment] = {
    "without AVX-512": without(*AVX512),
    "without AVX2": without(*AVX2),
    "glibc without FMA and AVX2": NO_FMA,
    "the kernels of Haswell": {"OPENBLAS_CORETYPE": "Haswell"},
    "the kernels of SkylakeX": {"OPENBLAS_CORETYPE": "SkylakeX"},
    "the kernels of Nehalem": {"OPENBLAS_CORETYPE": "Nehalem"},
    "one thread": {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    "an old processor": OLD,
}

FEW = ("--scenarios", "overconfident-planner", "--worlds", "20")
ALL = ("--worlds", "300")


def start(arguments: Sequence[str], environment: Environment, python: str = sys.executable) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [python, "-m", "tests.determinism.everything", *arguments],
        cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def written(process: "subprocess.Popen[str]") -> list[str]:
    with ending([process]):
        output, errors = process.communicate()
    assert process.returncode == 0, errors
    lines = output.splitlines()
    assert lines
    return lines


def both(arguments: Sequence[str], one: Environment, other: Environment) -> tuple[list[str], list[str]]:
    processes = [start(arguments, one), start(arguments, other)]
    with ending(processes):
        first, second = map(written, processes)
    return first, second


def hashed(arguments: Sequence[str], environment: Environment) -> list[str]:
    return written(start(arguments, environment))


def different(one: Sequence[str], other: Sequence[str]) -> list[str]:
    return [str(a or b).rsplit(" ", 1)[0] for a, b in zip_longest(one, other) if a != b]


def needs_vectors() -> None:
    if not any("AVX512" in name or name == "X86_V4" for name in found()):
        pytest.skip("needs a processor with AVX-512, of which parts can be left unused")


@pytest.fixture(scope="module")
def few_here() -> list[str]:
    return hashed(FEW, HERE)


@pytest.mark.parametrize("machine", [OLD, OLDER], ids=["an old processor", "one that is a little older"])
def test_an_older_processor_writes_what_this_one_writes(machine, few_here):
    assert different(few_here, hashed(FEW, machine)) == []


def test_one_last_bit_would_be_seen():
    # The negative control: draws are multiplied by a 1 that numpy's own exp and log1p round, here so and there so.
    needs_vectors()
    control = ("--control", "--scenarios", "", "--worlds", "40")
    assert len(different(*both(control, HERE, OLD))) > 3


@pytest.fixture(scope="module")
def everything_here() -> list[str]:
    return hashed(ALL, HERE)


@pytest.mark.nightly
@pytest.mark.parametrize("machine", MACHINES)
def test_every_machine_writes_the_same(machine, everything_here):
    there = hashed(ALL, MACHINES[machine])
    assert different(everything_here, there) == []
