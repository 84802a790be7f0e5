"""Rows of a query as a table on a terminal, and as records where the terminal is too narrow for one.

Typed rows go in, lines go out. IRIs are shortened by their usual prefix; numbers stand to the right; letters
with marks take one column each, however they are composed.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

from pyoxigraph import Literal, NamedNode

from graph.identifiers import DEFAULT_BASE
from graph.namespaces import PREFIXES, XSD
from graph.querying.results import plain
from graph.querying.sparql import Rows, Term

LEAST_COLUMN = 10
_NUMBERS = {f"{XSD}{name}" for name in ("integer", "decimal", "double", "float")}


def print_rows(rows: Rows) -> None:
    """Print rows to standard output, fitted to the terminal; unfitted when it is none."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if terminal else 100_000
    console = Console(width=width, highlight=False, soft_wrap=False, markup=False, emoji=False)
    cells = [[shown(term) for term in row] for row in rows.rows]
    if terminal and _too_narrow(rows.variables, cells, width):
        _print_records(console, rows.variables, cells)
    else:
        console.print(_table(rows, cells))


def shown(term: Term | None) -> str:
    """A term as a person reads it: a literal's text, an IRI with its prefix or without our base.

    >>> shown(NamedNode("https://w3id.org/dothi#occurred")), shown(Literal("Huế", language="vi"))
    ('dothi:occurred', 'Huế')
    """
    if not isinstance(term, NamedNode):
        return _visible(plain(term).replace(DEFAULT_BASE, ""))
    for prefix, namespace in PREFIXES.items():
        if term.value.startswith(namespace):
            return f"{prefix}:{term.value.removeprefix(namespace)}"
    return term.value.removeprefix(DEFAULT_BASE)


def _visible(text: str) -> str:
    """The text without control characters, which could play tricks with a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else " " if c.isspace() else "\ufffd" for c in text)


def _too_narrow(names: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> bool:
    """Whether columns would have to be narrower than words are."""
    from rich.cells import cell_len

    columns = [[name, *column] for name, column in zip(names, zip(*cells, strict=True), strict=False)]
    wanted = (max(min(max(map(cell_len, column)), LEAST_COLUMN), 1) + 2 for column in columns)
    return sum(wanted) > width


def _table(rows: Rows, cells: Sequence[Sequence[str]]) -> object:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for position, name in enumerate(rows.variables):
        column = [row[position] for row in rows.rows]
        table.add_column(name, justify="right" if _numeric(column) else "left", overflow="fold")
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    return table


def _numeric(column: Sequence[Term | None]) -> bool:
    bound = [term for term in column if term is not None]
    return bool(bound) and all(isinstance(t, Literal) and t.datatype.value in _NUMBERS for t in bound)


def _print_records(console: object, names: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Each row as lines ``name  value``, a blank line between rows."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    assert isinstance(console, Console)
    for row in cells:
        record = Table.grid(padding=(0, 2, 0, 0))
        record.add_column(style="bold", no_wrap=True)
        record.add_column(overflow="fold")
        for name, cell in zip(names, row, strict=True):
            if cell:
                record.add_row(name, Text(cell))
        console.print(record)
        console.print()
