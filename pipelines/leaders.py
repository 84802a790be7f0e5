"""Who is known to hold or have held a country's offices: a person's names come in, title and country go out.

The list (``lexicon/leaders.yaml``) settles only what an article leaves out: the country of "Tổng thống Rossi"
and whom "Tổng thống Ý" means. A last name alone is enough when only one of the list bears it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pipelines.lexicon_files import LEXICON, read_yaml
from pipelines.name_keys import name_key, syllables

SHORTEST_ALONE = 4
"""A shorter last name stands for too many people."""


@lru_cache(maxsize=1)
def _leaders() -> dict[str, frozenset[tuple[str, str]]]:
    """By name key, and by foreign last name: (key of the title, ISO code)."""
    lists = read_yaml(LEXICON / "leaders.yaml", dict[str, dict[str, list[str]]])
    found: dict[str, set[tuple[str, str]]] = {}
    for title, countries in lists.items():
        for code, names in countries.items():
            for name in names:
                last = syllables(name)[-1]
                alone = [last] if len(last) >= SHORTEST_ALONE and last.isascii() else []
                for key in (name_key(name), *alone):
                    found.setdefault(key, set()).add((name_key(title), code))
    return {key: frozenset(posts) for key, posts in found.items()}


def known_posts(names: Iterable[str]) -> frozenset[tuple[str, str]]:
    """The posts of the person called by all of `names`: (key of the title, ISO code of the country).

    >>> [code for _, code in known_posts(["Putin", "Vladimir Putin"])], known_posts(["Anna Rossi"])
    (['RU'], frozenset())
    """
    known = _leaders()
    for name in sorted(names, key=lambda name: (-len(name), name)):
        if posts := known.get(name_key(name)):
            return posts
    return frozenset()


def known_country(names: Iterable[str]) -> str | None:
    """The one country for which a person held posts.

    >>> known_country(["Donald Trump"]), known_country(["Rossi"])
    ('US', None)
    """
    codes = {code for _, code in known_posts(names)}
    return next(iter(codes)) if len(codes) == 1 else None
