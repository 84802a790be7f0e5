"""The smallest pieces of a time expression: "ngày 5/6", "sáng nay", "tuần trước", "22h30", "năm 2015".

What comes in is lower-cased text (and the original, where a capital decides); what goes out are `Atom`s
in order, without overlaps. A few patterns are compiled once from the lexicon; a bare "6/5" counts as a
date only behind a word that introduces one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipelines.temporal.calendar import Parts, valid
from pipelines.temporal.grammar import WORD, grammar

NUMBERS = {
    n: i for i, n in enumerate(["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"], 1)
}
QUARTERS = {
    n: i
    for i, names in enumerate(("i 1 một", "ii 2 hai", "iii 3 ba", "iv 4 bốn tư"), 1)
    for n in names.split()
}
UNITS = {"ngày": "day", "hôm": "day", "tuần": "week", "tháng": "month", "năm": "year"}


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of a time expression. `weak` ones are no time alone ("sáng", "22h"); `until` is the end
    of a range or list, day, month, year as far as told; `solid` ones take nothing further in.
    """

    begin: int
    end: int
    parts: Parts
    weak: bool = False
    until: tuple[int | None, int | None, int | None] | None = None
    solid: bool = False


def _count(word: str) -> int | None:
    return int(word) if word.isdigit() else NUMBERS.get(word)


def month_number(word: str) -> int | None:
    """The number of a month given in digits or words.

    >>> month_number("7"), month_number("mười hai"), month_number("chạp")
    (7, 12, 12)
    """
    if word.isdigit():
        return int(word)
    entry = grammar().entries["months"].get(" ".join(word.split()))
    return entry.month if entry else None


def _number(match: re.Match[str], *names: str) -> int | None:
    return next((int(match[n]) for n in names if match[n]), None)


def _digit_atom(match: re.Match[str], folded: str) -> Atom | None:
    """The atom of a match of `Grammar.digits`, None when it is no date."""
    kind, begin, end = match.lastgroup, match.start(), match.end()
    before = folded[max(0, begin - 40) : begin]
    if kind == "clock":
        return Atom(begin, end, Parts(), weak=True)
    if kind == "full" and valid(day := int(match["fd"]), month := int(match["fm"]), year := int(match["fy"])):
        return Atom(begin, end, Parts(day, month, year))
    if kind == "ymd" and valid(day := int(match["yd"]), month := int(match["ym"]), year := int(match["yy"])):
        return Atom(begin, end, Parts(day, month, year))
    if kind == "spelt" and (found := month_number(match["sm"])) and valid(int(match["sd"]), found, None):
        lunar = match["sm"] in ("giêng", "chạp")
        return Atom(begin, end, Parts(int(match["sd"]), found, _number(match, "sy", "sz"), lunar=lunar))
    if kind == "range":
        return _range_atom(match, before)
    if kind == "month" and 1 <= int(match["mm"]) <= 12 and MONTH_LEAD.search(before):
        return Atom(begin, end, Parts(month=int(match["mm"]), year=int(match["my"])))
    if (
        kind == "day"
        and valid(int(match["dd"]), int(match["dm"]), None)
        and _introduced(match, before, folded)
    ):
        day, month = int(match["dd"]), int(match["dm"])
        if (said := LUNAR.match(folded, end)) is not None:  # "10/3 âm lịch" is no day in March
            return Atom(begin, said.end(), Parts(day, month, lunar=True))
        return Atom(begin, end, Parts(day, month))
    if kind == "years":
        return _years_atom(match, before, folded)
    return None


