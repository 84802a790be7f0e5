"""How surely two persons of one name, known from different articles, are one: a sum of weights of evidence.

What is known of two persons comes in, a `Judgement` goes out: the weights, each with its reason, and their
sum (after Fellegi & Sunter 1969: agreement in what is rare weighs more than in what is common). The name
itself comes first: how many people would bear it if its syllables fell together by chance. Thousands are
called Nguyễn Văn Hùng, hardly two Dương Đình Ổn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import log

from graph.naming import is_rare, is_vietnamese, syllables
from graph.resolution.known_names import is_office

ENOUGH = 1.5
"""The sum from which two are one."""

WEIGHTS = {"post": 1.1, "held for": 0.9, "title": 0.45, "beside": 0.9, "organization": 0.35, "place": 0.2}
"""How much of a feature's rarity counts, by kind."""

MOST = {"post": 6.0, "held for": 4.0, "title": 2.0, "beside": 6.0, "organization": 2.0, "place": 1.2}
"""What a kind of evidence can add at most, however much of it there is."""

ONE_COMPANION = 3.0
"""What one companion in common can add at most: some people are in all the news."""

PEOPLE = 300_000
"""People whom news may name, however few of them a store knows by now."""

OFFICE = 1.5
"""Both have an office that one person holds at a time, and not for two different holders."""

OTHER_OFFICES = -2.0
"""One is called by a short name, and both have offices, but not the same one."""

OTHER_POSTS = -2.0
"""Both have posts, and share neither a title nor whom it is held for."""

OTHER_TITLES = -0.6
"""Both have titles, and share none, though they are held for the same."""

MARGIN = 0.5
"""By how much one who is called by a short name must be liker to one person than to any other."""


@dataclass(slots=True)
class Known:
    """What is known of one person: features by kind, each with the number of articles that tell it."""

    name: str
    articles: set[int] = field(default_factory=set)
    features: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, kind: str, values: Iterable[str]) -> None:
        """Take up features of one article."""
        self.features.setdefault(kind, Counter()).update(values)

    def unite(self, other: Known) -> None:
        """Take up all that is known of another, who is the same."""
        if (len(syllables(other.name)), other.name) > (len(syllables(self.name)), self.name):
            self.name = other.name
        self.articles |= other.articles
        for kind, values in other.features.items():
            self.features.setdefault(kind, Counter()).update(values)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Weights with their reasons, and their sum."""

    reasons: tuple[tuple[float, str], ...]

    @property
    def total(self) -> float:
        """The sum of the weights."""
        return sum(weight for weight, _ in self.reasons)

    def __str__(self) -> str:
        return "; ".join(f"{weight:+.1f} {reason}" for weight, reason in self.reasons)


def posts(held: Iterable[str]) -> dict[str, list[str]]:
    """What is said of a person in `graph.resolution.facts.PersonFact`, by kind.

    >>> posts(("giám đốc", "giám đốc|mây xanh", "|mây xanh"))
    {'title': ['giám đốc'], 'post': ['giám đốc|mây xanh'], 'held for': ['mây xanh']}
    """
    found: dict[str, list[str]] = {"title": [], "post": [], "held for": []}
    for value in held:
        if value.startswith("|"):
            found["held for"].append(value[1:])
        else:
            found["post" if "|" in value else "title"].append(value)
    return found


def may_be_one(first: str, second: str) -> bool:
    """Whether two normal names can be one person's: equal, or one the other without its beginning or middle.

    >>> may_be_one("hillary clinton", "clinton"), may_be_one("bill clinton", "hillary clinton")
    (True, False)
    >>> may_be_one("quang hải", "nguyễn quang hải"), may_be_one("hải", "nguyễn quang hải")
    (True, False)
    """
    if first == second:
        return True
    short, long = sorted((first.split(), second.split()), key=len)
    if len(short) == len(long) or short[-1] != long[-1]:
        return False
    if is_vietnamese(short[-1]):
        return len(short) > 1 and long[-len(short) :] == short
    rest = iter(long)
    return all(part in rest for part in short)


def block(name: str) -> str:
    """The key that names of one person share: a foreign last name, or the last two Vietnamese syllables.

    >>> block("hillary clinton"), block("nguyễn quang hải"), block("quang hải")
    ('clinton', 'quang hải', 'quang hải')
    """
    parts = name.split()
    return parts[-1] if not is_vietnamese(parts[-1]) else " ".join(parts[-2:])


def worth_asking(name: str) -> bool:
    """Whether a name can say at all who it is: one Vietnamese syllable can't, nor can a short foreign one."""
    parts = name.split()
    return len(parts) > 1 or (len(name) > 3 and not is_vietnamese(name))


