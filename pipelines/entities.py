"""Which names of an article are the same one: names come in, clusters of names go out.

Names with one key are one. Then a short form joins its long one: a Vietnamese given name or a foreign last
name, "UBND tỉnh" and "UBND tỉnh Lào Cai", an abbreviation that the article introduces or the lexicon knows,
another name of the same country, a misspelling that nothing speaks against. One name has one type within an
article. Where two long forms could be meant, the words around and the order of the text decide.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

import msgspec
from rapidfuzz.distance import DamerauLevenshtein

from graph.errors import DothiError
from graph.model import EntityType
from pipelines.document import Doc, Name, Title
from pipelines.gazetteer import country_code, place, short_country_code
from pipelines.name_keys import fold, name_key, plain, syllables

PERSON, ORGANIZATION, PLACE = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PLACE
SEATS = {
    name_key(name): ORGANIZATION
    for name in ("Nhà Trắng", "Điện Kremlin", "Kremlin", "Lầu Năm Góc", "Phủ Tổng thống")
}
"""Seats of power that stand for those who sit there."""
PLACE_HEADS = (
    "tỉnh",
    "thành phố",
    "tp",
    "tp.",
    "huyện",
    "quận",
    "thị xã",
    "thị trấn",
    "xã",
    "phường",
    "thôn",
    "làng",
    "bản",
    "ấp",
    "bang",
    "tiểu bang",
    "dải",
    "đảo",
    "quần đảo",
    "sông",
    "biển",
    "eo biển",
    "vịnh",
    "núi",
    "hồ",
    "sân bay",
    "sân bay quốc tế",
    "căn cứ",
    "căn cứ không quân",
    "tháp",
    "cầu",
    "đường",
    "phố",
    "vùng",
    "khu vực",
    "thủ đô",
    "khu đô thị",
    "khu đô thị mới",
    "cảng",
    "tỉnh lị",
    "đặc khu",
)
ADMINISTRATIVE = frozenset(name_key(head) for head in PLACE_HEADS[:16])
ORGANIZATION_HEADS = (
    "đảng",
    "công ty",
    "công ty cổ phần",
    "công ty tnhh",
    "tập đoàn",
    "tổng công ty",
    "ngân hàng",
    "ngân hàng tmcp",
    "hãng",
    "hãng tin",
    "hãng thông tấn",
    "báo",
    "tờ",
    "tạp chí",
    "đài",
    "đài truyền hình",
    "kênh",
    "tổ chức",
    "nhóm",
    "phong trào",
    "lực lượng",
    "phiến quân",
    "câu lạc bộ",
    "clb",
    "trường",
    "trường đại học",
    "quỹ",
    "điện",
    "tổ chức khủng bố",
)
MALE = frozenset(fold(word) for word in ("ông", "anh", "chú", "bác", "cậu"))
FEMALE = frozenset(fold(word) for word in ("bà", "chị", "cô"))
SHORTEST_FUZZY = 5
FUZZY_TWICE = 8


class AbbreviationLexicon(msgspec.Struct, frozen=True):
    """``lexicon/abbreviations.yaml``: what is written out inside names, and names that have a short form."""

    words: dict[str, str]
    names: dict[str, list[str]]


@lru_cache(maxsize=1)
def abbreviation_lexicon() -> AbbreviationLexicon:
    """The abbreviations; `DothiError` when the file is not what it should be."""
    import yaml

    data = resources.files("pipelines").joinpath("lexicon/abbreviations.yaml").read_bytes()
    try:
        return msgspec.convert(yaml.load(data, Loader=yaml.CSafeLoader), AbbreviationLexicon)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise DothiError(f"pipelines/lexicon/abbreviations.yaml: {error}") from error


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    return {fold(short): syllables(long) for short, long in abbreviation_lexicon().words.items()}


@lru_cache(maxsize=1)
def _known_abbreviations() -> dict[tuple[str, ...], str]:
    known: dict[tuple[str, ...], str] = {}
    for short, longs in abbreviation_lexicon().names.items():
        for long in longs:
            known[expanded(long)] = name_key(short)
        known[expanded(short)] = name_key(short)
    return known


@lru_cache(maxsize=50_000)
def expanded(name: str) -> tuple[str, ...]:
    """The folded syllables of a name with its abbreviations written out and joining words left out.

    >>> expanded("Sở TN - MT") == expanded("Sở Tài nguyên và Môi trường")
    True
    """
    words = _words()
    written: list[str] = []
    for syllable in syllables(name):
        written.extend(words.get(syllable, (syllable,)))
    return tuple(part for part in written if part not in ("và", fold("của"), ",")) or tuple(written)


@dataclass(slots=True)
class Cluster:
    """All names of one entity. `spans` index the names of the document, in order."""

    type: EntityType
    text: str
    spans: list[int] = field(default_factory=list)
    forms: Counter[str] = field(default_factory=Counter)
    gender: int = 0
    """+1 for each "ông", -1 for each "bà" before one of its names."""
    heads: Counter[str] = field(default_factory=Counter)
    """Administrative heads that stand before its names ("tỉnh")."""
    titles: set[str] = field(default_factory=set)
    country: str | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The folded syllables of its fullest form."""
        return syllables(self.text)

    @property
    def first(self) -> int:
        """The first of its names."""
        return self.spans[0]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A name with what stands before it."""

    index: int
    text: str
    type: EntityType
    before: str
    head: str
    score: float


def _before(doc: Doc, name: Name) -> str:
    start = max(0, name.begin - 24)
    return doc.text[start : name.begin].rsplit("\n", 1)[-1]


@lru_cache(maxsize=1)
def _head_pattern() -> re.Pattern[str]:
    heads = sorted((*PLACE_HEADS, *ORGANIZATION_HEADS), key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(re.escape(head) for head in heads)})\s*$", re.IGNORECASE)


def _look(doc: Doc) -> list[_Seen]:
    """Each name with its type in this article, and the word and the head before it."""
    seen: list[_Seen] = []
    for index, name in enumerate(doc.names):
        before = _before(doc, name)
        words = before.split()
        head = _head_pattern().search(before)
        text = doc.text[name.begin : name.end]
        last = fold(words[-1].strip(".,\"'“(")) if words and before[-1:] == " " else ""
        seen.append(_Seen(index, text, name.type, last, head[1] if head else "", name.score))
    return seen


def _vote(seen: Sequence[_Seen], persons: frozenset[int]) -> dict[str, EntityType]:
    """One type for each name key: seats and countries as the guidelines say, else the majority."""
    votes: dict[str, Counter[EntityType]] = defaultdict(Counter)
    for one in seen:
        weight = one.score
        if one.index in persons or one.before in MALE or one.before in FEMALE:
            votes[name_key(one.text)][PERSON] += 2 * weight if one.type is PERSON else weight
        votes[name_key(one.text)][one.type] += weight
    kinds: dict[str, EntityType] = {}
    for key, counts in votes.items():
        kinds[key] = SEATS.get(key) or max(counts, key=lambda kind: (counts[kind], kind.value))
        if kinds[key] is ORGANIZATION and counts[PLACE] and country_code(key) is not None:
            kinds[key] = PLACE
    return kinds


def _group(doc: Doc, seen: Sequence[_Seen], kinds: dict[str, EntityType]) -> list[Cluster]:
    """Names of one key as one cluster; places under different administrative heads stay apart."""
    clusters: dict[tuple[str, EntityType, str], Cluster] = {}
    heads: dict[str, set[str]] = defaultdict(set)
    for one in seen:
        if one.head and name_key(one.head) in ADMINISTRATIVE:
            heads[name_key(one.text)].add(_head_key(one.head))
    for one in seen:
        key = name_key(one.text)
        kind = kinds[key]
        apart = _head_key(one.head) if kind is PLACE and len(heads[key]) > 1 and one.head else ""
        cluster = clusters.setdefault((key, kind, apart), Cluster(kind, one.text))
        cluster.spans.append(one.index)
        cluster.forms[one.text] += 1
        cluster.gender += (one.before in MALE) - (one.before in FEMALE)
        if one.head:
            cluster.heads[one.head] += 1
    for cluster in clusters.values():
        cluster.text = min(cluster.forms, key=lambda text: (-cluster.forms[text], text.islower(), text))
        if cluster.type is PLACE:
            cluster.country = country_code(cluster.text)
    return list(clusters.values())


def _head_key(head: str) -> str:
    key = name_key(head)
    return "thành phố" if key == "tp" else key


def _merge(into: Cluster, other: Cluster) -> None:
    """Take over the names of `other`."""
    if len(expanded(other.text)) > len(expanded(into.text)):
        into.text = other.text
    into.spans = sorted([*into.spans, *other.spans])
    into.forms += other.forms
    into.gender += other.gender
    into.heads += other.heads
    into.titles |= other.titles
    into.country = into.country or other.country


def cluster_names(doc: Doc) -> list[Cluster]:
    """The clusters of the names of `doc`, in order of their first names."""
    persons = frozenset(_held(doc))
    seen = _look(doc)
    clusters = _group(doc, seen, _vote(seen, persons))
    index_of = {(name.begin, name.end): i for i, name in enumerate(doc.names)}
    titles = _titles_of(doc, index_of)
    for cluster in clusters:
        for span in cluster.spans:
            cluster.titles |= titles.get(span, set())
    parted = {kind: [c for c in clusters if c.type is kind] for kind in (PERSON, ORGANIZATION, PLACE)}
    merged = [
        *_join_persons(doc, parted[PERSON]),
        *_join_organizations(doc, parted[ORGANIZATION]),
        *_join_places(doc, parted[PLACE]),
    ]
    return sorted(merged, key=lambda cluster: cluster.spans[0])


def _held(doc: Doc) -> list[int]:
    """Indices of names that hold a title."""
    holders = {(t.person.begin, t.person.end) for t in doc.titles if t.person is not None}
    return [i for i, name in enumerate(doc.names) if (name.begin, name.end) in holders]


def _titles_of(doc: Doc, index_of: dict[tuple[int, int], int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for title in doc.titles:
        if title.person is not None:
            at = index_of.get((title.person.begin, title.person.end))
            if at is not None:
                found[at].add(title_key(doc, title))
    return found


def title_key(doc: Doc, title: Title) -> str:
    """The bare title as compared."""
    return name_key(doc.text[title.begin : title.end])


# persons


def is_vietnamese(words: Sequence[str]) -> bool:
    """Whether a person's name is built like a Vietnamese one: called by its last part.

    >>> is_vietnamese(syllables("Nguyễn Phú Trọng")), is_vietnamese(syllables("Tập Cận Bình"))
    (True, False)
    """
    return len(words) >= 2 and words[0] in SURNAMES


SURNAMES = frozenset(
    fold(word)
    for word in [
        "nguyễn",
        "trần",
        "lê",
        "phạm",
        "hoàng",
        "huỳnh",
        "phan",
        "vũ",
        "võ",
        "đặng",
        "bùi",
        "đỗ",
        "hồ",
        "ngô",
        "dương",
        "đinh",
        "đoàn",
        "lâm",
        "mai",
        "trịnh",
        "đào",
        "cao",
        "hà",
        "lương",
        "lưu",
        "tạ",
        "thái",
        "tô",
        "tôn",
        "trương",
        "văn",
        "vương",
        "phùng",
        "quách",
        "châu",
        "chu",
        "tống",
        "triệu",
        "tăng",
        "kiều",
        "la",
        "lại",
        "lục",
        "mạc",
        "nghiêm",
        "ông",
        "phí",
        "quan",
        "sử",
        "thạch",
        "thân",
        "thiều",
        "từ",
        "ung",
        "vi",
        "giang",
        "đàm",
        "đồng",
        "giàng",
        "hứa",
        "khổng",
        "khuất",
        "âu",
        "bạch",
        "cù",
        "doãn",
        "hầu",
        "lý",
        "ninh",
        "nông",
        "lò",
        "lường",
        "quàng",
        "sùng",
        "vàng",
        "thào",
        "hoà",
        "đậu",
        "đường",
        "mã",
        "tòng",
        "ma",
        "bế",
        "hạng",
        "thích",
        "trầm",
    ]
)


def _short_of(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether `short` may stand for the person called `full`."""
    if len(short) >= len(full):
        return False
    if short == full[-len(short) :]:
        return True
    if is_vietnamese(full) and len(full) > 2:
        return False
    return short == full[: len(short)] or (len(short) == 2 and len(full) > 2 and short == (full[0], full[-1]))


