"""What type a name has in its article: each place where it stands votes, and so does what stands around it.

The recogniser judges one place at a time. The article knows more: a head before the name or as its first
words ("huyện", "Công ty"), a form of address, the other names of a list, a short form set beside its long
one, and verbs that only the media do. One name has one type within an article.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.model import EntityType
from pipelines.document import Doc
from pipelines.entities.clusters import ORGANIZATION, PERSON, PLACE, introduced, name_lexicon
from pipelines.gazetteer import cities, country_code
from pipelines.name_keys import fold, name_key, syllables
from pipelines.titles import Phrases

SHORTEST_PLACE = 4
GREAT_CITY = 500_000
SHORTEST_LIST = 3
LISTED = 0.7
"""How much it counts that the other names of a list have another type, beside one sure reading."""
HEADED = 0.7
"""The same for a body's or a site's word at the beginning of a name."""
CREDITED = 0.8
"""The same for a verb of the media behind the name."""
BETWEEN_LISTED = re.compile(r"(?:,|;|,? và| hay| hoặc|,? cùng) ?(?:\w+ ){0,2}", re.IGNORECASE)
LONGEST_GAP = 22

Votes = dict[str, dict[EntityType, float]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A name with what stands before it."""

    index: int
    text: str
    type: EntityType
    before: str
    head: str
    score: float


@lru_cache(maxsize=1)
def genders() -> dict[str, int]:
    """+1 for "ông", -1 for "bà"."""
    lexicon = name_lexicon()
    return {fold(w): 1 for w in lexicon.male} | {fold(w): -1 for w in lexicon.female}


@lru_cache(maxsize=1)
def _seats() -> frozenset[str]:
    """Seats of power that stand for those who sit there ("Nhà Trắng")."""
    return frozenset(name_key(seat) for seat in name_lexicon().seats)


@lru_cache(maxsize=1)
def _first_words() -> tuple[Phrases, Phrases]:
    """Words that begin the names of bodies, and of sites."""
    lexicon = name_lexicon()
    return Phrases(list(lexicon.bodies)), Phrases(list(lexicon.sites))


def kind_of_words(name: str) -> EntityType | None:
    """What the first words of a name tell of it, if they are a body's or a site's and more follows.

    >>> [kind_of_words(name) for name in ("Sở Y tế", "sân bay Nội Bài", "Nguyễn Sở")]
    [<EntityType.ORGANIZATION: 'Organization'>, <EntityType.PLACE: 'Place'>, None]
    """
    words = syllables(name)
    bodies, sites = _first_words()
    body, site = bodies.longest(words, 0), sites.longest(words, 0)
    if len(words) <= max(len(body), len(site), 1):
        return None
    if len(site) > len(body):
        return PLACE
    return ORGANIZATION if body else None


def _kind_of_head(one: Seen) -> EntityType | None:
    """What a head before a name tells of it: "tập đoàn" an organisation, "huyện" a place.

    Nothing before a country ("công ty Mỹ") or a person.
    """
    head = one.head.lower()
    if not head or one.type is PERSON or country_code(one.text) is not None:
        return None
    return ORGANIZATION if head in name_lexicon().organizations else PLACE


def _is_place(key: str, entered: set[str]) -> bool:
    """Whether a name is a known place's, or a city's that somebody is in or goes to."""
    return _is_known_place(key) or (key in entered and bool(cities(key)))


@lru_cache(maxsize=20_000)
def _is_known_place(key: str) -> bool:
    """Whether a name is a country's or a great city's, and long enough to be nothing else."""
    if len(key) < SHORTEST_PLACE:
        return False
    return country_code(key) is not None or any(c.population >= GREAT_CITY for c in cities(key))


