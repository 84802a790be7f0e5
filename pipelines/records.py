"""Rows of JSON Lines, CSV and Parquet as records of articles, one at a time.

A file's path comes in, numbered `Record`s go out. A row that is no record is told and left out; a file that
cannot be read at all is a `DothiError`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator

import msgspec

from graph.errors import DothiError
from pipelines import opening
from pipelines.decoding import decode
from pipelines.messages import Message

Failed = Callable[[DothiError], None]
"""Is told of each article that could not be read; the reading goes on."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Record(msgspec.Struct, frozen=True):
    """One article as a line of JSON or a row of a table; all but `text` may be missing."""

    text: str | None = None
    title: str | None = None
    id: str | int | None = None
    date: str | None = None
    url: str | None = None
    publisher: str | None = None


def json_lines(path: str, failed: Failed) -> Iterator[tuple[int, Record]]:
    """Numbered records of a JSON Lines file; also of a file that is one JSON object or a list of them."""
    decoder = msgspec.json.Decoder(Record)
    rest = iter(opening.lines(path))
    for number, line in enumerate(rest, start=1):
        stripped = line.strip()
        if line.startswith(_UTF16) or stripped in (b"{", b"[") or stripped.startswith(b"[{"):
            yield from enumerate(_whole_json(b"".join((line, *rest)), path), start=number)
        elif stripped:
            try:
                yield number, decoder.decode(stripped)
            except msgspec.MsgspecError as error:
                failed(DothiError(Message.BAD_RECORD(source=f"{path}:{number}", reason=error)))


def _whole_json(data: bytes, path: str) -> list[Record]:
    """The records of a text that is one object or one list, or of lines in UTF-16."""
    text = decode(data, path)
    try:
        if data.startswith(_UTF16) and not text.lstrip().startswith("["):
            return msgspec.json.Decoder(Record).decode_lines(text)
        found = msgspec.json.decode(text, type=Record | list[Record])
    except msgspec.MsgspecError as error:
        raise DothiError(Message.BAD_RECORD(source=path, reason=error)) from None
    return found if isinstance(found, list) else [found]


def table_rows(path: str, separator: str) -> Iterator[tuple[int, Record]]:
    """Numbered records of a text table with the columns of `Record` named in its first line."""
    import csv

    csv.field_size_limit(sys.maxsize)
    reader = csv.DictReader((decode(line, path) for line in opening.lines(path)), delimiter=separator)
    columns = _columns(reader.fieldnames or (), path)
    for row in reader:
        yield reader.line_num, Record(**{column: row[column] or None for column in columns})


def parquet_rows(path: str) -> Iterator[tuple[int, Record]]:
    """Numbered records of a Parquet file; DothiError without pyarrow."""
    try:
        from pyarrow import parquet
    except ImportError:
        needed = Message.MISSING_PACKAGE(what=path, package="pyarrow", requirement="dothi[parquet]")
        raise DothiError(needed) from None
    try:
        table = parquet.ParquetFile(path)
    except (OSError, ValueError) as error:
        raise DothiError(Message.UNREADABLE(source=path, reason=error)) from None
    columns = _columns(table.schema_arrow.names, path)
    number = 0
    for batch in table.iter_batches(batch_size=256, columns=columns):
        for row in batch.to_pylist():
            number += 1
            yield number, Record(**{name: None if row[name] is None else str(row[name]) for name in columns})


def _columns(names: Iterable[str], path: str) -> list[str]:
    """The columns that are read; DothiError if the articles' own is not among them."""
    columns = [name for name in names if name in Record.__struct_fields__]
    if "text" not in columns:
        raise DothiError(Message.NO_TEXT_COLUMN(source=path))
    return columns
