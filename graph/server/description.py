"""The endpoint's description of itself, in the words of SPARQL 1.1 Service Description.

The endpoint's address goes in, RDF comes out. https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize

from graph.namespaces import RDF
from graph.querying.results import FORMATS

SD = "http://www.w3.org/ns/sparql-service-description#"
_MEDIA = "http://www.w3.org/ns/formats/"
_FORMATS = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "jsonld": "JSON-LD",
    "rdf": "RDF_XML",
}


def describe(endpoint: str, writable: bool, form: str) -> bytes:
    """The description in the form of that short name (ttl, nt, jsonld, rdf).

    >>> b"UnionDefaultGraph" in describe("http://127.0.0.1:8000/sparql", False, "ttl")
    True
    """
    service, dataset, default = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    kind = NamedNode(f"{RDF}type")

    def sd(name: str) -> NamedNode:
        return NamedNode(f"{SD}{name}")

    languages = ["SPARQL11Query", *(["SPARQL11Update"] if writable else [])]
    triples = [
        Triple(service, kind, sd("Service")),
        Triple(service, sd("endpoint"), NamedNode(endpoint)),
        *(Triple(service, sd("supportedLanguage"), sd(language)) for language in languages),
        Triple(service, sd("feature"), sd("UnionDefaultGraph")),
        *(Triple(service, sd("resultFormat"), NamedNode(_MEDIA + _FORMATS[f.name])) for f in FORMATS),
        Triple(service, sd("defaultDataset"), dataset),
        Triple(dataset, kind, sd("Dataset")),
        Triple(dataset, sd("defaultGraph"), default),
        Triple(default, kind, sd("Graph")),
    ]
    forms = {
        "ttl": RdfFormat.TURTLE,
        "nt": RdfFormat.N_TRIPLES,
        "jsonld": RdfFormat.JSON_LD,
        "rdf": RdfFormat.RDF_XML,
    }
    prefixes = {"sd": SD, "formats": _MEDIA} if form in ("ttl", "rdf") else None
    written = serialize(triples, format=forms[form], prefixes=prefixes)
    assert written is not None
    return written
