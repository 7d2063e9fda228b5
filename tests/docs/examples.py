"""The examples of a page: fenced blocks that are executed in the order in which they stand, in one folder.

- Any block below a paragraph that ends with "Save this as `NAME`:" is written to the file of that name.
  A module that is saved below `sim/` joins the package of that path, as if it had been added to it.
- `yaml` otherwise: a part of a scenario, which must be valid in an otherwise plain one.
- `python` with `>>>`: executed line by line, the output compared; without: executed.
- `console`: lines from `$ ` on are commands (`> ` continues one), what follows is their output. `...` stands for
  anything. A command that fails needs an output that says so.
- `sh`: `make` and the target that the Makefile must have; `text`: not looked at.
"""

import contextlib
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import click.testing

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SAVED = re.compile(r"[Ss]ave\s+(?:this|it|them)\s+as\s+`([^`]+)`:\s*\Z")
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
_PLAIN = {
    "name": "plain",
    "fleet": {"agents": [{"name": "agent", "count": 2}]},
    "workload": {"kind": "synthetic", "tasks_per_wave": 4},
}


@dataclass(frozen=True)
class Block:
    """One fenced block of a page."""

    language: str
    text: str
    line: int  # of its first line of content, from 1
    saved_as: str | None


def blocks_of(markdown: str) -> Iterator[Block]:
    """The fenced blocks of a page, in their order."""
    for match in _BLOCK.finditer(markdown):
        saved = _SAVED.search(markdown[: match.start()])
        line = markdown.count("\n", 0, match.start(2)) + 1
        yield Block(match[1], match[2], line, saved[1] if saved else None)


