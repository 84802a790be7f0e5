"""`dothi link` against a server on this machine that speaks the W3C reconciliation protocol."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from graph.knowledge_graph import KnowledgeGraph
from graph.model import Article, ArticleGraph, Entity, EntityType, Form, Mention
from graph.rdf import quads
from graph.storage.store import ArticleQuads, ArticleStore, content_digest, read_store
from graph.validation import validate
from pipelines import reconciliation
from pipelines.command import run

SPACE = "http://www.wikidata.org/entity/"
HELD = [
    # name, identifier, types, score, match
    ("Anna Rossi", "Q900", {"Q5"}, 100, True),
    ("Anna Rossi", "Q901", {"Q43229"}, 100, True),
    ("Bình Minh", "Q902", {"Q43229"}, 60, False),
    ("Sao Mai", "Q903", {"Q43229"}, 100, True),
    ("Sao Mai", "Q904", {"Q43229"}, 100, True),
]


class Reconciler(BaseHTTPRequestHandler):
    """Answers as the protocol says: the manifest to GET, batches of form-encoded queries to POST."""

    def do_GET(self) -> None:
        self.answer({"versions": ["0.2"], "name": "Test", "identifierSpace": SPACE, "schemaSpace": SPACE})

    def do_POST(self) -> None:
        assert isinstance(self.server, Server)
        assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
        assert self.headers["User-Agent"].startswith("dothi/")
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), strict_parsing=True)
        [text] = form["queries"]
        batch = json.loads(text)
        self.server.batches.append(batch)
        if self.server.busy:
            self.server.busy -= 1
            self.send_response(503)
            self.send_header("Retry-After", "0")
            self.end_headers()
            return
        self.answer({key: {"result": list(self.found(query))} for key, query in batch.items()})

    def found(self, query: dict[str, str]) -> Iterator[dict[str, object]]:
        for name, identifier, types, score, match in HELD:
            if name == query["query"] and query["type"] in types:
                kinds = [{"id": kind, "name": kind} for kind in sorted(types)]
                yield {"id": identifier, "name": name, "score": score, "match": match, "type": kinds}

    def answer(self, value: object) -> None:
        assert isinstance(self.server, Server)
        body = b"<html>" if self.server.broken else json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""


class Server(ThreadingHTTPServer):
    """The server with what it was asked and how it misbehaves."""

    batches: list[dict[str, dict[str, object]]]
    busy = 0
    broken = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/vi/api"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(reconciliation, "PAUSE", 0.0)
    monkeypatch.setenv("DOTHI_LANG", "en")
    opened = Server(("127.0.0.1", 0), Reconciler)
    opened.batches = []
    threading.Thread(target=opened.serve_forever, daemon=True).start()
    yield opened
    opened.shutdown()
    opened.server_close()


def graph(*names: tuple[EntityType, str]) -> KnowledgeGraph:
    """An article that names these."""
    text = "\n".join(name for _, name in names)
    entities, at = [], 0
    for n, (kind, name) in enumerate(names):
        mention = Mention("a", at, at + len(name), name, Form.NAME)
        entities.append(Entity(f"e{n}", kind, name, (mention,)))
        at += len(name) + 1
    return KnowledgeGraph([ArticleGraph(Article("a", text), entities=tuple(entities))])


PERSON, BODY = EntityType.PERSON, EntityType.ORGANIZATION
NAMED = graph((PERSON, "Anna Rossi"), (BODY, "Bình Minh"), (BODY, "Sao Mai"), (PERSON, "Vô Danh"))


def link(path: Path, server: Server, folder: Path) -> int:
    arguments = ["link", str(path), "--wikidata", "--service", server.address]
    return run([*arguments, "--cache", str(folder / "answers.jsonl")])


def links(path: Path) -> list[tuple[str, str]]:
    from graph.forms.graph_files import load

    same = "SELECT ?e ?o WHERE { ?e <http://www.w3.org/2002/07/owl#sameAs> ?o }"
    return sorted((row["e"].value, row["o"].value) for row in load(path).query(same))


def test_a_sure_match_is_linked_with_its_score(tmp_path: Path, server: Server) -> None:
    path = tmp_path / "graph.ttl"
    NAMED.write(path)
    assert link(path, server, tmp_path) == 0
    [(entity, same)] = links(path)
    assert entity.endswith("person/anna-rossi")
    assert same == SPACE + "Q900"
    text = path.read_text()
    assert "dothi:score 1.0" in text
    assert "rdf:Statement" in text
    assert server.address in text
    assert [str(one) for one in validate(path)] == []
    kinds = {q["query"]: q["type"] for batch in server.batches for q in batch.values()}
    assert kinds == {"Anna Rossi": "Q5", "Bình Minh": "Q43229", "Sao Mai": "Q43229", "Vô Danh": "Q5"}


def test_answers_are_kept_and_a_second_run_changes_nothing(tmp_path: Path, server: Server) -> None:
    path = tmp_path / "graph.ttl"
    NAMED.write(path)
    assert link(path, server, tmp_path) == 0
    first, asked = path.read_bytes(), len(server.batches)
    assert link(path, server, tmp_path) == 0
    assert (path.read_bytes(), len(server.batches)) == (first, asked)


def test_a_store_keeps_links_apart_from_what_articles_say(tmp_path: Path, server: Server) -> None:
    path = tmp_path / "store"
    said = quads(NAMED)
    with ArticleStore(path) as store:
        store.put([ArticleQuads(said[0].graph_name, said, content_digest(said))])
    assert link(path, server, tmp_path) == 0
    assert link(path, server, tmp_path) == 0
    with read_store(path) as store:
        found = "SELECT ?g WHERE { GRAPH ?g { ?e <http://www.w3.org/2002/07/owl#sameAs> ?o } }"
        assert [row["g"].value.rsplit("/", 1)[-1] for row in store.query(found)] == ["links"]


def test_many_names_go_in_batches(tmp_path: Path, server: Server) -> None:
    path = tmp_path / "graph.ttl"
    graph(*((PERSON, f"Anna Rossi {n}") for n in range(23))).write(path)
    assert link(path, server, tmp_path) == 0
    assert [len(batch) for batch in server.batches] == [10, 10, 3]


def test_a_name_of_two_persons_is_not_asked_for(tmp_path: Path, server: Server) -> None:
    path = tmp_path / "graph.ttl"
    graph((PERSON, "Anna Rossi"), (PERSON, "anna  rossi")).write(path)
    assert link(path, server, tmp_path) == 0
    assert server.batches == []


def test_a_busy_service_is_asked_again(tmp_path: Path, server: Server) -> None:
    path = tmp_path / "graph.ttl"
    NAMED.write(path)
    server.busy = 2
    assert link(path, server, tmp_path) == 0
    assert len(server.batches) == 3
    assert len(links(path)) == 1


@pytest.mark.parametrize("trouble", ["busy", "broken", "closed"])
def test_without_an_answer_nothing_changes(
    tmp_path: Path, server: Server, trouble: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "graph.ttl"
    NAMED.write(path)
    before = path.read_bytes()
    if trouble == "busy":
        server.busy = 9
    elif trouble == "broken":
        server.broken = True
    else:
        server.shutdown()
        server.server_close()
    assert link(path, server, tmp_path) == 1
    told = capsys.readouterr().err
    assert (told.count("\n"), path.read_bytes()) == (1, before)
    assert server.address in told


def test_nothing_is_asked_unless_told_to(
    tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "graph.ttl"
    NAMED.write(path)
    assert run(["link", str(path)]) == 2
    assert "--wikidata" in capsys.readouterr().err
    assert server.batches == []
