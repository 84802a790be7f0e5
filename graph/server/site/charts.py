"""Counts by date as the bars of a small chart.

Months with numbers go in; bars with their places in a drawing 96 units high come out, months or, when there
would be too many, years, without gaps left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

HEIGHT = 88
MOST_BARS = 48


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it counts (``2024-03`` or ``2024``), how many, and where it stands."""

    when: str
    events: int
    x: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars from the first month or year to the last."""

    bars: tuple[Bar, ...]
    width: int
    yearly: bool


def chart(months: Iterable[tuple[str, int]]) -> Chart | None:
    """The chart of months (``2024-03``) and counts; None when they are fewer than two.

    >>> drawn = chart([("2024-01", 2), ("2024-03", 4)])
    >>> [(bar.when, bar.height) for bar in drawn.bars]
    [('2024-01', 44), ('2024-02', 0), ('2024-03', 88)]
    """
    counts = Counter(
        {month: events for month, events in months if month[:4].isdecimal() and month[5:7].isdecimal()}
    )
    if len(counts) < 2:
        return None
    numbers = sorted(_number(month) for month in counts)
    yearly = numbers[-1] - numbers[0] >= MOST_BARS
    if yearly:
        years: Counter[str] = Counter()
        for month, events in counts.items():
            years[month[:4]] += events
        last = max(int(year) for year in years)
        first = max(min(int(year) for year in years), last - MOST_BARS + 1)
        steps = [f"{year:04}" for year in range(first, last + 1)]
        counts = years
    else:
        steps = [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(numbers[0], numbers[-1] + 1)]
    if len(steps) < 2:
        return None
    most = max(counts[step] for step in steps) or 1
    bars = (
        Bar(
            step,
            counts[step],
            10 * n + 1,
            8,
            max(2, round(HEIGHT * counts[step] / most)) if counts[step] else 0,
        )
        for n, step in enumerate(steps)
    )
    return Chart(tuple(bars), 10 * len(steps), yearly)


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1
