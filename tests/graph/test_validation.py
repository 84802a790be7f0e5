"""What VOCABULARY says is checked sentence by sentence; each fault is a line that a person can read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from hypothesis import HealthCheck, Phase, given, settings
from rdflib import OWL, RDF, RDFS, SKOS, Literal, URIRef

from graph.knowledge_graph import KnowledgeGraph
from graph.model import ArticleGraph
from graph.namespaces import DOTHI, GAF, GEO, NIF, ORG, PROV, SCHEMA, SEM, XSD
from graph.validation import validate
from tests.graph.sample import articles
from tests.graph.strategies import graphs

BASE = "https://w3id.org/dothi/resource/"


def node(name: str) -> URIRef:
    """A term by its prefix, or a node of the sample by the end of its IRI."""
    prefix, _, local = name.partition(":")
    known = {"dothi": DOTHI, "sem": SEM, "nif": NIF, "schema": SCHEMA, "gaf": GAF, "org": ORG, "prov": PROV}
    known |= {"geo": GEO, "skos": str(SKOS), "rdfs": str(RDFS), "owl": str(OWL), "rdf": str(RDF)}
    return URIRef(known[prefix] + local if local else BASE + name)


Change = Callable[[rdflib.Graph], object]


def drop(subject: str, predicate: str) -> Change:
    return lambda graph: graph.remove((node(subject), node(predicate), None))


def add(subject: str, predicate: str, value: str | Literal) -> Change:
    return lambda graph: graph.add(
        (node(subject), node(predicate), value if isinstance(value, Literal) else node(value))
    )


def change(subject: str, predicate: str, value: str | Literal) -> Change:
    return lambda graph: (drop(subject, predicate)(graph), add(subject, predicate, value)(graph))


ARTICLE, PERSON, PLACE = "article/mau-1", "person/ingrid-solheim", "place/ha-noi.1581130"
EVENT, TRIGGER = "event/mau-1.nhat-tri-201", "mention/mau-1.201-209.trigger"
NAME, POST = "mention/mau-1.193-200.name", "position/mau-1.bo-truong-ngoai-giao-0"

FAULTS = [
    # of an article
    (drop(ARTICLE, "nif:isString"), "article:mau-1 nif:isString: an article has its text, once"),
    (add(ARTICLE, "nif:isString", Literal("Bài khác.")), "an article has its text, once"),
    (drop(ARTICLE, "rdf:type"), "a mention stands in one article of the graph"),
    (change(ARTICLE, "nif:isString", Literal("E\u0301")), "nif:isString: the text is not in Unicode NFC"),
    (change(ARTICLE, "schema:datePublished", Literal("hôm qua")), "one date at most, a well-formed one"),
    (change(ARTICLE, "schema:publisher", "org/VOV"), "an article has one publisher at most, with a name"),
    (add(ARTICLE, "schema:url", "x/1"), "an article has one address at most"),
    (change(ARTICLE, "prov:wasGeneratedBy", "x/1"), "an article's graph comes of one run"),
    # of a mention
    (drop(NAME, "nif:referenceContext"), "a mention stands in one article"),
    (change(NAME, "nif:endIndex", Literal(1)), "a mention begins at one offset, before its end"),
    (drop(NAME, "nif:anchorOf"), "a mention has its words, once"),
    (
        change(NAME, "nif:anchorOf", Literal("Na Uy")),
        "these are not the article's words at its offsets (Na Uy)",
    ),
    (
        change(NAME, "nif:beginIndex", Literal("x", datatype=URIRef(f"{XSD}integer"))),
        "not the article's words",
    ),
    (change(NAME, "dothi:form", "dothi:occurred"), "dothi:form: a mention has one form (dothi:occurred)"),
    (
        change(NAME, "dothi:form", "dothi:Trigger"),
        "person:ingrid-solheim gaf:denotedBy/dothi:form: an entity is told of by names, nominals and",
    ),
    # of an entity
    (add(PERSON, "rdf:type", "schema:Place"), "an entity is exactly one of person, organization and place"),
    (add(PERSON, "rdf:type", "schema:City"), "a country or city is also a schema:Place"),
    (add(PERSON, "rdf:type", "schema:GovernmentOrganization"), "a body of the state is also"),
    (drop(PERSON, "gaf:denotedBy"), "person:ingrid-solheim gaf:denotedBy: at least one mention says so"),
    (add(PERSON, "skos:prefLabel", Literal("Bà Solheim", "vi")), "an entity has one name in each language"),
    (add(PERSON, "skos:altLabel", Literal("Ingrid Solheim", "vi")), "another name differs from the first"),
    (add(PERSON, "owl:sameAs", Literal("Q1")), "an identifier elsewhere is an IRI (Q1)"),
    (add(PERSON, "geo:hasGeometry", "geometry/x"), "an entity lies at one point at most"),
    # of an event
    (
        drop(EVENT, "sem:eventType"),
        "event:mau-1.nhat-tri-201 sem:eventType: an event has one of the 23 types",
    ),
    (change(EVENT, "sem:eventType", "dothi:NONSENSE"), "an event has one of the 23 types (dothi:NONSENSE)"),
    (drop(EVENT, "rdfs:label"), "an event has one label in each language"),
    (drop(EVENT, "dothi:status"), "event:mau-1.nhat-tri-201 dothi:status: an event has one status"),
    (add(EVENT, "dothi:status", "dothi:negated"), "an event has one status"),
    (drop(EVENT, "gaf:denotedBy"), "event:mau-1.nhat-tri-201 gaf:denotedBy: at least one mention says so"),
    (
        change(TRIGGER, "dothi:form", "dothi:Name"),
        "gaf:denotedBy/dothi:form: an event is told of by triggers",
    ),
    (
        drop(EVENT, "sem:hasActor"),
        "dothi:agent|dothi:recipient: agents and recipients, and no others, are also sem:hasActor",
    ),
    (add(EVENT, "sem:hasActor", PLACE), "agents and recipients, and no others"),
    (add(EVENT, "dothi:agent", "x/1"), "what takes part in an event or position is an entity of the graph"),
    (add(EVENT, "dothi:source", "x/1"), "what takes part in an event or position is an entity of the graph"),
    (change(EVENT, "sem:hasTimeStamp", Literal("27/3")), "an event has one time at most, a well-formed one"),
    (
        change(EVENT, "sem:hasTimeStamp", Literal("2024-13-45", datatype=URIRef(f"{XSD}date"))),
        "an event has one time at most, a well-formed one",
    ),
    (
        change(EVENT, "dothi:score", Literal("1.5", datatype=URIRef(f"{XSD}decimal"))),
        "a score is a decimal from 0 to 1",
    ),
    (add(EVENT, "dothi:subtype", "x/1"), "one narrower type at most, below one of the 23"),
    (add(EVENT, "dothi:quantity", "x/1"), "a quantity has a value, a unit and its words"),
    # of a position
    (drop(POST, "org:member"), "a position is held by one person"),
    (change(POST, "org:member", PLACE), "a position is held by one person"),
    (drop(POST, "org:role"), "a position has one role with a title"),
    (change(POST, "dothi:modifier", "dothi:occurred"), "a position is former, acting or new, or simply held"),
]
SETTINGS = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@pytest.mark.parametrize(("fault", "line"), FAULTS, ids=[line for _, line in FAULTS])
def test_each_fault_is_one_readable_line(fault: Change, line: str) -> None:
    graph = KnowledgeGraph(articles()[:1]).to_rdf()
    before = len(graph), set(graph)
    fault(graph)
    assert before != (len(graph), set(graph)), "the fault changed nothing"
    found = [str(v) for v in validate(graph)]
    assert any(line in each for each in found), found
    assert all("\n" not in each for each in found)


def test_lines_are_in_either_language(tmp_path: Path) -> None:
    graph = KnowledgeGraph(articles()[:1]).to_rdf()
    drop(EVENT, "dothi:status")(graph)
    change(NAME, "nif:anchorOf", Literal("Na Uy"))(graph)
    lines = [str(v) for v in validate(graph, language="vi")]
    assert "event:mau-1.nhat-tri-201 dothi:status: sự kiện có đúng một trạng thái" in lines
    assert any("đây không phải chữ của bài ở vị trí ấy" in line for line in lines)


@SETTINGS
@given(graphs)
def test_whatever_is_built_conforms(built: list[ArticleGraph]) -> None:
    assert validate(KnowledgeGraph(built)) == []
