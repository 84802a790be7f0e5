"""Results of SPARQL as the W3C writes them: JSON, XML, CSV and TSV for rows, RDF formats for triples.

`Rows`, `Answer` or `Triples` go in, bytes in UTF-8 come out. Standards: SPARQL 1.1 Query Results JSON Format,
Query Results XML Format, Query Results CSV and TSV Formats; RDF is written by pyoxigraph.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from graph.errors import DothiError
from graph.namespaces import PREFIXES, XSD
from graph.querying.sparql import Answer, Result, Rows, Term, Triples

_XSD_STRING = f"{XSD}string"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Format:
    """A form of a result: its short name, its media type, and whether it is for rows or for triples."""

    name: str
    media_type: str
    rows: bool


FORMATS: tuple[Format, ...] = (
    Format("json", "application/sparql-results+json", True),
    Format("xml", "application/sparql-results+xml", True),
    Format("csv", "text/csv", True),
    Format("tsv", "text/tab-separated-values", True),
    Format("ttl", "text/turtle", False),
    Format("nt", "application/n-triples", False),
    Format("jsonld", "application/ld+json", False),
    Format("rdf", "application/rdf+xml", False),
)
"""Every form; the first of each kind is the one that is sent when nobody asks for another."""

_RDF = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}


def write(result: Result, name: str) -> bytes:
    """A result in the form of that short name; `DothiError` if the form does not suit the result.

    >>> write(Answer(True), "json")
    b'{"head":{},"boolean":true}'
    """
    if isinstance(result, Triples):
        if name not in _RDF:
            raise DothiError(f"{name}: triples are written as {', '.join(_RDF)}", exit_code=2)
        return _triples(result, name)
    if name not in _WRITERS:
        raise DothiError(f"{name}: rows are written as {', '.join(_WRITERS)}", exit_code=2)
    return _WRITERS[name](result)


def _triples(result: Triples, name: str) -> bytes:
    prefixes = None if name in ("nt", "jsonld") else PREFIXES
    written = serialize(dict.fromkeys(result.triples), format=_RDF[name], prefixes=prefixes)
    assert written is not None
    return written


def _json(result: Rows | Answer) -> bytes:
    if isinstance(result, Answer):
        return json.dumps({"head": {}, "boolean": result.value}, separators=(",", ":")).encode()
    bindings = [
        {name: _json_term(term) for name, term in zip(result.variables, row, strict=True) if term is not None}
        for row in result.rows
    ]
    whole = {"head": {"vars": list(result.variables)}, "results": {"bindings": bindings}}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _json_term(term: Term) -> dict[str, object]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype.value != _XSD_STRING:
        return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
    return {"type": "literal", "value": term.value}


def _xml(result: Rows | Answer) -> bytes:
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<sparql xmlns="http://www.w3.org/2005/sparql-results#">',
    ]
    if isinstance(result, Answer):
        out.append(f"<head/><boolean>{str(result.value).lower()}</boolean>")
    else:
        out.append(
            f"<head>{''.join(f'<variable name={quoteattr(v)}/>' for v in result.variables)}</head><results>"
        )
        for row in result.rows:
            bound = zip(result.variables, row, strict=True)
            cells = (
                f"<binding name={quoteattr(v)}>{_xml_term(t)}</binding>" for v, t in bound if t is not None
            )
            out.append(f"<result>{''.join(cells)}</result>")
        out.append("</results>")
    out.append("</sparql>\n")
    return _NOT_XML.sub("\ufffd", "\n".join(out)).encode()


def _xml_term(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{escape(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{escape(term.value)}</bnode>"
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        inner = "".join(f"<{name}>{_xml_term(part)}</{name}>" for name, part in parts.items())
        return f"<triple>{inner}</triple>"
    value = escape(term.value, {"\r": "&#13;"})
    if term.language:
        return f"<literal xml:lang={quoteattr(term.language)}>{value}</literal>"
    if term.datatype.value != _XSD_STRING:
        return f"<literal datatype={quoteattr(term.datatype.value)}>{value}</literal>"
    return f"<literal>{value}</literal>"


def _csv(result: Rows | Answer) -> bytes:
    if isinstance(result, Answer):
        return f"{str(result.value).lower()}\r\n".encode()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(result.variables)
    writer.writerows([plain(term) for term in row] for row in result.rows)
    return text.getvalue().encode()


def _tsv(result: Rows | Answer) -> bytes:
    if isinstance(result, Answer):
        return f"{str(result.value).lower()}\n".encode()
    lines = ["\t".join(f"?{name}" for name in result.variables)]
    lines += ["\t".join("" if term is None else _tsv_term(term) for term in row) for row in result.rows]
    return ("\n".join(lines) + "\n").encode()


def _tsv_term(term: Term) -> str:
    """Turtle's short form for whole numbers, else the term as N-Triples writes it, which has no tab in it."""
    if isinstance(term, Literal) and term.datatype.value == f"{XSD}integer":
        return term.value
    return str(term).replace("\t", "\\t")


def plain(term: Term | None) -> str:
    """A term without its marks: what CSV and tables show.

    >>> plain(Literal("Huế", language="vi")), plain(None)
    ('Huế', '')
    """
    if term is None:
        return ""
    if isinstance(term, BlankNode | Triple):
        return str(term)
    return term.value


_WRITERS: dict[str, Callable[[Rows | Answer], bytes]] = {"json": _json, "xml": _xml, "csv": _csv, "tsv": _tsv}