def _agree(one: Cluster, other: Cluster) -> bool:
    """Whether nothing speaks against two persons being one: gender."""
    return one.gender * other.gender >= 0


def _join_persons(doc: Doc, clusters: list[Cluster]) -> list[Cluster]:
    """Short forms and misspellings joined to full names."""
    ordered = sorted(clusters, key=lambda c: (-len(c.words), c.first))
    kept: list[Cluster] = []
    for cluster in ordered:
        same = [c for c in kept if _misspelt(cluster, c)]
        if len(same) == 1:
            _merge(same[0], cluster)
            continue
        candidates = [c for c in kept if any(_short_of(cluster.words, syllables(f)) for f in c.forms)]
        candidates = [c for c in candidates if _agree(cluster, c)] or candidates
        if not candidates:
            near = [c for c in kept if _misspelt_short(cluster, c)]
            if len(near) == 1:
                _merge(near[0], cluster)
            else:
                kept.append(cluster)
        elif len(candidates) == 1:
            _merge(candidates[0], cluster)
        else:
            _share_out(doc, cluster, candidates)
    return kept


def _share_out(doc: Doc, cluster: Cluster, candidates: list[Cluster]) -> None:
    """Give each mention of an ambiguous short form to the person last spoken of before it."""
    titled = [c for c in candidates if c.titles & cluster.titles]
    anchors = {id(c): list(c.spans) for c in candidates}
    for span in cluster.spans:
        among = titled if len(titled) == 1 else candidates
        best = max(among, key=lambda c: (max((s for s in anchors[id(c)] if s < span), default=-1), -c.first))
        text = doc.text[doc.names[span].begin : doc.names[span].end]
        best.spans = sorted([*best.spans, span])
        best.forms[text] += 1