@dataclass
class Session:
    """Executes the blocks of one page in a folder, which is the current one meanwhile."""

    folder: Path
    plots: bool = False  # pictures take most of the time of a small run
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "page"})
    problems: list[str] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)  # that saved modules have joined
    corrections: list[tuple[int, int, str]] = field(default_factory=list)  # first line and number of lines shown; got

    def run(self, block: Block) -> None:
        """Execute one block; what is wrong is added to the problems."""
        if block.saved_as is not None:
            self._save(block.saved_as, block.text)
            return
        executors: dict[str, Callable[[Block], None]] = {
            "yaml": self._check_part,
            "python": self._python,
            "console": self._console,
            "sh": self._make,
            "text": lambda _: None,
        }
        executor = executors.get(block.language)
        if executor is None:
            self._wrong(block.line, f"a block of {block.language} that is not saved; expected {', '.join(executors)}")
        else:
            executor(block)

    def _wrong(self, line: int, message: str) -> None:
        self.problems.append(f"line {line}: {message}")

    def _save(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if name.startswith("sim/"):
            package = import_module(".".join(Path(name).parent.parts))
            package.__path__.append(str(path.parent))
            self.packages.append(package.__name__)
            forget_catalogues()

    def close(self) -> None:
        """Take the saved modules out of their packages again."""
        for name in self.packages:
            package = sys.modules[name]
            package.__path__.remove(str(self.folder / name.replace(".", "/")))
            for path in (self.folder / name.replace(".", "/")).glob("*.py"):
                sys.modules.pop(f"{name}.{path.stem}", None)
                vars(package).pop(path.stem, None)
            forget_catalogues()

    def _check_part(self, block: Block) -> None:
        import yaml

        from sim.experiment.scenario_input import parse_scenario
        from sim.scenario import ScenarioError

        try:
            parse_scenario({**_PLAIN, **yaml.safe_load(block.text)}, origin=self.folder)
        except ScenarioError as error:
            self._wrong(block.line, str(error))

    def _python(self, block: Block) -> None:
        if ">>>" in block.text:
            for example in doctest.DocTestParser().get_examples(block.text):
                got = self._evaluate(example.source, "single")
                self._compare(block.line + example.lineno, example.source, example.want, got)
        else:
            got = self._evaluate(block.text, "exec")
            if "Traceback" in got:
                self._wrong(block.line, got)

    def _evaluate(self, source: str, mode: str) -> str:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            try:
                exec(compile(source, "<page>", mode), self.names)
            except Exception as error:  # noqa: BLE001  # what an example shows may be an exception
                return f"{out.getvalue()}Traceback (most recent call last):\n{type(error).__name__}: {error}\n"
        return out.getvalue()

    def _compare(self, line: int, what: str, want: str, got: str) -> None:
        if not doctest.OutputChecker().check_output(want, got, _FLAGS):
            self._wrong(line, f"{what.strip()}\n--- shown\n{want}--- got\n{got}---")
            self.corrections.append((line + what.rstrip("\n").count("\n") + 1, want.count("\n"), got))

    def _console(self, block: Block) -> None:
        for line, command, want in commands_of(block):
            code, got = execute(command, self.folder, self.plots)
            if code and not want:
                self._wrong(line, f"{command}\nended with {code}:\n{got}")
            elif want:
                self._compare(line, f"$ {command}", want, got)

    def _make(self, block: Block) -> None:
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        for number, line in enumerate(block.text.splitlines(), start=block.line):
            words = shlex.split(line, comments=True)
            if words and (words[0] != "make" or not re.search(rf"^{words[1]}:", makefile, re.MULTILINE)):
                self._wrong(number, f"{line!r} is no `make` with a target of the Makefile")


def commands_of(block: Block) -> Iterator[tuple[int, str, str]]:
    """Line, command and expected output of each command of a console block."""
    found: list[tuple[int, str, str]] = []
    for number, line in enumerate(block.text.splitlines(keepends=True), start=block.line):
        if line.startswith("$ "):
            found.append((number, line[2:].rstrip("\n"), ""))
        elif line.startswith("> ") and not found[-1][2]:
            found[-1] = (found[-1][0], f"{found[-1][1]}\n{line[2:]}".rstrip("\n"), "")
        else:
            found[-1] = (found[-1][0], found[-1][1], found[-1][2] + line)
    return iter(found)


def execute(command: str, folder: Path, plots: bool) -> tuple[int, str]:
    """Exit code and output of a command: buddy-sim in this process, everything else in a shell.

    Of `make` only what it does with buddy-sim: the environment is there.
    """
    if command.startswith("make "):
        command = _recipe(command.split()[1])
    if command.startswith("buddy-sim ") and not re.search(r"[|><&;*\n$]", command):
        from sim.cli.group import group

        words = shlex.split(command)[1:]
        words += _frugal(words, plots)
        result = click.testing.CliRunner().invoke(group, words, prog_name="buddy-sim")
        return result.exit_code, result.output
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout


def _frugal(words: list[str], plots: bool) -> list[str]:
    """Options that make a command cheap and change nothing of what it prints.

    A worker takes seconds to start, longer than most studies of the pages; that workers change nothing is tested by
    `tests/determinism`. So do pictures, which `tests/unit/report` and the kept results look at.
    """
    from sim.cli.group import group

    command = group.get_command(None, words[0])  # type: ignore[arg-type]  # the context is not looked at
    options = {name for parameter in command.params for name in parameter.opts} if command is not None else set()
    added = ["--jobs", "1"] if "--jobs" in options and not {"--jobs", "--backend"} & set(words) else []
    return [*added, "--no-plots"] if "--no-plots" in options and not plots else added


def _recipe(target: str) -> str:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    assert recipe, f"the Makefile has no target {target}"
    (command,) = re.findall(r"^\t@?'\$\(BIN\)/(buddy-sim' .*)$", recipe[1], re.MULTILINE)
    return str(command).replace("'", "", 1)


def forget_catalogues() -> None:
    """Let the catalogues of strategies, gates and detectors look again."""
    from sim.observe import catalogue as detector_catalogue
    from sim.policies import catalogue

    for cached in (catalogue._strategies, catalogue._gates, detector_catalogue.detectors):
        cached.cache_clear()
