"""RDF files for reading: a path goes in, a graph in memory that SPARQL can ask comes out.

The form follows from the file's name (``.ttl``, ``.nt``, ``.nq``, ``.trig``, ``.jsonld``, ``.rdf``, also
with ``.gz``). Statements of named graphs also join the default graph, as in the store.
"""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store

from graph.errors import DothiError
from graph.files import form, read_bytes
from graph.forms.rdf_forms import FORMS, read_form
from graph.querying.sparql import union_quads
from graph.search_keys import SEARCH_KEY, SOURCES, search_key_quads
from graph.storage.labels import unite

ENDINGS = FORMS | {"xml": RdfFormat.RDF_XML, "owl": RdfFormat.RDF_XML}
"""The ending of a file's name and the form it stands for."""


def file_format(path: Path) -> RdfFormat:
    """The form of a file by its name; `DothiError` if the ending is not known.

    >>> file_format(Path("graph.nq.gz"))
    <RdfFormat N-Quads>
    """
    found = ENDINGS.get(form(path))
    if found is None:
        known = ", ".join(f".{name}" for name in ENDINGS)
        raise DothiError(f"{path}: no known form of graph: name it {known}, or with .gz behind")
    return found


def load(path: Path | str) -> Store:
    """A file's graph in memory, with the union of its graphs as default graph and with search keys.

    Raises `DothiError` when the file is missing, of an unknown form, malformed or dangerous.
    """
    path = Path(path)
    kind = file_format(path)
    data = read_bytes(path)
    store = Store()
    try:
        if kind == RdfFormat.RDF_XML:
            store.bulk_extend(read_form(data, "rdf", str(path), path.resolve().as_uri()))
        else:
            store.bulk_load(data, kind, base_iri=path.resolve().as_uri())
    except (SyntaxError, ValueError) as error:
        raise DothiError(f"{path}: not valid {kind.name}: {' '.join(str(error).split())}") from error
    if next(store.named_graphs(), None) is not None:
        store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    unite(store)
    if next(store.quads_for_pattern(None, SEARCH_KEY, None), None) is None:
        store.bulk_extend(list(union_quads(search_key_quads(_key_sources(store)))))
    return store


def _key_sources(store: Store) -> list[Quad]:
    """The statements that search keys are made of, each in its own graph."""
    found: list[Quad] = []
    for predicate in SOURCES:
        found.extend(store.quads_for_pattern(None, predicate, None))
    return found
