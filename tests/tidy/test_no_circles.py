"""No module of sim/ imports itself by way of others; import-linter holds the same of its packages."""

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("sim", exclude_type_checking_imports=True, cache_dir=None)


def circle(graph: grimp.ImportGraph) -> list[str]:
    """Modules of which each is imported by the next, the first by the last; empty where nothing goes in circles."""
    imported = {name: graph.find_modules_directly_imported_by(name) for name in sorted(graph.modules)}
    try:
        TopologicalSorter(imported).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_imports_go_in_no_circle(graph: grimp.ImportGraph) -> None:
    around = circle(graph)
    assert not around, "imports go in a circle: " + " -> ".join(around)


def test_a_circle_is_found(graph: grimp.ImportGraph) -> None:
    graph.add_import(importer="sim.measures.statistics.spread", imported="sim.measures")
    graph.add_import(importer="sim.measures", imported="sim.measures.statistics.spread")
    try:
        assert {"sim.measures", "sim.measures.statistics.spread"} <= set(circle(graph))
    finally:
        graph.remove_import(importer="sim.measures.statistics.spread", imported="sim.measures")
        graph.remove_import(importer="sim.measures", imported="sim.measures.statistics.spread")
