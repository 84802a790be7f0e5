"""Titles of an article as positions: who is meant by holder and organisation, one position for each post.

Titles with a holder come in, `DocPosition`s go out. "Bộ trưởng" and "Bộ trưởng Quốc phòng" of one person are
one post; a pronoun holds a post as its person does ("Ông hiện là Chủ tịch đảng …"). A state title without
a country belongs to the one that the article names with it elsewhere.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache

from graph.model import EntityType, Form, Modifier
from pipelines.document import Doc, DocPosition, EntityMention, Name, Span, Title
from pipelines.entities import Cluster
from pipelines.entities.persons import is_vietnamese
from pipelines.leaders import known_country
from pipelines.name_keys import fold, name_key
from pipelines.positions import tells_of_post
from pipelines.titles import Phrases, title_lexicon

LONGEST_GAP = 60
"""Code points between a pronoun and its title."""


class Post:
    """One title of one person with all that the article says of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.organizations: dict[int, None] = {}
        self.spans: list[Span] = []
        self.modifier: Modifier | None = None

    def add(self, title: Title, organization: int | None) -> None:
        """Another place where the title stands."""
        self.spans.append(Span(title.begin, title.end))
        self.modifier = self.modifier or title.modifier
        if organization is not None:
            self.organizations[organization] = None

    def take(self, other: Post) -> None:
        """Take over what is told under a shorter form of the title."""
        self.spans.extend(other.spans)
        self.modifier = self.modifier or other.modifier
        self.organizations.update(other.organizations)

    def positions(self, person: int) -> list[DocPosition]:
        """A position for each organisation, or one without."""
        spans = tuple(sorted(self.spans, key=lambda span: span.begin))
        held_for: list[int | None] = [*self.organizations] or [None]
        return [DocPosition(person, self.text, one, self.modifier, spans) for one in held_for]


Posts = dict[tuple[int, str], Post]


def find_positions(
    doc: Doc,
    clusters: Sequence[Cluster],
    of_name: Mapping[tuple[int, int], int],
    pronouns: Mapping[int, Sequence[EntityMention]] | None = None,
) -> list[DocPosition]:
    """The positions of the article, in the order in which their holders' titles first stand.

    `pronouns` are the mentions of each entity beside its names; without them only names hold posts.
    """
    posts: Posts = {}
    held_by_pronoun = _pronoun_holders(doc, pronouns or {})
    for title in doc.titles:
        person = _entity_of(title.person, of_name)
        if person is None:
            person = held_by_pronoun.get(title.begin)
        if person is None or clusters[person].type is not EntityType.PERSON:
            continue
        text = doc.text[title.begin : title.end]
        post = posts.setdefault((person, name_key(text)), Post(text))
        post.add(title, _entity_of(title.organization, of_name))
    posts = _fullest(posts)
    _fill_organizations(doc, clusters, of_name, posts)
    held = {at: post for at, post in posts.items() if post.organizations or at[1] not in _addresses()}
    return [position for (person, _), post in held.items() for position in post.positions(person)]


def _entity_of(name: Name | None, of_name: Mapping[tuple[int, int], int]) -> int | None:
    return None if name is None else of_name.get((name.begin, name.end))


def _fullest(found: Posts) -> Posts:
    """ "Bộ trưởng" and "Bộ trưởng Quốc phòng" of one person are one post under its full title."""
    kept: Posts = {}
    for (person, key), post in found.items():
        if not any(p == person and k.startswith(key + " ") for p, k in found):
            kept[person, key] = post
    for (person, key), post in found.items():
        if (person, key) not in kept:
            full = next(k for p, k in kept if p == person and k.startswith(key + " "))
            kept[person, full].take(post)
    return kept


def _pronoun_holders(doc: Doc, pronouns: Mapping[int, Sequence[EntityMention]]) -> dict[int, int]:
    """For titles without a name, by where they begin: the person whose pronoun holds them."""
    anchors = sorted((m.end, entity) for entity, ms in pronouns.items() for m in ms if m.form is Form.PRONOUN)
    if not anchors:
        return {}
    begins = [token.begin for token in doc.tokens]
    held: dict[int, int] = {}
    for title in doc.titles:
        start = title.nominal.begin
        at = bisect_left(anchors, (start, -1)) - 1
        if title.person is not None or at < 0 or start - anchors[at][0] > LONGEST_GAP:
            continue
        end, entity = anchors[at]
        gap = [fold(t.text) for t in doc.tokens[bisect_left(begins, end) : bisect_left(begins, start)]]
        if "\n" not in doc.text[end:start] and gap and tells_of_post(gap):
            held[title.begin] = entity
            anchors.insert(at + 1, (title.nominal.end, entity))
    return held


