"""The pages of the server, asked over a real socket: what each shows, its forms, limits and headers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import rdflib

from graph.model import Article, ArticleGraph, Entity, EntityType, Form, Mention
from graph.rdf import article_quads
from graph.server.application import Options
from graph.server.site.site import site
from graph.storage.store import ArticleQuads, ArticleStore, content_digest
from tests.graph.sample import articles
from tests.graph.serving import served

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}'
SOLHEIM = "/person/ingrid-solheim"


def hostile() -> ArticleGraph:
    """An article every text of which tries to become markup."""
    text = f"{HOSTILE}\nÔng {HOSTILE} nói."
    article = Article("xau-1", text, title=HOSTILE, url="javascript:alert(3)", publisher=HOSTILE)
    begin = text.index(HOSTILE, 5)
    named = Mention("xau-1", begin, begin + len(HOSTILE), HOSTILE, Form.NAME)
    return ArticleGraph(article, (Entity("E1", EntityType.PERSON, HOSTILE, (named,)),))


@pytest.fixture(scope="module")
def store() -> Iterator[Path]:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        with ArticleStore(Path(name) / "store") as opened:
            for graph in [*articles(), hostile()]:
                quads = article_quads(graph)
                opened.put([ArticleQuads(quads[0].graph_name, quads, content_digest(quads))])
        yield Path(name) / "store"


@pytest.fixture(scope="module")
def address(store: Path) -> Iterator[str]:
    with served(site(store, Options(workers=1))) as found:
        yield found


def get(address: str, path: str, **headers: str) -> httpx.Response:
    return httpx.get(
        address + path, headers={"Accept": "text/html", "Accept-Language": "vi", **headers}, timeout=60
    )


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", ["4 bài báo", "Ingrid Solheim", "Bắt nghi phạm vụ cháy kho ở Huế", "chuyến thăm Huế"]),
        ("/search?q=ngoai+truong+na+uy", ["Ingrid Solheim"]),
        ("/search?q=solhiem", ["Ingrid Solheim"]),
        ("/search?q=kho+hue", ["vụ cháy kho"]),
        ("/search?q=zzz", ["Không thấy gì khớp với “zzz”"]),
        ("/actors", ["Hãng tin Sao Bắc"]),
        ("/events?status=cancelled", ["chuyến thăm Huế", "bị huỷ"]),
        ("/articles", ["Na Uy viện trợ 2 triệu USD cho vùng bão"]),
        (
            SOLHEIM,
            ["Bộ trưởng Ngoại giao", "Solhiem", "hội đàm với Nguyễn Văn Hùng", '<mark class="person">'],
        ),
        (f"{SOLHEIM}/articles", ["phủ nhận việc huỷ"]),
        ("/article/mau-1", ['data-node="person/ingrid-solheim"', "hoãn đi", "Bài gốc"]),
        ("/map", ["2 nơi có toạ độ", "107.5955"]),
        ("/licences", ["vis-network"]),
        ("/sparql", ["Câu hỏi có sẵn", "timeline"]),
    ],
)
def test_a_page_shows_what_it_should(address, path, words):
    answer = get(address, path)
    assert answer.status_code == 200
    for word in words:
        assert word in answer.text


def test_an_event_has_its_page_with_the_sentence_and_who_takes_part(address):
    found = httpx.get(f"{address}/suggest", params={"q": "chuyen tham hue"}).json()
    event = next(node for node in found if node["label"] == "chuyến thăm Huế")
    page = get(address, event["url"]).text
    for words in (
        "tháng 4".replace("tháng 4", "4/2025"),
        "bị huỷ",
        "Hãng tin Sao Bắc",
        "nguồn tin",
        "chuyến thăm</mark>",
    ):
        assert words in page


@pytest.mark.parametrize(
    "path",
    [
        "/person/nobody",
        "/event/x",
        "/article/",
        "/nothing",
        "/person/%00",
        "/iri/urn%3Ax",
        "/graph/person/x",
        "/static/x/../../pages.py",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(address, path):
    answer = get(address, path)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/articles?page=0",
        "/articles?page=x",
        "/articles?page=99999999999",
        "/events?type=NONE",
        "/events?status=x",
        "/search?q=a&kind=x",
    ],
)
def test_bad_values_are_told(address, path):
    answer = get(address, path)
    assert (answer.status_code, "Yêu cầu không hợp lệ" in answer.text) == (400, True)


@pytest.mark.parametrize(
    "words", ["*", '"', "a" * 5000, "NEAR(", "tô AND OR NOT", "%", "'; DROP TABLE node; --", "\ue000"]
)
def test_any_words_can_be_searched_for(address, words):
    answer = httpx.get(f"{address}/search", params={"q": words}, headers={"Accept": "text/html"}, timeout=60)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("accept", "suffix", "form"),
    [
        ("text/turtle", "ttl", "turtle"),
        ("application/ld+json", "jsonld", "json-ld"),
        ("application/n-triples", "nt", "nt"),
        ("application/rdf+xml;q=0.9, text/html;q=0.1", "rdf", "xml"),
    ],
)
def test_an_address_gives_rdf_to_those_who_prefer_it(address, accept, suffix, form):
    answer = httpx.get(address + SOLHEIM, headers={"Accept": accept}, timeout=60)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{SOLHEIM}.{suffix}")
    assert answer.headers["vary"] == "Accept"
    body = httpx.get(address + answer.headers["location"], timeout=60)
    graph = rdflib.Graph().parse(data=body.text, format=form)
    me = rdflib.URIRef("https://w3id.org/dothi/resource/person/ingrid-solheim")
    assert "Ingrid Solheim" in {str(o) for o in graph.objects(me, rdflib.SKOS.prefLabel)}
    assert (None, rdflib.URIRef("https://w3id.org/dothi#agent"), me) in graph
    assert not [p for p in graph.predicates() if "searchKey" in p or "digest" in p]


def test_an_article_as_rdf_is_its_named_graph(address):
    graph = rdflib.Graph().parse(data=get(address, "/article/mau-2.ttl").text, format="turtle")
    assert len(list(graph.subjects(rdflib.RDF.type, rdflib.URIRef("https://schema.org/NewsArticle")))) == 1


def test_pages_are_in_the_language_that_is_asked_for(address):
    assert 'lang="vi"' in get(address, "/").text[:80]
    assert "What is new" in get(address, "/", **{"Accept-Language": "fr, en;q=0.8, vi;q=0.2"}).text
    chosen = get(address, "/?lang=en")
    assert "lang=en" in chosen.headers["set-cookie"]
    assert "What is new" in get(address, "/", Cookie="lang=en").text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/article/xau-1",
        "/search?q=script",
        "/sparql",
        f"/search?q={HOSTILE}",
        "/actors",
        "/graph/article/xau-1",
    ],
)
def test_text_from_articles_and_visitors_is_never_markup(address, path):
    answer = httpx.get(address + path, headers={"Accept": "text/html"}, timeout=60)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert "javascript:alert" not in answer.text.replace('"javascript:alert(3)"', "")
    policy = answer.headers["content-security-policy"]
    if not path.startswith("/graph"):
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert " onclick=" not in answer.text
        assert " style=" not in answer.text


def test_a_new_article_is_shown_without_a_restart(store, address):
    from time import sleep

    text = "Bão số 9 vào Huế"
    quads = article_quads(ArticleGraph(Article("moi-1", text, title=text, date="2025-09-09")))
    with ArticleStore(store) as opened:
        opened.put([ArticleQuads(quads[0].graph_name, quads, content_digest(quads))])
    for _ in range(100):
        if text in get(address, "/articles").text:
            break
        sleep(0.1)
    assert text in get(address, "/").text


def test_a_graph_file_has_the_same_pages(tmp_path):
    from graph.knowledge_graph import KnowledgeGraph

    KnowledgeGraph(articles()).write(tmp_path / "graph.ttl")
    with served(site(tmp_path, Options(workers=1))) as address:
        assert "hội đàm với Nguyễn Văn Hùng" in get(address, SOLHEIM).text
        assert 'data-node="person/ingrid-solheim"' in get(address, "/article/mau-1").text


def test_entities_that_the_identity_layer_joins_are_one_page(tmp_path):
    from pyoxigraph import NamedNode, Quad

    from graph.vocabulary import SAME_AS

    base = "https://w3id.org/dothi/resource/"
    with ArticleStore(tmp_path / "store") as opened:
        for graph in articles():
            quads = article_quads(graph)
            opened.put([ArticleQuads(quads[0].graph_name, quads, content_digest(quads))])
        own = next(
            q.subject
            for q in opened.store.quads_for_pattern(None, None, None)
            if "hang-tin-sao-bac.in-" in str(q.subject) or "hang-tin-sao-bac" in str(q.subject)
        )
        where = NamedNode(f"{base}graph/identity")
        opened.replace_graph(
            where, [Quad(own, SAME_AS, NamedNode(base + "organization/sao-bac-joined"), where)]
        )
    with served(site(tmp_path / "store", Options(workers=1))) as address:
        moved = get(address, "/" + own.value.removeprefix(base))
        assert (moved.status_code, moved.headers["location"]) == (303, "/organization/sao-bac-joined")
        assert "Hãng tin Sao Bắc" in get(address, "/organization/sao-bac-joined").text
