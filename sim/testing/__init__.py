"""Contract suites for authors of strategies, gates, detectors and sources: plain functions, for any test runner.

Each asks its member many questions, made from keyed luck, so that it asks the same ones on every machine, and raises
`ContractBroken`, an AssertionError, with the question on which it failed. In a file `test_mine.py` beside `mine.py`:

    from sim.testing import check_strategy

    def test_fewest():
        check_strategy("./mine.py:FEWEST")
"""

from sim.testing.broken import ContractBroken
from sim.testing.detectors import check_detector
from sim.testing.gates import check_gate
from sim.testing.sources import check_source
from sim.testing.strategies import check_strategy

__all__ = ["ContractBroken", "check_detector", "check_gate", "check_source", "check_strategy"]
