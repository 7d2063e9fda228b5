"""Runs of objects that no file holds are used again by the process that made them, and by no other.

The hash of an object's code is the same in every process, and its runs would be found again. But nothing that can be
looked at says what the code was: who reads the store's numbers later could not tell.
"""

from sim.plugins.plugin import PluginError
from sim.work.runs import Plan
from sim.work.store import RunStore

# Which stores this process has worked on, with runs of such objects: a process knows only its own.
_worked_on: set[tuple[str, str]] = set()


def refuse_runs_of_others(plan: Plan, store: RunStore) -> None:
    """Refuse a store that holds runs of an object without a file, done by another process.

    Args:
        plan: of a study that is about to run; what it adds to the store is this process's.
        store: of finished runs.

    Raises:
        PluginError: names the object, and says what to do.
    """
    nowhere = [plugin for plugin in plan.plugins if plugin.is_object and plugin.file is None]
    if not nowhere:
        return
    stored = store.keys()
    for key, inputs in zip(plan.keys, plan.inputs, strict=True):
        told = {name for name, _ in inputs}
        own = [plugin for plugin in nowhere if plugin.told in told]
        place = (str(store.directory.absolute()), key)
        if own and place not in _worked_on and key in stored:
            raise PluginError(
                f"{own[0].told} is an object that no file holds, and {store.directory} has runs of it from another "
                "process; put it in a file, or use another store"
            )
        if own:
            _worked_on.add(place)
