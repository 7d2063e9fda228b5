import math

import pytest

from sim.scenario.reading.yaml_scalars import plain_scalar


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("on", True),
        ("On", True),
        ("ON", True),
        ("false", False),
        ("off", False),
        ("Off", False),
        ("OFF", False),
        ("0", 0),
        ("-12", -12),
        ("+3", 3),
        ("007", 7),
        ("0o17", 15),
        ("0xFF", 255),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-1.5E-2", -0.015),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        # Texts, unlike in YAML 1.1.
        ("yes", "yes"),
        ("No", "No"),
        ("y", "y"),
        ("oN", "oN"),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("30s", "30s"),
        ("2025-01-01T00:00:00Z", "2025-01-01T00:00:00Z"),
        ("0b1", "0b1"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("٣", "٣"),
        ("-", "-"),
        (".", "."),
        ("+.", "+."),
        ("1e", "1e"),
        ("tRue", "tRue"),
    ],
)
def test_the_core_schema_with_on_and_off(text, value):
    found = plain_scalar(text)
    assert found == value
    assert type(found) is type(value)


def test_not_a_number_is_a_number_too():
    assert str(plain_scalar(".nan")) == "nan"


@pytest.mark.parametrize("text", ["9" * 65, "1." + "0" * 100, "0x" + "f" * 100, "-" + "1" * 5000])
def test_numbers_of_absurd_length_are_refused(text):
    with pytest.raises(ValueError, match=f"a number of {len(text)} characters is absurd; expected at most 64"):
        plain_scalar(text)
