from sim.policies import NO_AGENT
from sim.policies.least_load import least_loaded


def test_least_load_then_lowest_index_among_the_usable() -> None:
    assert least_loaded([True, True, True], [3.0, 1.0, 1.0]) == 1
    assert least_loaded([True, False, True], [3.0, 1.0, 2.0]) == 2
    assert least_loaded([False, False], [0.0, 0.0]) == NO_AGENT
    assert least_loaded([], []) == NO_AGENT
