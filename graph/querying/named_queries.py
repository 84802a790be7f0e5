"""The questions that ship with the program: `.rq` files with a description in two languages and parameters.

A name and values go in, a SPARQL text comes out. The head of a file says what it answers and what can be set;
a line that ends in ``#? name`` stands only when that parameter has a value, one in ``#! name`` only when it
has none. Values become RDF terms, put where a variable stands (a count: where a number does), so that no
value can change the query; names lose their marks, as search keys do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from pyoxigraph import Literal, NamedNode

from graph.errors import DothiError
from graph.namespaces import XSD
from graph.querying.sparql_tokens import bind
from graph.search_keys import fold

_LINE = re.compile(r"# (en|vi|param(?: ([a-z]+) \(([a-z]+)\)(?: = (.*?))?)?): (.*)")
_ONLY_IF = re.compile(r"^(.*)#([?!]) ([a-z]+)\s*$")
_COUNT = re.compile(r"[1-9]\d{0,8}", re.ASCII)
MOST = "most"
"""The parameter that bounds what is looked at, in queries that may find very much."""
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class ParameterType(StrEnum):
    """What a value is: a name (marks do not matter), a date or its beginning, a number, words, a count."""

    NAME = "name"
    DATE = "date"
    NUMBER = "number"
    WORD = "word"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that can be set; without `default` the condition falls away, unless it is `required`."""

    name: str
    type: ParameterType
    english: str
    vietnamese: str
    default: str | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question: its name, what it answers, its parameters and its SPARQL text."""

    name: str
    english: str
    vietnamese: str
    parameters: tuple[Parameter, ...]
    text: str

    def bound(self, values: Mapping[str, str]) -> str:
        """The SPARQL text with these values; `DothiError` for an unknown, missing or unfit one.

        >>> "netanyahu" in named_query("timeline").bound({"actor": "Nétanyahu"})
        True
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                has = f"it has {', '.join(known)}" if known else "it has none"
                raise DothiError(f"{self.name}: no parameter {name}; {has}", exit_code=2)
        terms: dict[str, str] = {}
        for parameter in self.parameters:
            value = values.get(parameter.name, parameter.default)
            if value:
                terms[parameter.name] = _term(self.name, parameter, value)
            elif parameter.required:
                raise DothiError(
                    f"{self.name}: give --set {parameter.name}=… ({parameter.english})", exit_code=2
                )
        lines = (_line(line, terms) for line in self.text.split("\n"))
        return bind("\n".join(line for line in lines if line is not None), terms)

    def bounded(self, values: Mapping[str, str], rows: int) -> str:
        """The SPARQL text for somebody who looks at no more than so many rows (0: at all); quicker to answer.

        One row more is asked for, so that it can be seen that there are more.

        >>> "LIMIT 11" in named_query("meetings").bounded({}, 10)
        True
        """
        knows = any(parameter.name == MOST for parameter in self.parameters)
        given = {name: value for name, value in values.items() if value}
        return self.bound({MOST: str(rows + 1), **given} if rows and knows else values)


@lru_cache(maxsize=1)
def named_queries() -> tuple[NamedQuery, ...]:
    """All named queries, by name.

    >>> len(named_queries()) >= 20
    True
    """
    folder = files("graph") / "queries"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".rq"))
    return tuple(_parse(name.removesuffix(".rq"), (folder / name).read_text("utf-8")) for name in names)


def named_query(name: str) -> NamedQuery:
    """The query of that name; `DothiError` with the nearest names if there is none.

    >>> named_query("meeting")
    Traceback (most recent call last):
    graph.errors.DothiError: meeting: no such query; did you mean meetings? `dothi queries` lists them
    """
    from difflib import get_close_matches

    found = {query.name: query for query in named_queries()}
    if name not in found:
        near = get_close_matches(name, sorted(found), 1)
        hint = f"; did you mean {near[0]}?" if near else ";"
        raise DothiError(f"{name}: no such query{hint} `dothi queries` lists them", exit_code=2)
    return found[name]


def _parse(name: str, text: str) -> NamedQuery:
    described: dict[str, str] = {}
    parameters: list[Parameter] = []
    for line in text.split("\n"):
        match = _LINE.fullmatch(line)
        if match is None:
            break
        if match[2] is None:
            described[match[1]] = match[5]
            continue
        english, vietnamese = match[5].split(" | ")
        required = match[4] == "required"
        default = None if required else match[4]
        kind = ParameterType(match[3])
        parameters.append(Parameter(match[2], kind, english, vietnamese, default, required))
    return NamedQuery(name, described["en"], described["vi"], tuple(parameters), text)


def _line(line: str, terms: Mapping[str, str]) -> str | None:
    """The line without its mark, or None when it does not stand with these values."""
    match = _ONLY_IF.match(line)
    if match is None:
        return line
    if (match[3] in terms) is not (match[2] == "?"):
        return None
    said = match[1].rstrip()
    return _COUNT.sub(terms[MOST], said) if match[3] == MOST and MOST in terms else said


def _term(query: str, parameter: Parameter, value: str) -> str:
    """A value as SPARQL writes it."""
    match parameter.type:
        case ParameterType.NAME:
            folded = fold(value)
            if not folded:
                raise DothiError(f"{query}: {parameter.name}={value!r} is not a name", exit_code=2)
            return str(Literal(folded))
        case ParameterType.DATE:
            if not _DATE.fullmatch(value):
                raise DothiError(
                    f"{query}: {parameter.name}={value!r} is not a date; write 2024-03-28, 2024-03 or 2024",
                    exit_code=2,
                )
            return str(Literal(value))
        case ParameterType.NUMBER:
            if not _NUMBER.fullmatch(value):
                raise DothiError(f"{query}: {parameter.name}={value!r} is not a number", exit_code=2)
            return str(Literal(value, datatype=NamedNode(f"{XSD}decimal")))
        case ParameterType.COUNT:
            if not _COUNT.fullmatch(value):
                raise DothiError(
                    f"{query}: {parameter.name}={value!r} is not a count such as 100", exit_code=2
                )
            return value
        case ParameterType.WORD:
            return str(Literal(value))
