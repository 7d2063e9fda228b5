"""Members in a Python file: read once, run once for each content, and never imported by name.

The file becomes a module of a name that nothing else has. Nothing of its folder is put on the path of imports, so that
a file beside it cannot take the place of a library's: a plug-in is one file, and may import what is installed.
"""

import hashlib
import sys
import traceback
from importlib.abc import ExecutionLoader
from importlib.util import decode_source, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from sim.plugins.plugin import PluginError
from sim.scenario.reading.messages import nearest
from sim.scenario.values.plugin_reference import Reference

MAX_BYTES = 5_000_000


class FromFile(NamedTuple):
    """What a variable in a file holds, and the content that the file had."""

    value: Any
    sha256: str


def read_plugin(file: Path, told: str) -> bytes:
    """Return the bytes of a plug-in's file.

    Args:
        file: where it is.
        told: as the scenario names it.

    Raises:
        PluginError: it cannot be read.
    """
    try:
        if not file.is_file():
            there = "it is no regular file" if file.exists() else f"there is no such file in {file.parent.as_posix()}"
            raise PluginError(f"{told}: {there}")
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise PluginError(f"{told}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(content) > MAX_BYTES:
        raise PluginError(f"{told}: is larger than {MAX_BYTES // 1_000_000} MB; expected Python code")
    return content


def member_in_file(reference: Reference, origin: Path) -> FromFile:
    """Return what a variable in a file holds; runs the file, where this content of it has not run yet.

    Args:
        reference: the file and the variable.
        origin: folder from which a relative path starts.

    Raises:
        PluginError: the file cannot be read or run, or has no such variable.
    """
    file = origin / reference.file
    content = read_plugin(file, reference.file)
    sha256 = hashlib.sha256(content).hexdigest()
    module = _module(file, content, sha256, reference.file)
    if reference.variable not in vars(module):
        names = [name for name in vars(module) if not name.startswith("_")]
        near = nearest(reference.variable, names)
        hint = f"did you mean {near}?" if near is not None else f"it has {', '.join(names) or 'none'}"
        raise PluginError(f"{reference.file} has no variable {reference.variable}; {hint}")
    return FromFile(vars(module)[reference.variable], sha256)


def _module(file: Path, content: bytes, sha256: str, told: str) -> ModuleType:
    """Return the module of this file with this content, from `sys.modules` where it has run already."""
    place = hashlib.sha256(str(file.absolute()).encode()).hexdigest()[:12]
    name = f"buddy_sim_plugin_{place}_{sha256[:16]}"
    if name in sys.modules:
        return sys.modules[name]
    spec = spec_from_file_location(name, file, loader=_Content(str(file), content))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and pickle look there for the module that a class names
    try:
        spec.loader.exec_module(module)
    except KeyboardInterrupt:
        del sys.modules[name]
        raise
    except BaseException as error:
        del sys.modules[name]
        raise PluginError(f"{told} cannot be loaded: {_told(error, file)}") from error
    return module


class _Content(ExecutionLoader):
    """Makes a module of bytes that were read, so that what runs is what was hashed."""

    def __init__(self, file: str, content: bytes) -> None:
        self._file = file
        self._content = content

    def get_source(self, fullname: str) -> str:  # noqa: ARG002 - importlib's signature
        return decode_source(self._content)

    def get_filename(self, fullname: str) -> str:  # noqa: ARG002 - as above
        return self._file


def _told(error: BaseException, file: Path) -> str:
    """Return an exception of a file's code in words, with its line there."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(file)]
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == str(file) else None
    line = line if line is not None else lines[-1] if lines else None
    where = "" if line is None else f"line {line}: "
    if isinstance(error, SystemExit):
        return f"{where}it calls sys.exit({error.code!r}) when it is imported"
    reason = error.msg if isinstance(error, SyntaxError) else str(error)
    words = f"{where}{type(error).__name__}: {reason}" if reason else f"{where}{type(error).__name__}"
    if isinstance(error, ModuleNotFoundError):
        words += " (a plug-in is one file: it may import what is installed, and no file beside it)"
    return words
