"""When tasks of a stream are released, worked out by hand."""

import math
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import numpy as np
import pytest

from sim.luck import Luck, Purpose, uniforms
from sim.luck.keyed import BLOCK
from sim.scenario import AgentSpec, FleetSpec, Scenario, ScenarioError, SyntheticWorkload
from sim.workload.arrivals import rates
from sim.workload.source import check_workload, load_tasks


class UnitLuck(Luck):
    """Luck with which each of the given unit exponentials comes out, for tasks and for stays."""

    def __init__(self, tasks: Sequence[float], stays: Sequence[float] = ()) -> None:
        super().__init__(seed=0)
        self._drawn = {Purpose.ARRIVAL: tasks, Purpose.STAY: [*stays, *[1.0] * BLOCK]}

    def uniforms(self, purpose, wave, k, n):
        return -np.expm1(-np.array(self._drawn[purpose][:n]))

    def block(self, purpose, wave, k, number):
        return self.uniforms(purpose, wave, k, BLOCK)


def scenario_of(arrivals: dict[str, Any], **workload: Any) -> Scenario:
    return Scenario(
        name="stream",
        fleet=FleetSpec(agents=[AgentSpec(name="agent")]),
        workload=SyntheticWorkload(arrivals=arrivals, **workload),
    )


def offsets(arrivals, luck=None, origin=None, **workload):
    scenario = scenario_of(arrivals, **workload).with_origin(origin)
    return load_tasks(scenario, luck or Luck(seed=42), ("agent_0",)).tasks.release_offset_s


def test_gaps_add_up():
    assert offsets({"kind": "renewal", "gap": 2.5}, tasks_per_wave=[3, 1]) == (2.5, 5.0, 7.5, 2.5)


def test_a_poisson_stream_is_a_renewal_stream_with_exponential_gaps():
    poisson = offsets({"kind": "poisson", "rate": 0.5}, tasks_per_wave=50)
    assert offsets({"kind": "renewal", "gap": {"kind": "exponential", "mean": 2}}, tasks_per_wave=50) == poisson


def test_a_profile_is_read_off_its_cumulated_rate():
    # 0.5 a second for 10 s is 5 tasks; then 2 a second. Sums 1, 4, 6, 9 are reached at 2, 8, 10.5 and 12 s.
    steps = [[0, 0.5], [10, 2]]
    moments = offsets({"kind": "profile", "steps": steps}, UnitLuck([1, 3, 2, 3]), tasks_per_wave=4)
    assert moments == pytest.approx((2.0, 8.0, 10.5, 12.0))


def test_nothing_comes_while_the_rate_is_0():
    # One a second for 2 s, nothing for 3 s, and again: 1.5 is in the first piece, 2.5 half a second after 5 s.
    stream = {"kind": "profile", "steps": [[0, 1], [2, 0]], "period": 5}
    assert offsets(stream, UnitLuck([1.5, 1.0, 2.0]), tasks_per_wave=3) == pytest.approx((1.5, 5.5, 10.5))


def test_a_sum_that_is_reached_where_a_rate_of_0_begins_comes_then():
    stream = {"kind": "profile", "steps": [[0, 1], [2, 0], [5, 1]]}
    luck = UnitLuck([2.0, 1.0])
    first = float(-np.log1p(-luck.uniforms(Purpose.ARRIVAL, 1, 0, 1))[0])
    assert first == 2.0  # to the bit: else this shows nothing
    assert offsets(stream, luck, tasks_per_wave=2) == pytest.approx((2.0, 6.0))


def test_what_has_not_come_before_a_last_rate_of_0_never_comes():
    stream = {"kind": "profile", "steps": [[0, 1], [2, 0]], "until": 100}
    assert offsets(stream, UnitLuck([1.5] * 300)) == pytest.approx((1.5,))