def chance(name: str, counts: Callable[[int, str], int], names: int) -> float:
    """How many people would bear this name by chance, of all whom news may name.

    `counts(place, syllable)` says how many of `names` different names have a syllable there: 0 the family
    name, 1 the middle, 2 the given name.

    >>> chance("lê văn tám", lambda place, syllable: 10, 100)
    300.0
    """
    parts = name.split()
    places = {1: (2,), 2: (1, 2)}.get(len(parts), (0, *([1] * (len(parts) - 2)), 2))
    expected = float(max(names, PEOPLE))
    for place, syllable in zip(places, parts, strict=True):
        expected *= max(counts(place, syllable), 1) / max(names, 1)
    return expected


def judge(first: Known, second: Known, prior: tuple[float, str], rarity: Callable[[str], float]) -> Judgement:
    """What speaks for and against two being one; `rarity` gives the weight of a feature (its log frequency).

    >>> a, b = Known("lê văn tám"), Known("lê văn tám")
    >>> a.add("held for", ["mây xanh"]); b.add("held for", ["mây xanh"])
    >>> str(judge(a, b, (0.5, "name"), lambda feature: 2.0))
    '+0.5 name; +1.8 held for: mây xanh'
    """
    reasons = [prior]
    served: set[str] = set()
    for kind, weight in WEIGHTS.items():
        shared = _shared(first, second, kind)
        if kind == "held for":
            served.update(shared)
        elif kind in ("organization", "place"):  # whom a post is held for is named in the article, of course
            shared = [value for value in shared if value not in served]
        found = sorted(((weight * rarity(f"{kind}:{value}"), value) for value in shared), reverse=True)
        left = MOST[kind]
        for value_weight, value in found[:5]:
            added = min(value_weight, left, ONE_COMPANION if kind == "beside" else left)
            if added > 0.05:
                reasons.append((added, f"{kind}: {value.replace('|', ' - ')}"))
            left -= added
    reasons += _offices(first, second)
    telling = ("title", "held for")
    if not all(any(person.features.get(kind) for kind in telling) for person in (first, second)):
        return Judgement(tuple(reasons))
    if not any(_shared(first, second, kind) for kind in telling):
        reasons.append((OTHER_POSTS, "no post in common"))
    elif all(person.features.get("title") for person in (first, second)) and not _shared(
        first, second, "title"
    ):
        reasons.append((OTHER_TITLES, "no title in common"))
    return Judgement(tuple(reasons))


def _shared(first: Known, second: Known, kind: str) -> list[str]:
    return sorted(first.features.get(kind, Counter()).keys() & second.features.get(kind, {}).keys())


def _offices(first: Known, second: Known) -> list[tuple[float, str]]:
    """What offices say: one and the same, or two."""
    titles = [{t for t in person.features.get("title", ()) if is_office(t)} for person in (first, second)]
    holders = [set(person.features.get("held for", ())) for person in (first, second)]
    shared = sorted(titles[0] & titles[1])
    if shared and not (all(holders) and holders[0].isdisjoint(holders[1])):
        return [(OFFICE, f"office: {shared[0]}")]
    if all(titles) and not shared and first.name != second.name:
        return [(OTHER_OFFICES, "other offices")]
    return []


def prior(first: Known, second: Known, expected: float, rivals: int) -> tuple[float, str]:
    """What the names alone say: `expected` people by chance, `rivals` articles of others called so for short.

    >>> prior(Known("dương đình ổn"), Known("dương đình ổn"), 0.01, 0)[0]
    3.0
    """
    if first.name == second.name and (len(syllables(first.name)) > 1 or is_rare(first.name)):
        weight = max(-3.0, min(3.0, -log(max(expected, 1e-9))))
        return weight, f"the name {first.name}, of whom chance would give {expected:.2g}"
    fuller = first if len(syllables(first.name)) >= len(syllables(second.name)) else second
    share = log((len(fuller.articles) + 1) / (rivals + 1))
    cost = 2.5 if is_vietnamese(first.name.split()[-1]) else 1.5
    return max(-4.0, min(2.0, share) - cost), f"{fuller.name} among those so called for short"
