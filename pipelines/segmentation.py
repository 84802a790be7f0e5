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

from pipelines.document import Token

_WORD = r"[\w\u0300-\u036f]"
_HYPHENS = r"\-\u2010\u2011"
_VIETNAMESE = "ăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_UPPER = "A-ZÀ-ÖØ-ÞŠŽČŁŚ" + _VIETNAMESE.upper()
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
