"""Who holds which post: names and sentences come in, titles with their holders and organisations go out.

`find_titles` looks in each sentence for what the grammar of titles accepts, reads on for whom the post is
held ("Chủ tịch UBND tỉnh …"), and binds it to the person before or behind it by the words between: nothing
or a form of address ("Thủ tướng Netanyahu"), an apposition ("ông An, giám đốc …"), or words of taking and
leaving office ("được bầu làm"). Posts in a row share one holder.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.model import EntityType, Modifier
from pipelines.document import Doc, Name, Sentence, Span, Title, Token
from pipelines.name_keys import fold
from pipelines.titles import Phrases, TitleMatch, title_grammar, title_lexicon

PUNCTUATION = frozenset(",-–—(;:")
CHAIN = frozenset(
    fold(word) for word in (",", "-", "–", "—", ";", "kiêm", "và", "đồng", "thời", "là", "hiện")
)
DASHES = frozenset("-–—")
LONGEST_APPOSITION_GAP = 14
LONGEST_POST_GAP = 16
LONGEST_UNNAMED = 9
CLAUSE_WORDS = frozenset(
    fold(word)
    for word in [
        "đã",
        "đang",
        "sẽ",
        "là",
        "được",
        "bị",
        "cho",
        "nói",
        "rằng",
        "và",
        "với",
        "khi",
        "nhưng",
        "để",
        "do",
        "vì",
        "sau",
        "trước",
        "trong",
        "hôm",
        "ngày",
        "từ",
        "vào",
        "theo",
        "cùng",
        "này",
        "đó",
        "nhằm",
        "không",
        "cũng",
        "vừa",
        "hiện",
        "về",
        "thì",
        "mà",
    ]
)
"""Words of a clause: they end the unnamed office between a title and a name."""
SHARED_HEADS = frozenset(fold(word) for word in ("ban", "phòng", "đoàn", "khoa", "đội", "tổ", "văn", "thanh"))
TRUNK = (fold("trưởng"),)


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence as rows: its tokens folded, and which name (if any) covers each token."""

    tokens: Sequence[Token]
    words: list[str]
    names: list[Name | None]
    first: list[int]
    """For each token the index of the first token of the name that covers it, or its own."""

    def after(self, at: int) -> int:
        """The index behind the name that covers `at`."""
        name = self.names[at]
        while at < len(self.names) and self.names[at] is name:
            at += 1
        return at


@dataclass(frozen=True, slots=True)
class Found:
    """A title in a row with whom it is held for; ``[begin, end)`` is the whole phrase."""

    match: TitleMatch
    begin: int
    last: int
    end: int
    organization: Name | None


@lru_cache(maxsize=1)
def _heads() -> Phrases:
    return Phrases(list(title_lexicon().heads))


@lru_cache(maxsize=1)
def _posts() -> Phrases:
    return Phrases(list(title_lexicon().posts))


@lru_cache(maxsize=1)
def _around_posts() -> Phrases:
    return Phrases(list(title_lexicon().around_posts))


def rows(doc: Doc) -> Iterator[tuple[Sentence, Row]]:
    """Each sentence of `doc` as a `Row`."""
    begins = [name.begin for name in doc.names]
    for sentence in doc.sentences:
        tokens = doc.tokens[sentence.first : sentence.last]
        names: list[Name | None] = [None] * len(tokens)
        first = list(range(len(tokens)))
        at = 0
        for name in doc.names[bisect_left(begins, sentence.begin) : bisect_left(begins, sentence.end)]:
            while at < len(tokens) and tokens[at].end <= name.begin:
                at += 1
            start = at
            while at < len(tokens) and tokens[at].begin < name.end:
                names[at] = name
                first[at] = start
                at += 1
        yield sentence, Row(tokens, [fold(token.text) for token in tokens], names, first)


def _match_at(row: Row, at: int) -> TitleMatch | None:
    """The title at `at` that cuts no name in two."""
    grammar = title_grammar()
    match = grammar.match(row.words, at)
    if match is None:
        return None
    cut = next((i for i in range(match.first, match.last) if row.names[i] is not None), match.last)
    if cut == match.last or (cut > at and row.after(match.last - 1) == match.last and _swallows(row, match)):
        return match
    shorter = grammar.match(row.words[:cut], at) if cut > at else None
    return shorter


def _swallows(row: Row, match: TitleMatch) -> bool:
    """Whether the names inside a match may be part of it ("Thủ tướng Chính phủ"): no places or persons."""
    inside = row.names[match.first : match.last]
    return all(name is None or name.type is EntityType.ORGANIZATION for name in inside)


def _find(row: Row) -> list[Found]:
    """All titles of a row, left to right, without overlap."""
    found: list[Found] = []
    at = 0
    while at < len(row.words):
        if row.words[at] not in _openers() or row.names[at] is not None:
            at += 1
            continue
        match = _match_at(row, at)
        if match is None or (match.rank == TRUNK and not _heads_an_office(row, match.last)):
            at += 1
            continue
        one = _with_organization(row, match)
        found.append(one)
        at = one.end
    return found


