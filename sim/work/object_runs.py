"""Runs of objects that no file holds are used again by the process that made them, and by no other.

The hash of an object's code is the same in every process, and its runs would be found again. But nothing that can be
looked at says what the code was: who reads the store's numbers later could not tell.
"""

from collections.abc import Sequence

from sim.plugins.plugin import Plugin, PluginError
from sim.work.run_keys import Inputs
from sim.work.store import RunStore

# Which stores this process has worked on, with runs of such objects: a process knows only its own.
_worked_on: set[tuple[str, str]] = set()


def refuse_runs_of_others(
    store: RunStore, plugins: Sequence[Plugin], keys: Sequence[str], inputs: Sequence[Inputs]
) -> None:
    """Refuse a store that holds runs of an object without a file, done by another process.

    Args:
        store: of finished runs; what is added to it from now on is this process's.
        plugins: of the points that are about to be run.
        keys: of the points.
        inputs: of the points.

    Raises:
        PluginError: names the object, and says what to do.
    """
    nowhere = [plugin for plugin in plugins if plugin.is_object and plugin.file is None]
    if not nowhere:
        return
    stored = store.keys()
    for key, used in zip(keys, inputs, strict=True):
        told = {name for name, _ in used}
        own = [plugin for plugin in nowhere if plugin.told in told]
        place = (str(store.directory.absolute()), key)
        if own and place not in _worked_on and key in stored:
            raise PluginError(
                f"{own[0].told} is an object that no file holds, and {store.directory} has runs of it from another "
                "process; put it in a file, or use another store"
            )
        if own:
            _worked_on.add(place)
