"""Names whose bounds the text itself puts right: recognised names come in, mended names go out.

A recogniser reads sentence by sentence and sometimes cuts a name short, runs two together or misses one. The
article knows better: parts of one name stand side by side, a name stands whole elsewhere, a title before
"Bộ Ngoại giao Mỹ Matthew Miller" tells that a person follows the office. Only such evidence moves a bound.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from graph.model import EntityType
from pipelines.document import Doc, Name, Token
from pipelines.entities.clusters import administrative_keys, head_key, name_lexicon
from pipelines.entities.persons import is_vietnamese
from pipelines.features import is_syllable
from pipelines.gazetteer import cities, country_code, place
from pipelines.known_countries import whole_countries
from pipelines.name_keys import fold, name_key
from pipelines.titles import title_grammar

PERSON, ORGANIZATION, PLACE = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PLACE
LONGEST_TAIL = 4
"""Words of a person's name that an office may have swallowed."""
LONGEST_TITLE = 8
LONGEST_GIVEN = 6
SHORTEST_FULL = 3
WHOLE_WORDS = frozenset(fold(word) for word in ("Đảng", "Đoàn", "Bắc", "Nam", "Đông", "Tây"))
LEADERS_OF_STATES = frozenset(name_key(title) for title in ("tổng thống", "thủ tướng", "ngoại trưởng"))
ADDED_SCORE = 0.5
"""How sure a name is that the recogniser missed here and knew elsewhere."""


def mend_names(doc: Doc) -> list[Name]:
    """The names of `doc`, mended.

    >>> from graph.model import Article
    >>> from pipelines.segmentation import tokens
    >>> text = "Kim Dong Chul nói. Chul cười."
    >>> parts = (Name(0, 8, PERSON), Name(9, 13, PERSON))
    >>> doc = Doc(Article("a", text), tokens=tokens(text), names=parts)
    >>> [(name.begin, name.end) for name in mend_names(doc)]
    [(0, 13)]
    """
    names = [name for name in doc.names if not _is_scrap(doc, name)]
    if not names:
        return []
    begins = [token.begin for token in doc.tokens]
    names = _join_neighbours(doc, whole_countries(doc, names))
    names = [_leader(doc, name, begins) for name in names]
    names = _part_offices(doc, names, begins)
    names = _lengthen(doc, names, begins)
    names = _join_hyphens(doc, names, begins)
    return _complete(doc, names, begins)


def _is_scrap(doc: Doc, name: Name) -> bool:
    """Whether a name is a piece that names nothing: one small syllable, a mark, a head alone ("TP").

    A syllable that goes on in small letters is the first of a common word ("[Cảnh] sát"), if no place is
    called so.
    """
    text = doc.text[name.begin : name.end]
    if head_key(text) in administrative_keys():
        return True
    if " " in text:
        return False
    if text.islower() or not any(c.isalnum() for c in text):
        return True
    behind = doc.text[name.end : name.end + 2]
    goes_on = behind[:1] == " " and behind[1:].islower()
    return goes_on and name.type is not PERSON and _is_common(text) and place(text) is None


def _is_common(text: str) -> bool:
    """Whether a word is written like a Vietnamese one at the beginning of a sentence and names nothing."""
    return text[1:].islower() and is_syllable(text.lower()) and fold(text) not in WHOLE_WORDS


def _join_neighbours(doc: Doc, names: Sequence[Name]) -> list[Name]:
    """Names of one type with nothing but a space between them are one name."""
    joined: list[Name] = []
    for name in names:
        last = joined[-1] if joined else None
        if last is not None and last.type is name.type and _side_by_side(doc.text, last, name):
            joined[-1] = replace(last, end=name.end, score=max(last.score, name.score))
        else:
            joined.append(name)
    return joined


def _side_by_side(text: str, one: Name, two: Name) -> bool:
    if text[one.end : two.begin] != " " or not text[two.begin].isupper():
        return False
    first, second = text[one.begin : one.end], text[two.begin : two.end]
    if one.type is ORGANIZATION:
        return _is_native(first) == _is_native(second) and not second.isupper()
    return one.type is PERSON or (country_code(first) or country_code(second)) is None


