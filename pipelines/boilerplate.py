"""What the lines of an article are: headline, lead, prose, caption, byline, page furniture, teasers.

The text of an article comes in, its blocks go out. A line is judged by the patterns of
``lexicon/boilerplate.yaml``, by where it stands, and by its neighbours; what no rule knows is prose, because
prose wrongly left out is lost while furniture wrongly kept seldom says anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import msgspec

from pipelines.alphabet import UPPER
from pipelines.document import Block, BlockKind
from pipelines.lexicon_files import LEXICON, read_yaml


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pattern with a line it catches and, where mistakes are easy, one it must leave alone."""

    pattern: str
    example: str
    counter: str | None = None


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lists of ``boilerplate.yaml``; the file says how each is matched."""

    boilerplate: list[Rule]
    related: list[Rule]
    credits: list[Rule]
    bylines: list[Rule]
    trailing_credits: list[Rule]
    captions: list[Rule]
    prefixes: list[Rule]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not empty, without the space around it."""

    begin: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Patterns:
    boilerplate: re.Pattern[str]
    related: re.Pattern[str]
    credit: re.Pattern[str]
    byline: re.Pattern[str]
    trailing_credit: re.Pattern[str]
    caption: re.Pattern[str]
    prefix: re.Pattern[str]


_NAME = rf"(?:[{UPPER}][\w'’-]*\.?|[A-ZĐ](?:\.\s?[A-ZĐ])+\.?)"
AUTHORS = rf"{_NAME}(?:\s{_NAME}){{0,3}}(?:\s?(?:[-–—/,&+]|và)\s?{_NAME}(?:\s{_NAME}){{0,3}}){{0,3}}"

_LONGEST_FURNITURE = 300  # code points: longer lines are prose
_LONGEST_HEADLINE = 40  # syllables
_LONGEST_CAPTION = 45
_LONGEST_BYLINE = 70  # code points


@cache
def rules() -> Rules:
    """The rules as the file gives them, checked; `DothiError` for a malformed file."""
    return read_yaml(LEXICON / "boilerplate.yaml", Rules)


@cache
def _patterns() -> _Patterns:
    def any_of(found: list[Rule], before: str = "", after: str = "") -> re.Pattern[str]:
        return re.compile(before + "(?:" + "|".join(f"(?:{rule.pattern})" for rule in found) + ")" + after)

    given = rules()
    return _Patterns(
        boilerplate=any_of(given.boilerplate),
        related=any_of(given.related),
        credit=any_of(given.credits),
        byline=any_of(given.bylines, before=AUTHORS),
        trailing_credit=any_of(given.trailing_credits, after="$"),
        caption=any_of(given.captions),
        prefix=any_of(given.prefixes),
    )


def lines(text: str) -> list[Line]:
    """The lines of `text` that hold something, whatever ends them (LF, CRLF, CR).

    >>> lines("Một\\r\\n\\n  Hai ")
    [Line(begin=0, end=3, text='Một'), Line(begin=8, end=11, text='Hai')]
    """
    return [Line(found.start(), found.end(), found[0]) for found in re.finditer(r"\S(?:[^\r\n]*\S)?", text)]


def is_headline(line: str) -> bool:
    """Whether a first line looks like a headline: short, and not ended like a sentence of prose.

    >>> is_headline("Nga và Ukraine trao đổi tù binh"), is_headline("Hai bên đã trao đổi tù binh.")
    (True, False)
    """
    unfinished = line.endswith(("...", "…")) or not line.endswith((".", ":", ";", ","))
    return unfinished and len(line.split()) <= _LONGEST_HEADLINE and not _patterns().prefix.match(line)


def is_opener(line: str) -> bool:
    """Whether teasers of other articles follow this line.

    >>> is_opener("Tin liên quan"), is_opener("Tin mới nhất vụ cháy chợ")
    (True, False)
    """
    return len(line) <= 60 and _patterns().related.fullmatch(line) is not None


def prefix_length(line: str) -> int:
    """How many code points of `line` are the paper's own name before the first words.

    >>> prefix_length("VOV.VN - Phiên họp bắt đầu lúc 8h."), prefix_length("Phiên họp bắt đầu.")
    (9, 0)
    """
    found = _patterns().prefix.match(line)
    return found.end() if found else 0


