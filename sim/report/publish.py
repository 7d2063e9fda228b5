"""A result stands at its place whole or not at all, and never in place of what is not a result.

It is made in a hidden folder beside its target and moved into place by renaming. What was there before is moved aside
first, looked through once more, and put back where anything goes wrong.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from sim.report.manifest import read_file_list

_TAKEN = {errno.ENOTEMPTY, errno.EEXIST}
_TRIES = 100
"""Two runs may publish to one target at the same time; each try means that the other was quicker."""


class OutputRefused(Exception):
    """A result cannot go where it should; the message says why and what to do."""


def check_target(target: Path) -> None:
    """Refuse a target folder whose content would be lost, or that cannot be written, before anything is run.

    There is no such folder yet, or it is empty, or it is a result whose manifest.json accounts for every file in it
    (by name: an edited file is accounted for): all else is refused.

    Args:
        target: folder of the result.

    Raises:
        OutputRefused: with a message for a person.
    """
    target = _absolute(target)
    try:
        _refuse_special(target)
        _refuse_unless_result(target)
        _refuse_unwritable(target.parent)
    except OSError as error:
        raise OutputRefused(f"{_shown(target)}: cannot be used: {error.strerror or error}") from None


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Give an empty hidden folder beside the target, and move it into place at the end.

    Whatever goes wrong, the folder is removed and the target is as it was.

    Args:
        target: folder of the result.

    Raises:
        OutputRefused: see `check_target`; checked at the begin and at the end.
        OSError: it cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with staged(Path(folder) / "result") as stage:
    ...         _ = (stage / "run.log").write_text("")
    ...     sorted(path.name for path in Path(folder).rglob("*"))
    ['result', 'run.log']
    """
    target = _absolute(target)
    check_target(target)
    made = _make_parents(target.parent)
    stage: Path | None = None
    try:
        stage = _folder_beside(target, "stage")
        yield stage
        publish(stage, target)
    except BaseException:
        if stage is not None:
            shutil.rmtree(stage, ignore_errors=True)
        for folder in made:  # innermost first; one that is in use by now stays
            with suppress(OSError):
                folder.rmdir()
        raise


def publish(stage: Path, target: Path) -> None:
    """Move a finished folder into the place of its target, which is replaced as a whole.

    Args:
        stage: a folder on the same file system.
        target: folder of the result.

    Raises:
        OutputRefused: what is there is not (only) a result; it is left as it is, and the stage too.
        OSError: it cannot be moved; the target is as it was.
    """
    target = _absolute(target)
    for _ in range(_TRIES):
        if _moved(stage, target):
            return
        _refuse_special(target)
        previous = _folder_beside(target, "previous")
        try:
            if _replaced(stage, target, previous):
                shutil.rmtree(previous, ignore_errors=True)
                return
        finally:
            with suppress(OSError):
                previous.rmdir()  # where nothing was moved aside
    raise OutputRefused(f"{_shown(target)}: other runs keep writing it; choose another folder")


def _moved(stage: Path, target: Path) -> bool:
    """Rename a folder to where nothing stands, or an empty folder; return whether it could be done."""
    mode = _mode(target)
    if mode is not None and not stat.S_ISDIR(mode):
        return False
    try:
        stage.rename(target)
    except OSError as error:
        if error.errno in _TAKEN:
            return False
        raise
    return True


def _replaced(stage: Path, target: Path, previous: Path) -> bool:
    try:
        target.rename(previous)  # onto an empty folder
    except FileNotFoundError:
        return False
    try:
        # What came into the folder since it was checked comes to light here, where nobody adds to it any more.
        _refuse_content(previous, shown=target)
        if _moved(stage, target):
            return True
        shutil.rmtree(previous, ignore_errors=True)  # another run has put its whole result there meanwhile
    except BaseException:
        if not _moved(previous, target):
            previous.rename(_free_name(target, "kept"))
        raise
    return False


def _absolute(target: Path) -> Path:
    # Not resolved: what a link at the target points to is none of our business.
    return Path(os.path.abspath(target))  # noqa: PTH100  # Path.absolute keeps `..`


