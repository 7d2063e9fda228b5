"""Arrays made buffer by buffer are those that pyarrow makes itself."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.record.arrow_arrays import arrow_array

VALUES = {
    "float64": st.floats(allow_nan=True) | st.integers(-(2**53), 2**53) | st.booleans(),
    "int64": st.integers(-(2**63), 2**63 - 1),
    "bool": st.booleans(),
    "string": st.text(st.characters(exclude_categories=["Cs"])),
}


@pytest.mark.parametrize("alias", sorted(VALUES))
@given(data=st.data())
def test_they_are_equal_to_those_of_pyarrow(alias, data):
    values = data.draw(st.lists(st.none() | VALUES[alias], max_size=40))
    built = arrow_array(values, alias)
    built.validate(full=True)
    expected = pa.array(values, type=pa.type_for_alias(alias), from_pandas=True)
    assert (built.type, built.null_count) == (expected.type, expected.null_count)
    assert built.to_pylist() == expected.to_pylist()


@pytest.mark.parametrize(
    ("alias", "values"),
    [("float64", ["1"]), ("int64", [2**63]), ("bool", ["true"]), ("string", [1])],
)
def test_what_has_another_type_is_refused_in_the_words_of_pyarrow(alias, values):
    with pytest.raises((pa.ArrowException, TypeError, ValueError, OverflowError)) as of_pyarrow:
        pa.array(values, type=pa.type_for_alias(alias), from_pandas=True)
    with pytest.raises(type(of_pyarrow.value)) as refused:
        arrow_array(values, alias)
    assert str(refused.value) == str(of_pyarrow.value)
