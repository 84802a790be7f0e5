"""`dothi ingest`, `remove`, `export`, `query`, `validate` on a store, with a pipeline that costs nothing."""

from __future__ import annotations

import gzip
import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from graph.knowledge_graph import KnowledgeGraph
from graph.model import Article, ArticleGraph
from graph.storage.store import ArticleStore
from pipelines.command import run
from tests.graph.sample import articles, first, teaser


class Pipeline:
    """Knows the sample articles by their ids; all others say nothing."""

    def __init__(self, model: str = "fast", min_score: float | None = None) -> None:
        self.model = model
        self.min_score = min_score or 0.0

    def __call__(self, article: Article) -> list[ArticleGraph]:
        if article.id == "hong":
            raise ValueError("broken on purpose")
        known = {graph.article.id: graph for graph in articles()}
        if article.id not in known or article.text != known[article.id].article.text:
            return [ArticleGraph(article)]
        graph = known[article.id]
        more = [teaser()] if article.id == "mau-1" else []
        return [replace(graph, article=replace(graph.article, title=article.title)), *more]


@pytest.fixture
def folder(monkeypatch):
    monkeypatch.setenv("DOTHI_LANG", "en")
    monkeypatch.setattr("pipelines.pipeline.Pipeline", Pipeline)
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


def records(folder: Path, *more: dict[str, str], title: str = "") -> str:
    """A file with the two samples (the teaser comes from the first) and other records."""
    lines = [
        {
            "id": g.article.id,
            "text": g.article.text,
            "title": title or g.article.title,
            "date": g.article.date,
        }
        for g in articles()
        if g.article.id != teaser().article.id
    ]
    path = folder / "tin.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in [*lines, *more]))
    return str(path)


def told(capfd) -> str:
    return capfd.readouterr().err.strip().splitlines()[-1]


def test_articles_go_in_once_change_and_go_out(folder, capfd):
    store = str(folder / "kho")
    assert run(["ingest", records(folder), "--store", store]) == 0
    assert told(capfd) == f"3 added, 0 updated, 0 unchanged, 0 failed; {store} holds 3"
    assert run(["ingest", records(folder), "--store", store]) == 0
    assert told(capfd) == f"0 added, 0 updated, 2 unchanged, 0 failed; {store} holds 3"
    gone = [{"id": "mau-1", "text": "Bài này đã được viết lại hoàn toàn."}]
    (folder / "tin.jsonl").write_text(json.dumps(gone[0]) + "\n")
    assert run(["ingest", str(folder / "tin.jsonl"), "--store", store]) == 0
    assert told(capfd) == f"0 added, 1 updated, 0 unchanged, 0 failed; {store} holds 2"
    assert run(["remove", "mau-2", "nope", "--store", store]) == 1
    captured = capfd.readouterr().err
    assert "nope: no such article in this store" in captured
    assert "1 removed; 1 articles left" in captured


def test_removing_an_article_takes_its_teasers_along(folder, capfd):
    store = str(folder / "kho")
    run(["ingest", records(folder), "--store", store])
    assert run(["remove", "mau-1", "--store", store]) == 0
    assert told(capfd) == "2 removed; 1 articles left"


def test_a_failing_article_does_not_stop_the_others(folder, capfd):
    source = records(folder, {"id": "hong", "text": "x"})
    assert run(["ingest", source, str(folder / "none.txt"), "--store", str(folder / "kho")]) == 1
    assert "3 added, 0 updated, 0 unchanged, 2 failed" in told(capfd)
    failures = [json.loads(line) for line in (folder / "kho.failed.jsonl").read_text("utf-8").splitlines()]
    assert [f["source"] for f in failures] == ["hong", str(folder / "none.txt")]
    assert "broken on purpose" in failures[0]["reason"]
    assert run(["ingest", records(folder), "--store", str(folder / "kho")]) == 0
    assert not (folder / "kho.failed.jsonl").exists()


