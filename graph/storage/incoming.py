"""Many articles at once into a store: as text, through a redo file, with Oxigraph's bulk loader.

Articles come in as N-Quads text (made wherever the article was read, perhaps in another process or on another
machine); their graphs, and their share of the union, go into the database. Whatever can be done to one
article alone is done there, since there is one loader and many readers: here only names are looked at, which
the union must weigh, and the rest is passed on as bytes. A bulk load is fast because it is no transaction;
so the text is first put down as a redo file (temporary name, then rename), which is loaded again from the
start if the process is killed in the midst of it. Loading twice is loading once. Nodes whose names are
contested among articles are left to be settled together, before readers see the store: a change of names
between two loads would make the database merge its files twice as often.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse, serialize

from graph.errors import DothiError
from graph.namespaces import DOTHI
from graph.storage.labels import contested, settle, united
from graph.storage.store_files import Layout, telling
from graph.vocabulary import ALT_LABEL, PREF_LABEL, TYPE

_NAMES = re.compile(
    rb"^\S+ (?:%s|%s|%s <https://schema\.org/Place>) .*\n"
    % tuple(re.escape(str(property).encode()) for property in (PREF_LABEL, ALT_LABEL, TYPE)),
    re.MULTILINE,
)
_DIGEST = re.compile(rb'^\S+ <%s> "([^"]*)"' % re.escape(f"{DOTHI}digest".encode()), re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What one article says as N-Quads, all in the graph `name`, with its search keys and its `digest`.

    `names` are the statements that the union may say otherwise (`graph.storage.labels`), `rest` all others.
    """

    name: str
    digest: str
    names: bytes
    rest: bytes

    @property
    def text(self) -> bytes:
        """All statements.

        >>> ArticleText("urn:a", "1", b"", b"<urn:a> <urn:a> <urn:a> <urn:a> .\\n").text
        b'<urn:a> <urn:a> <urn:a> <urn:a> .\\n'
        """
        return self.names + self.rest

    @property
    def united(self) -> bytes:
        """What `rest` says without the graph, for the union.

        >>> ArticleText("urn:a", "1", b"", b"<urn:a> <urn:a> <urn:a> <urn:a> .\\n").united
        b'<urn:a> <urn:a> <urn:a> .\\n'
        """
        return self.rest.replace(f" <{self.name}> .\n".encode(), b" .\n")  # no literal holds a line's end


def packed(name: str, digest: str, quads: Iterable[Quad]) -> ArticleText:
    """The quads of one article as text.

    >>> from pyoxigraph import NamedNode
    >>> a = NamedNode("urn:a")
    >>> packed("urn:a", "1", [Quad(a, a, a, a)]).text
    b'<urn:a> <urn:a> <urn:a> <urn:a> .\\n'
    """
    text = serialize(dict.fromkeys(quads), format=RdfFormat.N_QUADS)
    assert text is not None
    return _parted(name, digest, text)


def _parted(name: str, digest: str, text: bytes) -> ArticleText:
    return ArticleText(name, digest, b"".join(_NAMES.findall(text)), _NAMES.sub(b"", text))


def split(lines: Iterable[bytes]) -> Iterator[ArticleText]:
    """The articles of an N-Quads file that holds each one's statements together, with its digest among them.

    >>> text = b'<urn:a> <https://w3id.org/dothi#digest> "1" <urn:a> .\\n'
    >>> [article.name for article in split([text])]
    ['urn:a']
    """
    for name, group in groupby(lines, key=lambda line: line.rsplit(b" ", 2)[-2]):
        text = b"".join(group)
        digest = _DIGEST.search(text)
        if digest is None:
            raise DothiError(f"{name.decode('utf-8', 'replace')}: a graph without a digest is no article")
        yield _parted(name[1:-1].decode(), digest[1].decode(), text)


def write_down(layout: Layout, store: Store, articles: Sequence[ArticleText]) -> None:
    """Put the redo file of articles that are new to a store; from then on they are in it."""
    text = b"".join(article.names for article in articles)
    names = list(parse(text, RdfFormat.N_QUADS, lenient=True))
    with telling(layout.root):
        left = contested(store, names)
        leave(layout, left)
        beside = layout.own / "incoming.nq.new"
        with beside.open("wb") as file:
            for article in articles:
                file.writelines((article.names, article.rest, article.united))
            file.write(serialize(dict.fromkeys(united(names, left)), format=RdfFormat.N_QUADS) or b"")
        beside.replace(_redo(layout))


def finish(layout: Layout, store: Store) -> None:
    """Load what is put down, if anything is; done again from the start when it was interrupted."""
    redo = _redo(layout)
    if redo.exists():
        with telling(layout.root):
            store.bulk_load(path=str(redo), format=RdfFormat.N_QUADS, lenient=True)  # what we wrote is valid
            redo.unlink()


def leave(layout: Layout, nodes: Iterable[NamedNode]) -> None:
    """Leave nodes for `settle_left`, before what contests their names is committed."""
    lines = sorted(map(str, nodes))
    if lines:
        with telling(layout.root), _left(layout).open("a", encoding="utf-8") as file:
            file.write("\n".join(["", *lines, ""]))  # begins anew where a killed writer broke off


def settle_left(layout: Layout, store: Store) -> None:
    """Settle the names of the nodes that were left; done again from the start when it was interrupted."""
    with telling(layout.root):
        if _left(layout).exists():
            lines = sorted(set(_left(layout).read_text("utf-8").splitlines()))
            whole = [line for line in lines if line.startswith("<") and line.endswith(">")]
            settle(store, (NamedNode(line[1:-1]) for line in whole))
            _left(layout).unlink()


def _redo(layout: Layout) -> Path:
    return layout.own / "incoming.nq"


def _left(layout: Layout) -> Path:
    return layout.own / "contested"
