"""Python's collector of reference cycles, paused while a run grows its log.

A run leaves no cycles behind: reference counts free whatever it drops, and a test holds that. The collector would find
nothing, and to find it it would look at every row of the log again and again, which takes a third of a long run.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the collector from running inside the `with`; after it, all is as before.

    >>> with collector_paused():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
