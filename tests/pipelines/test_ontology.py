"""The lexicon and the ontology agree on narrower event types."""

from __future__ import annotations

from importlib.resources import files

import rdflib
from rdflib import SKOS

from graph.namespaces import DOTHI
from pipelines.trigger_lexicon import trigger_lexicon


def test_each_subtype_of_the_lexicon_is_a_concept_below_its_type() -> None:
    ontology = rdflib.Graph().parse(data=files("graph").joinpath("ontology/dothi.ttl").read_text("utf-8"))
    ours = rdflib.Namespace(DOTHI)
    told = {(ours[e.subtype], ours[e.type.value]) for e in trigger_lexicon().entries if e.subtype}
    assert told <= set(ontology.subject_objects(SKOS.broader))