def test_states_follow_one_another_for_times_that_are_drawn():
    # Stays 10 * 0.5 and 1 * 2: nothing for 5 s, 4 a second for 2 s (8 tasks), nothing for 10 s, 4 a second again.
    stream = {"kind": "modulated", "rates": [0, 4], "stays": [10, 1]}
    moments = offsets(stream, UnitLuck([4.0, 3.0, 2.0], stays=[0.5, 2.0]), tasks_per_wave=3)
    assert moments == pytest.approx((6.0, 6.75, 17.25))


def test_stays_have_their_own_address():
    # A rate of 1e6 in the second state: the first task comes where the first stay ends.
    stream = {"kind": "modulated", "rates": [0, 1e6], "stays": [10, 1000]}
    (u,) = uniforms(42, 0, Purpose.STAY, 3, 0, 1)
    moments = offsets(stream, waves=3, tasks_per_wave=1)
    assert moments[2] == pytest.approx(-10 * math.log1p(-u), abs=1e-3)


def test_more_stays_than_a_block_are_drawn_on():
    stream = {"kind": "modulated", "rates": [1e-3, 2e-3], "stays": [1, 1]}
    moments = offsets(stream, tasks_per_wave=20)
    drawn = -np.log1p(-uniforms(42, 0, Purpose.STAY, 1, 0, 40_000))
    ends = np.concatenate([[0.0], np.cumsum(drawn)])
    rate = np.tile([1e-3, 2e-3], len(drawn) // 2)
    by = [float(np.sum(rate * np.clip(moment - ends[:-1], 0.0, np.diff(ends)))) for moment in moments]
    assert by == pytest.approx(np.cumsum(-np.log1p(-uniforms(42, 0, Purpose.ARRIVAL, 1, 0, 20))).tolist())


def test_a_stream_of_rates_that_ends_has_the_tasks_of_one_that_goes_on():
    stream = {"kind": "modulated", "rates": [0.1, 5], "stays": [60, 10]}
    endless = offsets(stream, waves=2, tasks_per_wave=3000)
    ended = offsets({**stream, "until": 700}, waves=2)
    assert list(ended) == [moment for moment in endless if moment <= 700]
    assert list(offsets({**stream, "until": 700}, waves=2, tasks_per_wave=7)) == [*endless[:7], *endless[3000:3007]]


def test_appending_tasks_shifts_nothing():
    for stream in ({"kind": "modulated", "rates": [0.1, 5], "stays": [60, 10]}, {"kind": "profile", "steps": [[0, 3]]}):
        assert offsets(stream, tasks_per_wave=500)[:200] == offsets(stream, tasks_per_wave=200)


def test_a_rate_that_changes_without_end_is_told(monkeypatch):
    monkeypatch.setattr(rates, "MOST_STEPS", 1000)
    with pytest.raises(ScenarioError, match="let each of them hold for longer"):
        offsets({"kind": "modulated", "rates": [1e-3], "stays": [0.01]}, tasks_per_wave=9)


# A file


def csv_of(folder, *lines: str, head: str = "id,arrival_s") -> dict[str, str]:
    (folder / "record.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return {"kind": "file", "path": "record.csv", "column": "arrival_s"}


def test_the_moments_of_a_file_come_out_to_the_bit(tmp_path):
    written = [repr(moment) for moment in np.cumsum(-np.log1p(-uniforms(1, 0, 1, 1, 0, 300))).tolist()]
    stream = csv_of(tmp_path, *(f"a,{moment}" for moment in written))
    assert offsets(stream, origin=tmp_path) == tuple(float(moment) for moment in written)


def test_a_second_wave_goes_on_after_the_lines_used(tmp_path):
    stream = csv_of(tmp_path, "a,0", "b,0.5", "", "c,0.5", "d,7")
    assert offsets(stream, origin=tmp_path, tasks_per_wave=[2, 2]) == (0.0, 0.5, 0.5, 7.0)
    assert offsets(stream | {"until": 5}, origin=tmp_path) == (0.0, 0.5, 0.5)
    # The first wave ends with its number, the second by time: the last line is not made.
    assert offsets(stream | {"until": 5}, origin=tmp_path, tasks_per_wave=[1, 9]) == (0.0, 0.5, 0.5)


def test_a_file_is_an_input_of_the_run(tmp_path):
    scenario = scenario_of(csv_of(tmp_path, "a,1")).with_origin(tmp_path)
    (file,) = load_tasks(scenario, Luck(1), ("agent_0",)).inputs
    assert (file.path, file.used) == ("record.csv", True)
    assert file.sha256 == sha256(b"id,arrival_s\na,1\n").hexdigest()


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["a,2", "b,1"], "record.csv:3: arrival_s: 1 comes after 2; expected ascending times"),
        (["a,soon"], "record.csv:2: arrival_s: 'soon' is no time; expected seconds, 0 or more"),
        (["a,nan"], "record.csv:2: arrival_s: 'nan' is no time; expected seconds, 0 or more"),
        (["a,-1"], "record.csv:2: arrival_s: '-1' is no time; expected seconds, 0 or more"),
        (["a,1e11"], "record.csv:2: arrival_s: '1e11' is no time; expected seconds, 0 or more"),
        (["a,1_0"], "record.csv:2: arrival_s: '1_0' is no time; expected seconds, 0 or more"),
        (["a"], "record.csv:2: arrival_s: nothing is no time; expected seconds, 0 or more"),
        (['a,"1'], "record.csv:2: not CSV: unexpected end of data"),
        ([], "record.csv: there is no line below the names; expected one for each task"),
        (["a,1"], "workload.tasks_per_wave: 2 tasks in all, and record.csv has 1 lines"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_file_is_told_by_line(tmp_path, lines, problem):
    scenario = scenario_of(csv_of(tmp_path, *lines), tasks_per_wave=2).with_origin(tmp_path)
    assert [str(found) for found in check_workload(scenario)] == [problem]
    with pytest.raises(ScenarioError):
        load_tasks(scenario, Luck(1), ("agent_0",))


def test_every_line_that_is_wrong_is_told(tmp_path):
    scenario = scenario_of(csv_of(tmp_path, "a,x", "b,y", "c,3")).with_origin(tmp_path)
    assert len(list(check_workload(scenario))) == 2


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "record.csv:1: there is no column 'arrival_s'; the first line names nothing"),
        (b"id,start\n1,2\n", "record.csv:1: there is no column 'arrival_s'; the first line names id, start"),
        (b"arrival_s,arrival_s\n1,2\n", "record.csv:1: two columns are named 'arrival_s'"),
        (b"arrival_s\n\xff\n", "record.csv:2: the byte 0xff is not UTF-8; save the file as UTF-8"),
    ],
    ids=str,
)
def test_a_file_that_is_none_is_told(tmp_path, content, problem):
    stream = csv_of(tmp_path)
    (tmp_path / "record.csv").write_bytes(content)
    assert [str(p) for p in check_workload(scenario_of(stream).with_origin(tmp_path))] == [problem]


def test_a_file_that_is_not_there_is_told(tmp_path):
    stream = csv_of(tmp_path)
    (tmp_path / "record.csv").unlink()
    (problem,) = check_workload(scenario_of(stream).with_origin(tmp_path))
    assert str(problem) == "workload.arrivals.path: there is no file record.csv"
    (tmp_path / "record.csv").mkdir()
    (problem,) = check_workload(scenario_of(stream).with_origin(tmp_path))
    assert str(problem) == "record.csv: is not a regular file"


def test_lines_end_as_on_any_system_and_a_byte_order_mark_is_accepted(tmp_path):
    stream = csv_of(tmp_path)
    (tmp_path / "record.csv").write_bytes(b"\xef\xbb\xbfarrival_s,id\r\n1.5,a\r\n2,b\r\n")
    assert offsets(stream, origin=tmp_path) == (1.5, 2.0)
