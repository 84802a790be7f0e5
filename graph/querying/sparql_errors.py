"""Why a SPARQL text was refused, in one line with line and column.

The engine's message says how far its parser came, often past the fault. The words of the query tell more:
a keyword that does not exist, a prefix that nobody declared, a quotation mark that is never closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from graph.errors import DothiError
from graph.querying.sparql_tokens import Kind, Token, position, tokens

_KEYWORD_LIST = """
a abs add adjust all as asc ask avg base bind bnode bound by call ceil clear coalesce concat
construct contains copy count create data datatype datetime day default delete desc describe
distinct drop encode_for_uri exists false filter floor from graph group group_concat haslang
haslangdir having hours if in insert into iri isblank isiri isliteral isnumeric istriple isuri lang
langdir langmatches lateral lcase limit load max md5 min minus minutes month move named not now
object offset optional order predicate prefix rand reduced regex replace round sameterm sample
seconds select separator service sha1 sha256 sha384 sha512 silent str strafter strbefore strdt
strends strlang strlangdir strlen strstarts struuid subject substr sum timezone to triple true tz
ucase undef union unsaid uri using uuid values version where with year
"""
_KEYWORDS = frozenset(_KEYWORD_LIST.split())
_UPDATES = frozenset(["insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with"])
_PARTNER = {"}": "{", ")": "(", "]": "["}
_SCHEME = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")
_AT = re.compile(r"error at (\d+):(\d+): (?:expected )?(.*)", re.DOTALL)
_CHARACTER_CLASS = re.compile(r"^\[.*\]$", re.DOTALL)
_MESSAGE = re.compile(r"[A-Z][a-z].* .*")


class QueryError(DothiError):
    """A query that can't be answered because of what it says: malformed, or not allowed here.

    >>> str(QueryError("SPARQL, line 1, column 1: unknown word SELEC"))
    'SPARQL, line 1, column 1: unknown word SELEC'
    """


class QueryRefused(QueryError):
    """A well-formed query that asks for what is switched off, such as SERVICE."""


def explain(query: str, error: str, prefixes: Iterable[str] = (), update: bool = False) -> QueryError:
    """Make the engine's message about a malformed query a line that a person can act on.

    `prefixes` are the names declared from outside; `update` tells that it was meant to change the graph.

    >>> str(explain("SELEC * {}", "error at 1:10: expected CONSTRUCT"))
    'SPARQL, line 1, column 1: unknown word SELEC; did you mean SELECT?'
    """
    found = list(tokens(query))
    offset, reason = _obvious(found, set(prefixes), update) or _engine(query, found, error)
    line, column = position(query, offset)
    return QueryError(f"SPARQL, line {line}, column {column}: {reason}")


def _obvious(found: list[Token], declared: set[str], update: bool) -> tuple[int, str] | None:
    """The first fault that the words themselves show."""
    solid = [token for token in found if token.kind not in (Kind.SPACE, Kind.COMMENT)]
    if solid and not update and solid[0].text.lower() in _UPDATES:
        return solid[0].begin, f"{solid[0].text} changes the graph: not a query"
    based = any(token.text.lower() == "base" for token in solid)
    previous = ""
    for token in solid:
        if token.kind is Kind.BAD:
            closed = token.text in "\"'"
            return (
                token.begin,
                "this quotation mark is never closed" if closed else f"unexpected {token.text}",
            )
        if token.kind is Kind.WORD and token.text.lower() not in _KEYWORDS:
            near = get_close_matches(token.text.lower(), sorted(_KEYWORDS), 1)
            hint = f"; did you mean {near[0].upper()}?" if near else ""
            return token.begin, f"unknown word {token.text}{hint}"
        if token.kind is Kind.NAME:
            prefix = token.text.split(":", 1)[0]
            if previous == "prefix":
                declared.add(prefix)
            elif prefix not in declared:
                return token.begin, f"the prefix {prefix}: is not declared; begin with PREFIX {prefix}: <…>"
        if token.kind is Kind.IRI and not based and not _SCHEME.match(token.text):
            return token.begin, f"{token.text} is not a whole IRI such as <https://…>"
        previous = token.text.lower()
    return _unbalanced(solid)


def _unbalanced(solid: list[Token]) -> tuple[int, str] | None:
    """A bracket without its partner."""
    opened: list[Token] = []
    for token in solid:
        if token.kind is not Kind.SIGN:
            continue
        if token.text in _PARTNER.values():
            opened.append(token)
        elif token.text in _PARTNER and (not opened or opened.pop().text != _PARTNER[token.text]):
            return token.begin, f"this {token.text} closes nothing"
    return (opened[-1].begin, f"this {opened[-1].text} is never closed") if opened else None


def _engine(query: str, found: list[Token], error: str) -> tuple[int, str]:
    """What the engine says, without its character classes, at the token where it stopped."""
    match = _AT.match(error)
    if match is None:
        return 0, " ".join(error.split())
    row, column, expected = int(match[1]), int(match[2]), match[3].removeprefix("one of ")
    lines = query.splitlines(keepends=True)
    offset = min(sum(map(len, lines[: row - 1])) + column - 1, len(query))
    solid = [t for t in found if t.kind not in (Kind.SPACE, Kind.COMMENT)]
    here = next((t for t in solid if t.end > offset), None)
    where = f"unexpected {here.text}" if here else "the query ends where more is needed"
    if here is not None:
        offset = here.begin
    parts = [p for p in re.split(r", (?=[\"\[A-Za-z])", expected) if not _CHARACTER_CLASS.match(p)]
    said = [p for p in parts if _MESSAGE.fullmatch(p)]
    if said:
        return offset, " ".join(said[0].split())
    useful = [p for p in parts if p not in ("OPTIONAL", "LATERAL", "SERVICE", "CONSTRUCT") and "'" not in p]
    hint = f"; expected {' or '.join(useful[:6])}" if useful else ""
    return offset, where + hint
