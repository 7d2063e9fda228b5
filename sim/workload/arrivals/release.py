"""When the tasks of each wave are released, and how many there are: whatever the stream, and without one."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.luck.keyed import Luck
from sim.record.input_file import InputFile
from sim.scenario import Problem, ScenarioError, SyntheticWorkload
from sim.scenario.spec.arrival_forms import RateStream, RecordedStream, RenewalStream, Stream
from sim.scenario.spec.synthetic_spec import MAX_TASKS
from sim.workload.arrivals import gaps, rates, recorded
from sim.workload.problem_list import ProblemList

Array = npt.NDArray[np.float64]
_FIRST_LOOK = 256


def release_offsets(
    spec: SyntheticWorkload, origin: Path | None, luck: Luck
) -> tuple[list[Array], tuple[InputFile, ...]]:
    """Return the moments of each wave's tasks, in seconds after its start, and the file that they came from.

    Args:
        spec: gives the waves and the stream.
        origin: folder from which a file's path starts.
        luck: uniforms of the replication.

    Raises:
        ScenarioError: with every problem of the file.

    >>> spec = SyntheticWorkload(tasks_per_wave=[2, 1])
    >>> [moments.tolist() for moments in release_offsets(spec, None, Luck(seed=1))[0]]
    [[0.0, 0.0], [0.0]]
    """
    stream, sizes = spec.arrivals, spec.wave_sizes
    if stream is None:
        return [np.zeros(size or 0) for size in sizes], ()
    if isinstance(stream, RecordedStream):
        problems = ProblemList()
        recording = recorded.read(stream, origin, tasks_needed(spec), problems)
        if problems:
            raise ScenarioError(problems.problems())
        assert recording.file is not None
        return recording.of_waves(list(sizes), stream.until), (recording.file,)
    return [_of_wave(stream, luck, wave, size) for wave, size in enumerate(sizes, start=1)], ()


def file_problems(spec: SyntheticWorkload, origin: Path | None) -> Sequence[Problem]:
    """Return what is wrong with the file of a stream; nothing where it has none."""
    problems = ProblemList()
    if isinstance(spec.arrivals, RecordedStream):
        recorded.read(spec.arrivals, origin, tasks_needed(spec), problems)
    return problems.problems()


def tasks_needed(spec: SyntheticWorkload) -> int | None:
    """Return the number of lines that the waves need; None where they take what there is."""
    sizes = [size for size in spec.wave_sizes if size is not None]
    until = None if spec.arrivals is None else spec.arrivals.until
    return None if until is not None or len(sizes) < len(spec.wave_sizes) else sum(sizes)


def _of_wave(stream: Stream, luck: Luck, wave: int, size: int | None) -> Array:
    offsets = _form(stream)
    if stream.until is None:
        return offsets(luck, wave, size or 0)
    most = MAX_TASKS if size is None else size
    looked_at = min(_FIRST_LOOK, most)
    while True:
        moments = offsets(luck, wave, looked_at)
        if looked_at == most or moments[-1] > stream.until:
            # One that comes exactly at the end still comes.
            return moments[: np.searchsorted(moments, stream.until, side="right")]
        looked_at = min(2 * looked_at, most)


def _form(stream: Stream) -> Callable[[Luck, int, int], Array]:
    if isinstance(stream, RenewalStream):
        return lambda luck, wave, n: gaps.offsets(stream, luck, wave, n)
    assert isinstance(stream, RateStream)
    return lambda luck, wave, n: rates.offsets(stream, luck, wave, n)
