"""What `identity.yaml` knows: which title says who holds it, which name does not say which body it is, and
what tells one act from another.

Names come in as text, answers go out; everything is compared in the normal form of `graph.naming`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from graph.naming import normal


@dataclass(frozen=True, slots=True)
class _Departments:
    heads: list[str]
    fields: list[str]


@dataclass(frozen=True, slots=True)
class _Known:
    offices: list[str]
    leaders: list[str]
    same_titles: list[list[str]]
    bodies: list[str]
    places: list[str]
    numbered: list[str]
    departments: _Departments
    home: str
    national: list[str]
    long_forms: dict[str, str]
    whole_names: list[list[str]]
    empty_words: list[str]
    same_kinds: list[list[str]]


@dataclass(frozen=True, slots=True)
class _Names:
    """The same in normal form: each set as it is asked for."""

    offices: frozenset[str]
    leaders: frozenset[str]
    titles: dict[str, str]
    bodies: frozenset[str]
    numbered: frozenset[str]
    home: str
    national: frozenset[str]
    long_forms: dict[str, str]
    whole_names: dict[str, str]
    empty_words: frozenset[str]
    kinds: dict[str, str]


@lru_cache(maxsize=1)
def _known() -> _Names:
    from importlib.resources import files

    import msgspec
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files("graph.resolution").joinpath("identity.yaml").read_text(encoding="utf-8")
    known = msgspec.convert(yaml.load(text, loader), _Known)
    titles = {normal(title): normal(group[0]) for group in known.same_titles for title in group}
    parts = known.departments
    departments = (f"{head} {field}" for head in parts.heads for field in parts.fields)
    return _Names(
        frozenset(titles.get(normal(t), normal(t)) for t in known.offices),
        frozenset(titles.get(normal(t), normal(t)) for t in known.leaders),
        titles,
        frozenset(map(normal, (*known.bodies, *known.places, *departments))),
        frozenset(map(normal, known.numbered)),
        known.home,
        frozenset(map(normal, known.national)),
        {normal(short): normal(long) for short, long in known.long_forms.items()},
        {normal(name): normal(group[0]) for group in known.whole_names for name in group},
        frozenset(map(normal, known.empty_words)),
        {kind: group[0] for group in known.same_kinds for kind in group},
    )


@lru_cache(maxsize=4096)
def same_title(title: str) -> str:
    """The normal form of a title, one for all titles that mean the same.

    >>> same_title("Ngoại trưởng") == same_title("Bộ trưởng Ngoại giao")
    True
    """
    name = normal(title)
    return _known().titles.get(name, name)


def is_office(title: str) -> bool:
    """Whether a title (as `same_title` gives it) is held by one person at a time.

    >>> is_office(same_title("Thủ tướng")), is_office(same_title("Giám đốc"))
    (True, False)
    """
    return title in _known().offices


def is_leader(title: str) -> bool:
    """Whether a title (as `same_title` gives it) is one of a country's leader.

    >>> is_leader(same_title("Nhà lãnh đạo")), is_leader(same_title("Ngoại trưởng"))
    (True, False)
    """
    return title in _known().leaders


def is_body(name: str) -> bool:
    """Whether a normal name alone does not say which body or place it is: every country or town has one.

    >>> is_body(normal("Bộ Ngoại giao")), is_body(normal("Bộ Ngoại giao Mỹ")), is_body(normal("Quốc hội"))
    (True, False, True)
    """
    unit, _, number = name.rpartition(" ")
    return name in _known().bodies or (number.isdigit() and unit in _known().numbered)


def is_home(identifier: str) -> bool:
    """Whether a country's identifier is that of the country whose bodies are named without it.

    >>> is_home("https://sws.geonames.org/1562822/"), is_home("https://sws.geonames.org/6252001/")
    (True, False)
    """
    return identifier == _known().home


def is_national(name: str) -> bool:
    """Whether a normal name is of a body of which a country has one.

    >>> is_national(normal("Bộ Y tế")), is_national(normal("Sở Y tế"))
    (True, False)
    """
    return name in _known().national or name.startswith(normal("Bộ") + " ")


@lru_cache(maxsize=65536)
def long_form(name: str) -> str:
    """A normal name with its abbreviations written out; only for comparing.

    >>> long_form(normal("Bộ GD-ĐT")) == long_form(normal("Bộ Giáo dục và Đào tạo"))
    True
    >>> long_form(normal("UBND TP.HCM")) == long_form(normal("Uỷ ban Nhân dân Thành phố Hồ Chí Minh"))
    True
    """
    known = _known()
    name = f" {name} "
    for short, long in known.long_forms.items():
        name = name.replace(f" {short} ", f" {long} ")
    name = " ".join(word for word in name.split() if word not in ("và", "&"))
    return known.whole_names.get(name, name)


def act_words(trigger: str) -> frozenset[str]:
    """The syllables of a trigger in normal form that say what was done.

    >>> act_words(normal("cuộc gặp")) == act_words(normal("gặp"))
    True
    """
    return frozenset(trigger.split()) - _known().empty_words


def same_kind(first: str, second: str) -> bool:
    """Whether two subtypes of events are known and may be of one act.

    >>> same_kind("meeting", "summit"), same_kind("meeting", "visit"), same_kind("", "")
    (True, False, False)
    """
    kinds = _known().kinds
    return bool(first) and kinds.get(first, first) == kinds.get(second, second)
