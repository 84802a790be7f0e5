"""Text as XML 1.0 can hold it, and XML files from elsewhere refused when they could be bombs.

Control characters and the two code points that XML forbids are left out: graph formats in XML are for
looking at, and carry labels, not the article's text. (RDF/XML keeps them, see `graph.forms.rdf_forms`.)
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from graph.errors import DothiError

LONGEST_ENTITY = 256
_ENTITY = re.compile(rb"<!ENTITY\s+(?:%\s+)?\S+\s+(?:SYSTEM\b|PUBLIC\b|\"([^\"]*)\"|'([^']*)')")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(value: object) -> str:
    """A value as the content of an element.

    >>> text("a\\x00 < b")
    'a &lt; b'
    """
    return escape(_FORBIDDEN.sub("", str(value)), {"\r": "&#13;"})


def attribute(value: object) -> str:
    """A value as an attribute, with its quotation marks.

    >>> attribute('say "x"')
    '"say &quot;x&quot;"'
    """
    marks = {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}
    return f'"{escape(_FORBIDDEN.sub("", str(value)), marks)}"'


def refuse_doctype(data: bytes, name: str) -> None:
    """Raise `DothiError` when XML has a document type: its entities could fill the memory or fetch files.

    XML in another encoding than UTF-8, in which one could hide, is refused as well.

    >>> refuse_doctype(b"<!DOCTYPE bomb []><a/>", "bomb.xml")
    Traceback (most recent call last):
    graph.errors.DothiError: bomb.xml: has a document type (DOCTYPE), which is refused: it could be a bomb
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DothiError(f"{name}: XML is read in UTF-8 only, and byte {error.start} is not") from error
    if b"<!DOCTYPE" in data or b"\x00" in data:
        raise DothiError(f"{name}: has a document type (DOCTYPE), which is refused: it could be a bomb")


def refuse_bombs(data: bytes, name: str) -> None:
    """Raise `DothiError` for XML whose entities refer to others, are long, or lie in other files.

    Short plain ones, which ontology editors write for namespaces, are harmless.

    >>> refuse_bombs(b'<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><r/>', "x.rdf")
    Traceback (most recent call last):
    graph.errors.DothiError: x.rdf: refused: its XML entities could grow without bound
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data:
        raise DothiError(f"{name}: RDF/XML must be in UTF-8")
    safe = 0
    for match in _ENTITY.finditer(data):
        value = match[1] if match[1] is not None else match[2]
        safe += value is not None and b"&" not in value and b"%" not in value and len(value) <= LONGEST_ENTITY
    if safe != data.count(b"<!ENTITY"):
        raise DothiError(f"{name}: refused: its XML entities could grow without bound")
