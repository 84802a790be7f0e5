"""Nominals and pronouns: phrases that stand for an entity without naming it, bound to who is meant.

"Thủ tướng Israel" is the person who holds that post, "giới chức Israel" the country, "nước này" the country
last spoken of, "ông" the one man of this sentence or of the one before. Where two could be meant, nothing
is bound. The words are data (``lexicon/nominals.yaml``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from graph.model import EntityType, Form, Modifier
from pipelines.document import Doc, DocPosition, EntityMention, Sentence, Title
from pipelines.entities import Cluster
from pipelines.entities.clusters import expanded
from pipelines.leaders import known_posts
from pipelines.lexicon_files import LEXICON, read_yaml
from pipelines.name_keys import fold, name_key, syllables
from pipelines.titles import Phrases

HOME = "VN"
"""Whose offices Vietnamese news names without the country."""
SENTENCES_BACK = 2
"""How far back an antecedent may stand."""


class NominalLexicon(msgspec.Struct, frozen=True):
    """``lexicon/nominals.yaml`` as checked on loading."""

    male: dict[str, str]
    female: dict[str, str]
    not_pronouns: dict[str, str]
    demonstratives: dict[str, str]
    this: dict[str, str]
    any_organization: list[str]
    both: dict[str, str]
    people_of: dict[str, str]
    bare: dict[str, list[str]]
    not_before_bare: list[str]
    after_bare: list[str]
    leaders: list[str]
    vague_leaders: list[str]


@lru_cache(maxsize=1)
def nominal_lexicon() -> NominalLexicon:
    """The words for entities without a name; `DothiError` when the file is not what it should be."""
    return read_yaml(LEXICON / "nominals.yaml", NominalLexicon)


@dataclass(frozen=True, slots=True)
class _Words:
    """The lexicon ready for matching."""

    pronouns: Phrases
    gender: dict[tuple[str, ...], int]
    not_pronouns: frozenset[str]
    demonstratives: Phrases
    this: Phrases
    kinds: dict[tuple[str, ...], str]
    any_organization: frozenset[tuple[str, ...]]
    both: Phrases
    people_of: Phrases
    leaders: frozenset[str]
    vague: frozenset[str]
    bare: Phrases
    bodies: dict[tuple[str, ...], list[tuple[str, ...]]]
    not_before_bare: frozenset[str]
    after_bare: frozenset[str]
    openers: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    lexicon = nominal_lexicon()
    bare = Phrases(list(lexicon.bare))
    gender = {syllables(w): 1 for w in lexicon.male} | {syllables(w): -1 for w in lexicon.female}
    pronouns = Phrases([*lexicon.male, *lexicon.female])
    this, both, people = (
        Phrases(list(lexicon.this)),
        Phrases(list(lexicon.both)),
        Phrases(list(lexicon.people_of)),
    )
    kinds = {syllables(w): kind for w, kind in {**lexicon.this, **lexicon.both}.items()}
    return _Words(
        pronouns,
        gender,
        frozenset(fold(w) for w in lexicon.not_pronouns),
        Phrases(list(lexicon.demonstratives)),
        this,
        kinds,
        frozenset(syllables(w) for w in lexicon.any_organization),
        both,
        people,
        frozenset(name_key(w) for w in lexicon.leaders),
        frozenset(name_key(w) for w in lexicon.vague_leaders),
        bare,
        {syllables(w): [expanded(h) for h in heads] for w, heads in lexicon.bare.items()},
        frozenset(syllables(w)[-1] for w in lexicon.not_before_bare),
        frozenset(fold(w) for w in lexicon.after_bare),
        bare.openers() | pronouns.openers() | this.openers() | both.openers() | people.openers(),
    )


def _is_title(said: str, held: str) -> bool:
    """Whether a title is another: itself, or with "Chính phủ" behind ("Thủ tướng", "Thủ tướng Chính phủ").

    >>> _is_title(name_key("Thủ tướng"), name_key("Thủ tướng Chính phủ")), _is_title("bí thư", "thứ trưởng")
    (True, False)
    """
    short, full = sorted((said, held), key=len)
    return full == short or full == f"{short} {name_key('Chính phủ')}"


@dataclass(frozen=True, slots=True, order=True)
class _Spoken:
    """An entity spoken of: where, in which sentence, and its number."""

    begin: int
    end: int
    sentence: int
    entity: int


QUOTATION = re.compile(r"“[^”\n]{0,600}”|\"[^\"\n]{0,600}\"|«[^»\n]{0,600}»")


def _quotations(text: str) -> list[tuple[int, int]]:
    """The spans of direct speech in a text.

    >>> _quotations('Ông nói: "Tôi đi". Bà cười.')
    [(9, 17)]
    """
    return [found.span() for found in QUOTATION.finditer(text)]


class Resolver:
    """Binds the nominals and pronouns of one document, left to right."""

    def __init__(
        self,
        doc: Doc,
        clusters: Sequence[Cluster],
        of_name: Mapping[tuple[int, int], int],
        positions: Sequence[DocPosition],
    ) -> None:
        self.doc = doc
        self.clusters = clusters
        self.of_name = of_name
        self.positions = positions
        self.found: dict[int, list[EntityMention]] = defaultdict(list)
        self._begins = [sentence.begin for sentence in doc.sentences]
        self._quoted = _quotations(doc.text)
        self._spoken: list[_Spoken] = []

    def run(self) -> dict[int, list[EntityMention]]:
        """All mentions found, by the number of the entity."""
        for (begin, end), entity in sorted(self.of_name.items()):
            self._spoken.append(_Spoken(begin, end, self._sentence(begin), entity))
        covered = self._bind_titles()
        for number, sentence in enumerate(self.doc.sentences):
            self._bind_sentence(number, sentence, covered)
        return self.found

    def _sentence(self, begin: int) -> int:
        return bisect_right(self._begins, begin) - 1

    def _add(self, entity: int, begin: int, end: int, form: Form) -> None:
        self.found[entity].append(EntityMention(begin, end, form))
        spoken = _Spoken(begin, end, self._sentence(begin), entity)
        self._spoken.insert(bisect_left(self._spoken, spoken), spoken)

    def _bind_titles(self) -> list[tuple[int, int]]:
        """Titles without a name, bound to the one who holds the post; the spans of all titles."""
        spans = []
        for title in self.doc.titles:
            spans.append((title.nominal.begin, title.nominal.end))
            holder = self._holder(title) if title.person is None else None
            if holder is not None:
                self._add(holder, title.nominal.begin, title.nominal.end, Form.NOMINAL)
        return sorted(spans)

    def _holder(self, title: Title) -> int | None:
        """The one person of the article who holds the post."""
        key = name_key(self.doc.text[title.begin : title.end])
        organization = title.organization
        wanted = None if organization is None else self.of_name.get((organization.begin, organization.end))
        fitting = [
            p
            for p in self.positions
            if _is_title(key, name_key(p.title))
            and (wanted is None or p.organization is None or p.organization == wanted)
        ]
        if title.modifier is not Modifier.FORMER:  # "Thủ tướng" is who is it now
            fitting = [p for p in fitting if p.modifier is not Modifier.FORMER] or fitting
        holders = {p.person for p in fitting}
        if len(holders) > 1 and wanted is None:  # said without a country, it is the one at home
            holders = {p.person for p in fitting if self._at_home(p)}
        if not holders and wanted is not None:
            holders = self._leaders_of(wanted, key)
        return next(iter(holders)) if len(holders) == 1 else None

    def _at_home(self, position: DocPosition) -> bool:
        """Whether a position is one that Vietnamese news need not say the country of."""
        organization = position.organization
        return organization is None or self.clusters[organization].country == HOME

    def _leaders_of(self, wanted: int, key: str) -> set[int]:
        """Who leads a country, as the article tells it under another title, or as everybody knows."""
        vague = _words().vague
        leaders = _words().leaders if key in vague or key in _words().leaders else frozenset()
        told = {
            p.person
            for p in self.positions
            if p.organization == wanted
            and name_key(p.title) in leaders
            and (key in vague or name_key(p.title) in vague)
        }
        code = self.clusters[wanted].country
        if told or code is None:
            return told
        return {
            number
            for number, cluster in enumerate(self.clusters)
            if cluster.type is EntityType.PERSON
            and any(
                where == code and (title == key or (key in vague and title in leaders))
                for title, where in known_posts(cluster.forms)
            )
        }

    def _bind_sentence(self, number: int, sentence: Sentence, covered: Sequence[tuple[int, int]]) -> None:
        """The pronouns and nominals of one sentence."""
        words = _words()
        tokens = self.doc.tokens[sentence.first : sentence.last]
        row = [fold(token.text) for token in tokens]
        at = 0
        while at < len(row):
            if row[at] not in words.openers or self._is_named(tokens[at].begin, covered):
                at += 1
                continue
            at += self._bind_at(number, row, at, [t.begin for t in tokens], [t.end for t in tokens])

    def _is_named(self, begin: int, covered: Sequence[tuple[int, int]]) -> bool:
        """Whether a name or a title covers the offset."""
        at = bisect_right(covered, (begin, len(self.doc.text))) - 1
        if at >= 0 and covered[at][0] <= begin < covered[at][1]:
            return True
        index = bisect_right(self._spoken, _Spoken(begin, len(self.doc.text), 0, 0)) - 1
        return index >= 0 and self._spoken[index].begin <= begin < self._spoken[index].end

    def _bind_at(
        self, number: int, row: Sequence[str], at: int, begins: Sequence[int], ends: Sequence[int]
    ) -> int:
        """Try each kind of phrase at a token; how many tokens were read."""
        words = _words()
        if phrase := words.both.longest(row, at):
            self._bind_both(number, words.kinds[phrase], begins[at], ends[at + len(phrase) - 1])
            return len(phrase)
        if (phrase := words.this.longest(row, at)) and (
            shown := words.demonstratives.longest(row, at + len(phrase))
            if at + len(phrase) < len(row)
            else ()
        ):
            last = at + len(phrase) + len(shown) - 1
            entity = self._antecedent(number, begins[at], words.kinds[phrase], phrase)
            if entity is not None:
                self._add(entity, begins[at], ends[last], Form.NOMINAL)
            return last - at + 1
        if (phrase := words.bare.longest(row, at)) and self._goes_on(row, at + len(phrase)):
            told = at == 0 or row[at - 1] not in words.not_before_bare
            entity = self._only(words.bodies[phrase]) if told else None
            if entity is not None:
                self._add(entity, begins[at], ends[at + len(phrase) - 1], Form.NOMINAL)
            return len(phrase)
        if phrase := words.people_of.longest(row, at):
            return self._bind_people(row, at, len(phrase), begins)
        if phrase := words.pronouns.longest(row, at):
            behind = row[at + len(phrase)] if at + len(phrase) < len(row) else "."
            free = behind not in words.not_pronouns and not self._person_at(begins, at + len(phrase))
            if (
                free
                and not self._in_quotation(begins[at])
                and not (row[at] == "anh" and self.doc.text[begins[at]] == "A" and len(phrase) == 1)
            ):
                entity = self._person(number, begins[at], words.gender[phrase])
                if entity is not None:
                    self._add(entity, begins[at], ends[at + len(phrase) - 1], Form.PRONOUN)
            return len(phrase)
        return 1

    def _goes_on(self, row: Sequence[str], at: int) -> bool:
        """Whether a word follows that tells that the phrase has ended."""
        return at < len(row) and row[at] in _words().after_bare

    def _only(self, heads: Sequence[tuple[str, ...]]) -> int | None:
        """The one entity of the article whose name begins with one of `heads`."""
        named = [
            number
            for number, cluster in enumerate(self.clusters)
            if cluster.type is EntityType.ORGANIZATION
            and any(expanded(cluster.text)[: len(head)] == head for head in heads)
        ]
        return named[0] if len(named) == 1 else None

    def _is_britain(self, begin: int, phrase: tuple[str, ...]) -> bool:
        """ "Anh" with a capital is rather the country."""
        return phrase == ("anh",) and self.doc.text[begin].isupper()

    def _in_quotation(self, begin: int) -> bool:
        """Whether somebody else is speaking: whom a quotation means by "ông ấy" stands elsewhere."""
        at = bisect_right(self._quoted, (begin, len(self.doc.text))) - 1
        return at >= 0 and self._quoted[at][0] <= begin < self._quoted[at][1]

    def _person_at(self, begins: Sequence[int], at: int) -> bool:
        """Whether a name or a title starts at a token: "ông" before it is a form of address."""
        if at >= len(begins):
            return False
        index = bisect_left(self._spoken, _Spoken(begins[at], 0, 0, 0))
        if index < len(self._spoken) and self._spoken[index].begin == begins[at]:
            return True
        return any(title.nominal.begin == begins[at] for title in self.doc.titles)

    def _bind_people(self, row: Sequence[str], at: int, size: int, begins: Sequence[int]) -> int:
        """ "giới chức (của) Israel": the country."""
        reach = at + size
        if reach < len(row) and row[reach] == fold("của"):
            reach += 1
        if reach < len(row):
            index = bisect_left(self._spoken, _Spoken(begins[reach], 0, 0, 0))
            if index < len(self._spoken) and self._spoken[index].begin == begins[reach]:
                spoken = self._spoken[index]
                if self.clusters[spoken.entity].country is not None:
                    self._add(spoken.entity, begins[at], spoken.end, Form.NOMINAL)
        return size

    def _before(self, number: int, begin: int) -> list[list[_Spoken]]:
        """What is spoken of in this sentence before `begin`, in the one before it, and so on."""
        back: list[list[_Spoken]] = [[] for _ in range(SENTENCES_BACK + 1)]
        index = bisect_left(self._spoken, _Spoken(begin, 0, 0, 0)) - 1
        while index >= 0 and number - self._spoken[index].sentence <= SENTENCES_BACK:
            spoken = self._spoken[index]
            if spoken.end <= begin:
                back[number - spoken.sentence].insert(0, spoken)
            index -= 1
        return back

    def _fits(self, entity: int, kind: str, noun: tuple[str, ...]) -> bool:
        cluster = self.clusters[entity]
        if kind == "country":
            return cluster.country is not None
        if kind == "person":
            return cluster.type is EntityType.PERSON
        if kind == "place":
            head = expanded(" ".join(noun))
            words = expanded(cluster.text)
            headed = words[: len(head)] == head or any(expanded(h) == head for h in cluster.heads)
            return cluster.type is EntityType.PLACE and headed
        if cluster.type is not EntityType.ORGANIZATION:
            return False
        return noun in _words().any_organization or expanded(cluster.text)[: len(noun)] == noun

    def _antecedent(self, number: int, begin: int, kind: str, noun: tuple[str, ...]) -> int | None:
        """The entity of a kind last spoken of; nothing if the sentence speaks of two."""
        for sentence in self._before(number, begin):
            fitting = list(dict.fromkeys(s.entity for s in sentence if self._fits(s.entity, kind, noun)))
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                return None
        return None

    def _bind_both(self, number: int, kind: str, begin: int, end: int) -> None:
        """ "hai nước": the only two of this sentence, or of this and the one before."""
        seen: dict[int, None] = {}
        for sentence in self._before(number, begin)[:SENTENCES_BACK]:
            seen.update(dict.fromkeys(s.entity for s in sentence if self._fits(s.entity, kind, ())))
            if len(seen) == 2:
                for entity in seen:
                    self._add(entity, begin, end, Form.NOMINAL)
            if len(seen) >= 2:
                return

    def _person(self, number: int, begin: int, gender: int) -> int | None:
        """The one person of that gender in this sentence or the nearest before."""
        for sentence in self._before(number, begin):
            persons = list(
                dict.fromkeys(
                    s.entity
                    for s in sentence
                    if self.clusters[s.entity].type is EntityType.PERSON
                    and self.clusters[s.entity].gender * gender >= 0
                )
            )
            if len(persons) == 1:
                return persons[0]
            known = [p for p in persons if self.clusters[p].gender * gender > 0]
            if len(known) == 1:
                return known[0]
            if persons:
                return None
        return None


def find_nominals(
    doc: Doc,
    clusters: Sequence[Cluster],
    of_name: Mapping[tuple[int, int], int],
    positions: Sequence[DocPosition],
) -> dict[int, list[EntityMention]]:
    """The nominal and pronominal mentions of each cluster, by its number."""
    return Resolver(doc, clusters, of_name, positions).run()
