"""Files of logs, opened: packed or not, in whatever encoding."""

import re
from codecs import getincrementaldecoder
from io import RawIOBase
from pathlib import Path
from typing import IO, Any

from sim.fit.reader import LogError

_FOREIGN = re.compile("[\udc80-\udcff]")
"""What Python makes of bytes that are no UTF-8."""

PACKED = {".gz": "gzip", ".bz2": "bz2", ".zst": "zstd", ".lz4": "lz4"}


def ending(path: Path) -> str:
    """Return a file's ending in small letters, without that of its packing.

    >>> ending(Path("prod.CSV.gz")), ending(Path("prod.jsonl"))
    ('.csv', '.jsonl')
    """
    name = Path(path.name.lower())
    return Path(name.stem).suffix if name.suffix in PACKED else name.suffix


def stem(path: Path) -> str:
    """Return a file's name without its endings.

    >>> stem(Path("logs/prod.csv.gz"))
    'prod'
    """
    return Path(path.stem).stem if path.suffix.lower() in PACKED else path.stem


def opened(path: Path) -> Any:
    """Return a stream of a file's bytes, unpacked; of Arrow, so it goes to Arrow's readers as well as to ours.

    Args:
        path: of the file.

    Raises:
        LogError: it is not there, or cannot be opened.
    """
    import pyarrow as pa

    try:
        return pa.input_stream(str(path), compression=PACKED.get(path.suffix.lower()))
    except (OSError, pa.ArrowException) as error:
        raise LogError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error


class AsUtf8(RawIOBase):
    r"""A stream of text as UTF-8, whatever it was; bytes that are no text in its encoding are read as Latin-1.

    Args:
        stream: of bytes.
        encoding: of its text.
        whole_lines: a line whose quotes are not all closed is left out: it would take all that follows with it.

    Attributes:
        foreign: bytes that were read as Latin-1.
        open_lines: lines that were left out.
        broken: why the stream ended before its time; None: it did not.

    >>> from io import BytesIO
    >>> AsUtf8(BytesIO(b"J\xfcrgen, J\xc3\xbcrgen"), "utf-8").read(100).decode()
    'Jürgen, Jürgen'
    """

    def __init__(self, stream: Any, encoding: str, whole_lines: bool = False) -> None:
        super().__init__()
        self._whole_lines = whole_lines
        self._begun = ""  # a line whose end has not been read
        self.open_lines = 0
        self.broken: str | None = None
        self._stream = stream
        self._decoder = getincrementaldecoder(encoding)("surrogateescape" if encoding == "utf-8" else "replace")
        self._first = True
        self._left = b""
        self.foreign = 0

    def readable(self) -> bool:
        """Whether it can be read from: as streams of Python tell."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return at most so many bytes; none at the end."""
        if size < 0:
            return b"".join(iter(lambda: self.read(1 << 20), b""))
        while not self._left:
            block = self._block()
            text = self._text(self._decoder.decode(block, final=not block))
            self._left = (self._closed(text, not block) if self._whole_lines else text).encode()
            if not block:
                break
        found, self._left = self._left[:size], self._left[size:]
        return found

    def _block(self) -> bytes:
        import pyarrow as pa

        try:
            block: bytes = self._stream.read(AT_ONCE)
        except (OSError, pa.ArrowException) as error:
            if self._first:
                raise
            self.broken = str(error).splitlines()[0]
            return b""
        return block

    def _text(self, text: str) -> str:
        if self._first and text:
            self._first, text = False, text.lstrip("\ufeff")
        if _FOREIGN.search(text):
            text, count = _FOREIGN.subn(lambda found: chr(ord(found[0]) - 0xDC00), text)
            self.foreign += count
        return text

    def _closed(self, text: str, is_last: bool) -> str:
        text = self._begun + text
        end = len(text) if is_last else text.rfind("\n") + 1
        text, self._begun = text[:end], text[end:]
        if '"' not in text:
            return text
        lines = text.splitlines(keepends=True)
        kept = [line for line in lines if line.count('"') % 2 == 0]
        self.open_lines += len(lines) - len(kept)
        return "".join(kept)

    def close(self) -> None:
        """Close the stream too."""
        self._stream.close()
        super().close()


AT_ONCE = 1 << 18
"""Bytes that are read at a time: of a packed file that breaks off, no more than these are lost."""


def lines_of(stream: IO[bytes], size: int = 1 << 20) -> Any:
    """Yield the lines of a stream, without their ends.

    Args:
        stream: of bytes.
        size: bytes that are read at a time.
    """
    rest = b""
    while block := stream.read(size):
        lines = (rest + block).split(b"\n")
        rest = lines.pop()
        yield from lines
    if rest:
        yield rest


def head(path: Path, size: int = 8192) -> str:
    """Return the first characters of a file, unpacked; empty for a folder or what cannot be read."""
    import pyarrow as pa

    if not path.is_file():
        return ""
    try:
        with opened(path) as file:
            first: bytes = file.read(size)
    except (OSError, pa.ArrowException, LogError):
        return ""
    return decoded(first)


def decoded(first: bytes) -> str:
    r"""Return the first bytes of a file as text, in the encoding that its mark says.

    >>> decoded(b"\xef\xbb\xbfa,b"), decoded("a,b".encode("utf-16"))
    ('a,b', 'a,b')
    """
    encoding = encoding_of(first)
    return first.decode(encoding, errors="replace").lstrip("\ufeff")


def encoding_of(first: bytes) -> str:
    """Return the encoding that the first bytes of a file mark: UTF-8 where there is no mark."""
    return "utf-16" if first[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
