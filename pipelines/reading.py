"""From files, folders, patterns and standard input to articles, one after the other.

Text files, HTML pages, JSON Lines, CSV and Parquet are read, plain or compressed (``.gz``, ``.zst``); nothing
is held but the article at hand. An article's text is what the source holds in Unicode NFC and otherwise
unchanged, so that offsets count in what a person sees; where a source gives a title apart from the text
(records, HTML), the text is the title, a line break, and the text. What cannot be read is one `DothiError`.
"""

from __future__ import annotations

import glob
import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date as calendar_date
from pathlib import Path
from unicodedata import normalize

import msgspec

from graph.errors import DothiError
from graph.model import Article
from pipelines import opening
from pipelines.decoding import decode
from pipelines.messages import Message

Failed = Callable[[DothiError], None]
"""Is told of each article that could not be read; the reading goes on."""

TEXT = (".txt", ".text", ".md")
PAGES = (".html", ".htm", ".xhtml")
RECORDS = (".jsonl", ".ndjson", ".json")
TABLES = (".csv", ".tsv", ".parquet")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
KNOWN = (*TEXT, *PAGES, *RECORDS, *TABLES)


class Record(msgspec.Struct, frozen=True):
    """One article as a line of JSON or a row of a table; all but `text` may be missing."""

    text: str | None = None
    title: str | None = None
    id: str | int | None = None
    date: str | None = None
    url: str | None = None
    publisher: str | None = None


def read(source: str, *, date: str | None = None, failed: Failed | None = None) -> Iterator[Article]:
    """The articles of `source`: a file, a folder, a pattern (``news/*.txt``), or ``-`` for standard input.

    `date` (ISO) is the publication date of articles that carry none. What cannot be read is handed to
    `failed` and the rest goes on; without `failed` it is raised as DothiError. Ids are the name of a text
    file (with its folders below `source`), the record's own id, or a digest of the text.

    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "tin.jsonl")
    ...     _ = file.write_text('{"id": 7, "title": "Mưa lớn", "text": "Nước dâng.", "date": "2024-03-28"}')
    ...     list(read(str(file)))
    [Article(id='7', text='Mưa lớn\\nNước dâng.', title='Mưa lớn', date='2024-03-28', url=None, ...)]
    """
    fallback = None if date is None else publication_date(date, "--date")
    try:
        found = list(_files(source))
    except DothiError as error:
        _fail(error, failed)
        return
    for path, name in found:
        try:
            yield from _read_file(path, name, fallback, failed)
        except DothiError as error:
            _fail(error, failed)
        except OSError as error:
            _fail(DothiError(Message.UNREADABLE(source=path, reason=error.strerror or error)), failed)


def _fail(error: DothiError, failed: Failed | None) -> None:
    if failed is None:
        raise error
    failed(error)


def publication_date(given: str, source: str) -> str:
    """A date as ISO: ``2024-03-28``, with or without a time, or ``28/03/2024``; DothiError otherwise.

    >>> publication_date("2024-03-28T10:15:00+07:00", "a"), publication_date("28/3/2024 10:15", "a")
    ('2024-03-28', '2024-03-28')
    """
    written = given.strip()
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", written)
    vietnamese = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[, ].*)?", written)
    parts = iso.groups() if iso else vietnamese.groups()[::-1] if vietnamese else ()
    try:
        return calendar_date(*map(int, parts)).isoformat()
    except (ValueError, TypeError):
        raise DothiError(Message.BAD_DATE(source=source, date=given)) from None


def _files(source: str) -> Iterator[tuple[str, str]]:
    """The files that `source` means, in order, each with the name that its articles go by."""
    path = Path(source)
    if source == "-":
        yield "-", "stdin"
    elif re.match(r"https?://", source):
        raise DothiError(Message.IS_ADDRESS(source=source))
    elif path.is_dir():
        inside = [
            file for file in sorted(path.rglob("*")) if opening.suffix(file) in KNOWN and file.is_file()
        ]
        if not inside:
            raise DothiError(Message.NO_ARTICLES(source=source, known=" ".join(KNOWN)))
        yield from ((str(file), _name(file.relative_to(path))) for file in inside)
    elif path.exists():
        yield source, _name(Path(path.name))
    elif glob.has_magic(source):
        matched = sorted(glob.glob(source, recursive=True))
        if not matched:
            raise DothiError(Message.NOTHING_MATCHES(source=source))
        yield from ((file, _name(Path(Path(file).name))) for file in matched if not os.path.isdir(file))
    else:
        raise DothiError(Message.NOT_FOUND(source=source))


