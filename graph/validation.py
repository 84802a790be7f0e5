"""Whether a graph is what VOCABULARY says: SHACL core over the shapes that ship, in readable lines.

A graph or a file comes in; the violations go out, none when it conforms. Core constraints only: SPARQL
constraints can take hours. Standard: W3C SHACL, run by pySHACL.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import DothiError
from graph.files import form, read_bytes

if TYPE_CHECKING:
    import rdflib

    from graph.knowledge_graph import KnowledgeGraph


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A node that is not as it should be: which, in what property (empty: itself), and what is wrong."""

    node: str
    property: str
    message: str
    value: str = ""

    def __str__(self) -> str:
        where = f"{self.node} {self.property}".rstrip()
        return f"{where}: {self.message}" + (f" ({self.value})" if self.value else "")


def validate(graph: KnowledgeGraph | rdflib.Graph | str | Path, *, language: str = "en") -> list[Violation]:
    """The violations of a graph, or of an RDF file, sorted; their messages in ``en`` or ``vi``.

    Raises `DothiError` when a file is missing or malformed.

    >>> from graph.knowledge_graph import KnowledgeGraph
    >>> validate(KnowledgeGraph())
    []
    """
    import pyshacl
    from rdflib import SH, Graph

    with _no_warnings():
        conforms, report, text = pyshacl.validate(_data(graph), shacl_graph=_shapes(), inference="none")
    if not isinstance(report, Graph):
        raise DothiError(f"the graph can't be checked: {text}")
    if conforms:
        return []
    found = set()
    for result in report.subjects(SH.resultSeverity):
        messages = {m.language or "": str(m) for m in report.objects(result, SH.resultMessage)}  # type: ignore[attr-defined]
        found.add(
            Violation(
                _short(report.value(result, SH.focusNode)),
                _short(report.value(result, SH.resultPath)),
                messages.get(language) or messages.get("en") or next(iter(messages.values()), ""),
                _short(report.value(result, SH.value))[:80],
            )
        )
    return sorted(found)


def _data(graph: KnowledgeGraph | rdflib.Graph | str | Path) -> rdflib.Graph:
    from graph.knowledge_graph import KnowledgeGraph

    if isinstance(graph, KnowledgeGraph):
        return graph.to_rdf()
    if isinstance(graph, str | Path):
        from graph.rdf_forms import FORMS, read_form
        from graph.rdflib_graphs import to_graph

        path = Path(graph)
        if form(path) not in FORMS:
            known = ", ".join(f".{name}" for name in FORMS)
            raise DothiError(f"{path}: only RDF can be validated ({known})", 2)
        return to_graph(read_form(read_bytes(path), form(path), str(path)))
    return graph


@contextmanager
def _no_warnings() -> Iterator[None]:
    """Keep rdflib from logging what the report says anyway: a literal that is not of its type."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


@lru_cache(maxsize=1)
def _shapes() -> rdflib.Graph:
    import rdflib

    text = files("graph").joinpath("ontology/shapes.ttl").read_text(encoding="utf-8")
    return rdflib.Graph().parse(data=text, format="turtle")


def _short(term: object) -> str:
    """A term with the prefix that a file of dothi gives it, if there is one."""
    from graph.rdf_forms import prefixes

    text = "" if term is None else " ".join(str(term).split())
    for prefix, namespace in prefixes().items():
        if text.startswith(namespace):
            return f"{prefix}:{text[len(namespace) :]}"
    return text