def _refuse_special(target: Path) -> None:
    mode = _mode(target)
    if mode is None:
        return
    if stat.S_ISLNK(mode):
        raise OutputRefused(f"{_shown(target)}: is a symbolic link; name the folder that it points to")
    if not stat.S_ISDIR(mode):
        raise OutputRefused(f"{_shown(target)}: is not a folder; choose another name with --out")
    if target in (here := Path.cwd(), *here.parents):
        raise OutputRefused(
            f"{_shown(target)}: holds the current folder, which cannot be replaced; name a folder inside it with --out"
        )
    if os.path.ismount(target):  # Path.is_mount raises where the folder is moved away meanwhile
        raise OutputRefused(f"{_shown(target)}: is a mount point, which cannot be replaced; name a folder inside it")


def _mode(path: Path) -> int | None:
    try:
        return path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):  # nothing there, or a file in place of a folder above it
        return None


def _refuse_unless_result(target: Path) -> None:
    for _ in range(_TRIES):
        before = _identity(target)
        if before is None:
            return
        try:
            _refuse_content(target, shown=target)
            return
        except (OutputRefused, OSError):
            # Another run may have put its result there meanwhile; what was seen is then a mixture of two.
            if _identity(target) == before:
                raise
    raise OutputRefused(f"{_shown(target)}: other runs keep writing it; choose another folder")


def _identity(folder: Path) -> tuple[int, int, int] | None:
    try:
        status = folder.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return status.st_dev, status.st_ino, status.st_ctime_ns


def _refuse_content(folder: Path, shown: Path) -> None:
    """Refuse a folder that holds anything but a result, all of it accounted for by its manifest."""
    if not any(folder.iterdir()):
        return
    listed = read_file_list(folder)
    if listed is None:
        raise OutputRefused(
            f"{_shown(shown)}: is not empty, and holds no manifest.json of an earlier result; "
            "empty it, or choose another folder with --out"
        )
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if reason := _unaccounted(path, name, listed):
            raise OutputRefused(
                f"{_shown(shown)}: {name!r} {reason}, so the folder is not replaced; "
                "move it away, or choose another folder with --out"
            )


def _unaccounted(path: Path, name: str, listed: frozenset[str]) -> str | None:
    if path.is_symlink():
        return "is a symbolic link"
    if path.is_dir():
        return None if any(file.startswith(f"{name}/") for file in listed) else "is no folder of the earlier result"
    if not path.is_file():
        return "is not a regular file"
    return None if name in listed else "is not listed in its manifest.json"


def _refuse_unwritable(parent: Path) -> None:
    above = parent
    while not above.exists() and not above.is_symlink() and above != above.parent:
        above = above.parent
    if not above.is_dir():
        raise OutputRefused(f"{_shown(above)}: is not a folder; choose another folder with --out")
    try:
        # Permissions, read-only file systems and quotas: only doing it tells.
        _new_folder(above, "probe").rmdir()
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{_shown(above)}: cannot be written to: {reason}; choose another folder with --out"
        raise OutputRefused(message) from None


def _make_parents(folder: Path) -> list[Path]:
    """Make a folder and those above it; return the new ones, innermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _folder_beside(target: Path, purpose: str) -> Path:
    return _new_folder(target.parent, purpose)


def _new_folder(parent: Path, purpose: str) -> Path:
    # The target's own name may be as long as names can be, so it is no part of this one.
    for number in count():
        path = parent / f".buddy-sim-{purpose}-{os.getpid()}-{number}"
        with suppress(FileExistsError):
            path.mkdir()
            return path
    raise AssertionError


def _free_name(target: Path, purpose: str) -> Path:
    folder = _folder_beside(target, purpose)
    folder.rmdir()
    return folder


def _shown(path: Path) -> str:
    """Return a path for a message: relative where it lies below the current folder."""
    with suppress(ValueError, OSError):
        path = path.relative_to(Path.cwd())
    return ascii(str(path))[1:-1] if not str(path).isprintable() else str(path)
