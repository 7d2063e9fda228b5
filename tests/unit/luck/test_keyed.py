"""Uniforms are looked up by address; the formula of the model's page is held literally."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.luck import Luck, Purpose, uniforms
from sim.luck.keyed import MOST_BLOCKS


def test_the_formula_to_the_letter():
    # Philox(key=SeedSequence([seed, replication]).generate_state(2), counter=[0, k, wave, purpose]).random_raw(n)[j]
    key = np.random.SeedSequence([7, 3]).generate_state(2, np.uint64)
    raw = np.random.Philox(key=key, counter=[0, 2, 5, 1]).random_raw(9)
    expected = [((int(number) >> 12) + 0.5) / 2**52 for number in raw]
    assert uniforms(7, 3, Purpose.DURATION, wave=5, k=2, n=9).tolist() == expected


@given(
    seed=st.integers(0, 2**63 - 1),
    replication=st.integers(0, 10**6),
    purpose=st.sampled_from(Purpose),
    wave=st.integers(0, 1000),
    k=st.integers(0, 1000),
    position=st.integers(0, 2000),
)
def test_a_single_look_up_equals_the_bulk(seed, replication, purpose, wave, k, position):
    bulk = uniforms(seed, replication, purpose, wave, k, position + 1)
    assert Luck(seed, replication).uniform(purpose, wave, k, position) == bulk[position]


def test_addresses_that_differ_give_different_numbers():
    address = {"seed": 1, "replication": 1, "purpose": 1, "wave": 1, "k": 1}
    base = uniforms(**address, n=4).tolist()
    for part in address:
        assert uniforms(**{**address, part: 2}, n=4).tolist() != base


def test_numbers_are_strictly_within_the_unit_interval_and_look_uniform():
    u = uniforms(0, 0, Purpose.OUTCOME, 1, 0, 100_000)
    assert 0.0 < u.min() < u.max() < 1.0
    # Mean 1/2 with standard error 0.29/sqrt(n) = 0.00091; four of them. Fixed seed, chosen once.
    assert abs(u.mean() - 0.5) < 0.0037


def test_forgetting_a_wave_changes_nothing():
    luck = Luck(5, 0)
    before = luck.uniform(Purpose.OUTCOME, 3, 0, 17)
    luck.forget_wave(3)
    assert luck.uniform(Purpose.OUTCOME, 3, 0, 17) == before


def test_spent_blocks_are_dropped_and_drawn_again_when_asked_for():
    luck = Luck(5, 0)
    first = [luck.uniform(Purpose.UP_TIME, 0, k, 3) for k in range(2 * MOST_BLOCKS)]
    assert len(luck._blocks) == MOST_BLOCKS
    assert [luck.uniform(Purpose.UP_TIME, 0, k, 3) for k in range(2 * MOST_BLOCKS)] == first
