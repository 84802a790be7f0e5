"""From bytes to text: UTF-8 with or without a mark, UTF-16, windows-1258 and other old code pages.

What is valid UTF-8 is UTF-8; a byte-order mark decides; for the rest charset-normalizer judges. The text
comes out in Unicode NFC, so that letters typed or decoded as base and tone mark are one code point each.
"""

from __future__ import annotations

import codecs
from unicodedata import normalize

from graph.errors import DothiError
from pipelines.messages import Message

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD_CODE_PAGES = ["cp1258", "utf_16_le", "utf_16_be", "cp1252"]


def decode(data: bytes, source: str) -> str:
    """The text of `data` in NFC; `source` names it in the DothiError that says it is no text.

    >>> decode("Huế".encode("utf-16"), "a.txt"), len(decode("Hue\\u0302\\u0301".encode(), "a.txt"))
    ('Huế', 3)
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = _guess(data, source)
    if "\0" in text:
        text = _guess(data, source)
    return normalize("NFC", text)


def _guess(data: bytes, source: str) -> str:
    """The text of bytes in an old code page."""
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_OLD_CODE_PAGES, threshold=0.2).best()
    if best is None or "\0" in str(best):
        raise DothiError(Message.NOT_TEXT(source=source))
    return str(best)
