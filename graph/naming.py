"""When two names are the same string to a reader, and which names are so rare that they stand for one person.

A name comes in as text; out goes a form in which spelling variants agree (case, spacing, hyphens, and the two
ways of placing a Vietnamese tone mark: hoà, hòa), its syllables, and whether a syllable could be Vietnamese.
The syllable test follows the phonotactics of written Vietnamese: an onset, a rime, and a tone that the
final consonant allows.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
STOPPED_TONES = frozenset("\u0301\u0323")

FAMILY_NAMES = frozenset(
    {"nguyen", "tran", "le", "pham", "huynh", "hoang", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo"}
    | {"duong", "ly", "truong", "dinh", "lam", "mai", "trinh", "dao", "doan", "luong", "ta", "cao", "thai"}
    | {"chau", "quach", "ha", "to", "luu", "vuong", "trieu", "kieu"}
)
"""The commonest Vietnamese family names as they are written abroad, without marks."""

HIGHLAND_NAMES = frozenset(
    {"niê", "êban", "ksor", "ksơr", "rcom", "rơ", "rmah", "siu", "kpă", "mlô", "ayun", "byă", "kbuôr", "hmok"}
    | {"nay", "rahlan", "kpuih", "adrơng", "buôn", "kđăm", "êñuôl", "hwing", "krông", "bkrông", "hđơk"}
)
"""Family names of the Central Highlands: not Vietnamese in form, but borne by thousands."""

_ONSET = "ngh|ng|nh|gh|gi|kh|ch|ph|qu|th|tr|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x|"
_RIME = (
    "iêng|oach|oang|oanh|oong|oăng|uych|uynh|uyên|uyêt|uâng|uêch|uênh|yêng|ương|ach|ang|"
    "anh|eng|ich|inh|iêc|iêm|iên|iêp|iêt|iêu|oac|oai|oam|oan|oao|oap|oat|oay|oen|oeo|"
    "oet|ong|ooc|oăc|oăm|oăn|oăt|ung|uya|uyt|uyu|uân|uât|uây|yêm|yên|yêt|yêu|âng|êch|"
    "ênh|ông|ăng|ưng|ươc|ươi|ươm|ươn|ươp|ươt|ươu|ac|ai|am|an|ao|ap|at|au|ay|ec|em|"
    "en|eo|ep|et|ia|im|in|ip|it|iu|oa|oc|oe|oi|om|on|op|ot|ua|uc|ui|um|un|up|ut|"
    "uy|uê|uơ|âc|âm|ân|âp|ât|âu|ây|êm|ên|êp|êt|êu|ôc|ôi|ôm|ôn|ôp|ôt|ăc|ăm|ăn|ăp|"
    "ăt|ơi|ơm|ơn|ơp|ơt|ưa|ưc|ưi|ưt|ưu|a|e|i|o|u|y|ê|ô|ơ|ư"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})(?:{_RIME})")
_STOPPED = re.compile(r"(?:p|t|c|ch)$")
_NUCLEUS = re.compile(r"^(?:qu(?=[aeiouyăâêôơư])|gi(?=[aeiouăâêôơư])|[^aeiouyăâêôơư]*)([aeiouyăâêôơư]+)")
_BETWEEN = re.compile(r"[\s\-‐-―'’\"“”.,·]+")


@lru_cache(maxsize=65536)
def normal(name: str) -> str:
    """The name with case folded, hyphens and dots as spaces, and each tone at the end of its syllable.

    >>> normal("HOÀ  Bình") == normal("Hòa Bình")
    True
    >>> normal("Karine Jean-Pierre")
    'karine jean pierre'
    """
    syllables = []
    for syllable in _BETWEEN.sub(" ", unicodedata.normalize("NFD", name.casefold())).split():
        tone = "".join(c for c in syllable if c in TONES)
        syllables.append("".join(c for c in syllable if c not in TONES) + tone)
    return unicodedata.normalize("NFC", " ".join(syllables))


def spelt(text: str) -> str:
    """Normal names as people write them: each tone on the vowel that bears it.

    >>> spelt(normal("Tổng thống Nguyễn Hoà Quốc Thuý")), spelt(normal("Liên Hợp Quốc tuổi của người"))
    ('tổng thống nguyễn hoà quốc thuý', 'liên hợp quốc tuổi của người')
    """
    return re.sub(r"\w[\w\u0300-\u036f]*", lambda found: _with_tone(found[0]), text)


def _with_tone(syllable: str) -> str:
    letters = unicodedata.normalize("NFD", syllable)
    tones = "".join(c for c in letters if c in TONES)
    bare = unicodedata.normalize("NFC", "".join(c for c in letters if c not in TONES))
    found = _NUCLEUS.search(bare)
    if len(tones) != 1 or found is None:
        return syllable
    begin, vowels, end = found.start(1), found[1], found.end(1)
    marked = [n for n, vowel in enumerate(vowels) if vowel in "ăâêôơư"]
    if marked:
        at = marked[-1]
    elif len(vowels) == 1 or end < len(bare) or vowels in ("oa", "oe", "uy"):
        at = len(vowels) - 1
    else:
        at = len(vowels) - 2
    at += begin + 1
    return unicodedata.normalize("NFC", bare[:at] + tones + bare[at:])


def syllables(name: str) -> tuple[str, ...]:
    """The normal syllables of a name.

    >>> syllables("Benjamin Netanyahu")
    ('benjamin', 'netanyahu')
    """
    return tuple(normal(name).split())


@lru_cache(maxsize=65536)
def is_vietnamese(syllable: str) -> bool:
    """Whether a syllable could be written Vietnamese: onset, rime, and a tone that a final stop allows.

    >>> [s for s in ("Hùng", "Kim", "Jong", "Nguyễn", "Putin", "Sát", "Sat") if is_vietnamese(s)]
    ['Hùng', 'Kim', 'Nguyễn', 'Sát']
    """
    letters = unicodedata.normalize("NFD", syllable.casefold())
    tones = [c for c in letters if c in TONES]
    bare = unicodedata.normalize("NFC", "".join(c for c in letters if c not in TONES))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    return not _STOPPED.search(bare) or bool(tones and tones[0] in STOPPED_TONES)


@lru_cache(maxsize=65536)
def is_rare(name: str) -> bool:
    """Whether a person's full name is foreign: two syllables or more that are not Vietnamese.

    One long such syllable is enough when nothing else in the name is Vietnamese for certain: no mark, no
    family name. A rare name is taken to be one person wherever it stands; a Vietnamese full name is not,
    since thousands of people share it.

    >>> [is_rare(n) for n in ("Benjamin Netanyahu", "Tom Cruise", "Nguyễn Văn Hùng", "Jenny Tran")]
    [True, True, False, False]
    """
    parts = [s for s in syllables(name) if len(s) > 1]
    foreign = [s for s in parts if not is_vietnamese(s)]
    if len(parts) < 2 or not foreign or not HIGHLAND_NAMES.isdisjoint(parts):
        return False
    plain = all(s.isascii() and s not in FAMILY_NAMES for s in parts)
    return len(foreign) > 1 or (plain and len(foreign[0]) > 4)


@lru_cache(maxsize=65536)
def is_full(name: str) -> bool:
    """Whether a person's name is a whole one: rare, or three Vietnamese syllables or more.

    >>> is_full("Nguyễn Văn Hùng"), is_full("Văn Hùng"), is_full("Hùng")
    (True, False, False)
    """
    return is_rare(name) or len(syllables(name)) > 2