@lru_cache(maxsize=1)
def _openers() -> frozenset[str]:
    """Syllables with which a title can start."""
    return title_grammar().openers()


def _heads_an_office(row: Row, at: int) -> bool:
    """Whether an office stands at `at`: "trưởng" alone is a title only before one."""
    if at >= len(row.words):
        return False
    name = row.names[at]
    if name is not None:
        return name.type is EntityType.ORGANIZATION
    return row.tokens[at].text[:1].isupper() or row.words[at] in SHARED_HEADS


def _with_organization(row: Row, match: TitleMatch) -> Found:
    """Read on behind a title for whom it is held."""
    last = match.last
    at = last
    if at < len(row.words) and match.rank[-1] == TRUNK[0] and row.words[at] in SHARED_HEADS:
        shared = row.names[at]
        if shared is not None and len(match.rank) == 1:
            return Found(match, match.first, at + 1, row.after(at), shared)
    while at < len(row.words) and row.names[at] is None:
        head = _heads().longest(row.words, at)
        if not head:
            break
        at += len(head)
    if at < len(row.words):
        name = row.names[at]
        if name is not None and name.type is not EntityType.PERSON and row.first[at] == at:
            return Found(match, match.first, last, _more_places(row, row.after(at)), name)
    return Found(match, match.first, last, last, None)


def _more_places(row: Row, at: int) -> int:
    """Where the whole phrase ends: "… (WIPO)", "… tại Việt Nam", "… huyện Kim Bảng, tỉnh Hà Nam"."""
    while at < len(row.words):
        reach = at
        if row.words[reach] == "(" and reach + 2 < len(row.words):
            close = row.after(reach + 1) if row.names[reach + 1] is not None else reach + 2
            if close < len(row.words) and row.words[close] == ")":
                at = close + 1
                continue
            return at
        if row.words[reach] == "," and reach + 1 < len(row.words) and row.names[reach + 1] is None:
            reach += 1
        while reach < len(row.words) and row.names[reach] is None:
            head = _heads().longest(row.words, reach)
            if not head:
                break
            reach += len(head)
        name = row.names[reach] if reach < len(row.words) else None
        if name is None or name.type is EntityType.PERSON or (reach == at + 1 and row.words[at] == ","):
            return at
        at = row.after(reach)
    return at


def _skip_address(row: Row, at: int) -> int:
    """Over forms of address and ranks: "ông", "Đại tướng", "GS. TS."."""
    address = title_grammar().address
    while at < len(row.words) and row.names[at] is None:
        form = address.longest(row.words, at)
        if form:
            at += len(form)
        elif row.words[at] == "." and at and row.words[at - 1] in address:
            at += 1
        else:
            break
    return at


def _person_at(row: Row, at: int) -> Name | None:
    """The person whose name starts at `at`."""
    if at < len(row.words) and row.first[at] == at:
        name = row.names[at]
        if name is not None and name.type is EntityType.PERSON:
            return name
    return None


def _holder_behind(row: Row, one: Found) -> tuple[Name, int, bool] | None:
    """The person behind a title, where the title ends then, and whether only a comma parts them."""
    at = _skip_address(row, one.end)
    if person := _person_at(row, at):
        return person, one.last, False
    if at < len(row.words) and row.words[at] in (",", "là", '"', "”"):
        addressed = _skip_address(row, at + 1)
        person = _person_at(row, addressed)
        if person:
            weak = row.words[at] == "," and addressed == at + 1
            return person, one.last, weak
        return None
    if one.organization is not None:
        return None
    return _behind_unnamed(row, one)


def _behind_unnamed(row: Row, one: Found) -> tuple[Name, int, bool] | None:
    """The person behind a title whose office no name covers ("Bộ trưởng các Vấn đề Chiến lược Ron …")."""
    at = one.last
    while at < len(row.words) and at - one.last < LONGEST_UNNAMED:
        if person := _person_at(row, _skip_address(row, at)):
            office = row.words[one.last : at]
            kept = office[0] == fold("phụ") or (
                one.match.rank in _domain_takers() and office[0] != fold("bộ")
            )
            return person, at if kept else one.last, False
        if row.names[at] is not None or row.words[at] in CLAUSE_WORDS or not row.words[at][0].isalnum():
            return None
        at += 1
    return None


@lru_cache(maxsize=1)
def _domain_takers() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(fold(part) for part in title.split()) for title in title_lexicon().takes_domain)


def _holder_before(row: Row, one: Found) -> tuple[Name, bool] | None:
    """The person before a title, and whether by apposition (else by words of holding office)."""
    at = one.begin - 1
    while at >= 0 and row.names[at] is None and one.begin - at <= LONGEST_POST_GAP:
        at -= 1
    person = row.names[at] if at >= 0 else None
    if person is None or person.type is not EntityType.PERSON:
        return None
    gap = row.words[at + 1 : one.begin]
    if not gap:
        return None
    if is_apposition(gap):
        return person, True
    if tells_of_post(gap):
        return person, False
    return None


