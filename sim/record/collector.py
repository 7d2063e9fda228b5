"""Python's collector of reference cycles, paused while a run grows its log.

A run leaves no cycles behind: reference counts free whatever it drops, and a test holds that. The collector would find
nothing, and to find it it would look at every row of the log again and again, which takes a third of a long run.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the collector from running inside the `with`; after it, it runs as before.

    What was made inside counts as old then: the collector looks at it when it looks at everything, and not at once.

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
            _call_all_old()
            gc.enable()


def _call_all_old() -> None:
    if gc.get_freeze_count() == 0:  # else what others have frozen would thaw
        gc.freeze()
        gc.unfreeze()  # thaws into the oldest generation, without a look at the objects
