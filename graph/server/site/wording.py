"""The words and forms of the interface in Vietnamese and English: labels, dates, numbers, icons.

A language goes in, a `Wording` comes out that templates ask. Words lie in ``words.yaml``, icons in the script
of the single page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import msgspec
import yaml

LANGUAGES = ("vi", "en")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DATE = re.compile(r"(-|\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_HOLE = re.compile(r"\{(\w+)\}")
_ICON = re.compile(r"\b(\w+): \"(M[^\"]+)\"")


@cache
def words() -> dict[str, tuple[str, str]]:
    """Each word by its key, Vietnamese and English."""
    text = (files("graph.server.site") / "words.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), dict[str, tuple[str, str]])


@cache
def icons() -> dict[str, str]:
    """The line of each icon on a 24 by 24 grid, by kind of node, event type and action."""
    return dict(_ICON.findall((files("graph.page") / "icons.js").read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class Wording:
    """The interface in one language.

    >>> Wording("en")("page", n=2), Wording("vi").date("2024-03-27"), Wording("vi").number(12500)
    ('Page 2', '27/3/2024', '12.500')
    """

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """The word for a key, with its fields filled in; a key that is no word stands for itself."""
        found = words().get(key)
        word = key if found is None else found[LANGUAGES.index(self.language)]
        return _HOLE.sub(lambda hole: str(values.get(hole[1], hole[0])), word)

    def number(self, value: float) -> str:
        """A number with its thousands parted."""
        text = f"{value:,.2f}".rstrip("0").rstrip(".")
        return text.translate(str.maketrans(",.", ".,")) if self.language == "vi" else text

    def date(self, value: str) -> str:
        """A date as people write it; one without a year stays without.

        >>> Wording("en").date("--03-27"), Wording("vi").date("--11"), Wording("en").date("2024-03")
        ('27 Mar', 'tháng 11', 'Mar 2024')
        """
        found = _DATE.match(value)
        if not found:
            return value
        year, month, day = found.groups()
        year = "" if year == "-" else year
        if self.language == "vi":
            lone = "tháng " if month and not day and not year else ""
            return "/".join(
                filter(None, [str(int(day)) if day else "", lone + str(int(month)) if month else "", year])
            )
        names = [str(int(day)) if day else "", _MONTHS[(int(month) - 1) % 12] if month else "", year]
        return " ".join(filter(None, names))


@lru_cache(maxsize=2)
def wording(language: str) -> Wording:
    """The wording of a language; Vietnamese for any other.

    >>> wording("fr").language
    'vi'
    """
    return Wording(language if language in LANGUAGES else "vi")
