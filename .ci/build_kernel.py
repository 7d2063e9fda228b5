"""Compiles the kernels of engine and draws: as a build hook of hatchling, and in place for a working tree.

    python .ci/build_kernel.py

The texts of `sim/engine/kernel/` become one module in C, `sim/engine/compiled_kernel`, with the hash of what it was
made from; those of `sim/luck/kernel/` become `sim/luck/compiled_polynomials`. Where there is no compiler, or it fails,
nothing is built and everything works: the engine's texts run as they are (`sim/engine/library.py` says so, since
installers hide what a build has to say), and numpy makes the draws.
"""

import os
import re
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from importlib.util import module_from_spec, spec_from_file_location
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Room(NamedTuple):
    """A room of the package with texts to be compiled, in its folder `kernel`.

    Args:
        folder: of the room.
        name: of the library that is made there.
    """

    folder: Path
    name: str


ROOMS = (Room(Path("sim") / "engine", "compiled_kernel"), Room(Path("sim") / "luck", "compiled_polynomials"))
DIRECTIVES = {
    "language_level": 3, "boundscheck": False, "wraparound": False, "initializedcheck": False, "cdivision": True,
    "infer_types": True, "annotation_typing": False,
}  # fmt: skip
# No -ffast-math, and no multiplication and addition in one rounding: bits would change.
FLAGS = {"msvc": ["/O2", "/fp:precise"], "unix": ["-O2", "-g0", "-ffp-contract=off"]}
_CLASS = re.compile(r"^(?:cdef )?class (\w+)(?:\((\w+)\))?:")
_METHOD = re.compile(r"^    (?:def|cp?def [^(=]*?) ?(\w+)\(")
_OWN_IMPORT = re.compile(r"^from sim\.\w+\.kernel\.\w+ c?import (\([^)]*\)|.*)\n", re.MULTILINE)


def kernel_texts(root: Path, room: Room) -> ModuleType:
    """Return what says where the texts are; without the package, whose dependencies are not there in a build."""
    spec = spec_from_file_location("kernel_texts", root / room.folder / "kernel_texts.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def hash_of_texts(root: Path, room: Room) -> str:
    """Return the hash that the room's `library.py` compares with the library's."""
    found: str = kernel_texts(root, room).hash_of_texts(root / room.folder / "kernel")
    return found


def write_one_module(root: Path, room: Room, folder: Path) -> Path:
    """Write all texts as one module, which refer to each other without imports."""
    parts: dict[str, list[str]] = {".py": [], ".pxd": []}
    for name, content in kernel_texts(root, room).kernel_texts(root / room.folder / "kernel"):
        parts[Path(name).suffix].append(_OWN_IMPORT.sub("", content.decode().replace("\r\n", "\n")))
    folder.mkdir(exist_ok=True)
    source = folder / f"{room.name}.py"
    code, types = one_class("\n".join(parts[".py"])), one_class("\n".join(parts[".pxd"]))
    source.write_text(f'{code}\nTEXTS = "{hash_of_texts(root, room)}"\n', encoding="utf-8")
    (folder / f"{room.name}.pxd").write_text(f"cimport cython\n{types}", encoding="utf-8")
    return source


def one_class(text: str) -> str:
    """Return a text in which each class and those below it are one, under the name of the last.

    A class with nothing above it that nothing overrides: its methods call each other directly, and short ones are
    compiled into those that call them.

    Raises:
        ValueError: a class overrides what one below it has, which would be lost.
    """
    below: dict[str, str | None] = {}
    bodies: dict[str, list[str]] = {}
    rest: list[str] = []
    current = rest
    for line in text.splitlines():
        if head := _CLASS.match(line):
            below[head[1]], current = head[2], bodies.setdefault(head[1], [])
        elif line and not line[0].isspace():
            current = rest
            rest.append(line)
        else:
            current.append(line)
    head = "cdef class" if "\ncdef class" in f"\n{text}" else "class"
    for last in [name for name in below if name not in below.values()]:
        chain = list(_down(last, below))[::-1]
        body = [line for name in chain for line in bodies[name]]
        names = [found[1] for line in body if (found := _METHOD.match(line))]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"{last} and what is below it have more than one {twice[0]}")
        rest += ["@cython.final" if head == "cdef class" else "", f"{head} {last}:", *body]
    return "\n".join(rest) + "\n"


def _down(name: str | None, below: dict[str, str | None]) -> Iterator[str]:
    while name is not None:
        yield name
        name = below[name]


def compiled(root: Path, room: Room, folder: Path) -> Path:
    """Compile a room's kernel in a folder; return the library.

    Raises:
        Exception: there is no compiler, or it failed.
    """
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    source = write_one_module(root, room, folder)
    compiler = "msvc" if sys.platform == "win32" else "unix"
    extension = Extension(room.name, [str(source)], extra_compile_args=FLAGS[compiler])
    modules = cythonize([extension], compiler_directives=DIRECTIVES, quiet=True, build_dir=str(folder / "c"))
    command = build_ext(Distribution({"name": room.name, "ext_modules": modules}))
    command.build_lib = command.build_temp = str(folder / "lib")
    command.ensure_finalized()
    command.run()
    return Path(command.get_ext_fullpath(room.name))


def c_compiler() -> str | None:
    """Return where the C compiler is that would be used; None where there is none, as far as can be told."""
    named = os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc"
    return "msvc" if sys.platform == "win32" else shutil.which(named.split()[0])


def quietly_compiled(root: Path, room: Room, folder: Path) -> Path | None:
    """Compile a room's kernel; return None, and say why, where that is not possible."""
    said = StringIO()
    try:
        if c_compiler() is None:
            raise OSError("there is no C compiler")  # before Cython has worked for nothing
        with redirect_stdout(said), redirect_stderr(said):
            return compiled(root, room, folder)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        reason = (str(error).strip() or type(error).__name__).splitlines()[-1]
        sys.stderr.write(f"buddy-sim: {room.folder.name} is not compiled ({reason}); it works all the same, slower\n")
        return None


class KernelHook(BuildHookInterface[Any]):
    """Puts the compiled kernels into a wheel, or beside their texts where the package is installed editable."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before files are gathered."""
        root = Path(self.root)
        if version == "editable":
            build_in_place(root)
            return
        self._folder = tempfile.mkdtemp()
        for room in ROOMS:
            library = quietly_compiled(root, room, Path(self._folder) / room.name)
            if library is not None:
                build_data["pure_python"], build_data["infer_tag"] = False, True
                build_data["force_include"][str(library)] = (room.folder / library.name).as_posix()

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove what compiling has left."""
        if hasattr(self, "_folder"):
            shutil.rmtree(self._folder, ignore_errors=True)


def build_in_place(root: Path) -> None:
    """Compile the kernels into the working tree, but those whose library there was made from the same texts."""
    for room in ROOMS:
        stamp = root / room.folder / f"{room.name}.txt"
        # What was tried; in vain is not tried again.
        told = f"{hash_of_texts(root, room)} {sys.version} {c_compiler()}"
        if stamp.exists() and stamp.read_text(encoding="utf-8") == told:
            continue
        with tempfile.TemporaryDirectory() as folder:
            library = quietly_compiled(root, room, Path(folder))
            if library is not None:
                beside = root / room.folder / library.name
                shutil.copy2(library, beside.with_suffix(".new"))
                beside.with_suffix(".new").replace(beside)  # whoever has loaded the old one keeps it
        stamp.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    build_in_place(Path(__file__).resolve().parents[1])