def _is_native(text: str) -> bool:
    """Whether all words can be Vietnamese syllables."""
    return all(is_syllable(word.lower()) for word in text.split())


def _leader(doc: Doc, name: Name, begins: Sequence[int]) -> Name:
    """ "Tổng thống Washington": no city has a president, so a person is meant."""
    text = doc.text[name.begin : name.end]
    if name.type is not PLACE or country_code(text) is not None or not cities(text):
        return name
    end = bisect_left(begins, name.begin)
    row = [fold(token.text) for token in doc.tokens[max(0, end - 2) : end]]
    return replace(name, type=PERSON) if " ".join(row) in LEADERS_OF_STATES else name


def _part_offices(doc: Doc, names: Sequence[Name], begins: Sequence[int]) -> list[Name]:
    """ "Bộ Ngoại giao Mỹ Matthew Miller" behind "Người phát ngôn": the office and its holder."""
    parted: list[Name] = []
    for name in names:
        whole = name.type is PERSON or country_code(doc.text[name.begin : name.end]) is not None
        cut = None if whole else _holder_in(doc, name, begins)
        if cut is None:
            parted.append(name)
        else:
            end, begin = cut
            parted.extend([replace(name, end=end), Name(begin, name.end, PERSON, name.score)])
    return parted


def _holder_in(doc: Doc, name: Name, begins: Sequence[int]) -> tuple[int, int] | None:
    """Where the office ends and the person's name begins inside a name that stands behind a title."""
    first, last = bisect_left(begins, name.begin), bisect_left(begins, name.end)
    tokens = doc.tokens[first:last]
    if len(tokens) < 3 or not _behind_title(doc, first):
        return None
    for at in range(1, len(tokens)):
        tail = tokens[at:]
        if not 2 <= len(tail) <= LONGEST_TAIL or not all(_is_name_part(t.text) for t in tail):
            continue
        if country_code(doc.text[tail[0].begin : tail[-1].end]) is None and _parts(doc, tokens, at):
            return tokens[at - 1].end, tail[0].begin
    return None


def _parts(doc: Doc, tokens: Sequence[Token], at: int) -> bool:
    """Whether an office ends before `at` and a person begins there.

    A country ends the office, foreign words follow Vietnamese ones, or a full Vietnamese name follows that
    is no place's.
    """
    end = tokens[at - 1].end
    if any(country_code(doc.text[tokens[k].begin : end]) is not None for k in range(max(0, at - 3), at)):
        return True
    native = [is_syllable(token.text.lower()) for token in tokens]
    if all(native[:at]) and not any(native[at:]):
        return True
    tail = [fold(token.text) for token in tokens[at:]]
    headed = head_key(tokens[at - 1].text) in administrative_keys()
    return len(tail) >= SHORTEST_FULL and is_vietnamese(tail) and not headed


def _is_name_part(word: str) -> bool:
    """Whether a word is written like a part of a person's name: a capital, but no abbreviation or country."""
    return word[:1].isupper() and not word.isupper() and country_code(word) is None


def _behind_title(doc: Doc, first: int) -> bool:
    """Whether a title ends right before a token."""
    grammar = title_grammar()
    start = max(0, first - LONGEST_TITLE)
    row = [fold(token.text) for token in doc.tokens[start:first]]
    for at in range(len(row)):
        match = grammar.match(row, at)
        if match is not None and match.last == len(row):
            return True
    return False


def _lengthen(doc: Doc, names: Sequence[Name], begins: Sequence[int]) -> list[Name]:
    """ "Mohammad Javad" before "Azari": a foreign name goes on through foreign words with capitals."""
    taken = {name.begin for name in names}
    longer: list[Name] = []
    for name in names:
        at = bisect_left(begins, name.end)
        end = name.end
        foreign = not _is_native(doc.text[name.begin : name.end].replace("-", " "))
        while at < len(doc.tokens) and doc.tokens[at].begin not in taken:
            word = doc.tokens[at].text
            joined = doc.text[end : doc.tokens[at].begin] == " "
            if not (joined and _is_name_part(word) and word.isalpha()):
                break
            if not foreign or (name.type is not PERSON and _is_native(word)):
                break
            end = doc.tokens[at].end
            at += 1
        longer.append(name if end == name.end else replace(name, end=end))
    return longer


