"""A bar chart as text for a terminal and as SVG for a page: numbers with names in, a drawing out."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

ROW, LEFT, RIGHT, LETTER = 22, 220, 60, 7.2
"""Measures of the drawing, in pixels."""


def text_bars(rows: Sequence[tuple[str, int]], width: int = 40) -> list[str]:
    """One line a number, with a bar as long as it is great.

    >>> text_bars([("CONSULT", 4), ("AID", 2)], width=4)
    ['CONSULT  ████ 4', 'AID      ██ 2']
    """
    most = max((n for _, n in rows), default=0) or 1
    wide = max((len(name) for name, _ in rows), default=0)
    return [f"{name:<{wide}}  {'█' * max(1, round(width * n / most))} {n}" for name, n in rows if n]


def svg_bars(title: str, rows: Sequence[tuple[str, int]], width: int = 720) -> str:
    """The same as an SVG picture that stands alone.

    >>> svg_bars("Sự kiện", [("AID", 2)]).startswith("<svg")
    True
    """
    most = max((n for _, n in rows), default=0) or 1
    height = ROW * (len(rows) + 2)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'font-family="sans-serif" font-size="13"><title>{escape(title)}</title>',
        f'<text x="8" y="18" font-weight="bold">{escape(title)}</text>',
    ]
    for n, (name, count) in enumerate(rows):
        y = ROW * (n + 1) + 8
        long = (width - LEFT - RIGHT) * count / most
        fits = int((LEFT - 16) / LETTER)
        shown = name if len(name) <= fits else name[: fits - 1] + "…"
        parts.append(
            f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(shown)}</text>'
            f'<rect x="{LEFT}" y="{y + 3}" width="{long:.1f}" height="{ROW - 6}" fill="#2b6cb0"/>'
            f'<text x="{LEFT + long + 6:.1f}" y="{y + 14}">{count}</text>'
        )
    return "\n".join([*parts, "</svg>\n"])
