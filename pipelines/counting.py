"""How many articles sources hold, as far as that can be told faster than by reading them; for the time left.

Sources as in `pipelines.reading` come in. Lines of records and rows of tables are counted, a text or a page
is one article; of standard input, web addresses and web archives the number stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from graph.errors import DothiError
from pipelines import opening
from pipelines.reading import ARCHIVES, RECORDS, TABLES, files


def expected(sources: Iterable[str]) -> int | None:
    """The number of articles in all sources, None when one of them can't tell.

    >>> expected(["-"]) is None
    True
    """
    total = 0
    for source in sources:
        try:
            for path, _ in files(source):
                count = _in_file(path)
                if count is None:
                    return None
                total += count
        except (DothiError, OSError):
            continue  # it is told when it is read
    return total


def _in_file(path: str) -> int | None:
    ending = opening.suffix(Path(path))
    if path == "-" or "://" in path or ending in ARCHIVES:
        return None
    if ending == ".parquet":
        try:
            from pyarrow import parquet
        except ImportError:
            return None
        rows: int = parquet.ParquetFile(path).metadata.num_rows
        return rows
    if ending in RECORDS or ending in TABLES:
        lines = sum(1 for line in opening.lines(path) if line.strip())
        return lines - (ending in TABLES)
    return 1
