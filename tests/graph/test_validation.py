"""SHACL finds what is not as VOCABULARY says, and tells it in a line; the ontology names every term."""

from __future__ import annotations

from importlib.resources import files

import rdflib
from rdflib import OWL, RDF, RDFS, SKOS

from graph import vocabulary
from graph.knowledge_graph import KnowledgeGraph
from graph.model import EventType, Form, Modifier, Status
from graph.namespaces import DOTHI, SCHEMA, SEM
from graph.validation import validate
from tests.graph.sample import articles

ONTOLOGY = rdflib.Graph().parse(data=files("graph").joinpath("ontology/dothi.ttl").read_text("utf-8"))
OURS = rdflib.Namespace(DOTHI)


def test_each_fault_is_one_readable_line() -> None:
    graph = KnowledgeGraph(articles()[:1]).to_rdf()
    assert validate(graph) == []
    event = rdflib.URIRef("https://w3id.org/dothi/resource/event/mau-1.nhat-tri-201")
    person = rdflib.URIRef("https://w3id.org/dothi/resource/person/ingrid-solheim")
    graph.remove((event, OURS.status, None))
    graph.add((event, rdflib.URIRef(SEM + "eventType"), OURS.NONSENSE))
    graph.add((event, OURS.agent, rdflib.URIRef("urn:nobody")))
    graph.add((person, RDF.type, rdflib.URIRef(SCHEMA + "Place")))
    lines = {str(v) for v in validate(graph)}
    assert lines >= {
        "event:mau-1.nhat-tri-201 dothi:status: an event has one status",
        "event:mau-1.nhat-tri-201 sem:eventType: an event has one of the 23 types (dothi:NONSENSE)",
        "person:ingrid-solheim: an entity is exactly one of person, organization and place"
        " (person:ingrid-solheim)",
        "urn:nobody: what takes part in an event or position is an entity of the graph (urn:nobody)",
    }
    assert "sự kiện có đúng một trạng thái" in " ".join(str(v) for v in validate(graph, language="vi"))


def test_the_ontology_names_and_defines_every_term_of_ours_in_both_languages() -> None:
    terms = {
        term
        for value in vars(vocabulary).values()
        if isinstance(term := getattr(value, "value", None), str) and term.startswith(DOTHI)
    }
    values = [*EventType, *Status, *Form, *Modifier]
    terms |= {DOTHI + value.value for value in values}
    for term in sorted(terms):
        for predicate in (RDFS.label, SKOS.definition):
            languages = {o.language for o in ONTOLOGY.objects(rdflib.URIRef(term), predicate)}  # type: ignore[attr-defined]
            assert languages == {"vi", "en"}, (term, predicate)


def test_the_scheme_holds_the_23_types() -> None:
    top = set(ONTOLOGY.objects(OURS.EventTypes, SKOS.hasTopConcept))
    assert top == {OURS[kind.value] for kind in EventType}
    assert all((kind, RDF.type, OWL.Class) in ONTOLOGY for kind in top)
    assert all(len(set(ONTOLOGY.objects(kind, SKOS.note))) == 2 for kind in top)


def test_narrower_types_stand_below_the_23() -> None:
    narrower = set(ONTOLOGY.subjects(SKOS.broader))
    assert OURS.airstrike in narrower
    top = set(ONTOLOGY.objects(OURS.EventTypes, SKOS.hasTopConcept))
    assert set(ONTOLOGY.objects(None, SKOS.broader)) <= top
    assert all({o.language for o in ONTOLOGY.objects(n, SKOS.prefLabel)} == {"vi", "en"} for n in narrower)  # type: ignore[attr-defined]