def _close(one: str, other: str) -> bool:
    """Whether two foreign words differ by a slip: one letter, in long words two."""
    if one == other:
        return True
    shortest = min(len(one), len(other))
    if shortest < SHORTEST_FUZZY:
        return False
    return DamerauLevenshtein.distance(one, other, score_cutoff=2) <= (2 if shortest >= FUZZY_TWICE else 1)


def _foreign(word: str) -> bool:
    """Whether a syllable is no Vietnamese one: plain letters and long, or two vowels apart."""
    return word.isascii() and len(word) >= SHORTEST_FUZZY


def _misspelt(one: Cluster, other: Cluster) -> bool:
    """Whether two names of the same length are one by a slip of the pen."""
    a, b = one.words, other.words
    if len(a) != len(b) or not _agree(one, other):
        return False
    if a == b:
        return True
    if [plain(w) for w in a] == [plain(w) for w in b]:
        unmarked = all(w.isascii() for w in a) or all(w.isascii() for w in b)
        return unmarked and len(a) >= 2
    differing = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    if len(a) >= 2:
        close = all(
            _foreign(plain(x)) and _foreign(plain(y)) and _close(plain(x), plain(y)) for x, y in differing
        )
        return close and not (is_vietnamese(a) and is_vietnamese(b))
    return len(a[0]) >= SHORTEST_FUZZY + 1 and a[0].isascii() and b[0].isascii() and _close(a[0], b[0])


