"""The SPARQL 1.1 Protocol: what a request asks, and in which form the answer goes back.

HTTP's method, content type, parameters and body go in; an `Operation` comes out, or a `Refusal` with its
status. https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from graph.querying.results import FORMATS, Format
from graph.querying.sparql_tokens import words

MAX_BODY = 1 << 20
"""A query may be that many bytes long."""

_ALIASES = {
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/plain": "nt",
    "application/x-turtle": "ttl",
    "application/json+ld": "jsonld",
}
_DATASET = {
    "query": ("default-graph-uri", "named-graph-uri"),
    "update": ("using-graph-uri", "using-named-graph-uri"),
}


_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_POSTED = ("application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded")


class Refusal(Exception):
    """A request that gets no answer: the HTTP status and the line that says why."""

    def __init__(self, status: int, reason: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.headers = headers or {}


@dataclass(frozen=True, slots=True)
class Operation:
    """A query or update with the graphs it names."""

    text: str
    update: bool = False
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def operation(method: str, content_type: str, url_query: str, body: bytes) -> Operation | None:
    """What a request asks; None when it asks nothing, as a visitor does.

    >>> operation("GET", "", "query=ASK%20%7B%7D&default-graph-uri=urn%3Ag", b"")
    Operation(text='ASK {}', update=False, default=('urn:g',), named=())
    """
    pairs = _pairs(url_query)
    if method == "POST":
        kind = content_type.split(";")[0].strip().lower()
        if kind == "application/x-www-form-urlencoded":
            pairs += _pairs(_text(body))
        elif kind in ("application/sparql-query", "application/sparql-update"):
            pairs.append((kind.removeprefix("application/sparql-"), _text(body)))
        else:
            raise Refusal(
                415,
                f"send {', '.join(_POSTED)}",
                {"Accept-Post": ", ".join(_POSTED)},
            )
    asked = [(name, value) for name, value in pairs if name in ("query", "update")]
    if not asked:
        if method == "POST":
            raise Refusal(400, "no query: give the parameter query")
        return None
    if len(asked) > 1:
        raise Refusal(400, "more than one query or update in a request")
    name, text = asked[0]
    if name == "update" and method == "GET":
        raise Refusal(405, "an update must be sent with POST", {"Allow": "POST"})
    default, named = (tuple(v for n, v in pairs if n == key) for key in _DATASET[name])
    return Operation(text, name == "update", default, named)


def accepted(accept: str, query: str) -> Format:
    """The form in which the client likes the answer to this query best; `Refusal` 406 if it likes none.

    >>> accepted("text/turtle, text/csv;q=0.5", "SELECT * {}").name, accepted("", "DESCRIBE <urn:a>").name
    ('csv', 'ttl')
    """
    rows = next((t.text.upper() for t in words(query) if t.text.upper() in _FORMS), "SELECT") in (
        "SELECT",
        "ASK",
    )
    forms = [form for form in FORMATS if form.rows == rows]
    best, quality = forms[0], 0.0
    for media, q in _media_ranges(accept):
        found = next((form for form in forms if _matches(media, form)), None)
        if found is not None and q > quality:
            best, quality = found, q
    if quality == 0:
        raise Refusal(406, f"this query's answer is sent as {', '.join(form.media_type for form in forms)}")
    return best


def _media_ranges(accept: str) -> list[tuple[str, float]]:
    """Media ranges with their quality; anything when there are none."""
    ranges: list[tuple[str, float]] = []
    for part in accept.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((p[2:].strip() for p in parameters if p.lower().startswith("q=")), "1")
        try:
            ranges.append((media.lower(), float(quality)))
        except ValueError:
            continue
    return [r for r in ranges if r[0]] or [("*/*", 1.0)]


def _matches(media: str, form: Format) -> bool:
    family = form.media_type.split("/")[0]
    return media in (form.media_type, "*/*", f"{family}/*") or _ALIASES.get(media) == form.name


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError as error:
        raise Refusal(400, f"the parameters can't be read: {error}") from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(400, "the body is not in UTF-8") from error
