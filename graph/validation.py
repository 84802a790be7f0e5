"""Whether a graph is what VOCABULARY says: SHACL core over the shapes that ship, in readable lines.

A graph or a file comes in; the violations go out, none when it conforms. Core constraints only: SPARQL
constraints can take hours. What these can't say is compared here: that a mention's words are the article's
at its offsets, and that the text is in NFC. Standard: W3C SHACL, run by pySHACL.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import DothiError
from graph.files import form, read_bytes
from graph.namespaces import NIF

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

    from graph.knowledge_graph import KnowledgeGraph


NOT_THE_WORDS = {
    "en": "these are not the article's words at its offsets",
    "vi": "đây không phải chữ của bài ở vị trí ấy",
}
NOT_NFC = {"en": "the text is not in Unicode NFC", "vi": "văn bản không ở dạng Unicode NFC"}


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
    from rdflib import SH, Graph, Literal

    data = _data(graph)
    with _no_warnings():
        conforms, report, text = pyshacl.validate(data, shacl_graph=_shapes(), inference="none")
    if not isinstance(report, Graph):
        raise DothiError(f"the graph can't be checked: {text}")
    found = set(_text_violations(data, language))
    for result in () if conforms else report.subjects(SH.resultSeverity):
        told = (m for m in report.objects(result, SH.resultMessage) if isinstance(m, Literal))
        messages = {message.language or "": str(message) for message in told}
        found.add(
            Violation(
                _short(report.value(result, SH.focusNode)),
                _path(report, report.value(result, SH.resultPath)),
                messages.get(language) or messages.get("en") or next(iter(messages.values()), ""),
                _short(report.value(result, SH.value))[:80],
            )
        )
    return sorted(found)


def _text_violations(graph: rdflib.Graph, language: str) -> Iterator[Violation]:
    """Mentions whose words are not those of the article, and texts that are not in NFC."""
    from rdflib import URIRef

    texts = {article: str(text) for article, text in graph.subject_objects(URIRef(f"{NIF}isString"))}
    for article, text in texts.items():
        if not unicodedata.is_normalized("NFC", text):
            yield Violation(_short(article), "nif:isString", NOT_NFC.get(language, NOT_NFC["en"]))
    contexts = graph.subject_objects(URIRef(f"{NIF}referenceContext"))
    begin_index, end_index, anchor = (URIRef(NIF + name) for name in ("beginIndex", "endIndex", "anchorOf"))
    for mention, article in contexts:
        begin, end = graph.value(mention, begin_index), graph.value(mention, end_index)
        words, whole = graph.value(mention, anchor), texts.get(article)
        if whole is None or words is None or begin is None or end is None:
            continue  # the shapes tell what is missing
        offsets = [int(str(offset)) if str(offset).isdecimal() else -1 for offset in (begin, end)]
        if min(offsets) < 0 or whole[offsets[0] : offsets[1]] != str(words):
            message = NOT_THE_WORDS.get(language, NOT_THE_WORDS["en"])
            yield Violation(_short(mention), "nif:anchorOf", message, _short(words)[:80])


def _data(graph: KnowledgeGraph | rdflib.Graph | str | Path) -> rdflib.Graph:
    from graph.knowledge_graph import KnowledgeGraph

    if isinstance(graph, KnowledgeGraph):
        return graph.to_rdf()
    if isinstance(graph, str | Path):
        from graph.forms.rdf_forms import FORMS, read_form
        from graph.forms.rdflib_graphs import to_graph

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


def _path(report: rdflib.Graph, path: Node | None) -> str:
    """A property, or several in a row (``/``) or of which one suffices (``|``), as SPARQL writes them."""
    from rdflib import SH, BNode
    from rdflib.collection import Collection

    if not isinstance(path, BNode):
        return _short(path)
    either = report.value(path, SH.alternativePath)
    steps = Collection(report, path if either is None else either)
    return ("/" if either is None else "|").join(_path(report, step) for step in steps)


def _short(term: object) -> str:
    """A term with the prefix that a file of dothi gives it, if there is one."""
    from graph.identifiers import prefixes

    text = "" if term is None else " ".join(str(term).split())
    for prefix, namespace in prefixes().items():
        if text.startswith(namespace):
            return f"{prefix}:{text[len(namespace) :]}"
    return text