LUNAR = re.compile(r"\s+\(?âm\s+lịch\)?")
MONTH_LEAD = re.compile(
    r"(?<!\w)(?:đầu|giữa|cuối|hồi|từ|đến|tới|vào|trong|trước|sau|hết|và|tháng|ngày|nay)\s+\(?$|\d\s?[-–—]\s?$"
)
YEAR_LEAD = re.compile(
    r"(?<!\w)(?:đầu|giữa|cuối|hè|thu|xuân|đông|hồi|vào|từ|kể từ|đến|tới|trước|sau|hết|giai đoạn|"
    r"thời kỳ|trong|bầu cử|tổng thống|vụ|mùa|"
    r"tết|giáng sinh|noel|nguyên đán|trung thu|cổ truyền|tý|sửu|dần|mão|thìn|tỵ|ngọ|mùi|thân|dậu|tuất|hợi)"
    r"\s+(?:từ\s+)?\(?$|"
    r"(?<!\w)(?:bầu cử|hội nghị|diễn đàn|đại hội|olympic|world cup|sea games|apec|asiad)"
    r"[^,.;:()\d\n]{0,24}\s$"
)
YEAR_BARRED = re.compile(
    r"(?<!\w)(?:nhiệm kỳ|khoá|khóa|niên khoá|niên khóa|năm học|mùa giải|số)\s+(?:\w+\s+)?\(?$"
)
YEAR_NOUN = re.compile(
    r"\s*(?:[a-zđ]+\d|(?:người|usd|đồng|tấn|km|m|ha|triệu|tỷ|cái|chiếc|xe|hộ|ca|con|kg|euro|lính|quân|binh|vụ|%)(?!\w))"
)


def _years_atom(match: re.Match[str], before: str, folded: str) -> Atom | None:
    """A bare year or a stretch of years, where the words around it say that it is one."""
    begin, end = match.start(), match.end()
    if YEAR_BARRED.search(before) or YEAR_NOUN.match(folded, end):
        return None
    if match["y2"] is None and not YEAR_LEAD.search(before):
        return None
    if (
        match["y2"] is not None
        and int(match["y1"]) >= int(match["y2"].zfill(4)[-4:])
        and len(match["y2"]) == 4
    ):
        return None
    return Atom(begin, end, Parts(year=int(match["y1"])), solid=True)


def _range_atom(match: re.Match[str], before: str) -> Atom | None:
    """ "12 đến 15/9", "25-28/2/2025", "27 và 28-2": the first day, with what the last one adds."""
    rules = grammar()
    first, last, month, year = (
        int(match["r0"] or match["r1"]),
        int(match["r2"]),
        int(match["rm"]),
        _number(match, "ry"),
    )
    introduced = rules.strong.search(before) or rules.lead_in.search(before)
    if not valid(last, month, year) or not 1 <= first <= 31 or not (introduced or year):
        return None
    if first > last:
        month, year_of_first = (12, year - 1 if year else None) if month == 1 else (month - 1, year)
    else:
        year_of_first = year
    if not valid(first, month, None):
        return None
    return Atom(
        match.start(), match.end(), Parts(first, month, year_of_first), until=(last, int(match["rm"]), year)
    )


APPOSED = re.compile(r"(?<!\w)(?:hôm nay|hôm qua|ngày mai|sáng nay|chiều nay|tối nay|tối qua|đêm qua),\s$")
POINTED = re.compile(r"(?<!\w)(?:qua|nay|mai|trước|này|tới|rồi|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật) \($")
AFTER_DATE = re.compile(
    r"\s*,?\s*(?:vừa qua|vừa rồi|tới đây|sắp tới|tới(?!\s+\w+\s*\d)|năm nay|năm ngoái|năm trước|năm sau|"
    r"\(?(?:theo )?giờ )"
)


def _introduced(match: re.Match[str], before: str, folded: str) -> bool:
    """Whether a bare day/month stands where a date stands, and not a fraction, score or number."""
    rules = grammar()
    end = match.end()
    if folded.startswith("ngày", match.start() - 5):
        return True
    if rules.strong.search(before):
        return not rules.barred.search(before)
    if APPOSED.search(before):
        return True
    separator = match["ds"].strip()
    if separator == ".":
        return False
    if AFTER_DATE.match(folded, end):
        return True
    if separator == "-" and folded[match.start() - 1 : match.start()] == "(" and folded[end : end + 1] == ")":
        return folded[match.start() - 2 : match.start() - 1] == " " and POINTED.search(before) is not None
    if separator == "-" or rules.fraction.match(folded, end):
        return False
    return rules.lead_in.search(before) is not None and (match["dd"], match["dm"]) not in (
        ("24", "7"),
        ("1", "2"),
    )


