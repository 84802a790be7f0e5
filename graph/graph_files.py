"""RDF files for reading: a path goes in, a graph in memory that SPARQL can ask comes out.

The form follows from the file's name (``.ttl``, ``.nt``, ``.nq``, ``.trig``, ``.jsonld``, ``.rdf``, also
with ``.gz``). Statements of named graphs also join the default graph, as in the store. XML that defines
entities in terms of each other ("billion laughs") is refused before it is parsed.
"""

from __future__ import annotations

import gzip
import re
import zlib
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store

from graph.errors import DothiError
from graph.labels import unite
from graph.search_keys import SEARCH_KEY, SOURCES, search_key_quads
from graph.sparql import union_quads

FORMATS: dict[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
    "xml": RdfFormat.RDF_XML,
    "owl": RdfFormat.RDF_XML,
}
"""The ending of a file's name and the form it stands for."""

LONGEST_ENTITY = 256
_ENTITY = re.compile(rb"<!ENTITY\s+(?:%\s+)?\S+\s+(?:SYSTEM\b|PUBLIC\b|\"([^\"]*)\"|'([^']*)')")


def file_format(path: Path) -> RdfFormat:
    """The form of a file by its name; `DothiError` if the ending is not known.

    >>> file_format(Path("graph.nq.gz"))
    <RdfFormat N-Quads>
    """
    ending = (path.with_suffix("") if path.suffix == ".gz" else path).suffix.lstrip(".").lower()
    if ending not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise DothiError(f"{path}: no known form of graph: name it {known}, or with .gz behind")
    return FORMATS[ending]


def load(path: Path | str) -> Store:
    """A file's graph in memory, with the union of its graphs as default graph and with search keys.

    Raises `DothiError` when the file is missing, of an unknown form, malformed or dangerous.
    """
    path = Path(path)
    form = file_format(path)
    data = _bytes(path)
    if form == RdfFormat.RDF_XML:
        refuse_entity_bombs(path, data)
    store = Store()
    try:
        store.bulk_load(data, form, base_iri=path.resolve().as_uri())
    except (SyntaxError, ValueError) as error:
        raise DothiError(f"{path}: not valid {form.name}: {' '.join(str(error).split())}") from error
    if next(store.named_graphs(), None) is not None:
        store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    unite(store)
    if next(store.quads_for_pattern(None, SEARCH_KEY, None), None) is None:
        store.bulk_extend(list(union_quads(search_key_quads(_key_sources(store)))))
    return store


def refuse_entity_bombs(path: Path, data: bytes) -> None:
    """Raise `DothiError` for XML whose entities refer to others, are long, or lie in other files.

    >>> refuse_entity_bombs(Path("x.rdf"), b'<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><r/>')
    Traceback (most recent call last):
    graph.errors.DothiError: x.rdf: refused: its XML entities could grow without bound
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:64]:
        raise DothiError(f"{path}: RDF/XML must be in UTF-8")
    declared = data.count(b"<!ENTITY")
    safe = 0
    for match in _ENTITY.finditer(data):
        value = match[1] if match[1] is not None else match[2]
        safe += value is not None and b"&" not in value and b"%" not in value and len(value) <= LONGEST_ENTITY
    if safe != declared:
        raise DothiError(f"{path}: refused: its XML entities could grow without bound")


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except FileNotFoundError as error:
        raise DothiError(f"{path}: not found") from error
    except IsADirectoryError as error:
        raise DothiError(f"{path}: a folder, not a graph file") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DothiError(f"{path}: not a whole gzip file ({error})") from error
    except OSError as error:
        raise DothiError(f"{path}: can't be read ({error.strerror or error})") from error


def _key_sources(store: Store) -> list[Quad]:
    """The statements that search keys are made of, each in its own graph."""
    found: list[Quad] = []
    for predicate in SOURCES:
        found.extend(store.quads_for_pattern(None, predicate, None))
    return found