@lru_cache(maxsize=1)
def _addresses() -> frozenset[str]:
    """Titles that are no posts without an organisation."""
    return frozenset(name_key(title) for title in title_lexicon().needs_organization)


@lru_cache(maxsize=1)
def _only_vietnamese() -> frozenset[str]:
    """Surnames that no Chinese leader's name in Vietnamese spelling has."""
    return frozenset(fold(name) for name in title_lexicon().only_vietnamese_surnames)


@lru_cache(maxsize=1)
def _state_titles() -> frozenset[str]:
    """Titles of the heads and ministers of a country, and of envoys and parliaments."""
    return frozenset(name_key(title) for title in title_lexicon().state_titles)


def is_state_title(title: str) -> bool:
    """Whether the title is one that is held for a country.

    >>> is_state_title("Phó Thủ tướng"), is_state_title("Giám đốc")
    (True, False)
    """
    words = name_key(title).split()
    deputy = {fold("phó"), fold("quyền")}
    start = 1 if words and words[0] in deputy else 0
    return any(" ".join(words[start:end]) in _state_titles() for end in range(len(words), start, -1))


def _fill_organizations(
    doc: Doc, clusters: Sequence[Cluster], of_name: Mapping[tuple[int, int], int], posts: Posts
) -> None:
    """Give state titles without a country the one that the article leaves no doubt of."""
    named: dict[str, dict[int, None]] = {}
    for title in doc.titles:
        organization = _entity_of(title.organization, of_name)
        if title.person is None and organization is not None:
            named.setdefault(name_key(doc.text[title.begin : title.end]), {})[organization] = None
    country = {c.country: i for i, c in reversed(list(enumerate(clusters))) if c.country is not None}
    vietnam = country.get("VN")
    for (person, key), post in posts.items():
        if post.organizations or not is_state_title(post.text):
            continue
        known = country.get(known_country(clusters[person].forms) or "")
        if known is not None:
            post.organizations[known] = None
            continue
        led = _country_led(doc, clusters, of_name, post)
        if led is not None:
            post.organizations[led] = None
            continue
        if is_vietnamese(clusters[person].words):
            if vietnam is not None and clusters[person].words[0] in _only_vietnamese():
                post.organizations[vietnam] = None
            continue
        taken = {
            o for (p, k), other in posts.items() if k == key and p != person for o in other.organizations
        }
        candidates = [o for o in named.get(key, {}) if o not in taken]
        rivals = [p for p, k in posts if k == key and p != person and not posts[p, k].organizations]
        if len(candidates) == 1 and not rivals:
            post.organizations[candidates[0]] = None


@lru_cache(maxsize=1)
def _leading() -> Phrases:
    """The verbs of who leads a group."""
    return Phrases(title_lexicon().leading)


def _leads(words: Sequence[str], at: int) -> bool:
    """Whether "do" or "bởi" at a place of a sentence stands before who leads a group.

    >>> _leads(list(map(fold, "đoàn Ý do Rossi dẫn đầu".split())), 2)
    True
    """
    lead = _leading().longest
    if words[at : at + 1] == ["do"]:
        return any(lead(words, i) for i in range(at, len(words)))
    return words[at : at + 1] == [fold("bởi")] and any(lead(words, i) for i in (at - 2, at - 3) if i >= 0)


def _country_led(
    doc: Doc, clusters: Sequence[Cluster], of_name: Mapping[tuple[int, int], int], post: Post
) -> int | None:
    """The country whose delegation or force the post's holder leads, alone or with another.

    "Đoàn Ý do Bộ trưởng Rossi và Thứ trưởng Bianchi dẫn đầu", "lực lượng Ý được chỉ huy bởi Bộ trưởng Rossi":
    the one country that is named before.
    """
    begins = [token.begin for token in doc.tokens]
    titled = {max(t.person.end, t.nominal.end): t.nominal.begin for t in doc.titles if t.person is not None}
    for span in post.spans:
        sentence = next((s for s in doc.sentences if s.begin <= span.begin < s.end), None)
        if sentence is None:
            continue
        words = [fold(t.text) for t in doc.tokens[sentence.first : sentence.last]]
        at = bisect_left(begins, span.begin) - sentence.first - 1
        while at > 0 and words[at] in {fold("và"), ","}:
            before = titled.get(doc.tokens[sentence.first + at - 1].end)
            if before is None:
                break
            at = bisect_left(begins, before) - sentence.first - 1
        if not _leads(words, at):
            continue
        countries = {
            entity
            for name in doc.names
            if sentence.begin <= name.begin < doc.tokens[sentence.first + at].begin
            and (entity := _entity_of(name, of_name)) is not None
            and clusters[entity].country is not None
        }
        if len(countries) == 1:
            return countries.pop()
    return None
