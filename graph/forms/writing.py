"""A graph into files: the suffix names the form, and the form's own module makes the bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import DothiError
from graph.files import form, write_bytes

if TYPE_CHECKING:
    from graph.knowledge_graph import KnowledgeGraph

RDF_FORMS = ("ttl", "trig", "nt", "nq", "jsonld", "rdf")
OTHER_FORMS = ("graphml", "gexf", "html", "csv", "parquet")


def write(graph: KnowledgeGraph, path: Path) -> tuple[Path, ...]:
    """Write `graph` in the form that the suffix of `path` names; gives the files written.

    Raises `DothiError` for an unknown suffix or a file that can't be written.
    """
    files = contents(graph, path)
    for name, data in files.items():
        write_bytes(name, data)
    return tuple(files)


def contents(graph: KnowledgeGraph, path: Path) -> dict[Path, bytes]:
    """The files that `write` writes and what stands in them, before any compression.

    >>> from graph.knowledge_graph import KnowledgeGraph
    >>> contents(KnowledgeGraph(), Path("a.nq"))
    {PosixPath('a.nq'): b''}
    """
    kind = form(path)
    if kind in RDF_FORMS:
        from graph.forms.rdf_forms import write_form

        return {path: write_form(graph.quads, kind, graph.base)}
    if kind == "html":
        from graph.page import render

        runs = [article.activity for article in graph.articles if article.activity]
        return {path: render(graph.world, made=runs).encode()}
    if kind == "graphml":
        from graph.forms.graphml import write_graphml

        return {path: write_graphml(graph.to_networkx())}
    if kind == "gexf":
        from graph.forms.gexf import write_gexf

        return {path: write_gexf(graph.to_networkx())}
    if kind in ("csv", "parquet"):
        from graph.forms.tables import write_tables

        return {_beside(path, name): data for name, data in write_tables(graph.to_networkx(), kind).items()}
    known = ", ".join(f".{name}" for name in (*RDF_FORMS, *OTHER_FORMS))
    raise DothiError(f"{path}: no form of a graph is called .{kind}: use {known} (and .gz behind it)", 2)


def _beside(path: Path, table: str) -> Path:
    """``graph.csv.gz`` becomes ``graph.nodes.csv.gz``."""
    ending = ".gz" if path.name.lower().endswith(".gz") else ""
    plain = Path(path.name[: len(path.name) - len(ending)])
    return path.with_name(f"{plain.stem}.{table}{plain.suffix}{path.name[len(plain.name) :]}")
