"""What the ontology calls the narrower event types, for people.

The ontology's Turtle comes in; a name in Vietnamese and English for each narrower type goes out.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pyoxigraph

from graph.namespaces import DOTHI
from graph.vocabulary import BROADER, PREF_LABEL


@cache
def subtype_names() -> dict[str, dict[str, str]]:
    """The names of each narrower event type by language.

    >>> subtype_names()["airstrike"]
    {'en': 'airstrike', 'vi': 'không kích'}
    """
    text = files("graph").joinpath("ontology/dothi.ttl").read_bytes()
    store = pyoxigraph.Store()
    store.load(text, format=pyoxigraph.RdfFormat.TURTLE)
    names: dict[str, dict[str, str]] = {}
    for quad in store.quads_for_pattern(None, BROADER, None):
        if not isinstance(quad.subject, pyoxigraph.NamedNode):
            continue
        found = {
            label.object.language: label.object.value
            for label in store.quads_for_pattern(quad.subject, PREF_LABEL, None)
            if isinstance(label.object, pyoxigraph.Literal) and label.object.language
        }
        names[quad.subject.value.removeprefix(DOTHI)] = dict(sorted(found.items()))
    return names