def _misspelt_short(one: Cluster, other: Cluster) -> bool:
    """Whether a short form is a slip of the last part of a full name."""
    a, b = one.words, other.words
    if len(a) != 1 or len(b) < 2 or is_vietnamese(b) or not _agree(one, other):
        return False
    return _foreign(a[0]) and _foreign(plain(b[-1])) and _close(a[0], plain(b[-1]))


# organisations


def _join_organizations(doc: Doc, clusters: list[Cluster]) -> list[Cluster]:
    """Abbreviations, short forms and variants joined to full names."""
    clusters = _join_equal(clusters, lambda c: " ".join(expanded(c.text)))
    clusters = _join_equal(clusters, lambda c: _known_abbreviations().get(expanded(c.text), ""))
    clusters = _join_pairs(doc, clusters, _introduced(doc))
    clusters = _join_headless(clusters)
    clusters = _join_equal(clusters, lambda c: " ".join(_without_heads(expanded(c.text))))
    clusters = _join_initials(clusters)
    return _join_prefixes(doc, clusters)


def _join_equal(clusters: list[Cluster], key: object) -> list[Cluster]:
    """Clusters with one key become one; an empty key joins nothing."""
    assert callable(key)
    kept: dict[str, Cluster] = {}
    out: list[Cluster] = []
    for cluster in clusters:
        k = key(cluster)
        if k and k in kept:
            _merge(kept[k], cluster)
        else:
            kept[k] = cluster
            out.append(cluster)
    return out


