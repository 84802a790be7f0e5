"""The written forms of RDF: quads to bytes and back, each form as its readers expect it.

Turtle, JSON-LD and RDF/XML hold the union of all graphs, grouped by subject under short names; TriG and
N-Quads keep a named graph for each article. Written and parsed by pyoxigraph; standards: W3C RDF 1.1. XML
1.0 can't hold most control characters: in RDF/XML, and only there, a text that has one is written with
escapes as `dothi:escaped`, which this module undoes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pyoxigraph import Literal, Quad, RdfFormat, Triple, parse, serialize

from graph.errors import DothiError
from graph.forms.xml_text import refuse_bombs
from graph.identifiers import DEFAULT_BASE, FAMILIES, prefixes
from graph.vocabulary import ESCAPED, TYPE

FORMS = {
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
"""Suffix to form."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\r\ufffe\uffff]")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})|\\\\")
_SUBJECT = re.compile(rb" \.\n(?=[^@\s}])")


def write_form(quads: Sequence[Quad], form: str, base: str = DEFAULT_BASE) -> bytes:
    """Quads in a form of `FORMS`; the same quads in the same order give the same bytes.

    >>> from graph.vocabulary import TYPE, term
    >>> write_form([Quad(term("urn:a"), TYPE, term("urn:b"), term("urn:g"))], "nq")
    b'<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:b> <urn:g> .\\n'
    """
    if form == "jsonld":
        from graph.forms.jsonld import write_jsonld

        return write_jsonld(grouped(quads), base)
    if form in ("trig", "nq"):
        data = _serialize(quads, form, base)
    else:
        triples = grouped(quads)
        data = _serialize(map(_escaped, triples) if form == "rdf" else triples, form, base)
    return _SUBJECT.sub(b" .\n\n", data) if form == "ttl" else data


def _serialize(items: Iterable[Quad] | Iterable[Triple], form: str, base: str) -> bytes:
    named = None if form in ("nt", "nq") else prefixes(base)
    data = serialize(items, format=FORMS[form], prefixes=named)
    assert data is not None
    return data


def grouped(quads: Iterable[Quad]) -> list[Triple]:
    """The union of all graphs, each statement once, by family and subject."""
    subjects: dict[object, tuple[list[Triple], list[Triple]]] = {}
    for triple in dict.fromkeys(quad.triple for quad in quads):
        subjects.setdefault(triple.subject, ([], []))[triple.predicate != TYPE].append(triple)
    families: dict[str, list[Triple]] = {family: [] for family in ("", *FAMILIES)}
    for subject, (types, others) in subjects.items():
        parts = str(subject).rsplit("/", 2)
        family = families.get(parts[-2] if len(parts) > 2 else "", families[""])
        family += types
        family += others
    return [triple for family in (*FAMILIES, "") for triple in families[family]]


def read_form(data: bytes, form: str, name: str, base: str | None = None) -> list[Quad]:
    """The quads in a file's bytes; `name` is the file, for the error when it is malformed.

    Relative IRIs are made whole with `base`. RDF/XML whose entities could make a small file fill the memory
    is refused.

    >>> [q.object.value for q in read_form(b"<urn:a> <urn:b> 'x' .", "ttl", "a.ttl")]
    ['x']
    """
    if form == "rdf":
        refuse_bombs(data, name)
    try:
        found = list(parse(data, FORMS[form], base_iri=base))
    except SyntaxError as error:
        told = " ".join(str(error.msg).split())
        raise DothiError(f"{name}: not valid {FORMS[form].name}: {told}") from error
    return [_unescaped(quad) for quad in found] if form == "rdf" else found


def _escaped(triple: Triple) -> Triple:
    value = triple.object
    if not isinstance(value, Literal) or not _NOT_XML.search(value.value):
        return triple
    text = _NOT_XML.sub(lambda m: f"\\u{ord(m[0]):04x}", value.value.replace("\\", "\\\\"))
    return Triple(triple.subject, triple.predicate, Literal(text, datatype=ESCAPED))


def _unescaped(quad: Quad) -> Quad:
    value = quad.object
    if not isinstance(value, Literal) or value.datatype != ESCAPED:
        return quad
    text = _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else "\\", value.value)
    return Quad(quad.subject, quad.predicate, Literal(text), quad.graph_name)
