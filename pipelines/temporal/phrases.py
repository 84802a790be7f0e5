"""Pieces of time joined to whole expressions: "thứ Ba" + "tuần trước", "hôm qua" + "(27/3)".

What comes in are the atoms of a text in order; what goes out are `Phrase`s whose parts are all that the
joined pieces say. Pieces join when only a space, a comma, a bracket or a linking word stands between and
none says what another already said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.temporal.atoms import Atom
from pipelines.temporal.calendar import Parts

CYCLE = (
    r"(?:(?:năm\s+)?(?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý)\s+"
    r"(?:tý|sửu|dần|mão|thìn|tỵ|ngọ|mùi|thân|dậu|tuất|hợi)\s+)"
)  # years of the lunar calendar: "Tết Nguyên đán Ất Tỵ 2025"
LINK = re.compile(
    rf"\s*|\s+{CYCLE}|\s*,?\s*\(?\s*(?:(?:tức|tức là|nhằm|ngày|vào|của|trong|ngày hôm|hôm|là)\s+){{0,2}}"
)
RANGE_LINK = re.compile(
    r"\s*(?:[-–—]|đến hết|đến|tới|và|hoặc|cho đến|cho tới)\s*(?:hết\s+)?(?:ngày\s+|hôm\s+)?"
)
ABROAD = re.compile(r"giờ (?:địa phương|bản địa)[^\n]*\(")
AT_HOME = re.compile(r"[^()\n]{1,24}giờ (?:hà nội|việt nam)\)?")
PREFIX = re.compile(
    r"(?<!\w)(?:từ|kể từ|hồi|hôm|ngày|các ngày|các|trong hai|hai|dịp lễ|lễ|quốc khánh|những ngày|hai ngày|"
    r"trong hai ngày|đầu|giữa|cuối|lúc|khoảng|gần|vào|trong|dịp|nhân dịp|mùng|mồng|mùa xuân|mùa hè|mùa thu|"
    r"mùa đông|hè|thu|tuần đầu|hồi đầu|hồi cuối|hơn|đến|tới|tính đến|sớm nhất vào)[^\S\n]+$"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A whole time expression: where it stands and all that its words say. `core` is where the first
    piece that carries a date begins, prefixes left out; `until` is the end of a range.
    """

    begin: int
    end: int
    parts: Parts
    core: int
    until: tuple[int | None, int | None, int | None] | None = None

    @property
    def anniversary(self) -> bool:
        """Whether it is "30/4/1975 - 30/4/2025", told by its later day."""
        return self.until == (self.parts.day, self.parts.month, self.parts.year)

    def quarter_of(self, month: int | None) -> bool:
        """Whether it is the quarter of the year in which `month` lies."""
        return month is not None and self.parts.quarter == (month + 2) // 3


def _differ(a: int | None, b: int | None) -> bool:
    return a is not None and b is not None and a != b


def _either(a: int | None, b: int | None) -> int | None:
    return a if a is not None else b


def join(a: Atom, b: Atom, apposition: bool) -> Atom | None:
    """Both pieces as one, None when they tell different times.

    >>> two = join(Atom(0, 6, Parts(weekday=1)), Atom(7, 17, Parts(unit="week", shift=-1)), False)
    >>> two.parts.weekday, two.parts.shift
    (1, -1)
    """
    p, q = a.parts, b.parts
    if a.solid and b.solid:
        return None
    if (a.solid or b.solid) and not (a.weak or b.weak or (p.year is not None) != (q.year is not None)):
        return None
    if (p.unit and q.unit) or (p.anaphor is not None and q.anaphor is not None):
        return None
    if (p.anaphor is not None and (q.explicit or q.unit)) or (
        q.anaphor is not None and (p.explicit or p.unit)
    ):
        if q.anaphor != 0 or not apposition:  # "sáng 5/6 giờ địa phương (trưa cùng ngày giờ Hà Nội)"
            return None
        return Atom(a.begin, b.end, p, until=a.until or b.until, solid=a.solid)
    if p == Parts(lunar=True) and q == Parts(year=q.year):  # "Tết Trung thu 2019": the year is known
        return Atom(a.begin, b.end, q)
    if p.lunar != q.lunar and not a.weak and not b.weak:
        if not apposition or not (p.explicit or q.explicit):
            return None
        solar = q if p.lunar else p
        return Atom(a.begin, b.end, solar, until=a.until or b.until)
    if (
        _differ(p.day, q.day)
        or _differ(p.month, q.month)
        or _differ(p.year, q.year)
        or _differ(p.weekday, q.weekday)
    ):
        return None
    if (p.unit == "day" and q.explicit and q.day is None) or (
        q.unit == "day" and p.explicit and p.day is None
    ):
        return None
    merged = Parts(
        day=_either(p.day, q.day),
        month=_either(p.month, q.month),
        year=_either(p.year, q.year),
        weekday=_either(p.weekday, q.weekday),
        unit=p.unit or q.unit,
        shift=p.shift or q.shift,
        direction=p.direction or q.direction,
        anaphor=_either(p.anaphor, q.anaphor),
        lunar=p.lunar or q.lunar,
        quarter=_either(p.quarter, q.quarter),
    )
    return Atom(
        a.begin, b.end, merged, weak=a.weak and b.weak, until=a.until or b.until, solid=a.solid or b.solid
    )


