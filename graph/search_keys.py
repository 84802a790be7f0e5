"""Keys by which a name is found without its marks: "Thủ tướng Israel" is found as "thu tuong israel".

RDF quads of an article go in, `dothi:searchKey` quads for its entities come out: one for each name, for each
ending of a person's name ("netanyahu"), for each position with its organisation, and for each phrase with a
name in it that stands for a person. They lie beside what the article says and can always be made anew.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from graph.namespaces import DOTHI, GAF, NIF, ORG, RDF, SCHEMA, SKOS
from graph.resolution.known_names import same_title

SEARCH_KEY = NamedNode(f"{DOTHI}searchKey")
_PREF, _ALT = NamedNode(f"{SKOS}prefLabel"), NamedNode(f"{SKOS}altLabel")
_TYPE, _PERSON = NamedNode(f"{RDF}type"), NamedNode(f"{SCHEMA}Person")
ENTITY_TYPES = (_PERSON, NamedNode(f"{SCHEMA}Organization"), NamedNode(f"{SCHEMA}Place"))
_MEMBER, _ORGANIZATION = NamedNode(f"{ORG}member"), NamedNode(f"{ORG}organization")
_ROLE, _MODIFIER = NamedNode(f"{ORG}role"), NamedNode(f"{DOTHI}modifier")
_DENOTED_BY, _WORDS = NamedNode(f"{GAF}denotedBy"), NamedNode(f"{NIF}anchorOf")
_FORM, _NOMINAL = NamedNode(f"{DOTHI}form"), NamedNode(f"{DOTHI}Nominal")
SOURCES = (_PREF, _ALT, _TYPE, _MEMBER, _ORGANIZATION, _ROLE, _MODIFIER, _DENOTED_BY, _WORDS, _FORM)
"""The properties that keys are made of."""
_FORMER = NamedNode(f"{DOTHI}former")
_SEPARATORS = re.compile(r"[\W_]+")
_JOINED = re.compile(r"\w[.\-’'·]\w")


def fold(name: str) -> str:
    """A name in lower case without marks, its words parted by one space; other scripts stay as they are.

    >>> fold("Thủ tướng  Đức"), fold("Mát-xcơ-va"), fold("TP.HCM")
    ('thu tuong duc', 'mat xco va', 'tp hcm')
    """
    plain = unicodedata.normalize("NFKD", name.casefold().replace("đ", "d"))
    return _SEPARATORS.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def name_keys(name: str, person: bool = False) -> list[str]:
    """The keys of one name: itself, joined where it has hyphens or full stops, and a person's endings.

    >>> name_keys("Benjamin Netanyahu", person=True), name_keys("TP.HCM")
    (['benjamin netanyahu', 'netanyahu'], ['tp hcm', 'tphcm'])
    """
    whole = fold(name)
    keys = [whole]
    if person:
        parts = whole.split(" ")
        keys += [" ".join(parts[start:]) for start in range(1, len(parts))]
    if _JOINED.search(name):
        keys.append(" ".join(fold(word).replace(" ", "") for word in name.split()))
    return [key for key in dict.fromkeys(keys) if key]


def search_key_quads(quads: Iterable[Quad]) -> Iterator[Quad]:
    """The `dothi:searchKey` quads for the entities that these quads describe, each once, in order.

    >>> from pyoxigraph import parse, RdfFormat
    >>> text = f'<urn:e> a <{SCHEMA}Person> ; <{SKOS}prefLabel> "Tô Lâm"@vi .'
    >>> [q.object.value for q in search_key_quads(parse(text, RdfFormat.TURTLE))]
    ['to lam', 'lam']
    """
    index = _Index()
    for quad in quads:
        index.add(quad)
    return index.keys()


class _Index:
    """The few statements that keys are made of."""

    def __init__(self) -> None:
        self._names: dict[object, list[str]] = defaultdict(list)
        self._persons: set[object] = set()
        self._graphs: dict[object, list[Quad]] = defaultdict(list)
        self._links: dict[object, dict[NamedNode, list[object]]] = defaultdict(lambda: defaultdict(list))
        self._mentions: dict[object, list[object]] = defaultdict(list)
        self._words: dict[object, str] = {}
        self._nominal: set[object] = set()

    def add(self, quad: Quad) -> None:
        predicate, subject, value = quad.predicate, quad.subject, quad.object
        if predicate in (_PREF, _ALT) and isinstance(value, Literal):
            self._names[subject].append(value.value)
        elif predicate == _TYPE and value in ENTITY_TYPES:
            self._graphs[subject].append(quad)
            if value == _PERSON:
                self._persons.add(subject)
        elif predicate in (_MEMBER, _ORGANIZATION, _ROLE, _MODIFIER):
            self._links[subject][predicate].append(value)
        elif predicate == _DENOTED_BY:
            self._mentions[subject].append(value)
        elif predicate == _WORDS and isinstance(value, Literal):
            self._words[subject] = value.value
        elif predicate == _FORM and value == _NOMINAL:
            self._nominal.add(subject)

    def keys(self) -> Iterator[Quad]:
        """One quad for each entity, key and graph."""
        found: dict[object, dict[str, None]] = {entity: {} for entity in self._graphs}
        for entity, keys in found.items():
            for name in self._names[entity]:
                keys.update(dict.fromkeys(name_keys(name, entity in self._persons)))
            if entity in self._persons:
                keys.update(dict.fromkeys(self._phrase_keys(entity)))
        for link in self._links.values():
            for person in link[_MEMBER]:
                if person in found:
                    found[person].update(dict.fromkeys(self._position_keys(link)))
        for entity, keys in found.items():
            for quad in self._graphs[entity]:
                for key in keys:
                    yield Quad(quad.subject, SEARCH_KEY, Literal(key), quad.graph_name)

    def _position_keys(self, link: dict[NamedNode, list[object]]) -> Iterator[str]:
        """Title and organisation, in each of their names; a position once held is not searched for."""
        if _FORMER in link[_MODIFIER]:
            return
        for role in link[_ROLE]:
            for title in self._names[role]:
                for organization in link[_ORGANIZATION]:
                    for name in self._names[organization]:
                        yield fold(f"{title} {name}")
                        yield fold(f"{same_title(title)} {name}")

    def _phrase_keys(self, person: object) -> Iterator[str]:
        """Phrases such as "nhà lãnh đạo Israel": those with a capital letter behind the first word."""
        for mention in self._mentions[person]:
            if mention in self._nominal:
                words = self._words.get(mention, "").split()
                if any(word[0].isupper() for word in words[1:]):
                    yield fold(" ".join(words))
