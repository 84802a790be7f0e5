"""Who holds which post: names and sentences come in, titles with their holders and organisations go out.

`find_titles` binds each title of a sentence to the person before or behind it by the words between: nothing
or a form of address ("Thủ tướng Netanyahu"), an apposition ("ông An, giám đốc …"), or words of taking and
leaving office ("được bầu làm"). Posts in a row share one holder; "người đồng cấp" repeats the post before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from graph.model import EntityType, Modifier
from pipelines.document import Doc, Name, Span, Title
from pipelines.name_keys import fold, syllables
from pipelines.name_repairs import mend_names
from pipelines.title_rows import LINKS, FoundTitle, Row, domain_takers, rows, titles_in
from pipelines.titles import Phrases, title_grammar, title_lexicon

PUNCTUATION = frozenset(",-–—(;:")
BESIDE_POSTS = frozenset((*",():-–", fold("này"), fold("trên")))
AND = fold("và")
IS = fold("là")
TOWARDS = ([fold("đối"), fold("với")], [fold("với")])
PLURALS = frozenset(fold(word) for word in ("hai", "ba", "bốn", "năm", "các", "những"))
COUNTERPARTS = (("đồng", "cấp"), ("đồng", "nhiệm"))
COUNTERPART = fold("đồng")
LATEST_TITLES = 2
"""How many titles of the sentences before a counterpart may repeat."""
LONGEST_APPOSITION = 14
LONGEST_POST = 18
LONGEST_UNNAMED = 9


@dataclass(frozen=True, slots=True)
class Held:
    """A title with its holder; `last` is where the bare title ends."""

    found: FoundTitle
    person: Name | None
    last: int


@lru_cache(maxsize=1)
def _posts() -> Phrases:
    return Phrases(list(title_lexicon().posts))


@lru_cache(maxsize=1)
def _around_posts() -> Phrases:
    return Phrases(list(title_lexicon().around_posts))


@lru_cache(maxsize=1)
def _apposition_words() -> frozenset[str]:
    return frozenset(fold(word) for word in title_lexicon().apposition_words)


@lru_cache(maxsize=1)
def _clause_words() -> frozenset[str]:
    return frozenset(fold(word) for word in title_lexicon().clause_words)


@lru_cache(maxsize=1)
def _chain_words() -> frozenset[str]:
    return frozenset(fold(word) for word in title_lexicon().chain_words)


def is_apposition(gap: Sequence[str]) -> bool:
    """Whether the words between a name and a title set the title beside the name.

    >>> is_apposition([","]), is_apposition([",", "50", fold("tuổi"), ","]), is_apposition([",", "cùng"])
    (True, True, False)
    """
    if not gap or gap[0] not in PUNCTUATION or gap[0] == ":" or len(gap) > LONGEST_APPOSITION:
        return False
    rest = [word for word in gap[1:] if word not in PUNCTUATION and word not in (")", ".")]
    if not rest:
        return len(gap) <= 2
    address = title_grammar().address
    at = 0
    while at < len(rest):
        form = address.longest(rest, at)
        if not form and not rest[at][0].isdigit() and rest[at] not in _apposition_words():
            return False
        at += len(form) or 1
    return True


def tells_of_post(gap: Sequence[str]) -> bool:
    """Whether the words between a name and a title tell of holding, taking or leaving the post.

    >>> tells_of_post([fold(word) for word in "đã được bầu làm".split()]), tells_of_post(["đã", "gặp"])
    (True, False)
    """
    posts, around, beside = _posts(), _around_posts(), _apposition_words()
    at, told = 0, False
    while at < len(gap):
        if post := posts.longest(gap, at):
            told = True
            at += len(post)
        elif other := around.longest(gap, at):
            at += len(other)
        elif gap[at] in BESIDE_POSTS or gap[at][0].isdigit() or gap[at] in beside:
            at += 1
        else:
            return False
    return told


def _behind(row: Row, one: FoundTitle) -> Held | None:
    """The title with the person behind it."""
    at = row.behind_address(one.end)
    if person := row.person(at):
        return Held(one, person, one.last)
    if at < len(row.words) and row.words[at] in (",", IS, '"', "”", "»"):
        addressed = row.behind_address(at + 1)
        plural = row.words[at] == IS and one.first > 0 and row.words[one.first - 1] in PLURALS
        close = plural or row.words[at] not in (",", IS)
        if (person := row.person(addressed)) and (close or addressed > at + 1):
            return Held(one, person, one.last)
        return None
    return _behind_unnamed(row, one) if one.organization is None else None


def _behind_unnamed(row: Row, one: FoundTitle) -> Held | None:
    """The person behind a title whose office no name covers ("Bộ trưởng các Vấn đề Chiến lược Ron …")."""
    at = one.last
    while at < len(row.words) and at - one.last < LONGEST_UNNAMED:
        addressed = row.behind_address(at)
        if at > one.last and (person := row.person(addressed)):
            office = row.words[one.last : at]
            kept = office[0] == fold("phụ") or (one.match.rank in domain_takers() and office[0] != fold("bộ"))
            return Held(one, person, at if kept and office[-1] != IS else one.last)
        word = row.words[at]
        is_copula = word == IS and row.person(row.behind_address(at + 1)) is not None
        if row.names[at] is not None or not word[0].isalnum():
            return None
        if is_copula and row.behind_address(at + 1) > at + 1:
            return Held(one, row.person(row.behind_address(at + 1)), one.last)
        if word in _clause_words() or word == IS:
            return None
        at += 1
    return None


def _before(row: Row, one: FoundTitle, anchor: tuple[int, Name] | None) -> tuple[Name, bool] | None:
    """The person before a title, and whether by apposition (else by words of holding office).

    `anchor` is where the posts before end and who holds them.
    """
    at = one.first - 1
    lowest = max(0, one.first - LONGEST_POST)
    stop = anchor[0] if anchor is not None else -1
    while at >= lowest and row.names[at] is None and at >= stop:
        at -= 1
    if anchor is not None and at < stop <= one.first:
        person, gap = anchor[1], row.words[stop : one.first]
        return (person, False) if tells_of_post(gap) else None
    name = row.names[at] if at >= 0 else None
    if name is None or name.type is not EntityType.PERSON:
        return None
    gap = row.words[at + 1 : one.first]
    if is_apposition(gap):
        return name, True
    return (name, False) if gap and tells_of_post(gap) else None


def _chains(row: Row, found: Sequence[FoundTitle]) -> list[list[FoundTitle]]:
    """Titles in a row with nothing but "," "kiêm" "và" between them."""
    chains: list[list[FoundTitle]] = []
    for one in found:
        if chains:
            gap = row.words[chains[-1][-1].end : one.first]
            if 0 < len(gap) <= 3 and all(word in _chain_words() for word in gap):
                chains[-1].append(one)
                continue
        chains.append([one])
    return chains


def _bind(row: Row, chain: list[FoundTitle], anchor: tuple[int, Name] | None) -> list[Held]:
    """Each title of a chain with its holder."""
    behind = _behind(row, chain[-1])
    before = _before(row, chain[0], anchor)
    if before is not None and before[1] and behind is None and _titled_and_open(row, chain, before[0]):
        before = None
    if behind is None:
        person = before[0] if before is not None else None
        return [Held(one, person or _towards(row, one), one.last) for one in chain]
    split = _split(row, chain, before is not None and before[1])
    first = before[0] if before is not None else None
    held = [Held(one, first if i < split else behind.person, one.last) for i, one in enumerate(chain[:-1])]
    return [*held, behind]


def _titled_and_open(row: Row, chain: Sequence[FoundTitle], person: Name) -> bool:
    """ "Ngoại trưởng Mỹ John Hill, Bộ trưởng Quốc phòng cho biết …": the comma ends a clause.

    A person who has a title before the name gets another behind it only if marks close it.
    """
    at = next(i for i, name in enumerate(row.names) if name is person)
    if row.words[chain[0].first - 1] != "," or not any(f.end == at for f in titles_in(row)):
        return False
    end = chain[-1].end
    return chain[-1].organization is None and end < len(row.words) and row.words[end][0].isalnum()


def _company(row: Row, at: int, step: int) -> list[Name]:
    """The persons named in a row with the one at `at`, to the right (step 1) or the left (-1)."""
    found: list[Name] = []
    while 0 <= at < len(row.words):
        name = row.names[at]
        if name is not None and name.type is EntityType.PERSON:
            if name not in found:
                found.append(name)
        elif row.words[at] not in (",", AND):
            break
        at += step
    return found


def _all_holders(row: Row, held: Held) -> list[Held]:
    """ "hai lãnh đạo đảng là An và Bình": a title in the plural has several holders."""
    number = row.words[held.found.first - 1] if held.found.first else ""
    if held.person is None or number not in PLURALS:
        return [held]
    at = next(i for i, name in enumerate(row.names) if name is held.person)
    step = 1 if at > held.found.first else -1
    return [replace(held, person=person) for person in _company(row, at, step)]


def _split(row: Row, chain: Sequence[FoundTitle], two_holders: bool) -> int:
    """How many titles of a chain before a name belong to someone else: those before "và"."""
    for i in range(len(chain) - 1, 0, -1):
        gap = row.words[chain[i - 1].end : chain[i].first]
        if AND in gap or (two_holders and ";" in gap):
            return i
    return 0


def _towards(row: Row, one: FoundTitle) -> Name | None:
    """The person of "cách chức giám đốc … đối với ông An"."""
    for words in TOWARDS:
        if row.words[one.end : one.end + len(words)] == words:
            at = one.end + len(words)
            addressed = row.behind_address(at)
            return row.person(addressed) if addressed > at else None
    return None


def _bind_all(row: Row) -> list[Held]:
    """All titles of a row with their holders."""
    found = titles_in(row)
    held: list[Held] = []
    anchor: tuple[int, Name] | None = None
    for chain in _chains(row, found) if found else ():
        bound = _bind(row, chain, anchor)
        last = bound[-1]
        if last.person is not None and last.person.begin < row.tokens[last.found.first].begin:
            anchor = (last.found.end, last.person)
        held.extend(one for shared in _share_organization(bound) for one in _all_holders(row, shared))
    return held


def _share_organization(bound: list[Held]) -> list[Held]:
    """In a chain a title takes the organisation of the next ("Phó Thủ tướng, Bộ trưởng Ngoại giao Lào")."""
    organization: Name | None = None
    out: list[Held] = []
    for one in reversed(bound):
        own = one.found.organization
        if own is None and organization is not None and _may_share(one, organization):
            one = replace(one, found=replace(one.found, organization=organization))
        organization = own or organization
        out.append(one)
    return out[::-1]


def _may_share(one: Held, organization: Name) -> bool:
    """A title may take a country from its neighbour; an office only if it is none of a state or a party."""
    rank = " ".join(one.found.match.rank)
    return organization.type is EntityType.PLACE or rank not in _titles_of_their_own()


@lru_cache(maxsize=1)
def _titles_of_their_own() -> frozenset[str]:
    lexicon = title_lexicon()
    own = [*lexicon.state_titles, *lexicon.titles["party"]]
    return frozenset(" ".join(syllables(title)) for title in own)


def _counterparts(row: Row, titles: Sequence[Title]) -> list[Title]:
    """ "người đồng cấp Nga Sergei Lavrov": he holds the post that was named before."""
    found: list[Title] = []
    for at in range(len(row.words) - 2):
        if tuple(row.words[at : at + 2]) not in _counterpart_words():
            continue
        reach = at + 2
        organization: Name | None = None
        while reach < len(row.words) and row.words[reach] in _before_counterparts():
            reach += 1
        if (
            reach < len(row.words)
            and (name := row.names[reach]) is not None
            and name.type is EntityType.PLACE
        ):
            organization = name
            reach = row.after(reach)
        person = row.person(row.behind_address(reach))
        begin = row.tokens[at].begin
        model = next((t for t in reversed(titles) if t.begin < begin and t.person is not None), None)
        if model is None or (person is None and organization is None):
            continue
        nominal = Span(row.tokens[max(0, at - 1)].begin, row.tokens[reach - 1].end)
        found.append(Title(model.begin, model.end, person, organization, None, nominal))
    return found


@lru_cache(maxsize=1)
def _before_counterparts() -> frozenset[str]:
    return LINKS | {fold("nước"), fold("phía")}


@lru_cache(maxsize=1)
def _counterpart_words() -> frozenset[tuple[str, str]]:
    return frozenset((fold(one), fold(two)) for one, two in COUNTERPARTS)


def find_titles(doc: Doc) -> list[Title]:
    """All titles of the document in order, with holders and organisations where the words show them."""
    titles: list[Title] = []
    for row in rows(doc):
        held = _bind_all(row)
        made = [_title(row, one) for one in held]
        if COUNTERPART in row.words:
            made.extend(_counterparts(row, [*titles[-LATEST_TITLES:], *made]))
        titles.extend(made)
    titles.sort(key=lambda title: (title.nominal.begin, title.begin))
    return titles


def _title(row: Row, held: Held) -> Title:
    one, tokens = held.found, row.tokens
    end = max(one.end, held.last)
    return Title(
        begin=tokens[one.bare].begin,
        end=tokens[held.last - 1].end,
        person=held.person,
        organization=one.organization,
        modifier=one.match.modifier or _modifier_apart(row, one),
        nominal=Span(tokens[one.first].begin, tokens[end - 1].end),
    )


def _modifier_apart(row: Row, one: FoundTitle) -> Modifier | None:
    """ "nguyên là giám đốc": the modifier stands apart from its title."""
    before = row.words[max(0, one.first - 2) : one.first]
    return Modifier.FORMER if before == [fold("nguyên"), IS] else None


class Positions:
    """The step that assigns `titles`; it mends `names` before.

    >>> from graph.model import Article
    >>> from pipelines.document import Sentence
    >>> from pipelines.segmentation import tokens
    >>> text = "Thủ tướng Ý Anna Rossi tới Huế."
    >>> names = (Name(10, 11, EntityType.PLACE), Name(12, 22, EntityType.PERSON))
    >>> row = tokens(text)
    >>> doc = Doc(Article("a", text), tokens=row, sentences=(Sentence(0, 31, 0, 0, len(row)),), names=names)
    >>> [title] = Positions()(doc).titles
    >>> text[title.begin : title.end], title.organization == names[0], title.person == names[1]
    ('Thủ tướng', True, True)
    """

    requires: tuple[str, ...] = ("tokens", "sentences", "names")
    assigns: tuple[str, ...] = ("names", "titles")

    def __call__(self, doc: Doc) -> Doc:
        """Mend the names of `doc` where the article or a title shows their bounds, then find its titles."""
        doc.names = tuple(mend_names(doc))
        doc.titles = tuple(find_titles(doc))
        return doc
