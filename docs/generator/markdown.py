"""The few shapes of Markdown that the generated pages are made of."""

from collections.abc import Iterable, Sequence

GENERATED = "<!-- Made by docs/generate.py from the code. Change the code, then run: make docs -->"


def page(title: str, *parts: str) -> str:
    """Return a whole page: a heading, and parts with a blank line between them."""
    return "\n\n".join([GENERATED, f"# {title}", *(part.strip("\n") for part in parts if part)]) + "\n"


def section(title: str, *parts: str, level: int = 2) -> str:
    """Return a heading and what stands below it."""
    return "\n\n".join([f"{'#' * level} {title}", *(part for part in parts if part)])


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; bars in cells are escaped."""
    lines = [f"| {' | '.join(header)} |", f"|{'|'.join('---' for _ in header)}|"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def code(text: object) -> str:
    """Return a text set in code."""
    return f"`{text}`"


def code_block(text: str) -> str:
    """Return text as an indented block, which stands as it is."""
    return "\n".join(f"    {line}".rstrip() for line in text.strip("\n").splitlines())


def paragraphs(docstring: str | None) -> str:
    """Return the prose of a docstring: all before its arguments, its example or its source."""
    kept: list[str] = []
    for line in (docstring or "").strip().splitlines():
        if line.strip().startswith((">>>", "Args:", "Returns:", "Raises:", "Source:")):
            break
        kept.append(line)
    return _dedented(kept)


def source_of(docstring: str | None) -> str:
    """Return what follows `Source:` in a docstring, on one line; empty where nothing does."""
    _, _, found = (docstring or "").partition("Source:")
    return " ".join(found.partition("\n\n")[0].split()).rstrip(".")


def _dedented(lines: Sequence[str]) -> str:
    rest = [line for line in lines[1:] if line.strip()]
    indent = min((len(line) - len(line.lstrip()) for line in rest), default=0)
    return "\n".join([*lines[:1], *(line[indent:] for line in lines[1:])]).strip()


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
