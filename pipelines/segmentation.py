"""From an article to blocks, sentences and tokens, and the teasers of other articles below it.

An `Article` comes in; the `Doc` goes out with the four layers that everything later stands on. Lines are
sorted into kinds by the rules of ``lexicon/boilerplate.yaml``; only headline, lead, paragraphs and captions
are cut into sentences. All offsets are code points of the article's text as it is.

What a token is (models are learnt on this; it never changes):

- a run of letters and digits: ``Hà``, ``Nội``, ``300ha``, ``16h35``, ``A321``, ``m2``;
- digits joined by ``. , : /``: ``27/3``, ``1.200``, ``7,5``, ``10:30`` (also ``10.000ha``); digits joined by
  a hyphen are apart: ``2019`` ``-`` ``2020``;
- words joined by a hyphen, an apostrophe or ``&``: ``Jean-Pierre``, ``Covid-19``, ``F-35B``, ``M'gar``,
  ``AT&T``; but capitalised words of which one has a letter that only Vietnamese has are two names:
  ``Mỹ`` ``-`` ``Triều``; an en dash always separates;
- capitals joined by full stops, and one number behind them: ``TP.HCM``, ``VOV.VN``, ``H.W``, ``P.11``;
  addresses on the web and of mail;
- several full stops, exclamation or question marks, or dashes in a row: ``...``;
- every other mark alone: ``%``, ``“``, ``(``, ``.``, ``–``. Spaces and invisible marks are no tokens.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import msgspec

from graph.model import Article
from pipelines import boilerplate
from pipelines.alphabet import UPPER as _UPPER
from pipelines.alphabet import VIETNAMESE as _VIETNAMESE
from pipelines.document import Block, BlockKind, Doc, Sentence, Token
from pipelines.lexicon_files import LEXICON, read_yaml

_WORD = r"[\w\u0300-\u036f]"
_HYPHENS = r"\-\u2010\u2011"
_CAPITAL = rf"[{_UPPER}]\w*"
_VIETNAMESE_CAPITAL = rf"(?=\w*[{_VIETNAMESE}{_VIETNAMESE.upper()}])[{_UPPER}]\w*"

_TOKEN = re.compile(
    "|".join(
        (
            # nine tokens of ten: letters with nothing behind them that could join
            rf"[^\W\d_]++(?![\w\u0300-\u036f.'’&@{_HYPHENS}]|://)",
            r"(?:https?://|www\.)\S*[\w/]",
            r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
            r"\w+(?:[.-]\w+)*\.(?:vn|com|net|org|info|tv|io)(?:\.vn)?\b",
            r"(?:[A-ZĐ]{1,5}|Tp)(?:\.[A-ZĐ]{1,5})+(?!\w)",
            r"[A-ZĐ]{1,3}\.\d+\b",
            rf"{_VIETNAMESE_CAPITAL}(?=[{_HYPHENS}][{_UPPER}])",
            rf"{_CAPITAL}(?=(?:[{_HYPHENS}]{_CAPITAL})*[{_HYPHENS}]{_VIETNAMESE_CAPITAL})",
            rf"[^\W\d_]{_WORD}*(?:[{_HYPHENS}'’&]{_WORD}+)*",
            rf"\d+(?:[.,:/]\d+)*{_WORD}*",
            rf"{_WORD}+",
            r"\.{2,}|[!?]{2,}|[-–—_=*~]{2,}",
            r"[^\s\u00ad\u200b-\u200f\u2060\ufeff]",
        )
    )
)


def tokens(text: str, begin: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of ``text[begin:end]``, with their offsets in `text`.

    >>> [token.text for token in tokens("Ngày 27/3, TP.HCM có 1.200 ca Covid-19.")]
    ['Ngày', '27/3', ',', 'TP.HCM', 'có', '1.200', 'ca', 'Covid-19', '.']
    >>> [token.text for token in tokens("Israel–Lebanon, Mỹ-Triều, Jean-Pierre: 7,5% (USD)")]
    ['Israel', '–', 'Lebanon', ',', 'Mỹ', '-', 'Triều', ',', 'Jean-Pierre', ':', '7,5', '%', '(', 'USD', ')']
    >>> tokens("ở Huế", 2)
    [Token(begin=2, end=5, text='Huế')]
    """
    stop = len(text) if end is None else end
    return [Token(found.start(), found.end(), found[0]) for found in _TOKEN.finditer(text, begin, stop)]


READABLE = frozenset({BlockKind.HEADLINE, BlockKind.LEAD, BlockKind.PARAGRAPH, BlockKind.CAPTION})
"""The kinds of blocks that are cut into sentences and read further."""


