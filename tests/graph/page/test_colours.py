"""The four kinds keep apart for eyes without red, green or blue cones, and every text is dark enough.

Colour blindness is simulated in linear light (Machado, Oliveira, Fernandes 2009, full severity).
"""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

import graph.page

KINDS = ("person", "organization", "place", "event")
Rgb = tuple[float, float, float]
EYES: dict[str, tuple[Rgb, Rgb, Rgb]] = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.01182, 0.04294, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.3039),
    ),
}


def themes() -> dict[str, dict[str, str]]:
    """The colours of each theme, as the scripts have them."""
    script = (Path(graph.page.__file__).parent / "drawing.js").read_text(encoding="utf-8")
    found = re.findall(r"(light|dark): \{([^}]*)\}", script)
    return {name: dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', body)) for name, body in found}


def linear(colour: str) -> Rgb:
    def channel(at: int) -> float:
        value = int(colour[at : at + 2], 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return channel(1), channel(3), channel(5)


def seen(colour: Rgb, eye: tuple[Rgb, Rgb, Rgb]) -> Rgb:
    one, two, three = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, colour, strict=True)))) for row in eye
    )
    return one, two, three


def lab(colour: Rgb) -> Rgb:
    r, g, b = colour
    white = (0.9505, 1.0, 1.089)
    xyz = (
        0.4124 * r + 0.3576 * g + 0.1805 * b,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        0.0193 * r + 0.1192 * g + 0.9505 * b,
    )
    x, y, z = (
        (v / w) ** (1 / 3) if v / w > 0.008856 else 7.787 * v / w + 16 / 116
        for v, w in zip(xyz, white, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def contrast(one: str, two: str) -> float:
    bright = sorted(
        (0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(one), linear(two))), reverse=True
    )
    return (bright[0] + 0.05) / (bright[1] + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("eye", list(EYES))
def test_kinds_differ_for_every_eye(theme: str, eye: str) -> None:
    colours = themes()[theme]
    points = {kind: lab(seen(linear(colours[kind]), EYES[eye])) for kind in KINDS}
    apart = {
        (a, b): sum((p - q) ** 2 for p, q in zip(points[a], points[b], strict=True)) ** 0.5
        for a, b in combinations(KINDS, 2)
    }
    assert min(apart.values()) > 12, apart


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_symbols_stand_out(theme: str) -> None:
    colours = themes()[theme]
    for text in ("ink", "muted", "edgeInk"):
        for ground in ("back", "surface"):
            assert contrast(colours[text], colours[ground]) >= 4.5
    for kind in KINDS[:3]:
        assert contrast(colours["glyph"], colours[kind]) >= 4.5
    assert contrast(colours["event"], colours["eventTint"]) >= 4.5
