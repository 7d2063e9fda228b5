"""The summary of a mutation run, on folders as mutmut leaves them."""

import json

import pytest

from tests.mutation import summary


@pytest.fixture
def mutants_of(tmp_path):
    """A function from {module: exit codes of its mutants' tests} to mutmut's folder."""

    def make(modules):
        for module, codes in modules.items():
            path = tmp_path / f"{module}.py.meta"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps({"exit_code_by_key": {f"x__mutmut_{i}": code for i, code in enumerate(codes)}}))
        return tmp_path

    return make


def test_only_a_failed_test_kills(mutants_of, capsys):
    # 9 of 10 in the first module; of the second one each: survived, out of time, no test (twice), stopped, not run.
    folder = mutants_of({"sim/a": [1] * 9 + [0], "sim/b/c": [0, -24, 5, 33, 2, None], "sim/empty": []})
    assert summary.main(folder) == 1
    head, a, c, total, *complaints = capsys.readouterr().out.splitlines()
    assert head.split() == ["module", "mutants", "killed", "survived", "timeout", "no", "test", "other", "%", "killed"]
    assert a.split() == ["sim/a", "10", "9", "1", "-", "-", "-", "90.0"]
    assert c.split() == ["sim/b/c", "6", "-", "1", "1", "2", "2", "0.0"]
    assert total.split() == ["all", "16", "9", "2", "1", "2", "2", "56.2"]
    assert [sentence.split(";")[0] for sentence in complaints] == [
        "56.2 % of all mutants are killed",
        "sim/b/c: 0.0 % are killed",
    ]


def test_the_least_shares_are_enough(mutants_of):
    # 7 of 10 and 10 of 10: 17 of 20 are 85 %.
    assert summary.main(mutants_of({"sim/a": [1] * 7 + [0] * 3, "sim/b": [1] * 10})) == 0


def test_one_less_is_not_enough(mutants_of, capsys):
    assert summary.main(mutants_of({"sim/a": [1] * 84 + [0] * 16})) == 1
    assert "84.0 % of all mutants are killed; expected 85 % or more" in capsys.readouterr().out


def test_a_module_needs_a_reason_and_a_reason_a_module(mutants_of, monkeypatch, capsys):
    folder = mutants_of({"sim/a": [1] * 69 + [0] * 31, "sim/b": [1] * 1000})
    assert summary.main(folder) == 1
    assert "sim/a: 69.0 % are killed; expected 70 % or more" in capsys.readouterr().out
    monkeypatch.setitem(summary.LOW_MODULES, "sim/a", "it cannot be helped")
    assert summary.main(folder) == 0
    monkeypatch.setitem(summary.LOW_MODULES, "sim/b", "it cannot be helped either")
    assert summary.main(folder) == 1
    assert "sim/b: listed in LOW_MODULES without need" in capsys.readouterr().out


def test_nothing_was_run(tmp_path, capsys):
    assert summary.main(tmp_path) == 1
    assert "no mutants" in capsys.readouterr().out
