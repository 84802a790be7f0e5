"""The patterns of time expressions, compiled once from the words of the lexicon.

What comes in is `Lexicon`; what goes out is one `Grammar`: a pattern for what begins with digits, one for
what begins with a word, and those that look at what stands around a bare "6/5".
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache

from pipelines.temporal.lexicon import Entry, Lexicon, load, words

DASH = r"[-–—]"
WORD_MONTHS = r"mười\s+một|mười\s+hai|mười|giêng|chạp|một|hai|ba|tư|năm|sáu|bảy|bẩy|tám|chín"
COUNTS = r"\d{1,3}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|vài|nhiều|mấy|nửa|hàng chục"


def _any(choices: tuple[str, ...]) -> str:
    return "|".join(re.escape(c).replace(r"\ ", r"\s+") for c in choices)


def _lookup(entries: tuple[Entry, ...]) -> dict[str, Entry]:
    return {w: e for e in entries for w in e.words}


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns, compiled from the lexicon, and its words by their list."""

    digits: re.Pattern[str]
    phrases: re.Pattern[str]
    strong: re.Pattern[str]
    lead_in: re.Pattern[str]
    barred: re.Pattern[str]
    fraction: re.Pattern[str]
    entries: dict[str, dict[str, Entry]]
    openers: frozenset[str]


LISTS = (
    "parts_of_day",
    "day_pointers",
    "periods",
    "weekdays",
    "months",
    "turns",
    "anaphors",
    "vague",
    "holidays",
)
WORD = re.compile(r"\w+")
# First syllables of the phrases that are written out in the pattern below.
OPENERS = f"thập những thế quý tháng năm cách ngày mùng mồng rằm theo giờ gmt utc trong hồi vào {COUNTS}"


DIGITS = rf"""
  (?P<range>(?<![\d/.,:-])(?:(?P<r0>\d{{1,2}})\s*,\s*(?:\d{{1,2}}\s*,\s*)*)?(?P<r1>\d{{1,2}})\s*(?:{DASH}|đến\s+hết|đến|tới|và|hoặc)\s*
      (?:hết\s+)?(?:ngày\s+)?(?P<r2>\d{{1,2}})\s?(?P<rs>[/-])\s?(?P<rm>\d{{1,2}})(?:\s?[/-]\s?(?P<ry>\d{{4}}))?(?!\d|[/.,]\d))
 |(?P<full>(?<![\d/.,:])(?P<fd>\d{{1,2}})\s?(?P<fs>[/.-])\s?(?P<fm>\d{{1,2}})\s?(?P=fs)\s?(?P<fy>\d{{4}})(?!\d|[/.]\d))
 |(?P<spelt>(?<![\d/.,])(?P<sd>\d{{1,2}})\s+tháng\s+(?P<sm>\d{{1,2}}|(?:{WORD_MONTHS})(?!\w))(?:,?\s+năm\s+(?P<sy>\d{{4}})|\s?[/-]\s?(?P<sz>\d{{4}}))?(?!\d|[/.,]\d))
 |(?P<ymd>(?<![\d/.,-])(?P<yy>(?:19|20)\d{{2}})-(?P<ym>\d{{2}})-(?P<yd>\d{{2}})(?!\d))
 |(?P<month>(?<![\d/.,-])(?P<mm>\d{{1,2}})\s?[/-]\s?(?P<my>(?:1[5-9]|20)\d{{2}})(?![\d/]|[.,]\d))
 |(?P<day>(?<![\d/.,])(?P<dd>\d{{1,2}})(?P<ds>\s?[/-]\s?|\.)(?P<dm>\d{{1,2}})(?!\d|[/.,]\d|[/.]?[^\W\d]|\s?%))
 |(?P<clock>(?<![\d/.,-])\d{{1,2}}(?:\s?(?:h|giờ|g)\s?(?:\d{{1,2}}(?:\s*(?:phút|'|p))?)?(?!\w)|:\d{{2}}(?!\d)))
 |(?P<years>(?<![\d/.,-])(?P<y1>(?:1[5-9]|20)\d{{2}})(?:\s?{DASH}\s?(?P<y2>(?:1[5-9]|20)\d{{2}}|\d{{2}}(?!\d)))?(?![\d/-]|[.,]\d))
"""


