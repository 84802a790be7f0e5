"""The bytes of a file or of standard input, unpacked where its name says that it is compressed.

Lines come one at a time, so that a file larger than memory can be read. A broken archive is a `DothiError`.
"""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from graph.errors import DothiError
from pipelines.messages import Message

COMPRESSED = (".gz", ".zst")


def suffix(path: Path) -> str:
    """What a file holds, by its name, below the compression.

    >>> suffix(Path("news.jsonl.gz")), suffix(Path("a.TXT"))
    ('.jsonl', '.txt')
    """
    inner = path.with_suffix("") if path.suffix in COMPRESSED else path
    return inner.suffix.lower()


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    """`path` as a stream of unpacked bytes."""
    if path == "-":
        yield sys.stdin.buffer
    elif path.endswith(".gz"):
        with gzip.open(path) as unpacked:
            yield cast(BinaryIO, unpacked)
    elif path.endswith(".zst"):
        import zstandard

        with open(path, "rb") as packed, zstandard.ZstdDecompressor().stream_reader(packed) as stream:
            yield cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, stream)))
    else:
        with open(path, "rb") as plain:
            yield plain


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Turns what the unpackers raise into the line that a person reads."""
    from zstandard import ZstdError

    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error, ZstdError) as error:
        raise DothiError(Message.BROKEN_ARCHIVE(source=path, reason=error)) from None


def whole(path: str) -> bytes:
    """All bytes of `path`, unpacked; OSError if it cannot be opened, DothiError if it is broken."""
    with _told(path), _opened(path) as stream:
        return stream.read()


def lines(path: str) -> Iterator[bytes]:
    """The lines of `path`, unpacked, without a UTF-8 mark at the start."""
    with _told(path), _opened(path) as stream:
        for number, line in enumerate(stream):
            yield line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line


def peek_stdin() -> bytes:
    """The first bytes that wait on standard input, left there."""
    stream = sys.stdin.buffer
    return stream.peek(4096) if isinstance(stream, io.BufferedReader) else b""