INTRODUCED = re.compile(r"\s*\(\s*(?:gọi tắt là |viết tắt là |tên viết tắt là |viết tắt: )?[\"“']?$")


def _introduced(doc: Doc) -> list[tuple[int, int]]:
    """Pairs of names of which the second stands in brackets behind the first: "Liên Hợp Quốc (LHQ)"."""
    found = []
    for i in range(len(doc.names) - 1):
        one, two = doc.names[i], doc.names[i + 1]
        gap = doc.text[one.end : two.begin]
        text = doc.text[two.begin : two.end]
        if (
            gap.lstrip()[:1] == "("
            and INTRODUCED.fullmatch(gap)
            and doc.text[two.end : two.end + 1] in (")", ",", '"', " ")
        ):
            capitals = sum(c.isupper() for c in text)
            if " " not in text.strip() and capitals >= 2 and len(text) <= 12:
                found.append((i, i + 1))
    return found


def _join_pairs(doc: Doc, clusters: list[Cluster], pairs: list[tuple[int, int]]) -> list[Cluster]:
    """Join the clusters of two names, pair by pair."""
    del doc
    owner = {span: cluster for cluster in clusters for span in cluster.spans}
    gone: set[int] = set()
    for one, two in pairs:
        into, other = owner.get(one), owner.get(two)
        if into is None or other is None or into is other or len(into.text) < len(other.text):
            continue
        _merge(into, other)
        owner.update(dict.fromkeys(other.spans, into))
        gone.add(id(other))
    return [cluster for cluster in clusters if id(cluster) not in gone]


@lru_cache(maxsize=1)
def _organization_heads() -> tuple[tuple[str, ...], ...]:
    return tuple(sorted({expanded(head) for head in ORGANIZATION_HEADS}, key=lambda h: (-len(h), h)))


