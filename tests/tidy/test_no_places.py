"""What is kept names no machine and no package index: it means the same on every machine."""

import re
from pathlib import Path

import pytest

# Groups and character classes inside the names keep this file clear of its own patterns.
MACHINE_PATH = re.compile(rb"(?<![\w.\-}])/(?:work|root|home|Users)/|\b[A-Z]:\\(?:Users)\\")
INDEX = re.compile(rb"p[y]pi\.(?:org|python\.org)|p[y]thonhosted\.org|registry\.n[p]mjs\.org|conda\.a[n]aconda\.org")


def places(content: bytes) -> list[str]:
    """Every machine path and package index named in a file's bytes."""
    matches = [match for pattern in (MACHINE_PATH, INDEX) for match in pattern.finditer(content)]
    return [match.group().decode() for match in matches]


def test_kept_files_name_no_machine_and_no_index(kept_files: list[Path], root: Path) -> None:
    found = [f"{path.relative_to(root)}: {name}" for path in kept_files for name in places(path.read_bytes())]
    assert not found, "\n".join(found)


def test_lock_files_hold_versions_and_hashes_only(root: Path) -> None:
    line = re.compile(r"[a-z0-9-]+==[^ ]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    locks = sorted(root.glob("*.lock"))
    assert [path.name for path in locks] == ["requirements-dev.lock", "requirements.lock"]
    lines = [text for path in locks for text in path.read_text(encoding="utf-8").splitlines()]
    assert [text for text in lines if not line.fullmatch(text)] == []


def test_demo_and_tests_run_the_same_versions(root: Path) -> None:
    def pins(name: str) -> set[str]:
        lines = (root / name).read_text(encoding="utf-8").splitlines()
        return {text.removesuffix(" \\") for text in lines if "==" in text and not text.startswith(" ")}

    runtime = pins("requirements.lock")
    assert len(runtime) > 10
    assert runtime - pins("requirements-dev.lock") == set()


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (("see /ro", "ot/.cache"), True),
        (("'/ho", "me/me/x'"), True),
        (("C:\\Us", "ers\\me"), True),
        (("https://py", "pi.org/simple"), True),
        (("docs/ho", "me/page.md"), False),
        (("../sha", "red/data/phase20"), False),
        (("/tmp/", "x"), False),
    ],
)
def test_a_place_is_told_from_a_path_inside_the_project(parts: tuple[str, str], found: bool) -> None:
    assert bool(places("".join(parts).encode())) is found
