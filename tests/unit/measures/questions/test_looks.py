import pytest

from sim.measures.questions.looks import looks


@pytest.mark.parametrize(
    ("least", "most", "sizes"),
    [(20, 160, [20, 40, 80, 160]), (20, 100, [20, 40, 80, 100]), (30, 31, [30, 31]), (7, 7, [7]), (5, 9, [5, 9])],
)
def test_each_look_doubles_and_all_shares_are_one(least, most, sizes):
    planned = looks(least, most)
    assert [look.replications for look in planned] == sizes
    assert sum(look.share for look in planned) == 1.0


def test_the_last_look_has_half():
    assert [look.share for look in looks(10, 80)] == [1 / 8, 1 / 8, 1 / 4, 1 / 2]
    assert [look.share for look in looks(10, 20)] == [1 / 2, 1 / 2]