@cache
def grammar() -> Grammar:
    """Compile the patterns (once)."""
    lexicon: Lexicon = load()
    lists = {name: _lookup(getattr(lexicon, name)) for name in LISTS}
    parts, pointers = words(lexicon.parts_of_day), words(lexicon.day_pointers)
    full_pointers = tuple(w for w in pointers if w.startswith(("hôm", "ngày")))
    phrases = rf"""
      (?P<anaphors>(?:{_any(words(lexicon.anaphors))})(?!\s+khi))
     |(?P<decade>(?:thập\s+niên|thập\s+kỷ|những\s+năm)\s+(?:\d{{4}}|\d0|19\d0|{COUNTS})(?!\w)|thế\s+kỷ\s+(?:\d+|[ivx]+))
     |(?P<quarter>quý\s+(?P<qn>iv|i{{1,3}}|[1-4]|một|hai|ba|bốn|tư)(?:\s?[/-]\s?|,?\s+năm\s+|\s+)?(?P<qy>(?:19|20)\d{{2}})?)
     |(?P<monthword>tháng\s+(?P<tm>\d{{1,2}}(?!\d|[.,]\d)|{WORD_MONTHS})(?:(?:\s?[/-]\s?|,?\s+năm\s+|\s+)(?P<ty>(?:1[5-9]|20)\d{{2}})(?![\d/]|[.,]\d))?)
     |(?P<periods>(?:trong\s+|hồi\s+|vào\s+)?(?P<period>{_any(words(lexicon.periods))}))
     |(?P<pointed>(?:(?P<part>{_any(parts)})\s+)(?P<pointer>{_any(pointers)}))
     |(?P<pointers>{_any(full_pointers)})
     |(?P<year>năm\s+(?P<yn>(?:1[0-9]|20|21)\d{{2}})(?:\s?(?:{DASH}|đến|tới)\s?(?:năm\s+)?(?P<yu>\d{{4}}))?(?!\d|[.,]\d))
     |(?P<ago>(?:cách\s+đây\s+(?:hơn\s+|gần\s+|khoảng\s+|chừng\s+)?(?P<an>{COUNTS})\s+(?P<au>ngày|hôm|tuần|tháng|năm|thập\s+kỷ|giờ|tiếng|phút))
        |(?<![\d/.,-])(?P<bn>{COUNTS})\s+(?P<bu>ngày|hôm|tuần|tháng|năm)\s+(?P<bw>trước|nữa|qua|tới|nay|sau)(?!\s+(?:đó|đây|khi|công|nguyên|cùng)))
     |(?P<holidays>{_any(words(lexicon.holidays))})
     |(?P<feast>(?:ngày\s+)?(?:(?:mùng|mồng)\s+(?:\d{{1,2}}|{COUNTS})|rằm|(?:\d{{1,2}})(?=\s+(?:tết|tháng\s+chạp|tháng\s+giêng|âm\s+lịch)))
        (?:\s*/\s*\d{{1,2}})?(?:\s+(?:tháng\s+(?:{WORD_MONTHS}|\d{{1,2}})|tết(?:\s+nguyên\s+đán)?))*(?:\s+âm\s+lịch)?)
     |(?P<weekdays>{_any(words(lexicon.weekdays))})
     |(?P<turns>{_any(words(lexicon.turns))})
     |(?P<vague>(?:{_any(words(lexicon.vague))})(?!\s+\d|\s+(?:này|trước|tới|sau|nay|ngoái|qua|{WORD_MONTHS})(?!\w)))
     |(?P<parts>{_any(parts)})
     |(?P<bareday>ngày\s+(?P<bd>\d{{1,2}})(?!\d|\s?[/.,-]\s?\d|\s+(?:tháng|tuổi|đêm|năm|giờ|công|phép|liên|qua|tết|âm)))
     |(?P<zone>(?:theo\s+)?giờ\s+(?:địa\s+phương|việt\s+nam|hà\s+nội|mỹ|anh|bắc\s+kinh|moscow|matxcơva|gmt|utc|quốc\s+tế|miền\s+đông(?:\s+\w+)?|washington|tokyo|paris|london|seoul|bình\s+nhưỡng|bangkok)|(?:gmt|utc)(?:\s?[+-]\s?\d{{1,2}})?)
    """
    before = lexicon.introducers
    strong = (
        words(tuple(e for e in before if not e.weak))
        + parts
        + words(lexicon.weekdays)
        + words(lexicon.holidays)
    )
    lead_in = words(tuple(e for e in before if e.weak))
    return Grammar(
        digits=re.compile(DIGITS, re.X),
        phrases=re.compile(rf"(?<!\w)(?:{phrases})(?!\w)", re.X),
        strong=re.compile(rf"(?<!\w)(?:{_any(strong)})\s+[(“\"']?$"),
        lead_in=re.compile(rf"(?<!\w)(?:{_any(lead_in)})\s+[(“\"']?$|\($|\d\s?[-–—]\s?$"),
        barred=re.compile(rf"(?<!\w)(?:{_any(words(lexicon.not_dates))})\s+(?:số\s+)?$"),
        fraction=re.compile(rf"\s*(?:{_any(words(lexicon.fraction_nouns))})(?!\w)"),
        entries=lists,
        openers=frozenset(
            w.split()[0] for w in (*OPENERS.replace("|", " ").split(), *itertools.chain(*lists.values()))
        ),
    )