def _name(path: Path) -> str:
    """A file's name without its endings, with ``/`` between folders on every system."""
    endings = opening.suffix(path) + (path.suffix if path.suffix in opening.COMPRESSED else "")
    return normalize("NFC", path.as_posix().removesuffix(endings) or path.as_posix())


def _read_file(path: str, name: str, date: str | None, failed: Failed | None) -> Iterator[Article]:
    ending = opening.suffix(Path(path)) if path != "-" else _sniffed()
    if ending in RECORDS:
        yield from _records(_json_lines(path, failed), path, name, date, failed)
    elif ending in (".csv", ".tsv"):
        yield from _records(_table_rows(path, "\t" if ending == ".tsv" else ","), path, name, date, failed)
    elif ending == ".parquet":
        yield from _records(_parquet_rows(path), path, name, date, failed)
    elif ending in PAGES:
        yield _page(opening.whole(path), path, name, date)
    else:
        text = decode(opening.whole(path), path)
        if not text.strip():
            raise DothiError(Message.EMPTY(source=path))
        yield Article(id=name if path != "-" else _digest(text), text=text, date=date)


def _sniffed() -> str:
    """What standard input holds, judged by its first bytes."""
    start = opening.peek_stdin().lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if re.match(rb"\{\s*\"|\[\s*\{", start):
        return ".jsonl"
    return ".html" if start.startswith((b"<!doctype html", b"<html")) else ".txt"


def _digest(text: str) -> str:
    return "article-" + hashlib.sha256(text.encode()).hexdigest()[:12]


def _records(
    rows: Iterable[tuple[int, Record]], path: str, name: str, date: str | None, failed: Failed | None
) -> Iterator[Article]:
    """Articles from numbered records; a bad one is told with its number."""
    for number, record in rows:
        try:
            yield _article(record, f"{path}:{number}", date)
        except DothiError as error:
            _fail(error, failed)


def _article(record: Record, source: str, date: str | None) -> Article:
    """The article of one record, its title on a line of its own before the text."""
    title = normalize("NFC", " ".join((record.title or "").split()))
    body = normalize("NFC", record.text or "")
    if not body.strip() and not title:
        raise DothiError(Message.EMPTY(source=source))
    text = body if not title or body.startswith(f"{title}\n") else f"{title}\n{body}" if body else title
    return Article(
        id=normalize("NFC", str(record.id).strip()) if record.id not in (None, "") else _digest(text),
        text=text,
        title=title,
        date=publication_date(record.date, source) if record.date else date,
        url=record.url or None,
        publisher=record.publisher or None,
    )


def _json_lines(path: str, failed: Failed | None) -> Iterator[tuple[int, Record]]:
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
                _fail(DothiError(Message.BAD_RECORD(source=f"{path}:{number}", reason=error)), failed)


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


def _table_rows(path: str, separator: str) -> Iterator[tuple[int, Record]]:
    """Numbered records of a table with the columns of `Record` in its first line."""
    import csv

    csv.field_size_limit(sys.maxsize)
    reader = csv.DictReader((decode(line, path) for line in opening.lines(path)), delimiter=separator)
    columns = [column for column in reader.fieldnames or () if column in Record.__struct_fields__]
    if "text" not in columns:
        raise DothiError(Message.NO_TEXT_COLUMN(source=path))
    for row in reader:
        yield reader.line_num, Record(**{column: row[column] or None for column in columns})


def _parquet_rows(path: str) -> Iterator[tuple[int, Record]]:
    try:
        from pyarrow import parquet
    except ImportError:
        needed = Message.MISSING_PACKAGE(what=path, package="pyarrow", requirement="dothi[parquet]")
        raise DothiError(needed) from None
    try:
        table = parquet.ParquetFile(path)
    except (OSError, ValueError) as error:
        raise DothiError(Message.UNREADABLE(source=path, reason=error)) from None
    columns = [column for column in table.schema_arrow.names if column in Record.__struct_fields__]
    if "text" not in columns:
        raise DothiError(Message.NO_TEXT_COLUMN(source=path))
    number = 0
    for batch in table.iter_batches(batch_size=256, columns=columns):
        for row in batch.to_pylist():
            number += 1
            yield (
                number,
                Record(**{column: None if row[column] is None else str(row[column]) for column in columns}),
            )


def _page(data: bytes, path: str, name: str, date: str | None) -> Article:
    """The article of an HTML page: its main text, its title, and what its metadata say."""
    from trafilatura import bare_extraction

    page = bare_extraction(
        decode(data, path),
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if page is None or isinstance(page, dict) or not (page.text or "").strip():
        raise DothiError(Message.NO_MAIN_TEXT(source=path))
    record = Record(page.text, page.title, name if path != "-" else None, page.date, page.url, page.sitename)
    return _article(record, path, date)