def _group(pieces: Sequence[Atom], folded: str) -> list[Atom]:
    """Neighbouring pieces that tell one time, joined from the left."""
    groups: list[Atom] = []
    for piece in pieces:
        if groups:
            gap = folded[groups[-1].end : piece.begin]
            comma = "," in gap and not (
                groups[-1].parts.unit or piece.parts.unit or groups[-1].parts.weekday is not None
            )
            if len(gap) < 20 and not comma and "\n" not in gap and LINK.fullmatch(gap):
                opened = folded[groups[-1].begin : piece.begin]
                bracket = opened.count("(") > opened.count(")") or "tức" in gap or "nhằm" in gap
                if (joined := join(groups[-1], piece, bracket)) is not None:
                    groups[-1] = joined
                    continue
        groups.append(piece)
    return [_closed(g, folded) for g in groups if not g.weak]


def _closed(piece: Atom, folded: str) -> Atom:
    """With the bracket that closes behind the piece, and the few words before it ("Tết Ất Tỵ)")."""
    inside = folded[piece.begin : piece.end]
    close = folded.find(")", piece.end, piece.end + 16)
    if inside.count("(") <= inside.count(")") or close < 0 or "(" in folded[piece.end : close]:
        return piece
    return replace(piece, end=close + 1)


def _ranges(groups: Sequence[Atom], folded: str) -> list[Atom]:
    """ "từ 29/3 đến 31/3/2019": the beginning, completed by what the end adds; an anniversary ends last."""
    merged: list[Atom] = []
    for group in groups:
        if merged:
            last = merged[-1]
            gap = folded[last.end : group.begin]
            if len(gap) < 16 and last.until is None and "\n" not in gap and RANGE_LINK.fullmatch(gap):
                span = _span_of(last, group)
                if span is not None:
                    merged[-1] = span
                    continue
        merged.append(group)
    return merged


def _span_of(first: Atom, last: Atom) -> Atom | None:
    p, q = first.parts, last.parts
    if not (p.explicit and q.explicit) or p.lunar or q.lunar:
        return None
    until = (q.day, q.month, q.year)
    whole = replace(first, end=last.end, until=until)
    if p.day is not None and p.month is None and q.month is not None:  # ngày 12 … đến ngày 15/9
        return replace(
            whole, parts=replace(p, month=q.month, year=q.year, direction=p.direction or q.direction)
        )
    if p.month is not None and p.year is None and q.month is not None and (p.day is None) == (q.day is None):
        year = q.year
        if year is not None and p.month > q.month:
            year -= 1
        return replace(whole, parts=replace(p, year=year, direction=p.direction or q.direction))
    if p.day is not None and (p.day, p.month) == (q.day, q.month) and p.year and q.year and p.year < q.year:
        return replace(whole, parts=q)
    if p.year and q.year and (p.year, p.month or 0, p.day or 0) < (q.year, q.month or 0, q.day or 0):
        return whole
    return None


def _at_home(last: Phrase, group: Atom, folded: str) -> int:
    """Where "(tức sáng 23/9 giờ Hà Nội)" ends, which tells a local time once more; 0 if there is none."""
    if group.begin - last.end > 12 or not ABROAD.search(folded, last.begin, group.begin):
        return 0
    match = AT_HOME.match(folded, group.begin)
    return match.end() if match else 0


def _widened(group: Atom, folded: str, floor: int) -> Phrase:
    """With the words that belong to it on the left: "hồi đầu" tháng 6, "từ ngày" 12."""
    begin = group.begin
    for _ in range(4):
        match = PREFIX.search(folded, max(floor, begin - 18), begin)
        if match is None:
            break
        begin = match.start()
    return Phrase(begin, group.end, group.parts, group.begin, group.until)


def phrases(pieces: Sequence[Atom], folded: str) -> list[Phrase]:
    """The whole time expressions of a text, in order, from its pieces.

    >>> from pipelines.temporal.atoms import atoms
    >>> text = "thứ ba tuần trước (26/3)"
    >>> [text[p.begin:p.end] for p in phrases(list(atoms(text, text)), text)]
    ['thứ ba tuần trước (26/3)']
    """
    found: list[Phrase] = []
    floor = 0
    for group in _ranges(_group(pieces, folded), folded):
        if found and (end := _at_home(found[-1], group, folded)):
            found[-1] = replace(found[-1], end=end)
            floor = end
            continue
        phrase = _widened(group, folded, floor)
        found.append(phrase)
        floor = phrase.end
    return found
