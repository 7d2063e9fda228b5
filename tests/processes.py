"""Processes that a test has started end with it, also where it fails.

One that is left behind is told of when its object is collected: as a warning, which fails whatever test runs then.
"""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


@contextmanager
def ending(processes: Sequence["subprocess.Popen[str]"]) -> Iterator[None]:
    """Kill the processes at the end of a block, those that have ended already excepted, and close their pipes.

    Args:
        processes: that were started; more may be added in the block.
    """
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            with process:
                pass