def _join_hyphens(doc: Doc, names: Sequence[Name], begins: Sequence[int]) -> list[Name]:
    """ "Kim Jong" before " - un", "Mohammad Azari" before " - Jahromi": one name, spaced hyphen or not."""
    joined: list[Name] = []
    for name in names:
        last = joined[-1] if joined else None
        if last is not None and name.begin < last.end:
            continue
        end = _behind_hyphen(doc, name, begins) if name.type is PERSON else name.end
        joined.append(name if end == name.end else replace(name, end=end))
    return joined


def _behind_hyphen(doc: Doc, name: Name, begins: Sequence[int]) -> int:
    """Where a person's name ends when what follows a hyphen belongs to it."""
    at = bisect_left(begins, name.end)
    if at + 1 >= len(doc.tokens) or doc.tokens[at].text != "-" or "\n" in doc.text[name.end : begins[at + 1]]:
        return name.end
    word = doc.tokens[at + 1]
    first, *rest = doc.text[name.begin : name.end].split()
    given = word.text.isascii() and word.text.isalpha() and len(word.text) <= LONGEST_GIVEN
    if rest and given and word.text.islower() and first in name_lexicon().hyphenated:
        return word.end
    foreign = _is_name_part(word.text) and not _is_native(word.text) and not _is_native(" ".join(rest))
    single = at + 2 >= len(doc.tokens) or not doc.tokens[at + 2].text[:1].isupper()
    return word.end if rest and foreign and single else name.end


def _complete(doc: Doc, names: Sequence[Name], begins: Sequence[int]) -> list[Name]:
    """Names that stand whole elsewhere: missed ones are added, shorter ones inside are lengthened."""
    known: dict[tuple[str, ...], Counter[EntityType]] = {}
    for one in names:
        words = _words(doc, one, begins)
        if _is_telling(words):
            known.setdefault(words, Counter())[one.type] += 1
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for words in known:
        by_first.setdefault(words[0], []).append(words)
    for group in by_first.values():
        group.sort(key=lambda words: (-len(words), words))
    out: list[Name] = []
    texts = [token.text for token in doc.tokens]
    inside = _token_names(doc.tokens, names)
    at = 0
    while at < len(texts):
        name = inside[at]
        end = bisect_left(begins, name.end) if name is not None else at
        fitting = (w for w in by_first.get(texts[at], ()) if tuple(texts[at : at + len(w)]) == w)
        longer = next((w for w in fitting if at + len(w) > end and _fits(doc, inside, at, len(w))), None)
        if longer is not None:
            end = at + len(longer)
            kind = known[longer].most_common(1)[0][0]
            score = name.score if name is not None else ADDED_SCORE
            out.append(Name(begins[at], doc.tokens[end - 1].end, kind, score))
        elif name is not None:
            out.append(name)
        at = max(end, at + 1)
    return out


def _words(doc: Doc, name: Name, begins: Sequence[int]) -> tuple[str, ...]:
    first, last = bisect_left(begins, name.begin), bisect_left(begins, name.end)
    return tuple(token.text for token in doc.tokens[first:last])


def _is_telling(words: tuple[str, ...]) -> bool:
    """Whether the words are a name wherever they stand: several with capitals, or a foreign one."""
    capitals = sum(word[:1].isupper() for word in words)
    if not words:
        return False
    if len(words) == 1:
        return capitals == 1 and len(words[0]) >= 4 and not is_syllable(words[0].lower())
    return words[0][:1].isupper() and capitals >= 2


def _token_names(tokens: Sequence[Token], names: Sequence[Name]) -> list[Name | None]:
    """For each token the name that begins at it."""
    starts = {name.begin: name for name in names}
    return [starts.get(token.begin) for token in tokens]


def _fits(doc: Doc, inside: Sequence[Name | None], at: int, size: int) -> bool:
    """Whether the longer name cuts none of the names in its reach, and is of one line."""
    end = doc.tokens[at + size - 1].end
    reached = [inside[i] for i in range(at, at + size)]
    whole = all(name is None or name.end <= end for name in reached)
    return whole and "\n" not in doc.text[doc.tokens[at].begin : end]
