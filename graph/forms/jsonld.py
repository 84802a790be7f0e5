"""The graph as JSON-LD that reads well: short names for properties, compact IRIs, one object for each node.

Triples grouped by subject come in, bytes go out. The context that ships with the ontology stands inside the
file, with a prefix for each family of IRIs, so that no reader has to fetch it. Standard: W3C JSON-LD 1.1.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from graph.identifiers import DEFAULT_BASE, FAMILIES
from graph.vocabulary import INTEGER, STRING, TYPE

Json: TypeAlias = "str | int | list[Json] | dict[str, Json]"


@dataclass(frozen=True, slots=True)
class _Term:
    """A property's short name, and the type or language that its plain values have."""

    name: str
    type: str = ""
    language: str = ""


@lru_cache(maxsize=1)
def _context() -> dict[str, Json]:
    text = files("graph").joinpath("ontology/context.jsonld").read_text(encoding="utf-8")
    context: dict[str, Json] = json.loads(text)["@context"]
    return context


def write_jsonld(triples: Iterable[Triple], base: str = DEFAULT_BASE) -> bytes:
    """JSON-LD of triples, those of one subject standing together.

    >>> from graph.vocabulary import PREF_LABEL, term
    >>> triple = Triple(term("https://e.example/place/hue"), PREF_LABEL, Literal("Huế", language="vi"))
    >>> json.loads(write_jsonld([triple], "https://e.example/"))["@graph"]
    [{'id': 'place:hue', 'name': 'Huế'}]
    """
    families: dict[str, Json] = {name: f"{base}{name}/" for name in FAMILIES}
    writer = _Writer(families | _context())
    nodes: dict[str, dict[str, list[Json]]] = {}
    for triple in triples:
        assert isinstance(triple.subject, NamedNode)
        node = nodes.setdefault(triple.subject.value, {})
        if triple.predicate == TYPE and isinstance(triple.object, NamedNode):
            node.setdefault("type", []).append(writer.iri(triple.object.value))
        else:
            term = writer.term(triple.predicate.value)
            node.setdefault(term.name, []).append(writer.value(triple.object, term))
    graph: list[Json] = []
    for subject, values in nodes.items():
        found: dict[str, Json] = {"id": writer.iri(subject)}
        found |= {name: list(v) if len(v) > 1 else v[0] for name, v in values.items()}
        graph.append(found)
    document = {"@context": writer.context, "@graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


class _Writer:
    """Shortens IRIs and values as a context says."""

    def __init__(self, context: Mapping[str, Json]) -> None:
        self.context = dict(context)
        prefixes = {k: v for k, v in context.items() if isinstance(v, str) and v[-1:] in ("/", "#")}
        self._prefix = {namespace: prefix for prefix, namespace in prefixes.items()}
        self._terms: dict[str, _Term] = {}
        for name, definition in context.items():
            if isinstance(definition, dict):
                kind, language = str(definition.get("@type", "")), str(definition.get("@language", ""))
                self._terms[_whole(str(definition["@id"]), prefixes)] = _Term(name, kind, language)
            elif isinstance(definition, str) and ":" in definition and name not in prefixes:
                self._terms[_whole(definition, prefixes)] = _Term(name)

    def iri(self, iri: str) -> str:
        """The compact form of an IRI, where a prefix fits."""
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix, local = self._prefix.get(iri[:cut]), iri[cut:]
        return f"{prefix}:{local}" if prefix and local else iri

    def term(self, predicate: str) -> _Term:
        return self._terms.get(predicate) or _Term(self.iri(predicate))

    def value(self, value: object, term: _Term) -> Json:
        """A value as its property's definition lets it be written."""
        if isinstance(value, NamedNode):
            iri = self.iri(value.value)
            return iri if term.type == "@id" else {"@id": iri}
        assert isinstance(value, Literal)
        if value.language:
            plain = value.language == term.language
            return value.value if plain else {"@value": value.value, "@language": value.language}
        datatype = self.iri(value.datatype.value)
        if term.type == datatype:
            return value.value
        if value.datatype == INTEGER and not term.type and str(_integer(value.value)) == value.value:
            return _integer(value.value)
        if value.datatype == STRING:
            return {"@value": value.value} if term.type or term.language else value.value
        return {"@value": value.value, "@type": datatype}


def _integer(text: str) -> int:
    """A whole number that every JSON reader holds exactly; 0 when it is none."""
    return int(text) if len(text) < 16 and text.lstrip("-").isdigit() else 0


def _whole(compact: str, prefixes: Mapping[str, Json]) -> str:
    prefix, _, local = compact.partition(":")
    return f"{prefixes[prefix]}{local}"
