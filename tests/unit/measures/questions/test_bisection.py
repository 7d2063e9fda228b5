"""Every fleet of up to 13 sizes, every answer, every pattern of undecided sizes around it."""

from itertools import product

import pytest

from sim.measures.questions.bisection import Answers, depth, known_of, search
from sim.measures.questions.evidence import Meets


class Oracle:
    """Knows the truth but for some sizes; remembers who asked."""

    def __init__(self, answer: int, undecided: frozenset[int] = frozenset()) -> None:
        self.answer, self.undecided = answer, undecided
        self.asked: list[int] = []

    def __call__(self, size: int) -> Meets:
        self.asked.append(size)
        if size in self.undecided:
            return Meets.UNDECIDED
        return Meets.YES if size >= self.answer else Meets.NO


@pytest.mark.parametrize("sizes", range(1, 14))
def test_it_finds_every_answer_in_as_few_sizes_as_promised(sizes):
    for answer in range(sizes + 1):
        oracle = Oracle(answer)
        assert search(sizes, oracle) == Answers(answer, answer)
        assert len(oracle.asked) == len(set(oracle.asked)) <= depth(sizes)


@pytest.mark.parametrize("sizes", [1, 4, 7, 8, 13])
def test_what_is_undecided_stays_open_and_the_truth_among_the_answers(sizes):
    for answer, wide in product(range(sizes + 1), range(4)):
        undecided = frozenset(range(max(0, answer - wide), min(sizes, answer + wide)))
        oracle = Oracle(answer, undecided)
        left = search(sizes, oracle)
        assert left.low <= answer <= left.high
        assert len(oracle.asked) == len(set(oracle.asked)) <= 2 * depth(sizes)
        # All that could be decided is.
        assert left == Answers(max(0, answer - wide), min(sizes, answer + wide))


def test_any_pattern_of_undecided_sizes_keeps_the_truth():
    for answer in range(7):
        for pattern in product([False, True], repeat=6):
            undecided = frozenset(size for size, open_ in enumerate(pattern) if open_)
            left = search(6, Oracle(answer, undecided))
            assert left.low <= answer <= left.high


@pytest.mark.parametrize(("answer", "way"), [(7, [3, 5, 6]), (0, [3, 1, 0]), (4, [3, 5, 4])])
def test_the_way_to_each_answer_is_fixed(answer, way):
    oracle = Oracle(answer)
    search(7, oracle)
    assert oracle.asked == way


def test_what_is_known_of_each_size():
    left = Answers(2, 4)
    assert [known_of(size, left).value for size in range(5)] == [
        "does not meet", "does not meet", "undecided", "undecided", "meets",
    ]  # fmt: skip
