"""Readers of one's own: found in a file, held to their contract in words."""

import pytest

from sim.fit.formats import READERS, known_formats, reader_of
from sim.fit.reader import LogError
from sim.fit.session import read_record
from sim.plugins.own_code import OwnCode, own_code_is

MINE = """
from sim.fit.reader import Columns, Reader
def swf(path, asked):
    rows = [line.split() for line in path.read_text().splitlines() if line.strip() and not line.startswith(";")]
    return Columns({"task": [r[0] for r in rows], "queued": [float(r[1]) for r in rows],
        "start": [float(r[1]) + float(r[2]) for r in rows], "seconds": [None if r[3] == "-1" else r[3] for r in rows],
        "outcome": [r[10] == "1" for r in rows], "agent": ["cluster"] * len(rows)})
SWF = Reader("swf", "Standard Workload Format", lambda path: path.suffix == ".swf", swf)
def broken(path, asked): return 1 / 0
BROKEN = Reader("broken", "", lambda path: True, broken)
NOTHING = Reader("nothing", "", lambda path: True, lambda path, asked: [])
UNEVEN = Reader("uneven", "", lambda path: True, lambda path, asked: Columns({"start": [1, 2], "end": [3]}))
ODD = Reader("odd", "", lambda path: True, lambda path, asked: Columns({"began": [1, 2]}))
NO_READER = 7
"""
LOG = """; UnixStartTime: 1000000000
1 0 10 100 4 -1 -1 4 120 -1 1 3 1 1 1 1 -1 -1
2 5 20 -1 4 -1 -1 4 120 -1 5 3 1 1 1 1 -1 -1
3 9 30 60 4 -1 -1 4 120 -1 0 3 1 1 1 1 -1 -1
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    (tmp_path / "mine.py").write_text(MINE)
    (tmp_path / "log.swf").write_text(LOG)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_reader_in_a_file_reads_its_log(here) -> None:
    record = read_record([here / "log.swf"], "./mine.py:SWF")
    assert record.task.tolist() == ["1", "3"]
    assert record.served_s.tolist() == [100.0, 60.0]
    assert record.succeeded.tolist() == [True, False]
    assert record.left_out == {"it has neither end nor length": 1}


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("./mine.py:BROKEN", "the reader broken failed: ZeroDivisionError"),
        ("./mine.py:NOTHING", "returned list; expected Columns"),
        ("./mine.py:UNEVEN", "columns of different lengths"),
        ("./mine.py:ODD", "none of ours: began"),
        ("./mine.py:NO_READER", "is of type int; expected a reader"),
        ("./mine.py:WHERE", "WHERE"),
        ("./none.py:SWF", "none.py"),
        ("celery", "there is no format celery; there are harbor, .*FILE.py:NAME"),
    ],
)
def test_what_is_wrong_with_a_reader_is_told(here, named, told) -> None:
    with pytest.raises(LogError, match=told):
        read_record([here / "log.swf"], named)


def test_code_of_ones_own_can_be_refused(here) -> None:
    with own_code_is(OwnCode.REFUSE), pytest.raises(LogError, match="--no-plugins"):
        reader_of(here / "log.swf", "./mine.py:SWF")


def test_formats_of_the_program_are_found_by_name() -> None:
    found = READERS.find("table", None)
    assert found is not None
    assert found.member.name == "table"
    assert "wfformat" in known_formats()