class Word(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An abbreviation or a sentence opener with its example."""

    word: str
    example: str


class SentenceWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lists of ``sentences.yaml``."""

    abbreviations: list[Word]
    openers: list[Word]


@cache
def sentence_words() -> SentenceWords:
    """The words that decide about a full stop, checked; `DothiError` for a malformed file."""
    return read_yaml(LEXICON / "sentences.yaml", SentenceWords)


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(entry.word for entry in sentence_words().abbreviations)


@cache
def _openers() -> frozenset[str]:
    return frozenset(entry.word for entry in sentence_words().openers)


# A stop with the quotes and brackets that close behind it, or a full stop that lacks its space.
_STOP = re.compile(
    rf"(?:\.{{2,}}|[.!?…]+)[\"'”’»)\]]*(?:\s(?=[”»]))?[”»]?(?=\s|$)"
    rf"|(?<=[a-zà-öø-ÿ{_VIETNAMESE}])\.(?=[{_UPPER}][a-zà-öø-ÿ{_VIETNAMESE}])"
)
_LAST_WORD = re.compile(rf"(?<!\w)((?:[{_UPPER}]\.\s?)*)(\w+)$")
_BEGINNING = re.compile(rf"[\"'“‘«(\[\s]*(?:[-–—]\s)?[\"'“‘«(\[]*(?:([{_UPPER}]\w*)|\d)")
_INITIALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZĐ")  # not Á and Ý: châu Á, nước Ý
_ENUMERATION = re.compile(r"\W*(?:\d{1,2}|[IVX]{1,4}|[a-zđ])$")


def sentence_spans(text: str, begin: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The sentences of ``text[begin:end]``, one block, as half-open stretches of `text`.

    >>> text = "“Chúng tôi sẽ đến.” Ông nói vậy ở TP. Huế, theo TS. Vi Văn Tư. Giá là 1.200 đồng..."
    >>> [text[a:b] for a, b in sentence_spans(text)]
    ['“Chúng tôi sẽ đến.”', 'Ông nói vậy ở TP. Huế, theo TS. Vi Văn Tư.', 'Giá là 1.200 đồng...']
    """
    stop = len(text) if end is None else end
    found: list[tuple[int, int]] = []
    start = begin
    for mark in _STOP.finditer(text, begin, stop):
        if mark.end() < stop and _ends_sentence(text, start, mark, stop):
            found.append((start, mark.end()))
            start = mark.end()
            while start < stop and text[start].isspace():
                start += 1
    if start < stop:
        found.append((start, stop))
    return found


def _ends_sentence(text: str, start: int, mark: re.Match[str], stop: int) -> bool:
    """Whether a sentence that began at `start` is over at `mark`, judged by the words on both sides."""
    following = _BEGINNING.match(text, mark.end(), stop)
    if following is None:
        return False
    if mark[0] != ".":
        return True
    before = _LAST_WORD.search(text, max(start, mark.start() - 24), mark.start())
    if before is None:
        return True
    initials, word = before[1], before[2]
    if word in _abbreviations() or _ENUMERATION.match(text, start, mark.start()):
        return False
    if initials or word in _INITIALS:
        return following[1] in _openers()
    return True


def find_sentences(text: str, blocks: Sequence[Block]) -> tuple[list[Sentence], list[Token]]:
    """The sentences of the readable blocks and all their tokens, in order of the text.

    A headline is one sentence. Each token lies in exactly one sentence; stretches without a token are none.
    """
    sentences: list[Sentence] = []
    found: list[Token] = []
    for number, block in enumerate(blocks):
        if block.kind not in READABLE:
            continue
        whole = block.kind is BlockKind.HEADLINE
        spans = [(block.begin, block.end)] if whole else sentence_spans(text, block.begin, block.end)
        for begin, end in spans:
            first = len(found)
            found.extend(tokens(text, begin, end))
            if len(found) > first:
                sentences.append(Sentence(begin, end, number, first, len(found)))
    return sentences, found


def find_related(article: Article, blocks: Sequence[Block]) -> list[Article]:
    """The teasers below an article, each as a small article of its own, each once however often printed.

    A teaser is a line like a headline and the prose behind it. Its id is the article's with ``-related-1``,
    ``-related-2`` …; it takes over date and publisher, and its text is its title and prose, a line each.
    """
    seen: dict[str, None] = {}
    for block in blocks:
        line = article.text[block.begin : block.end]
        if block.kind is BlockKind.RELATED and not boilerplate.is_opener(line):
            seen.setdefault(line)
    teasers: list[list[str]] = []
    for line in seen:
        if boilerplate.is_headline(line) or not teasers:
            teasers.append([line])
        else:
            teasers[-1].append(line)
    return [
        replace(
            article,
            id=f"{article.id}-related-{number}",
            text="\n".join(teaser),
            title=teaser[0] if boilerplate.is_headline(teaser[0]) else "",
            url=None,
            related=(),
        )
        for number, teaser in enumerate(teasers, start=1)
    ]


class Segmentation:
    """The first step: fills ``doc.blocks``, ``doc.sentences``, ``doc.tokens`` and ``doc.related``.

    >>> doc = Segmentation()(Doc(Article("a", "Mưa lớn ở Huế\\nNước dâng. Dân đã rời đi.")))
    >>> [doc.text[sentence.begin:sentence.end] for sentence in doc.sentences]
    ['Mưa lớn ở Huế', 'Nước dâng.', 'Dân đã rời đi.']
    """

    requires: tuple[str, ...] = ()
    assigns: tuple[str, ...] = ("blocks", "tokens", "sentences", "related")

    def __call__(self, doc: Doc) -> Doc:
        """Segment `doc` and return it."""
        doc.blocks = boilerplate.blocks(doc.text, doc.article.title)
        doc.sentences, doc.tokens = find_sentences(doc.text, doc.blocks)
        doc.related = find_related(doc.article, doc.blocks)
        return doc
