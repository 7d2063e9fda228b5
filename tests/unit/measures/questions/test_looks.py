import pytest

from sim.measures.questions.looks import looks, open_looks


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


def test_looks_that_may_be_gone_on_from_never_change():
    # However far a session goes, a look has the share that it has in every other, and all of them together are 1.
    far = open_looks(20, 20 * 2**60)
    assert open_looks(20, 160) == far[:4]
    assert open_looks(20, 319) == far[:4]
    assert sum(look.share for look in far) == pytest.approx(1.0)
    assert sum(look.share for look in far) <= 1.0
    assert [look.replications for look in open_looks(30, 30)] == [30]