def _phrase_atom(match: re.Match[str], text: str) -> Atom | None:
    """The atom of a match of `Grammar.phrases`."""
    kind, begin, end = match.lastgroup or "", match.start(), match.end()
    table = grammar().entries
    word = " ".join(match.group().split())
    if kind in ("parts", "zone"):
        return Atom(begin, end, Parts(), weak=True)
    if kind in ("vague", "decade"):
        if word == "khi đó" and text[max(0, begin - 6) : begin].lower() == "trong ":
            return None  # "trong khi đó": meanwhile, by contrast
        return Atom(begin, end, Parts(), solid=True)
    if kind == "anaphors":
        return Atom(begin, end, Parts(anaphor=table[kind][word].shift))
    if kind == "turns":
        return Atom(begin, end, Parts(direction=table[kind][word].shift), weak=True)
    if kind == "pointers":
        return Atom(begin, end, Parts(unit="day", shift=table["day_pointers"][word].shift))
    if kind == "pointed":
        pointer = " ".join(match["pointer"].split())
        return Atom(begin, end, Parts(unit="day", shift=table["day_pointers"][pointer].shift))
    if kind == "periods":
        entry = table[kind][" ".join(match["period"].split())]
        return Atom(begin, end, Parts(unit=entry.unit, shift=entry.shift))
    if kind == "holidays":
        entry = table[kind][word]
        return Atom(begin, end, Parts(entry.day, entry.month, lunar=entry.lunar))
    if kind == "feast":
        return Atom(begin, end, Parts(lunar=True))
    return _numbered_atom(kind, match, text)


MONTH_BARRED = re.compile(r"\s+(?:ngày|tuần|giờ|triệu|tỷ|nghìn|ngàn|trăm|lần|buổi|kỳ|người|tuổi|tháng)(?!\w)")
MONTH_SPELT_LEAD = re.compile(r"(?<!\w)(?:đầu|giữa|cuối|hồi|vào)\s+$")
MONTH_QUANTIFIED = re.compile(r"(?<!\w)(?:mỗi|một|hàng|mấy|vài|\d+|cái|của)\s+$")


def _numbered_atom(kind: str, match: re.Match[str], text: str) -> Atom | None:
    begin, end = match.start(), match.end()
    if kind == "monthword":
        month = month_number(match["tm"])
        spelt = not match["tm"].isdigit()
        capital = text[match.start("tm")].isupper()
        if month is None or not valid(None, month, None) or MONTH_BARRED.match(text, end):
            return None
        if MONTH_QUANTIFIED.search(text.lower()[max(0, begin - 8) : begin]) and match["ty"] is None:
            return None
        if spelt and not capital and match["tm"] in ("một", "hai", "ba", "năm") and match["ty"] is None:
            lead = MONTH_SPELT_LEAD.search(text.lower()[max(0, begin - 6) : begin])
            if match["tm"] == "năm" or lead is None:  # "cuối tháng năm nay" is a month of this year
                return None
        lunar = match["tm"] in ("giêng", "chạp") and match["ty"] is None
        return Atom(begin, end, Parts(month=month, year=_number(match, "ty"), lunar=lunar))
    if kind == "quarter":
        return Atom(begin, end, Parts(year=_number(match, "qy"), quarter=QUARTERS.get(match["qn"])))
    if kind == "year":
        return Atom(begin, end, Parts(year=_number(match, "yn")), solid=match["yu"] is not None)
    if kind == "bareday":
        return Atom(begin, end, Parts(day=_number(match, "bd"))) if 1 <= int(match["bd"]) <= 31 else None
    if kind == "weekdays":
        return _weekday_atom(match, text)
    return _ago_atom(match)