def test_a_store_goes_out_in_every_form_and_comes_back(folder, capfd):
    store = str(folder / "kho")
    run(["ingest", records(folder), "--store", store])
    forms = "nq,nq.gz,trig,ttl,nt,jsonld,rdf,graphml"
    assert run(["export", store, "-o", str(folder / "out"), "--format", forms]) == 0
    plain = (folder / "out/graph.nq").read_bytes()
    assert gzip.decompress((folder / "out/graph.nq.gz").read_bytes()) == plain
    assert b"searchKey" not in plain
    graphs = [KnowledgeGraph.read(folder / f"out/graph.{form}") for form in ("nq", "trig", "ttl", "jsonld")]
    assert all(graph == graphs[0] for graph in graphs)
    assert {g.article.id for g in graphs[0].articles} == {g.article.id for g in articles()}
    assert run(["export", store, "-o", str(folder / "graph.doc")]) == 2


@pytest.mark.parametrize("name", ["all.nq", "all.nq.gz"])
def test_what_a_store_exports_makes_the_same_store_again(folder, capfd, name):
    kept, again = str(folder / "kho"), str(folder / "kho2")
    assert run(["ingest", records(folder), "--store", kept]) == 0
    assert run(["export", kept, "-o", str(folder / name)]) == 0
    assert run(["load", str(folder / name), "--store", again]) == 0
    assert told(capfd) == f"3 articles loaded into {again}"
    for store in (kept, again):
        assert run(["export", store, "-o", f"{store}.ttl"]) == 0
        assert run(["export", store, "-o", f"{store}.nq"]) == 0
    for form in (".ttl", ".nq"):
        assert Path(kept + form).read_bytes() == Path(again + form).read_bytes()
    assert run(["ingest", records(folder), "--store", again]) == 0
    assert told(capfd) == f"0 added, 3 updated, 0 unchanged, 0 failed; {again} holds 3"


def test_partitions_keep_what_tells_that_an_article_is_unchanged(folder, capfd):
    from graph.identifiers import DEFAULT_BASE
    from pipelines.engines import Feed, InProcess, Settings

    outcomes = InProcess().run(Feed([records(folder)], Settings(DEFAULT_BASE)))
    (folder / "part.nq").write_bytes(b"".join(text.text for o in outcomes for text in o.texts))
    store = str(folder / "kho")
    assert run(["load", str(folder / "part.nq"), "--store", store]) == 0
    assert run(["ingest", records(folder), "--store", store]) == 0
    assert told(capfd) == f"0 added, 0 updated, 2 unchanged, 0 failed; {store} holds 3"
    assert run(["export", store, "-o", f"{store}.nq"]) == 0
    assert run(["ingest", records(folder), "--store", f"{store}2"]) == 0
    assert run(["export", f"{store}2", "-o", f"{store}2.nq"]) == 0
    assert Path(f"{store}.nq").read_bytes() == Path(f"{store}2.nq").read_bytes()


