"""What a worker process does before its first run: it imports what runs need, and ends with its parent."""

import os
import signal
import threading
from contextlib import suppress
from importlib import import_module

# Workers are as many as cores; more threads in each would only be in the way.
SINGLE_THREADED = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
_LOOK_S = 1.0


def prepare() -> None:
    """Warm up this process, once."""
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    for module in ("sim.experiment.measure", "sim.policies.catalogue", "scipy.special"):
        import_module(module)


def _end_with(parent: int) -> None:
    """End this process when its parent is gone: a killed parent cannot say goodbye."""
    while os.getppid() == parent:
        threading.Event().wait(_LOOK_S)
    os._exit(1)