WEEKDAY_LEAD = re.compile(
    r"(?<!\w)(?:hôm|sáng|trưa|chiều|tối|đêm|khuya|rạng sáng|từ|chiều tối|sớm|đến hết|phiên)\s+$", re.I
)
ORDINAL_LEAD = re.compile(r"(?<!\w)(?:lần|hạng|vị trí|thế giới|lớn|người|ngày|năm|tuần|đứng)\s+$", re.I)
WEEKDAY_TAIL = re.compile(
    r"\s*(?:,?\s*\(?(?:ngày\s+)?\d{1,2}\s?[/-]\s?\d|tuần (?:trước|này|tới|sau|qua|rồi))", re.I
)


def _weekday_atom(match: re.Match[str], text: str) -> Atom | None:
    """A weekday, told from an ordinal ("lần thứ hai") by a capital letter or by the words around it."""
    word = " ".join(match.group().lower().split())
    before = text[max(0, match.start() - 12) : match.start()]
    capital = match.group()[-1].isdigit() or text[match.start() + word.rfind(" ") + 1].isupper()
    lead, tail = WEEKDAY_LEAD.search(before), WEEKDAY_TAIL.match(text, match.end())
    if word.startswith("thứ") and not lead and not tail and (not capital or ORDINAL_LEAD.search(before)):
        return None
    if word[-1].isdigit() and not lead and not tail:
        return None
    shift = grammar().entries["weekdays"][word].shift
    return Atom(match.start(), match.end(), Parts(weekday=shift))


def _ago_atom(match: re.Match[str]) -> Atom:
    """ "cách đây 3 ngày", "hai năm trước": exact counts give a value, stretches and hedges none."""
    begin, end = match.start(), match.end()
    number = _count(match["an"] or match["bn"])
    unit = UNITS.get(match["au"] or match["bu"])
    direction = {"trước": -1, "nữa": 1}.get(match["bw"] or "trước")
    hedged = any(hedge in match.group() for hedge in ("hơn", "gần", "khoảng", "chừng"))
    if number is None or unit is None or unit == "week" or direction is None or hedged:
        return Atom(begin, end, Parts(), solid=True)
    return Atom(begin, end, Parts(unit=unit, shift=direction * number), solid=True)


def fold(text: str) -> str:
    """`text` in lower case at the same length (a few capitals have longer lower-case forms).

    >>> fold("Ngày 5/6"), len(fold("İ"))
    ('ngày 5/6', 1)
    """
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def atoms(text: str, folded: str) -> Iterator[Atom]:
    """All pieces of times in `text`, in order, not overlapping; the longer of two that begin together.

    >>> text = "Sáng 5/6 và năm ngoái"
    >>> [text[a.begin:a.end] for a in atoms(text, fold(text))]
    ['Sáng', '5/6', 'năm ngoái']
    """
    rules = grammar()
    found: list[Atom] = []
    digits_end = phrase_end = 0
    for word in WORD.finditer(folded):
        begin, syllable = word.start(), word.group()
        numeric = syllable[0] in "0123456789"
        if numeric and begin >= digits_end and (match := rules.digits.match(folded, begin)):
            digits_end = match.end()
            if (atom := _digit_atom(match, folded)) is not None:
                found.append(atom)
        asked = begin >= phrase_end and (numeric or syllable in rules.openers)
        if asked and (match := rules.phrases.match(folded, begin)):
            phrase_end = match.end()
            if (atom := _phrase_atom(match, text)) is not None:
                found.append(atom)
    found.sort(key=lambda a: (a.begin, -a.end))
    end = -1
    for atom in found:
        if atom.begin >= end:
            yield atom
            end = atom.end
        elif atom.end > end and atom.until is not None:
            yield replace(atom, begin=end)
            end = atom.end
