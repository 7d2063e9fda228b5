"""The nastiest files through the real command, in a process of its own that may use 300 MB of memory.

The limit is RLIMIT_DATA: the heap and every private writable mapping. RLIMIT_AS would count what is only mapped as
well: the libraries of numpy, scipy and arrow and the stacks that threads reserve take between 400 and 600 MB of address
space, of which 47 MB (`validate`) and 150 MB (`run`) are ever resident; and Linux does not enforce RLIMIT_RSS. Under
this limit a good scenario runs, so that a case that fails fails for its own reason.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere RLIMIT_DATA limits less, or nothing")

LIMIT = 300 * 2**20  # bytes
TIMEOUT_S = 60

GOOD = """\
name: x
fleet: {agents: [{name: agent}]}
workload: {kind: synthetic, tasks_per_wave: 5}
"""
PHASE20 = """\
name: x
fleet: {agents: [{name: agent, count: COUNT}]}
workload: {kind: phase20, path: data}
"""
Case = Callable[[Path], None]


def scenario(content: str | bytes) -> Case:
    """A scenario file with this content."""

    def write(here: Path) -> None:
        (here / "x.yaml").write_bytes(content.encode() if isinstance(content, str) else content)

    return write


def phase20(content: Callable[[Path], object], agents: int = 1) -> Case:
    """A good scenario whose predictions are written by `content`, which gets the path of predicted_tasks.jsonl."""

    def write(here: Path) -> None:
        (here / "x.yaml").write_text(PHASE20.replace("COUNT", str(agents)))
        (here / "data").mkdir()
        content(here / "data" / "predicted_tasks.jsonl")

    return write


def hole(path: Path, size: int) -> None:
    """A file of zeros that takes no room on the disk."""
    with path.open("wb") as stream:
        stream.truncate(size)


def tasks(number: int, task_id: str = "t{}") -> bytes:
    rows = ({"task_id": task_id.format(n), "predicted_success_probability": 0.5} for n in range(number))
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def laughs() -> str:
    lines = ["a: &a [" + ",".join(["lol"] * 9) + "]"]
    for before, name in pairwise("abcdefghi"):
        lines.append(f"{name}: &{name} [" + ",".join([f"*{before}"] * 9) + "]")
    return "\n".join(lines)


# Name of the case -> what is written, a part of what must be told, and the number of lines that tell it.
CASES: dict[str, tuple[Case, str, int]] = {
    "a billion laughs": (scenario(laughs()), "aliases expand to more than", 1),
    "five million values": (scenario("a: [" + "1," * 2_400_000 + "]"), "more than 50000 values in one file", 1),
    "five million brackets": (scenario("a: " + "[" * 4_900_000), "nested more than 50 levels", 1),
    "one text of five million characters": (scenario(GOOD + "description: " + "x" * 4_900_000), "a text of", 1),
    "ten gigabytes of zeros": (lambda here: hole(here / "x.yaml", 10 * 2**30), "larger than 5 MB", 1),
    "a device without an end": (lambda here: (here / "x.yaml").symlink_to("/dev/zero"), "not a regular file", 1),
    "ten thousand unknown keys": (
        scenario(GOOD + "\n".join(f"k{n}: 1" for n in range(10_000))),
        "and 9800 more problems",
        201,
    ),
    "a billion of everything": (
        scenario(GOOD.replace("agent}", "agent, count: 1000000000, capacity: 1000000000}").replace("5", "1000000000")),
        "is more than",
        3,
    ),
    "an int of five million digits": (scenario(GOOD + "seed: " + "9" * 4_900_000), "is absurd", 1),
    "not UTF-8 after five million characters": (scenario(b"#" * 4_900_000 + b"\xff"), "is not UTF-8", 1),
    "predictions of ten gigabytes": (phase20(lambda path: hole(path, 10 * 2**30)), "too large to read", 1),
    "predictions in one line of 190 MB": (
        phase20(lambda path: hole(path, 190_000_000)),
        "the line has 190000000 bytes; at most 1000000 are read",
        1,
    ),
    "predictions from a device without an end": (
        phase20(lambda path: path.symlink_to("/dev/zero")),
        "is not a regular file",
        1,
    ),
    "predictions nested a million deep": (phase20(lambda path: path.write_bytes(b"[" * 999_999)), "too deeply", 1),
    "a hundred thousand times the same task": (
        phase20(lambda path: path.write_bytes(tasks(100_000, task_id="again"))),
        "stands already at",
        51,
    ),
    "more pairs of tasks and agents than fit": (
        phase20(lambda path: path.write_bytes(tasks(20_000)), agents=10_000),
        "are more than",
        1,
    ),
    "half a million lines of noise": (
        phase20(lambda path: path.write_bytes(b"\xfe\x1b[31m\n" * 500_000)),
        "more problems",
        51,
    ),
}


def limited(here: Path, *args: str) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (LIMIT, LIMIT))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    command = [sys.executable, "-m", "sim", *args]
    # One thread of OpenBLAS: a thread's buffers are no memory of ours, and a machine may have many cores.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run(
        command, cwd=here, env=environment, preexec_fn=limit, capture_output=True, text=True, timeout=TIMEOUT_S
    )


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return tmp_path


def everything_in(here: Path) -> list[str]:
    return sorted(path.relative_to(here).as_posix() for path in here.rglob("*"))


@pytest.mark.parametrize("case", CASES)
def test_a_nasty_file_is_not_run_and_takes_little_memory(here: Path, case: str) -> None:
    write, expected, lines = CASES[case]
    write(here)
    before = everything_in(here)
    done = limited(here, "run", "x.yaml")
    assert (done.returncode, done.stdout) == (2, ""), done.stderr[-500:]
    assert expected in done.stderr
    assert_clear(done.stderr.splitlines(), lines)
    assert everything_in(here) == before


def test_all_of_them_are_validated_in_one_process(here: Path) -> None:
    for number, (write, _, _) in enumerate(CASES.values()):
        (here / f"case_{number}").mkdir()
        write(here / f"case_{number}")
    before = everything_in(here)
    done = limited(here, "validate", *(f"case_{number}/x.yaml" for number in range(len(CASES))))
    assert (done.returncode, done.stdout) == (2, ""), done.stderr[-500:]
    for number, (_, expected, lines) in enumerate(CASES.values()):
        told = [line for line in done.stderr.splitlines() if line.startswith(f"case_{number}/")]
        assert any(expected in line for line in told)
        assert_clear([line.removeprefix(f"case_{number}/") for line in told], lines)
    assert everything_in(here) == before


def assert_clear(told: list[str], lines: int) -> None:
    """So many lines, each of which names a file and can be printed."""
    assert len(told) == lines
    for line in told:
        assert line.startswith(("x.yaml", "data/"))
        assert line.isprintable()
        assert len(line) < 500


def test_under_the_limit_a_good_scenario_runs(here: Path) -> None:
    (here / "x.yaml").write_text(GOOD)
    assert limited(here, "validate", "x.yaml").stdout == "x.yaml: ok\n"
    done = limited(here, "run", "x.yaml", "--no-plots", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (here / "reports" / "x" / "manifest.json").is_file()


def test_a_good_scenario_that_is_too_large_for_the_machine_says_so_and_writes_nothing(here: Path) -> None:
    (here / "x.yaml").write_text(GOOD.replace("wave: 5", "wave: 5000000"))
    done = limited(here, "run", "x.yaml", "--no-plots")
    assert (done.returncode, done.stdout) == (1, "")
    said = done.stderr.splitlines()
    assert said[0].startswith("note: workload: 5,000,000 tasks take about 8 GB of memory")
    assert any(
        line.startswith("there is not enough memory for this; make the waves or the fleet smaller") for line in said
    )
    assert everything_in(here) == ["x.yaml"]


def test_the_limit_is_one() -> None:
    # The control: a process that takes more than the limit does not get it.
    code = "bytearray(310 * 2**20)"
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_DATA, ({LIMIT}, {LIMIT})); {code}"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0
    assert "MemoryError" in subprocess.run([sys.executable, "-c", limit], capture_output=True, text=True).stderr
