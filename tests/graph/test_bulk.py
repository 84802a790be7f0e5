"""A bulk load gives the very store that article after article gives, however the N-Quads are spaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, serialize

from graph.errors import DothiError
from graph.rdf import article_quads
from graph.storage.bulk import LOADED, bulk_load
from graph.storage.store import ArticleQuads, ArticleStore, read_store
from tests.graph.sample import articles

LINES = b"".join(serialize(article_quads(graph), format=RdfFormat.N_QUADS) or b"" for graph in articles())
SPACED = {
    "as written": LINES,
    "tabs": LINES.replace(b"> <", b">\t<"),
    "carriage returns": LINES.replace(b"\n", b"\r\n"),
    "indented": LINES.replace(b" .\n", b" .\n  "),
    "blank lines": LINES.replace(b" .\n", b" .\n\n"),
    "no space before the full stop": LINES.replace(b" .\n", b".\n"),
    "two spaces before the full stop": LINES.replace(b" .\n", b"  .\n"),
    "no spaces": LINES.replace(b"> <", b"><"),
    "two spaces": LINES.replace(b"> <", b">  <"),
    "no space before words": LINES.replace(b'> "', b'>"'),
    "comments": b"# <urn:x> .\n" + LINES.replace(b" .\n", b" . # so <urn:x> .\n"),
    "no last line end": LINES.rstrip(b"\n"),
}


def content(path: Path) -> set[str]:
    with read_store(path) as store:
        return {str(quad) for quad in store}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    path = tmp_path_factory.mktemp("one") / "store"
    with ArticleStore(path) as store:
        for graph in articles():
            quads = article_quads(graph)
            store.put([ArticleQuads(quads[0].graph_name, quads, LOADED)])
    return content(path)


@pytest.mark.parametrize("text", SPACED.values(), ids=SPACED.keys())
def test_a_bulk_load_is_as_good_as_one_by_one(text: bytes, expected: set[str], tmp_path: Path) -> None:
    (tmp_path / "a.nq").write_bytes(text)
    assert bulk_load(tmp_path / "store", [tmp_path / "a.nq"]) == len(articles())
    assert content(tmp_path / "store") == expected


def test_statements_without_a_graph_are_no_graphs_that_their_objects_name(tmp_path: Path) -> None:
    text = '<urn:a> <urn:p> <urn:g> .\n<urn:a> <urn:p> <urn:b> <urn:g> .\n<urn:a> <urn:p> "a <urn:g>" .\n'
    (tmp_path / "a.nq").write_text(text)
    assert bulk_load(tmp_path / "store", [tmp_path / "a.nq"]) == 0
    assert content(tmp_path / "store") == {
        "<urn:a> <urn:p> <urn:g>",
        "<urn:a> <urn:p> <urn:b> <urn:g>",
        "<urn:a> <urn:p> <urn:b>",
        '<urn:a> <urn:p> "a <urn:g>"',
    }


@pytest.mark.parametrize("text", ["<urn:a> <urn:b> .\n", "<urn:a> <urn:b> <urn:c> <urn:d> <urn:e> .\n", "a"])
def test_broken_lines_are_told_and_leave_no_store(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.nq").write_text(text)
    with pytest.raises(DothiError, match=r"a\.nq: not valid N-Quads"):
        bulk_load(tmp_path / "store", [tmp_path / "a.nq"])
    assert not (tmp_path / "store").exists()
