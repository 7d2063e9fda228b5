"""What a person meets when the machine, or a name, gets in the way."""

from pathlib import Path


def test_too_little_memory_is_said_without_blaming_the_program(invoke, here: Path, monkeypatch) -> None:
    def fail(*_, **__):
        raise MemoryError

    monkeypatch.setattr("sim.experiment.one_run.one_run", fail)
    result = invoke("run", "small.yaml", "--no-plots")
    assert (result.exit_code, result.stdout) == (1, "")
    (told,) = result.stderr.splitlines()
    assert told.startswith("there is not enough memory for this")
    assert [path.name for path in here.iterdir()] == ["small.yaml"]


def test_a_file_name_of_two_lines_is_told_on_one(invoke) -> None:
    for args in (["run", "two\nlines.yaml"], ["validate", "two\nlines.yaml"]):
        assert invoke(*args).stderr == "two\\nlines.yaml: there is no such file\n"


def test_a_broken_pipe_of_somebody_else_is_told(invoke, monkeypatch) -> None:
    """click takes every one for that of stdout, and would end without a word."""

    def broken(*_args, **_kwargs):
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr("sim.cli.strategies.command.callback", broken)
    result = invoke("strategies")
    assert (result.exit_code, result.stderr) == (1, "the command failed: Broken pipe\n")
