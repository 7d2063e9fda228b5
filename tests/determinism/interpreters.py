"""Other Pythons on this machine, and environments in which they have other versions of the libraries."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".cache" / "versions"

# hypothesis and pytest make the random worlds.
VARIED = ("numpy", "scipy")
ALSO = ("hypothesis>=6.100", "pytest>=8.2")


class Versions(NamedTuple):
    """A Python, and the numpy and scipy that it is to have."""

    python: str
    numpy: str
    scipy: str

    def __str__(self) -> str:
        return f"CPython {self.python}, numpy {self.numpy}, scipy {self.scipy}"


class NotHere(Exception):
    """An environment cannot be made on this machine; says why."""


def candidates(version: str) -> Iterator[str]:
    """What may be a Python of this version: this one, on the path, or where pyenv and uv keep theirs."""
    yield sys.executable
    yield from filter(None, [shutil.which(f"python{version}")])
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    yield from (str(path) for path in sorted(pyenv.glob(f"{version}.*/bin/python")))
    if (uv := shutil.which("uv")) is not None:
        found = subprocess.run([uv, "python", "find", version], capture_output=True, text=True)
        yield from found.stdout.split()


def is_of(python: str, version: str) -> bool:
    """Whether this runs, is a CPython of the version, and can make environments."""
    asked = (
        "import ensurepip, platform, venv; print(platform.python_implementation(), *platform.python_version_tuple())"
    )
    try:
        told = subprocess.run([python, "-c", asked], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return told.returncode == 0 and told.stdout.split()[:3] == ["CPython", *version.split(".")]


def interpreter(version: str) -> str:
    """A Python of this version.

    Raises:
        NotHere: there is none.
    """
    for python in candidates(version):
        if is_of(python, version):
            return python
    raise NotHere(f"needs CPython {version}, which is neither on the path nor with pyenv or uv")


def requirements() -> list[str]:
    """What the program needs, but for the libraries whose versions are varied."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed: list[str] = project["dependencies"]
    return [text for text in needed if not text.startswith(VARIED)] + list(ALSO)


def environment(versions: Versions) -> str:
    """The Python of an environment with these versions; one that was made earlier is taken again.

    Raises:
        NotHere: there is no such Python, or no way to the packages.
    """
    folder = KEPT / "-".join(versions)
    python = str(folder / "bin" / "python")
    if has(python, versions):
        return python
    made = subprocess.run(
        [interpreter(versions.python), "-m", "venv", "--clear", str(folder)], capture_output=True, text=True
    )
    if made.returncode:
        raise NotHere(f"no environment could be made: {made.stderr.strip()[-300:]}")
    wanted = [f"numpy=={versions.numpy}", f"scipy=={versions.scipy}", *requirements()]
    installed = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-input", "--prefer-binary", *wanted],
        capture_output=True, text=True,
    )  # fmt: skip
    if not has(python, versions):
        raise NotHere(f"no network, or no such package: {installed.stderr.strip()[-300:]}")
    return python


def has(python: str, versions: Versions) -> bool:
    """Whether this Python has the versions, and all that the program imports."""
    asked = "import hypothesis, pytest, numpy, scipy, sim; print(numpy.__version__, scipy.__version__)"
    try:
        told = subprocess.run([python, "-c", asked], capture_output=True, text=True, cwd=ROOT)
    except OSError:
        return False
    return told.returncode == 0 and told.stdout.split() == [versions.numpy, versions.scipy]