def test_a_store_is_asked_and_checked_like_a_file(folder, capfd):
    store = str(folder / "kho")
    run(["ingest", records(folder), "--store", store])
    run(["export", store, "-o", str(folder / "graph.ttl")])
    capfd.readouterr()
    answers = []
    for graph in (store, str(folder / "graph.ttl")):
        assert run(["query", graph, "--name", "cancelled", "--set", "actor=Sólheim", "-f", "csv"]) == 0
        answers.append(capfd.readouterr().out)
    assert answers[0] == answers[1]
    assert "chuyến thăm Huế,Ingrid Solheim" in answers[0]
    assert run(["validate", store]) == 0
    assert "conforms" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["query", "kho", "SELEC"], 1, "SPARQL, line 1, column 1: unknown word SELEC"),
        (["query", "kho", "--name", "timelin"], 2, "did you mean timeline?"),
        (["query", "kho", "--name", "timeline"], 2, "give --set actor="),
        (["query", "kho", "ASK {}", "--name", "timeline"], 2, "not both"),
        (["query", "kho", "ASK {}", "--set", "a=b"], 2, "--set goes with --name"),
        (["query", "kho", "--name", "timeline", "--set", "actor"], 2, "name=value"),
        (["query", "kho"], 2, "ask something"),
        (["query", "kho", " "], 2, "ask something"),
        (["query", "kho", "@"], 2, "ask something"),
        (["query", "kho", "@none.rq"], 1, "none.rq: cannot be read"),
        (["query", "kho", "ASK {}", "-f", "doc"], 2, "no form called doc"),
        (["query", "kho", "ASK {}", "-f", "ttl"], 1, "rows are written as"),
        (["query", "none.ttl", "ASK {}"], 1, "none.ttl: not found"),
        (["query", ".", "ASK {}"], 1, "neither a store nor a folder with a graph.ttl"),
        (["ingest", "x.txt", "--store", "."], 1, "not a dothi store"),
        (["ingest", "x.txt", "--store", "k", "--workers", "0"], 2, "--workers is a number from 1"),
        (["ingest", "x.txt", "--store", "k", "--engine", "spark"], 2, "no engine called spark"),
        (["ingest", "x.txt", "--store", "k", "--address", "auto"], 2, "--address goes with --engine ray"),
        (["remove", "x", "--store", "none"], 1, "no such store"),
        (["export", "none", "-o", "g.nq"], 1, "no such store"),
        (["export", "kho", "-o", "out"], 2, "out: in which form? end the name with one of .ttl .trig"),
        (["export", "kho", "-o", "g.docx"], 2, "no form called docx"),
        (["serve", "none"], 1, "none"),
        (["load", "none.nq", "--store", "k"], 1, "none.nq: cannot be read: No such file"),
        (["load", "g.ttl", "--store", "k"], 2, "g.ttl: a store is loaded from N-Quads"),
        (["load", "none.nq", "--store", "kho"], 1, "kho: exists already; load into a new folder"),
        (["load", "broken.nq.gz", "--store", "k"], 1, "broken.nq.gz: cannot be read: Not a gzipped file"),
    ],
)
def test_a_mistake_is_one_line_and_a_code(folder, monkeypatch, capfd, arguments, code, line):
    monkeypatch.chdir(folder)
    (folder / "broken.nq.gz").write_bytes(b"no")
    with ArticleStore(folder / "kho"):
        pass
    assert run(arguments) == code
    captured = capfd.readouterr()
    assert line in captured.err
    assert captured.err.strip().count("\n") == 0
    assert captured.out == ""


def test_the_list_of_queries_names_each_in_both_languages(capfd):
    assert run(["queries"]) == 0
    out = capfd.readouterr().out
    assert "Ai gặp hay trao đổi với ai" in out
    assert "Who met or talked with whom" in out
    assert run(["queries", "timeline"]) == 0
    assert "SELECT DISTINCT ?date" in capfd.readouterr().out


def test_the_first_sample_is_what_the_pipeline_here_gives():
    assert Pipeline()(first().article)[0].entities == first().entities


def test_a_node_is_explained_by_its_sentences(folder, capfd):
    store = str(folder / "kho")
    run(["ingest", records(folder), "--store", store])
    capfd.readouterr()
    assert run(["explain", "Solheim", "--store", store]) == 0
    out = capfd.readouterr().out
    assert out.startswith("Ingrid Solheim  <https://w3id.org/dothi/resource/person/ingrid-solheim>")
    assert "[Ingrid Solheim]" in out
    assert run(["explain", "không ai cả", "--store", store]) == 1
    assert "nothing of this name" in capfd.readouterr().err


def test_a_store_is_counted_as_table_csv_and_chart(folder, capfd):
    store = str(folder / "kho")
    run(["ingest", records(folder), "--store", store])
    capfd.readouterr()
    assert run(["stats", store, "--format", "csv", "--since", "2000"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert "counts,articles,3" in lines
    assert any(line.startswith("most connected,Ingrid Solheim,") for line in lines)
    assert run(["stats", store, "--chart", str(folder / "s.svg")]) == 0
    assert "█" in capfd.readouterr().out
    assert (folder / "s.svg").read_text("utf-8").startswith("<svg")
    assert run(["stats", store, "--chart", str(folder / "s.png")]) == 2
    assert run(["stats", store, "--format", "doc"]) == 2