def lists(doc: Doc) -> Iterator[list[int]]:
    """Names in a row with nothing but commas, "và" and heads between them, by number.

    >>> from graph.model import Article
    >>> from pipelines.document import Name
    >>> text = "từ Huế, Vinh và Đà Lạt. Anna"
    >>> names = [Name(3, 6, PLACE), Name(8, 12, PLACE), Name(16, 22, PLACE), Name(24, 28, PERSON)]
    >>> list(lists(Doc(Article("a", text), names=names)))
    [[0, 1, 2]]
    """
    row: list[int] = []
    for i, name in enumerate(doc.names):
        gap = doc.text[doc.names[row[-1]].end : name.begin] if row else ""
        if row and not (len(gap) <= LONGEST_GAP and BETWEEN_LISTED.fullmatch(gap)):
            if len(row) >= SHORTEST_LIST:
                yield row
            row = []
        row.append(i)
    if len(row) >= SHORTEST_LIST:
        yield row


def _vote_in_lists(doc: Doc, votes: Votes) -> None:
    """What stands in a list is rather of the type that two thirds of it have."""
    for row in lists(doc):
        kinds = Counter(doc.names[i].type for i in row)
        kind, most = kinds.most_common(1)[0]
        if 3 * most < 2 * len(row):
            continue
        for i in row:
            name = doc.names[i]
            key = name_key(doc.text[name.begin : name.end])
            if name.type is not kind and country_code(key) is None:
                votes[key][kind] += LISTED


@lru_cache(maxsize=1)
def _credited() -> re.Pattern[str]:
    verbs = "|".join(re.escape(verb) for verb in name_lexicon().media_verbs)
    return re.compile(rf" (?:(?:hôm|ngày|sáng|chiều|tối|mới|vừa|cũng) (?:\S+ ){{0,2}})?(?:{verbs})\b")


def _vote_by_verbs(doc: Doc, seen: Sequence[Seen], persons: frozenset[int], votes: Votes) -> None:
    """ "Infonet đưa tin": who does this without title or address is a newspaper or an agency."""
    for one in seen:
        end = doc.names[one.index].end
        if one.index not in persons and one.before not in genders() and _credited().match(doc.text, end):
            votes[name_key(one.text)][ORGANIZATION] += CREDITED


def _vote_in_pairs(doc: Doc, votes: Votes) -> None:
    """A short form set beside its long one is of the same type."""
    for one, two in introduced(doc):
        long, short = doc.names[one], doc.names[two]
        kind = kind_of_words(doc.text[long.begin : long.end]) or long.type
        if kind is not short.type:
            counts = votes[name_key(doc.text[short.begin : short.end])]
            counts[kind] += sum(counts.values()) + HEADED


def vote(doc: Doc, seen: Sequence[Seen], persons: frozenset[int]) -> dict[str, EntityType]:
    """One type for each name key: seats and countries as the guidelines say, else the majority."""
    address = genders()
    votes: Votes = defaultdict(lambda: dict.fromkeys(EntityType, 0.0))
    plain: Votes = defaultdict(lambda: dict.fromkeys(EntityType, 0.0))
    for one in seen:
        weight, key = one.score, name_key(one.text)
        if one.index in persons or one.before in address:
            votes[key][PERSON] += 2 * weight if one.type is PERSON else weight
        if (headed := _kind_of_head(one)) is not None:
            votes[key][headed] += 2 * weight
        if (worded := kind_of_words(one.text)) is not None and one.type is not PERSON:
            votes[key][worded] += HEADED
        votes[key][one.type] += weight
        plain[key][one.type] += weight
    _vote_in_lists(doc, votes)
    _vote_by_verbs(doc, seen, persons, votes)
    _vote_in_pairs(doc, votes)
    locative = {fold(word) for word in name_lexicon().locative}
    entered = {name_key(one.text) for one in seen if one.before in locative}
    kinds: dict[str, EntityType] = {}
    for key, counts in votes.items():
        kinds[key] = (
            ORGANIZATION if key in _seats() else max(counts, key=lambda kind: (counts[kind], kind.value))
        )
        addressed = counts[PERSON] > plain[key][PERSON]
        if kinds[key] is not PLACE and not addressed and _is_place(key, entered):
            kinds[key] = PLACE
    return kinds