def is_apposition(gap: Sequence[str]) -> bool:
    """Whether the words between a name and a title set the title beside the name.

    >>> is_apposition([","]), is_apposition([",", "50", fold("tuổi"), ","]), is_apposition([",", "cùng"])
    (True, True, False)
    """
    if gap[0] not in PUNCTUATION or len(gap) > LONGEST_APPOSITION_GAP or gap[0] == ":":
        return False
    rest = [word for word in gap[1:] if word not in PUNCTUATION and word not in (")", ".")]
    if not rest:
        return len(gap) <= 2
    at = 0
    while at < len(rest):
        word = rest[at]
        if word[0].isdigit() or word in _APPOSITION_WORDS:
            at += 1
        else:
            return False
    return True


_APPOSITION_WORDS = frozenset(
    fold(word)
    for word in [
        "tuổi",
        "sn",
        "sinh",
        "năm",
        "ngày",
        "hiện",
        "là",
        "nay",
        "đang",
        "từng",
        "nguyên",
        "nhân",
        "vật",
        "người",
        "hai",
        "ba",
        "vị",
        "nữ",
    ]
)


def tells_of_post(gap: Sequence[str]) -> bool:
    """Whether the words between a name and a title tell of holding, taking or leaving the post.

    >>> tells_of_post([fold(word) for word in "đã được bầu làm".split()]), tells_of_post(["đã", "gặp"])
    (True, False)
    """
    posts, around = _posts(), _around_posts()
    at, told = 0, False
    while at < len(gap):
        if post := posts.longest(gap, at):
            told = True
            at += len(post)
        elif other := around.longest(gap, at):
            at += len(other)
        elif gap[at] in (",", "(", ")") or gap[at][0].isdigit() or gap[at] in _APPOSITION_WORDS:
            at += 1
        else:
            return False
    return told


def _chains(row: Row, found: Sequence[Found]) -> list[list[Found]]:
    """Titles in a row with nothing but "," "kiêm" "và" between them."""
    chains: list[list[Found]] = []
    for one in found:
        if chains:
            end = chains[-1][-1].end
            gap = row.words[end : one.begin]
            if len(gap) <= 3 and all(word in CHAIN for word in gap):
                chains[-1].append(one)
                continue
        chains.append([one])
    return chains


def _bind(row: Row, chain: list[Found]) -> Iterator[tuple[Found, Name | None, int]]:
    """Each title of a chain with its holder and where the bare title ends."""
    behind = _holder_behind(row, chain[-1])
    before = _holder_before(row, chain[0])
    if behind is not None and not (behind[2] and before is not None):
        person, last, _ = behind
        split = 0
        if before is not None and before[1] and len(chain) > 1:
            split = _split(row, chain)
        for i, one in enumerate(chain):
            holder = before[0] if i < split and before is not None else person
            yield one, holder, last if one is chain[-1] else one.last
        return
    for one in chain:
        yield one, before[0] if before is not None else _patient(row, one), one.last


def _split(row: Row, chain: Sequence[Found]) -> int:
    """How many titles of a chain between two persons belong to the first."""
    for i in range(len(chain) - 1, 0, -1):
        if row.words[chain[i - 1].end : chain[i].begin] in (["và"], [";"]):
            return i
    return 0


def _patient(row: Row, one: Found) -> Name | None:
    """The person of "cách chức giám đốc … đối với ông An"."""
    at = one.end
    if row.words[at : at + 2] == [fold("đối"), fold("với")]:
        return _person_at(row, _skip_address(row, at + 2))
    return None


def find_titles(doc: Doc) -> list[Title]:
    """All titles of the document in order, with holders and organisations where the words show them."""
    titles: list[Title] = []
    for _, row in rows(doc):
        found = _find(row)
        for chain in _chains(row, found) if found else ():
            organization: Name | None = None
            bound = list(_bind(row, chain))
            for one, person, last in reversed(bound):
                organization = one.organization or (organization if _shares(one) else None)
                titles.append(_title(row, one, person, last, organization))
    titles.sort(key=lambda title: title.begin)
    return titles


def _shares(one: Found) -> bool:
    """Whether a title in a chain takes the organisation of the next ("giám đốc kiêm tổng biên tập báo …")."""
    return one.organization is None


def _title(row: Row, one: Found, person: Name | None, last: int, organization: Name | None) -> Title:
    tokens = row.tokens
    modifier = one.match.modifier or _number_modifier(row, one)
    end = max(one.end, last)
    return Title(
        begin=tokens[one.match.bare].begin,
        end=tokens[last - 1].end,
        person=person,
        organization=organization,
        modifier=modifier,
        nominal=Span(tokens[one.begin].begin, tokens[end - 1].end),
    )


def _number_modifier(row: Row, one: Found) -> Modifier | None:
    """ "nguyên là giám đốc": the modifier stands apart from its title."""
    before = row.words[max(0, one.begin - 2) : one.begin]
    return Modifier.FORMER if before[:1] == ["nguyên"] and before[1:] == ["là"] else None


class Positions:
    """The step that assigns `titles`.

    >>> from graph.model import Article
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
    assigns: tuple[str, ...] = ("titles",)

    def __call__(self, doc: Doc) -> Doc:
        """Find the titles of `doc` and assign them."""
        doc.titles = tuple(find_titles(doc))
        return doc
