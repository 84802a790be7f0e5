"""From the parts of a date that words give to a value: which year, which day, or none.

What comes in are the day, month, year and pointers that stood in the text and the date of publication;
what goes out is an ISO value as in `graph.model.Time`. A date without a year is the nearest past one
unless the words point ahead; nothing is invented without a date of publication.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

# How much farther a future day may not lie than a past one, to be taken for it: "7/10" in an article of
# March is last October although next October is hardly farther; "15/5" in one of 10 May is the 15th.
PAST_BIAS = {-1: 40.0, 0: 6.0, 1: 0.2}
LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Parts:
    """What the words say of a time. `unit` and `shift` count from publication, `anaphor` days from the
    day told before; `direction` is -1 for the past, 1 for the future, 0 where the words do not tell.
    """

    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    unit: str = ""
    shift: int = 0
    direction: int = 0
    anaphor: int | None = None
    lunar: bool = False
    quarter: int | None = None

    @property
    def explicit(self) -> bool:
        """Whether day, month or year stand in the words themselves."""
        return self.day is not None or self.month is not None or self.year is not None


def valid(day: int | None, month: int | None, year: int | None) -> bool:
    """Whether such a date can exist.

    >>> valid(29, 2, None), valid(29, 2, 2023), valid(31, 4, None), valid(None, 13, None)
    (True, False, False, False)
    """
    if year is not None and not 1000 <= year <= 2199:
        return False
    if month is not None and not 1 <= month <= 12:
        return False
    if day is None:
        return True
    return 1 <= day <= (monthrange(year or LEAP_YEAR, month)[1] if month else 31)


def iso(day: int | None, month: int | None, year: int | None) -> str | None:
    """The value of a date as far as it is known.

    >>> iso(7, 10, 2023), iso(None, 11, 2024), iso(None, None, 2015), iso(27, 3, None), iso(None, 11, None)
    ('2023-10-07', '2024-11', '2015', '--03-27', '--11')
    >>> iso(12, None, None) is None
    True
    """
    if month is None:
        return str(year) if year is not None and day is None else None
    head = "-" if year is None else f"{year:04d}"
    return f"{head}-{month:02d}" if day is None else f"{head}-{month:02d}-{day:02d}"


def nearest_year(
    day: int, month: int, published: date, direction: int, whole_month: bool = False
) -> int | None:
    """The year in which a day and month without a year lie, told from publication.

    >>> nearest_year(7, 10, date(2024, 3, 28), 0), nearest_year(28, 12, date(2025, 1, 5), 0)
    (2023, 2024)
    >>> nearest_year(7, 5, date(2025, 5, 6), 1), nearest_year(1, 11, date(2024, 3, 28), 1, whole_month=True)
    (2025, 2024)
    """
    best: tuple[float, int] | None = None
    for year in (published.year - 1, published.year, published.year + 1, published.year - 4):
        if not valid(day, month, year) or (year == published.year - 4 and (day, month) != (29, 2)):
            continue
        distance = (date(year, month, day) - published).days
        if whole_month and (year, month) == (published.year, published.month):
            distance = 0
        if whole_month and direction < 0 and distance > 0:
            continue
        cost = -distance if distance <= 0 else distance * PAST_BIAS[direction]
        if best is None or cost < best[0]:
            best = (cost, year)
    return best[1] if best else None


def months_away(published: date, shift: int) -> tuple[int, int]:
    """Month and year `shift` months from publication.

    >>> months_away(date(2024, 1, 31), -1)
    (12, 2023)
    """
    index = published.year * 12 + published.month - 1 + shift
    return index % 12 + 1, index // 12


def _pointed(parts: Parts, published: date) -> str | None:
    """The value of words that hold no day, month or year of their own."""
    if parts.weekday is not None:
        monday = published - timedelta(days=published.weekday())
        day = monday + timedelta(days=parts.weekday)
        if parts.unit == "week":
            day += timedelta(weeks=parts.shift)
        elif parts.direction > 0:
            day += timedelta(weeks=0 if day > published else 1)
        elif day > published:
            day -= timedelta(weeks=1)
        return day.isoformat()
    if parts.unit == "day":
        return (published + timedelta(days=parts.shift)).isoformat()
    if parts.unit == "month":
        month, year = months_away(published, parts.shift)
        return iso(None, month, year)
    if parts.unit == "year":
        return iso(None, None, published.year + parts.shift)
    return None  # a week has no value of its own: neither a day nor surely one month


def resolve(parts: Parts, published: date | None) -> str | None:
    """The value of a time, None when nothing can be said.

    >>> march = date(2024, 3, 28)
    >>> resolve(Parts(day=27, month=3), march), resolve(Parts(day=27, month=3), None)
    ('2024-03-27', '--03-27')
    >>> resolve(Parts(unit="day", shift=-1), march), resolve(Parts(unit="day", shift=-1), None)
    ('2024-03-27', None)
    >>> resolve(Parts(month=6, unit="year", shift=-1), march)
    '2023-06'
    """
    if parts.lunar:
        return iso(None, None, parts.year)
    day, month, year = parts.day, parts.month, parts.year
    if not parts.explicit:
        return _pointed(parts, published) if published else None
    if published and month is not None and year is None:
        if parts.unit == "year":
            year = published.year + parts.shift
        else:
            year = nearest_year(day or 1, month, published, parts.direction, whole_month=day is None)
    if published and month is None and day is not None:
        month, year = _month_of(day, parts, published)
    return iso(day, month, year) if valid(day, month, year) else None


def _month_of(day: int, parts: Parts, published: date) -> tuple[int | None, int | None]:
    """Month and year of a bare "ngày 12": this month's, or the last one's if that is still to come."""
    shifts = (parts.shift,) if parts.unit == "month" else (0, 1) if parts.direction > 0 else (0, -1)
    for shift in shifts:
        month, year = months_away(published, shift)
        if not valid(day, month, year):
            continue
        ahead = date(year, month, day) > published
        if parts.unit == "month" or ahead == (parts.direction > 0):
            return month, year
    return None, None
