"""The one place where files are written: under a temporary name, then renamed, so that no half file stands.

Bytes and a path come in; the file stands whole or not at all. A name that ends in ``.gz`` is compressed
without a time or name inside, so that the same content gives the same bytes.
"""

from __future__ import annotations

import gzip
import io
import os
import tempfile
import zlib
from pathlib import Path

from graph.errors import DothiError


def form(path: Path) -> str:
    """What a file's name says it holds: its suffix in lower case, ``.gz`` taken off.

    >>> form(Path("graph.TTL.gz")), form(Path("graph"))
    ('ttl', '')
    """
    name = path.name.lower().removesuffix(".gz")
    return Path(name).suffix.lstrip(".")


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole, its folders made; `DothiError` when the system refuses.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_bytes(Path(folder) / "new" / "a.txt.gz", "đồ thị".encode())
    ...     read_bytes(Path(folder) / "new" / "a.txt.gz").decode()
    'đồ thị'
    """
    if path.name.lower().endswith(".gz"):
        data = compressed(data)
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise DothiError(f"{path}: can't be written: {error.strerror or error}") from error
    except BaseException:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise


def read_bytes(path: Path) -> bytes:
    """Read a file, decompressed when its name ends in ``.gz``; `DothiError` when that fails."""
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.name.lower().endswith(".gz") else data
    except FileNotFoundError as error:
        raise DothiError(f"{path}: not found") from error
    except IsADirectoryError as error:
        raise DothiError(f"{path}: a folder, not a file") from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DothiError(f"{path}: not a whole gzip file: {error}") from error
    except OSError as error:
        raise DothiError(f"{path}: can't be read: {error.strerror or error}") from error


def compressed(data: bytes) -> bytes:
    """Gzip with neither time nor name in its header.

    >>> gzip.decompress(compressed(b"a")), compressed(b"a") == compressed(b"a")
    (b'a', True)
    """
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0) as file:
        file.write(data)
    return out.getvalue()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
