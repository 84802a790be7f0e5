"""The network as two tables, nodes and edges: CSV that `neo4j-admin database import` takes, or Parquet.

A networkx graph of `graph.network` comes in; the bytes of each table go out by its name. CSV columns carry
the importer's types in their headers (``:ID``, ``:LABEL``, ``mentions:long``, ``names:string[]``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.errors import DothiError
from graph.forms.graphml import columns

if TYPE_CHECKING:
    import networkx

Cell = str | int | float | None
LISTS = ("names", "classes", "same_as", "positions", "articles", "quantities")
"""Attributes that hold several values, parted by semicolons."""

_NEO4J = {str: "", int: ":long", float: ":double"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the name and type of each column, and the rows."""

    columns: Mapping[str, type]
    rows: Sequence[Sequence[Cell]]


def write_tables(network: networkx.MultiDiGraph[str], form: str) -> dict[str, bytes]:
    """The tables ``nodes`` and ``edges`` as ``csv`` or ``parquet``.

    Raises `DothiError` when Parquet is asked for and pyarrow is not installed.

    >>> import networkx
    >>> write_tables(networkx.MultiDiGraph(), "csv")["edges"]
    b':START_ID,:END_ID,:TYPE,edge_id\\r\\n'
    """
    write = _csv if form == "csv" else _parquet
    return {name: write(table) for name, table in (("nodes", _nodes(network)), ("edges", _edges(network)))}


def _nodes(network: networkx.MultiDiGraph[str]) -> Table:
    found = columns(data for _, data in network.nodes(data=True))
    found.pop("kind", None)
    rows = [
        [node, data["kind"], *(_cell(data.get(name)) for name in found)]
        for node, data in network.nodes(data=True)
    ]
    return Table({":ID": str, ":LABEL": str} | found, rows)


def _edges(network: networkx.MultiDiGraph[str]) -> Table:
    found = columns(data for _, _, data in network.edges(data=True))
    for name in ("role", "interaction", "edge_id"):
        found.pop(name, None)
    rows = [
        [source, target, str(data["role"]).upper(), key, *(_cell(data.get(name)) for name in found)]
        for source, target, key, data in network.edges(keys=True, data=True)
    ]
    return Table({":START_ID": str, ":END_ID": str, ":TYPE": str, "edge_id": str} | found, rows)


def _cell(value: Cell) -> Cell:
    """Text on one line: the importer reads a line break as the end of the row."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _csv(table: Table) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_header(name, kind) for name, kind in table.columns.items())
    names = list(table.columns)
    for row in table.rows:
        writer.writerow(
            ";".join(str(cell).split("; ")) if name in LISTS and cell else "" if cell is None else cell
            for name, cell in zip(names, row, strict=True)
        )
    return out.getvalue().replace("\x00", "").encode()


def _header(name: str, kind: type) -> str:
    return f"{name}:string[]" if name in LISTS else f"{name}{_NEO4J[kind]}"


def _parquet(table: Table) -> bytes:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise DothiError("Parquet needs pyarrow: pip install 'dothi[parquet]'") from error
    types = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64()}
    data = {}
    for n, (name, kind) in enumerate(table.columns.items()):
        cells: list[object] = [row[n] for row in table.rows]
        if name in LISTS:
            cells = [str(cell).split("; ") if cell else [] for cell in cells]
            data[name] = pyarrow.array(cells, pyarrow.list_(pyarrow.string()))
        else:
            data[name.lstrip(":").lower()] = pyarrow.array(cells, types[kind])
    out = io.BytesIO()
    parquet.write_table(pyarrow.table(data), out)
    return out.getvalue()
