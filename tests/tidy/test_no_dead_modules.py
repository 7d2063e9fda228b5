"""Every module of sim/ is reached from an entry point, or is a plug-in that its package finds by itself."""

import grimp
import pytest

ENTRIES = {
    "sim",  # what users import
    "sim.__main__",  # python -m sim
    "sim.cli",  # the command
    "sim.measures.theory.queueing",  # what theory says, for the validation and for users
    "sim.measures.theory.impatience",  # likewise
    "sim.measures.theory.reliability",  # likewise
    "sim.testing",  # what authors of plug-ins check them with
}
# Packages that find their members by themselves, so that one new file is all that a new member needs.
DISCOVERED = (
    "sim.cli.",
    "sim.fit.readers.",
    "sim.policies.assignment.",
    "sim.policies.gates.",
    "sim.observe.anomalies.",
    "sim.workload.",
    "sim.scenario.spec.arrivals.",
    "sim.study.questions.",
)


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("sim", cache_dir=None)


def reached(graph: grimp.ImportGraph) -> set[str]:
    """What the entries and plug-ins import, and so on; a module brings the packages that it lies in."""
    known: set[str] = set()
    waiting = [name for name in graph.modules if name in ENTRIES or name.startswith(DISCOVERED)]
    while waiting:
        name = waiting.pop()
        if name in known:
            continue
        known.add(name)
        parts = name.split(".")
        waiting += [".".join(parts[:n]) for n in range(1, len(parts))]
        waiting += graph.find_modules_directly_imported_by(name)
    return known


def test_no_module_is_dead(graph: grimp.ImportGraph) -> None:
    dead = sorted(graph.modules - reached(graph))
    assert not dead, "nothing imports " + ", ".join(dead)


def test_a_module_that_nothing_imports_is_found(graph: grimp.ImportGraph) -> None:
    graph.add_module("sim.measures.forgotten")
    try:
        assert "sim.measures.forgotten" not in reached(graph)
    finally:
        graph.remove_module("sim.measures.forgotten")
