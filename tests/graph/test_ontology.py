"""The ontology: every term of the graphs named and defined, every event type placed, all of it sound OWL."""

from __future__ import annotations

from importlib.resources import files

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, URIRef

from graph import vocabulary
from graph.model import EventType, Form, Modifier, Status
from graph.namespaces import DOTHI, XSD
from graph.namespaces import OWL as OWL_NAMESPACE
from graph.namespaces import RDF as RDF_NAMESPACE
from graph.namespaces import RDFS as RDFS_NAMESPACE

ONTOLOGY = rdflib.Graph().parse(data=files("graph").joinpath("ontology/dothi.ttl").read_text("utf-8"))
OURS = rdflib.Namespace(DOTHI)
BUILT_IN = (OWL_NAMESPACE, RDF_NAMESPACE, RDFS_NAMESPACE, XSD)
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
DECLARATIONS = (OWL.Class, OWL.NamedIndividual, OWL.Ontology, RDFS.Datatype, *PROPERTIES)
TERMS = sorted(
    term
    for value in vars(vocabulary).values()
    if isinstance(term := getattr(value, "value", None), str) and not term.startswith(BUILT_IN)
)
VALUES = [DOTHI + value.value for value in (*EventType, *Status, *Form, *Modifier)]


def languages(subject: URIRef, predicate: URIRef) -> set[str | None]:
    return {o.language for o in ONTOLOGY.objects(subject, predicate)}  # type: ignore[attr-defined]


@pytest.mark.parametrize("term", [*TERMS, *VALUES])
def test_each_term_is_named_and_defined_in_both_languages(term: str) -> None:
    assert languages(URIRef(term), RDFS.label) == {"vi", "en"}
    assert languages(URIRef(term), SKOS.definition) == {"vi", "en"}


def test_roles_stand_below_those_of_the_simple_event_model() -> None:
    sem = rdflib.Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")
    for role in (OURS.agent, OURS.recipient):
        assert (role, RDFS.subPropertyOf, sem.hasActor) in ONTOLOGY
    for kind in EventType:
        assert (OURS[kind.value], RDFS.subClassOf, sem.Event) in ONTOLOGY


def test_the_scheme_holds_the_23_types() -> None:
    top = set(ONTOLOGY.objects(OURS.EventTypes, SKOS.hasTopConcept))
    assert top == {OURS[kind.value] for kind in EventType}
    assert all((kind, RDF.type, OWL.Class) in ONTOLOGY for kind in top)
    assert all(len(set(ONTOLOGY.objects(kind, SKOS.note))) == 2 for kind in top)


@pytest.mark.parametrize("kind", [kind.value for kind in EventType][:16])
def test_a_type_of_plover_tells_its_cameo_roots(kind: str) -> None:
    roots = {str(o) for o in ONTOLOGY.objects(OURS[kind], OURS.cameoRoot)}
    assert roots
    assert all(str(n).startswith(f"PLOVER {kind}; CAMEO ") for n in ONTOLOGY.objects(OURS[kind], SKOS.note))
    assert all(root in str(n) for root in roots for n in ONTOLOGY.objects(OURS[kind], SKOS.note))


def test_narrower_types_stand_below_the_23_and_both_ways() -> None:
    narrower = set(ONTOLOGY.subjects(SKOS.broader))
    assert OURS.airstrike in narrower
    top = set(ONTOLOGY.objects(OURS.EventTypes, SKOS.hasTopConcept))
    assert set(ONTOLOGY.objects(None, SKOS.broader)) <= top
    assert all(languages(n, SKOS.prefLabel) == {"vi", "en"} for n in narrower)  # type: ignore[arg-type]
    assert set(ONTOLOGY.subject_objects(SKOS.broader)) == {
        (lower, upper) for upper, lower in ONTOLOGY.subject_objects(SKOS.narrower)
    }


def test_every_term_is_declared_as_one_thing_and_used_as_that() -> None:
    """What an OWL 2 DL tool complains of: undeclared terms, and a property that is two kinds at once."""
    kinds: dict[object, set[object]] = {}
    for term, kind in ONTOLOGY.subject_objects(RDF.type):
        if kind in DECLARATIONS:
            kinds.setdefault(term, set()).add(kind)
    for term, found in kinds.items():
        assert len(found & set(PROPERTIES)) <= 1, term
        assert not (OWL.Class in found and RDFS.Datatype in found), term
    for subject, predicate, value in ONTOLOGY:
        assert predicate in kinds or str(predicate).startswith(BUILT_IN), predicate
        literal = isinstance(value, rdflib.Literal)
        assert OWL.ObjectProperty not in kinds.get(predicate, ()) or not literal, (subject, predicate)
        assert OWL.DatatypeProperty not in kinds.get(predicate, ()) or literal, (subject, predicate)
        assert subject in kinds or subject == OURS.EventTypes, subject
        if predicate in (RDFS.subClassOf, RDFS.domain) or (predicate, value) == (RDF.type, OWL.Class):
            assert OWL.Class in kinds[value if predicate != RDF.type else subject]
        if predicate == RDFS.range:
            literals = OWL.DatatypeProperty in kinds[subject]
            assert str(value).startswith(XSD) if literals else OWL.Class in kinds[value]
