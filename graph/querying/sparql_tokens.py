"""The words of a SPARQL text with their positions: to guard it, to bind values, to explain an error.

A query goes in as text, tokens come out; nothing is parsed. Terminals follow SPARQL 1.1, section 19.8
(https://www.w3.org/TR/sparql11-query/#sparqlGrammar). The engine remains the only judge of what is valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

_NAME = r"[^\W\d](?:[\w.\-·]*[\w\-·])?"
_ODD = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:[\w:]|{_ODD})(?:(?:[\w\-:·.]|{_ODD})*(?:[\w\-:·]|{_ODD}))?"
_TERMINALS = {
    "space": r"[ \t\r\n]+",
    "comment": r"#[^\r\n]*",
    "iri": r"<[^<>\"{}|^`\\\x00-\x20]*>",
    "string": r"'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''|\"\"\"(?:(?:\"|\"\")?(?:[^\"\\]|\\.))*\"\"\""
    r"|'(?:[^'\\\r\n]|\\.)*'|\"(?:[^\"\\\r\n]|\\.)*\"",
    "variable": r"[?$]\w+",
    "language": r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*",
    "blank": r"_:\w(?:[\w.\-·]*[\w\-·])?",
    "name": rf"(?:{_NAME})?:(?:{_LOCAL})?",
    "number": r"(?:\d+\.\d*|\.?\d+)(?:[eE][+-]?\d+)?",
    "word": r"[A-Za-z_]\w*",
    "sign": r"\^\^|&&|\|\||<=|>=|!=|<<|>>|\{\||\|\}|[{}()\[\]<>=!+\-*/|^?.,;~@]",
    "bad": r".",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _TERMINALS.items()), re.DOTALL)


class Kind(StrEnum):
    """What a token is; BAD is a character that begins no token, such as an unclosed quotation mark."""

    SPACE = "space"
    COMMENT = "comment"
    IRI = "iri"
    STRING = "string"
    VARIABLE = "variable"
    LANGUAGE = "language"
    BLANK = "blank"
    NAME = "name"
    NUMBER = "number"
    WORD = "word"
    SIGN = "sign"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch ``query[begin:end]`` and its kind."""

    kind: Kind
    text: str
    begin: int

    @property
    def end(self) -> int:
        """Where the token ends, in code points."""
        return self.begin + len(self.text)


def tokens(query: str) -> Iterator[Token]:
    """All tokens of a query, white space and comments included: joined they give the query back.

    >>> [t.text for t in tokens("ASK {?s a schema:Person} # ai?")]
    ['ASK', ' ', '{', '?s', ' ', 'a', ' ', 'schema:Person', '}', ' ', '# ai?']
    """
    for match in _TOKEN.finditer(query):
        yield Token(Kind(match.lastgroup or "bad"), match.group(), match.start())


def words(query: str) -> Iterator[Token]:
    """The bare words of a query (keywords and names of functions), not those in strings or comments.

    >>> [t.text for t in words("SELECT ?service { ?service schema:name 'SERVICE' }")]
    ['SELECT']
    """
    return (token for token in tokens(query) if token.kind is Kind.WORD)


def position(query: str, offset: int) -> tuple[int, int]:
    r"""Line and column of an offset, both from 1, in code points.

    >>> position("SELECT *\nWHERE {", 9)
    (2, 1)
    """
    line = query.count("\n", 0, offset) + 1
    return line, offset - (query.rfind("\n", 0, offset) + 1) + 1


def bind(query: str, values: Mapping[str, str]) -> str:
    """Put RDF terms, written as SPARQL, where variables stand; nothing else of the query can change.

    `values` maps a variable's name without its mark to a term, as ``str(pyoxigraph.Literal(…))`` gives it.

    >>> bind("ASK { ?s ?p ?name } # ?name", {"name": '"Hà Nội"'})
    'ASK { ?s ?p "Hà Nội" } # ?name'
    """
    return "".join(
        values.get(token.text[1:], token.text) if token.kind is Kind.VARIABLE else token.text
        for token in tokens(query)
    )