def blocks(text: str, title: str = "") -> list[Block]:
    """The blocks of an article in order of the text; every line with something in it belongs to one.

    `title` is the headline if the source gave one; otherwise the first of several lines is the headline if
    it looks like one. A paper's name before a paragraph and a credit behind a caption are blocks of their
    own (byline).

    >>> found = blocks("Bão vào bờ\\n\\n(Dân trí) - Bão đã vào bờ.\\nTin liên quan\\nGió mạnh dần")
    >>> [block.kind.value for block in found]
    ['headline', 'byline', 'lead', 'related', 'related']
    """
    given = lines(text)
    headlines = _headline_count(given, text, title)
    opener, after = _related_stretch(given, headlines)
    found: list[Block] = []
    known = [_kind(line) for line in given]
    body = [index for index in range(headlines, len(given)) if not opener <= index < after]
    _sign(given, known, [index for index in body if known[index] is BlockKind.PARAGRAPH], opener)
    lead_is_due = headlines > 0
    for index, line in enumerate(given):
        if index < headlines:
            found.append(Block(line.begin, line.end, BlockKind.HEADLINE))
        elif index == opener or (opener <= index < after and known[index] is BlockKind.PARAGRAPH):
            found.append(Block(line.begin, line.end, BlockKind.RELATED))
        elif known[index] is BlockKind.PARAGRAPH:
            follower = given[index + 1].text if index + 1 < len(given) else ""
            found.extend(_prose(line, lead_is_due, _is_picture_credit(follower)))
            lead_is_due = False
        else:
            found.append(Block(line.begin, line.end, known[index]))
    return found


def _headline_count(given: list[Line], text: str, title: str) -> int:
    """How many of the first lines are the headline (a given title may span several)."""
    if title and text.startswith(title):
        return sum(line.begin < len(title) for line in given)
    return int(len(given) > 1 and is_headline(given[0].text) and _kind(given[0]) is BlockKind.PARAGRAPH)


def _sign(given: list[Line], known: list[BlockKind], prose: list[int], opener: int) -> None:
    """Mark authors' names that stand alone: the first, or among the last two, of several lines of prose.

    Behind the teasers, from `opener` on, it is the very last line.
    """
    outermost = [*prose[:1], *prose[-2:]] if len(prose) > 2 else prose[1:]
    if opener < len(given) - 1:
        outermost.append(len(given) - 1)
    for index in outermost:
        line = given[index].text
        is_short = len(line) <= _LONGEST_BYLINE and not re.search(r"\w{2}\.$", line)
        if is_short and _patterns().byline.fullmatch(line.lstrip(". ")):
            known[index] = BlockKind.BYLINE


def _kind(line: Line) -> BlockKind:
    """BYLINE, BOILERPLATE or PARAGRAPH, from the line alone."""
    known = _patterns()
    if len(line.text) > _LONGEST_FURNITURE:
        return BlockKind.PARAGRAPH
    if known.boilerplate.fullmatch(line.text) or not any(map(str.isalnum, line.text)):
        return BlockKind.BOILERPLATE
    return BlockKind.BYLINE if known.credit.fullmatch(line.text) else BlockKind.PARAGRAPH


def _is_picture_credit(line: str) -> bool:
    return line.startswith(("Ảnh", "(Ảnh", "ẢNH")) and _patterns().credit.fullmatch(line) is not None


def _prose(line: Line, is_lead: bool, credited: bool) -> list[Block]:
    """A line of prose: the paper's name before it and a credit behind it are cut off as bylines."""
    known = _patterns()
    found: list[Block] = []
    begin = line.begin + prefix_length(line.text)
    if begin > line.begin:
        found.append(
            Block(line.begin, line.begin + len(line.text[: begin - line.begin].rstrip()), BlockKind.BYLINE)
        )
    end, credit = line.end, None
    short = len(line.text.split()) <= _LONGEST_CAPTION
    if short and (credit := known.trailing_credit.search(line.text)) and line.begin + credit.start() > begin:
        end = line.begin + len(line.text[: credit.start()].rstrip())
    caption = credit or (short and not is_lead and (credited or known.caption.search(line.text)))
    kind = BlockKind.CAPTION if caption else BlockKind.LEAD if is_lead else BlockKind.PARAGRAPH
    found.append(Block(begin, end, kind))
    if end < line.end and credit:
        lead_in = len(credit[0]) - len(credit[0].lstrip())
        found.append(Block(line.begin + credit.start() + lead_in, line.end, BlockKind.BYLINE))
    return found


def _related_stretch(given: list[Line], headlines: int) -> tuple[int, int]:
    """The half-open stretch of lines that holds teasers, opening line included; empty if there is none.

    Teasers that repeat, or an opening line in the last part, take everything to the end. Elsewhere prose goes
    on behind the teasers, and only lines that look like headlines are theirs.
    """
    for index in range(max(headlines, 1), len(given)):
        if not is_opener(given[index].text):
            continue
        rest = [line.text for line in given[index + 1 :]]
        if len(set(rest)) < len(rest) or index >= 0.6 * len(given):
            return index, len(given)
        last = index + 1
        while last < len(given) and is_headline(given[last].text):
            last += 1
        return index, last
    return len(given), len(given)
