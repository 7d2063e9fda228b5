"""What may be written under `workload.arrivals`."""

import pytest

from sim.scenario import Constant, SyntheticWorkload, parse_scenario
from sim.scenario.spec.arrivals import kinds

SPIKE = {"kind": "profile", "steps": [[0, 2], ["100s", 25], {"at": "110s", "rate": 2, "label": True}]}
BURSTS = {"kind": "modulated", "rates": [0, 5], "stays": ["10min", 60]}
GAPS = {"kind": "renewal", "gap": 3}
RECORD = {"kind": "file", "path": "requests.csv", "column": "arrival_s"}


@pytest.fixture
def arrivals(minimal):
    def of(stream):
        minimal["workload"] = {"kind": "synthetic", "tasks_per_wave": 5, "arrivals": stream}
        workload = parse_scenario(minimal).workload
        assert isinstance(workload, SyntheticWorkload)
        return workload.arrivals

    return of


def test_a_stream_without_a_kind_is_a_poisson_stream(arrivals):
    assert arrivals({"rate": 0.5}) == arrivals({"kind": "poisson", "rate": 0.5})


def test_steps_are_pairs_or_mappings(arrivals):
    stream = arrivals(SPIKE)
    assert [(step.at, step.rate, step.label) for step in stream.steps] == [
        (0.0, 2.0, False), (100.0, 25.0, False), (110.0, 2.0, True),
    ]  # fmt: skip
    pairs = [{"at": 0, "rate": 2}, {"at": 100, "rate": 25, "label": False}, {"at": 110, "rate": 2, "label": True}]
    assert arrivals({"kind": "profile", "steps": pairs}) == stream


def test_a_bare_gap_is_constant(arrivals):
    assert arrivals(GAPS).gap == Constant(value=3.0)


@pytest.mark.parametrize(
    "stream", [SPIKE, BURSTS, GAPS, RECORD, {"kind": "poisson", "rate": 1}], ids=lambda s: s["kind"]
)
def test_what_is_written_says_the_same(arrivals, stream):
    first = arrivals(stream)
    assert arrivals(first.written()) == first


@pytest.mark.parametrize(
    ("stream", "at", "problem"),
    [
        (GAPS, 60.0, 20.0),
        ({"kind": "poisson", "rate": 0.5}, 60.0, 30.0),
        (SPIKE, 105.0, 200.0 + 5 * 25.0),
        # Periods of 200 s with 200 + 250 + 180 tasks: three of them, and 50 s of the next.
        ({**SPIKE, "period": 200}, 650.0, 3 * 630.0 + 100.0),
        # 0 for 600 s and 5 for 60 s: 300 tasks in 660 s.
        (BURSTS, 1320.0, 600.0),
    ],
    ids=["renewal", "poisson", "profile", "period", "modulated"],
)
def test_the_mean_number_by_a_time(arrivals, stream, at, problem):
    assert arrivals(stream).expected_by(at) == pytest.approx(problem)


NOTHING_COMES = ": no task ever comes; at least one rate must be more than 0"
NO_STEP = " is no step; expected [at, rate], such as [100s, 25], or {at, rate, label}"
WRONG_STEPS = [
    ([], ": the list is empty; expected at least 1"),
    ([[5, 1]], ".0: is at 5 s; the first step begins at 0"),
    ([{"at": 5, "rate": 1}], ".0.at: is at 5 s; the first step begins at 0"),
    ([[0, 1], [9, 2], [9, 3]], ".2: is at 9 s, not after the step before it (9 s)"),
    ([[0, 0]], NOTHING_COMES),
    ([[0, 1], [9, 0]], ": the last rate is 0 and lasts: the stream ends there; say so with `until`"),
    ([[0, -1]], ".0: -1 is less than 0"),
    ([[0]], f".0: a list{NO_STEP}"),
    ([7], f".0: 7{NO_STEP}"),
    ([["soon", 1]], ".0: 'soon' is not a duration; expected seconds, or a duration such as 250ms, 90s, 15min, 4h"),
    ([{"at": 0, "rate": 1, "lable": True}], ".0.lable: unknown key; did you mean 'label'?"),
    ([{"at": 0, "rate": 1, "label": "yes"}], ".0.label: 'yes' is text; expected true or false"),
]
WRONG_STREAMS = [
    ({}, ": the key 'kind' is missing; expected file, modulated, poisson, profile or renewal"),
    ({**SPIKE, "period": 110}, ".period: 110 s is not after the last step (110 s)"),
    ({**BURSTS, "stays": [1]}, ".stays: 1 stays for 2 rates; give one for each"),
    ({**BURSTS, "rates": [0, 0]}, f".rates{NOTHING_COMES}"),
    ({**BURSTS, "stays": [1, 0]}, ".stays.1: 0 is not more than 0"),
    ({**BURSTS, "stays": [1, "0.1ms"]}, ".stays.1: '0.1ms' is less than 0.001"),
    ({**BURSTS, "rates": []}, ".rates: the list is empty; expected at least 1"),
    ({"kind": "renewal", "gap": 0}, ".gap: the mean is 0 s; it must be at least"),
    ({"kind": "renewal"}, ".gap: is missing; expected here: time from one task to the next"),
    ({**RECORD, "path": " "}, ".path: ' ' is not a path; expected a file, relative to the scenario file"),
    ({**RECORD, "column": ""}, ".column: the text is empty"),
]


@pytest.mark.parametrize(("steps", "problem"), WRONG_STEPS, ids=str)
def test_what_is_wrong_with_a_profile_is_said_at_its_place(problems_of, steps, problem):
    assert problems_of("workload.arrivals", {"kind": "profile", "steps": steps})[0].startswith(
        f"workload.arrivals.steps{problem}"
    )


@pytest.mark.parametrize(("stream", "problem"), WRONG_STREAMS, ids=str)
def test_what_is_wrong_is_said_at_its_place(problems_of, stream, problem):
    assert problems_of("workload.arrivals", stream)[0].startswith(f"workload.arrivals{problem}")


def test_a_last_rate_of_0_may_end_a_stream_by_time():
    steps = [[0, 1], [9, 0]]
    stream = SyntheticWorkload(arrivals={"kind": "profile", "steps": steps, "until": 20})
    assert stream.expected_tasks == 9.0


def test_a_file_says_how_many_tasks_there_are(problems_of):
    workload = SyntheticWorkload(arrivals=RECORD)
    assert (workload.wave_sizes, workload.expected_tasks, workload.reads_a_file) == ((None,), None, True)
    (problem,) = problems_of("workload", {"kind": "synthetic", "waves": 2, "arrivals": RECORD})
    assert problem.endswith("is missing; without it all lines of the file are in the first wave")


def test_each_kind_is_a_file_of_its_own():
    assert [kind.__module__.rpartition(".")[2] for kind in kinds()] == [
        kind.model_fields["kind"].default for kind in kinds()
    ]