def _bare(words: tuple[str, ...], heads: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """The words without the head that they start with."""
    for head in heads:
        if len(words) > len(head) and words[: len(head)] == head:
            return words[len(head) :]
    return words


def _join_headless(clusters: list[Cluster]) -> list[Cluster]:
    """ "công ty Kim Sơn" and "Kim Sơn": a name with its head and without."""
    return _join_equal(clusters, lambda c: " ".join(_bare(expanded(c.text), _organization_heads())))


@lru_cache(maxsize=1)
def _administrative() -> tuple[tuple[str, ...], ...]:
    return tuple(sorted({expanded(head) for head in PLACE_HEADS[:16]}, key=lambda h: (-len(h), h)))


def _without_heads(words: tuple[str, ...]) -> tuple[str, ...]:
    """ "Công an tỉnh Lào Cai" as "Công an Lào Cai"; a head at the end stays ("UBND tỉnh")."""
    out: list[str] = []
    at = 0
    while at < len(words):
        head = next((h for h in _administrative() if words[at : at + len(h)] == h), ())
        if head and at and at + len(head) < len(words) and not words[at + len(head)][0].isdigit():
            at += len(head)
            continue
        out.append(words[at])
        at += 1
    return tuple(out)


def _join_initials(clusters: list[Cluster]) -> list[Cluster]:
    """ "TTCP" and "Thanh tra Chính phủ": the initials of one other name only."""
    out: list[Cluster] = []
    gone: set[int] = set()
    for cluster in clusters:
        text = cluster.text
        if 3 <= len(text) <= 6 and text.isupper() and text.isalpha():
            full = [c for c in clusters if c is not cluster and _initials(c.text) == text]
            if len(full) == 1:
                _merge(full[0], cluster)
                gone.add(id(cluster))
    out.extend(cluster for cluster in clusters if id(cluster) not in gone)
    return out


def _initials(name: str) -> str:
    return "".join(part[0] for part in name.replace("-", " ").split() if part).upper()


def _join_prefixes(doc: Doc, clusters: list[Cluster]) -> list[Cluster]:
    """ "Bộ Ngoại giao" and "Bộ Ngoại giao Mỹ": a name that one longer name starts with."""
    ordered = sorted(clusters, key=lambda c: (-len(expanded(c.text)), c.first))
    kept: list[Cluster] = []
    for cluster in ordered:
        longer = [c for c in kept if _starts(c, cluster)]
        if len(longer) == 1:
            _merge(longer[0], cluster)
        elif longer and _generic(expanded(cluster.text)):
            _share_out(doc, cluster, longer)
        else:
            kept.append(cluster)
    return kept


def _starts(longer: Cluster, shorter: Cluster) -> bool:
    words = expanded(shorter.text)
    if len(words) < 2 and not (len(words) == 1 and words[0] == fold("đảng")):
        return False
    return any(
        expanded(form)[: len(words)] == words and len(expanded(form)) > len(words) for form in longer.forms
    )


def _generic(words: tuple[str, ...]) -> bool:
    """Whether a name ends in a bare head, so that it can only be a short form: "UBND tỉnh"."""
    return any(words[-len(head) :] == head for head in _administrative())


# places


@lru_cache(maxsize=1)
def _place_heads() -> tuple[tuple[str, ...], ...]:
    return tuple(sorted({expanded(head) for head in PLACE_HEADS[16:]}, key=lambda h: (-len(h), h)))


def _join_places(doc: Doc, clusters: list[Cluster]) -> list[Cluster]:
    """Names of one country, names with their heads and without, misspellings."""
    del doc
    for cluster in clusters:
        if cluster.country is None:
            code = short_country_code(cluster.text)
            if code is not None and any(c.country == code for c in clusters):
                cluster.country = code
    clusters = _join_equal(clusters, lambda c: c.country or "")
    clusters = _join_equal(clusters, lambda c: " ".join(expanded(c.text)) if c.country is None else c.country)
    clusters = _join_administrative(clusters)
    clusters = _join_equal(clusters, _place_key)
    return _join_misspelt_places(clusters)


def _place_key(cluster: Cluster) -> str:
    if cluster.country is not None:
        return cluster.country
    return " ".join(_bare(expanded(cluster.text), _place_heads()))


def _join_administrative(clusters: list[Cluster]) -> list[Cluster]:
    """ "tỉnh Hoà Bình" and "Hoà Bình": one if the article knows one head for the name only."""
    by_core: dict[tuple[str, ...], list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        by_core[_bare(expanded(cluster.text), _administrative())].append(cluster)
    out: list[Cluster] = []
    for core, group in by_core.items():
        headed = [c for c in group if expanded(c.text) != core]
        bare = [c for c in group if expanded(c.text) == core]
        if len(headed) == 1 and len(bare) == 1 and not core[0][0].isdigit():
            _merge(headed[0], bare[0])
            out.append(headed[0])
        else:
            out.extend(group)
    return out


def _join_misspelt_places(clusters: list[Cluster]) -> list[Cluster]:
    """A name that no source knows, one slip away from another name of the article."""
    out = list(clusters)
    for cluster in clusters:
        if (
            cluster.country is not None
            or sum(cluster.forms.values()) > 2
            or len(cluster.text) <= SHORTEST_FUZZY
        ):
            continue
        near = [c for c in out if c is not cluster and _misspelt_place(cluster, c)]
        if len(near) == 1 and place(cluster.text) is None:
            _merge(near[0], cluster)
            out.remove(cluster)
    return out


def _misspelt_place(one: Cluster, other: Cluster) -> bool:
    a, b = one.words, other.words
    if len(a) != len(b) or sum(one.forms.values()) > sum(other.forms.values()):
        return False
    differing = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    if len(differing) != 1:
        return False
    x, y = differing[0]
    known = other.country is not None or place(other.text) is not None
    if x.isdigit() or y.isdigit() or x.isascii() != y.isascii():
        return False
    if x.isascii() and len(x) >= SHORTEST_FUZZY and len(y) >= SHORTEST_FUZZY:
        return _close(x, y)
    return known and len(a) >= 2 and DamerauLevenshtein.distance(one.text, other.text) <= 1
