"""From files, folders, patterns, standard input and web addresses to articles, one after the other.

Text files, HTML pages, JSON Lines, CSV, Parquet and WARC are read, plain or compressed (``.gz``, ``.zst``);
nothing is held but the article at hand. An article's text is what the source holds in Unicode NFC and
otherwise unchanged, so that offsets count in what a person sees; where a source gives a title apart from the
text (records, HTML), the text is the title, a line break, and the text. What cannot be read is one
`DothiError`.
"""

from __future__ import annotations

import glob
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from datetime import date as calendar_date
from pathlib import Path
from unicodedata import normalize

import msgspec

from graph.errors import DothiError
from graph.model import Article
from pipelines import opening, pages, records
from pipelines.decoding import decode
from pipelines.messages import Message
from pipelines.records import Failed, Record

TEXT = (".txt", ".text", ".md")
PAGES = (".html", ".htm", ".xhtml")
RECORDS = (".jsonl", ".ndjson", ".json")
TABLES = (".csv", ".tsv", ".parquet")
ARCHIVES = (".warc",)
KNOWN = (*TEXT, *PAGES, *RECORDS, *TABLES, *ARCHIVES)


def read(source: str, *, date: str | None = None, failed: Failed | None = None) -> Iterator[Article]:
    """The articles of `source`: a file, a folder, a pattern, ``-`` for standard input, or a web address.

    `date` (ISO) is the publication date of articles that carry none. What cannot be read is handed to
    `failed` and the rest goes on; without `failed` it is raised as DothiError. Ids are the name of a text
    file (with its folders below `source`), the record's own id, a page's address, or a digest of the text.
    An address is a page, a feed or a sitemap, and is fetched politely (`pipelines.fetching`).

    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "tin.jsonl")
    ...     _ = file.write_text('{"id": 7, "title": "Mưa lớn", "text": "Nước dâng.", "date": "2024-03-28"}')
    ...     list(read(str(file)))
    [Article(id='7', text='Mưa lớn\\nNước dâng.', title='Mưa lớn', date='2024-03-28', url=None, ...)]
    """
    tell = failed or _raise
    try:
        found = list(files(source))
    except DothiError as error:
        tell(error)
        return
    for path, name in found:
        yield from read_file(path, name, date=date, failed=tell)


def read_file(path: str, name: str, *, date: str | None = None, failed: Failed) -> Iterator[Article]:
    """The articles of one of the `files` of a source, under the name that it gave; see `read`."""
    fallback = None if date is None else publication_date(date, "--date")
    try:
        yield from _read_one(path, name, fallback, failed)
    except DothiError as error:
        failed(error)
    except OSError as error:
        failed(DothiError(Message.UNREADABLE(source=path, reason=error.strerror or error)))


def _raise(error: DothiError) -> None:
    raise error


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


def files(source: str) -> Iterator[tuple[str, str]]:
    """The files that `source` means, in order, each with the name that its articles go by.

    >>> list(files("-"))
    [('-', 'stdin')]
    """
    path = Path(source)
    if source == "-":
        yield "-", "stdin"
    elif _is_address(source):
        yield source, source
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


def _is_address(source: str) -> bool:
    return re.match(r"https?://", source) is not None


def _read_one(path: str, name: str, date: str | None, failed: Failed) -> Iterator[Article]:
    """The articles of one file, of standard input, or of one address."""
    if _is_address(path):
        yield from _fetched(path, date, failed)
        return
    ending = opening.suffix(Path(path)) if path != "-" else _sniffed()
    if ending in RECORDS:
        yield from _articles(records.json_lines(path, failed), path, date, failed)
    elif ending == ".parquet":
        yield from _articles(records.parquet_rows(path), path, date, failed)
    elif ending in TABLES:
        yield from _articles(records.table_rows(path, "\t" if ending == ".tsv" else ","), path, date, failed)
    elif ending in ARCHIVES:
        for address, data in pages.archived(path):
            yield from _page(data, address, address, date, failed)
    elif ending in PAGES:
        yield from _page(opening.whole(path), path, name if path != "-" else None, date, failed)
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


def _articles(
    rows: Iterable[tuple[int, Record]], path: str, date: str | None, failed: Failed
) -> Iterator[Article]:
    """Articles from numbered records; a bad one is told with its number."""
    for number, record in rows:
        try:
            yield _article(record, f"{path}:{number}", date)
        except DothiError as error:
            failed(error)


def _page(data: bytes, source: str, name: str | None, date: str | None, failed: Failed) -> Iterator[Article]:
    """The article of a page under the id `name`, if it holds one."""
    try:
        record = pages.page(data, source)
        yield _article(
            msgspec.structs.replace(record, id=name, url=_address(record.url, source)), source, date
        )
    except DothiError as error:
        failed(error)


def _address(given: str | None, source: str) -> str | None:
    """The address that a page gives for itself, or that it was fetched from."""
    return given or (source if _is_address(source) else None)


def _fetched(address: str, date: str | None, failed: Failed) -> Iterator[Article]:
    """The article at an address, or those that the feed or sitemap there lists."""
    from pipelines.fetching import Fetcher

    for found, data in Fetcher().pages(address):
        if isinstance(data, DothiError):
            failed(data)
        else:
            yield from _page(data, found, found, date, failed)


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
