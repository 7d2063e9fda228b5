import pytest

from sim.scenario.values.quantities import parse_duration, plain_number, shown


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (0, 0.0),
        (90, 90.0),
        (0.5, 0.5),
        ("250ms", 0.25),
        ("1ms", 0.001),
        ("90s", 90.0),
        ("90 s", 90.0),
        ("15min", 900.0),
        ("15m", 900.0),
        ("4h", 14_400.0),
        ("2d", 172_800.0),
        ("1w", 604_800.0),
        ("1.5h", 5_400.0),
        (".5s", 0.5),
        (" 30s ", 30.0),
    ],
)
def test_a_duration_is_seconds_or_a_number_with_a_unit(written, seconds):
    assert parse_duration(written) == seconds


@pytest.mark.parametrize(
    "written",
    [
        "",
        "30",
        "s",
        "30 sec",
        "-5s",
        "1e3s",
        "30S",
        "1h30min",
        "nan s",
        "1_000s",
        "٣s",
        True,
        None,
        [1],
        {},
        "9" * 99,
    ],
)
def test_anything_else_is_refused_with_what_was_expected(written):
    with pytest.raises(ValueError, match="is not a duration; expected seconds, or a duration such as 250ms"):
        parse_duration(written)


def test_a_whole_number_beyond_a_float_is_refused():
    with pytest.raises(ValueError, match="too large"):
        parse_duration(10**400)


def test_shown_is_never_long():
    assert len(shown("x" * 1_000_000)) == 60
    assert shown(10**1000).startswith("a number of about")


def test_plain_number_has_no_exponent():
    assert plain_number(2**63 - 1) == "9223372036854775807"
    assert plain_number(1e-9) == "0.000000001"
