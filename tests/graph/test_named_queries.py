"""Every named query gives the rows that a reader expects, on the samples and one article of small events."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import Store

from graph.errors import DothiError
from graph.model import (
    Argument,
    Article,
    ArticleGraph,
    Entity,
    EntityType,
    Event,
    EventType,
    Form,
    Mention,
    Modifier,
    Position,
    Quantity,
    Role,
    Status,
    Time,
)
from graph.querying.named_queries import named_queries, named_query
from graph.querying.results import plain
from graph.querying.sparql import Rows, Triples, run, union_quads
from graph.rdf import article_quads
from graph.search_keys import search_key_quads
from graph.storage.labels import unite
from tests.graph.sample import articles

LINES = """Nước Anh Vũ doạ cắt điện Xứ Mây.
Nước Anh Vũ phạt Hãng Gió Nam.
Quân Anh Vũ pháo kích Đèo Sương khiến 12 người thiệt mạng.
Nước Anh Vũ kêu gọi Xứ Mây ngừng bắn.
Hội đồng Xứ Mây bỏ phiếu thông qua luật cá.
Xứ Mây bổ nhiệm Lò Văn Bướm.
Dân Đèo Sương biểu tình.
Xứ Mây đàm phán với Hãng Gió Nam.
Hãng Gió Nam chỉ trích Nước Anh Vũ.
"""
ROWS = [
    # words, type, status, agent, recipient, place, time
    ("doạ cắt điện", EventType.THREATEN, Status.OCCURRED, "Nước Anh Vũ", "Xứ Mây", None, "2025-02-01"),
    ("phạt", EventType.SANCTION, Status.OCCURRED, "Nước Anh Vũ", "Hãng Gió Nam", None, "2025-02-02"),
    ("pháo kích", EventType.ASSAULT, Status.OCCURRED, "Nước Anh Vũ", None, "Đèo Sương", "2025-02-03"),
    ("kêu gọi", EventType.REQUEST, Status.OCCURRED, "Nước Anh Vũ", "Xứ Mây", None, "2025-03"),
    ("bỏ phiếu", EventType.VOTE, Status.OCCURRED, "Xứ Mây", None, None, "--11"),
    ("bổ nhiệm", EventType.PERSONNEL, Status.PLANNED, "Xứ Mây", "Lò Văn Bướm", None, "2025-05-01"),
    ("biểu tình", EventType.PROTEST, Status.ONGOING, None, None, "Đèo Sương", "2025-02-09"),
    ("đàm phán", EventType.CONSULT, Status.OCCURRED, "Xứ Mây", "Hãng Gió Nam", None, "2025-02-10"),
    ("chỉ trích", EventType.ACCUSE, Status.OCCURRED, "Hãng Gió Nam", "Nước Anh Vũ", None, "2025-02-11"),
]
NAMES = {
    "Nước Anh Vũ": EntityType.PLACE,
    "Xứ Mây": EntityType.PLACE,
    "Đèo Sương": EntityType.PLACE,
    "Hãng Gió Nam": EntityType.ORGANIZATION,
    "Lò Văn Bướm": EntityType.PERSON,
}


def small_events() -> ArticleGraph:
    """An article with one event of each type that the samples lack."""
    article = Article("nhieu", LINES, date="2025-02-12", publisher="Báo Mẫu")

    def at(words: str, form: Form) -> Mention:
        begin = LINES.index(words)
        return Mention("nhieu", begin, begin + len(words), words, form)

    ids = {name: f"E{number}" for number, name in enumerate(NAMES)}
    entities = tuple(Entity(ids[n], kind, n, (at(n, Form.NAME),)) for n, kind in NAMES.items())
    dead = Quantity(12.0, "người thiệt mạng", at("12", Form.QUANTITY))
    events = []
    for number, (words, kind, status, agent, recipient, place, time) in enumerate(ROWS):
        parts = ((Role.AGENT, agent), (Role.RECIPIENT, recipient), (Role.PLACE, place))
        events.append(
            Event(
                f"V{number}",
                kind,
                words,
                status,
                (at(words, Form.TRIGGER),),
                tuple(Argument(role, ids[name], 1.0) for role, name in parts if name),
                Time(time) if time else None,
                quantities=(dead,) if words == "pháo kích" else (),
            )
        )
    title = at("Hội đồng", Form.TITLE)
    minister = Position("P1", ids["Lò Văn Bướm"], "Bộ trưởng Cá", (title,), ids["Xứ Mây"])
    former = Position("P2", ids["Lò Văn Bướm"], "Đại sứ", (title,), ids["Nước Anh Vũ"], Modifier.FORMER)
    return ArticleGraph(article, entities, tuple(events), (minister, former))


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    for graph in [*articles(), small_events()]:
        quads = article_quads(graph)
        store.bulk_extend(union_quads([*quads, *search_key_quads(quads)]))
    unite(store)
    return store


def answer(store: Store, name: str, **values: str) -> list[dict[str, str]]:
    """The rows of a named query without empty cells, articles by their ids."""
    result = run(store, named_query(name).bound(values))
    assert isinstance(result, Rows)
    rows = [dict(zip(result.variables, map(plain, row), strict=True)) for row in result.rows]
    return [{k: re.sub(r"https://\S*?/article/", "", v) for k, v in row.items() if v} for row in rows]


CASES = [
    ("meetings", {"actor": "solheim"}, [
        {"date": "2025-04", "who": "Ingrid Solheim", "where": "Huế"},
        {"whom": "Nguyễn Văn Hùng", "where": "Hà Nội", "articles": "mau-1"}]),
    ("meetings", {"since": "2025-02", "until": "2025-02"}, [{"who": "Xứ Mây", "whom": "Hãng Gió Nam"}]),
    ("cancelled", {}, [{"what": "chuyến thăm Huế", "who": "Ingrid Solheim", "source": "Hãng tin Sao Bắc"}]),
    ("criticism", {}, [
        {"month": "2025-03", "who": "Ingrid Solheim", "whom": "Hãng tin Sao Bắc", "times": "1"},
        {"month": "2025-02", "who": "Hãng Gió Nam", "whom": "Nước Anh Vũ", "times": "1"}]),
    ("source-claims", {"source": "Sao Bac"}, [{"what": "chuyến thăm Huế", "status": "cancelled"}]),
    ("positions", {"person": "Solheim"}, [{"title": "Bộ trưởng Ngoại giao", "of": "Na Uy"},
                                          {"title": "Ngoại trưởng", "of": "Na Uy", "how": "new"}]),
    ("positions", {"organisation": "xu may"}, [{"name": "Lò Văn Bướm", "title": "Bộ trưởng Cá"}]),
    ("office-holders", {"title": "Ngoai truong Na Uy"}, [{"name": "Ingrid Solheim", "first": "2025-03-13"}]),
    ("office-holders", {"title": "Đại sứ Nước Anh Vũ"}, []),
    ("staff", {"organisation": "nuoc anh vu"}, [{"titles": "Đại sứ", "how": "former"}]),
    ("place-events", {"place": "deo suong"}, [{"what": "biểu tình"}, {"what": "pháo kích"}]),
    ("deaths", {}, [{"dead": "12", "what": "pháo kích", "where": "Đèo Sương"}]),
    ("quantities", {"unit": "usd"}, [{"value": "2000000", "counted": "USD", "who": "Na Uy"}]),
    ("aid", {}, [{"who": "Na Uy", "whom": "Huế", "amount": "2000000 USD", "status": "planned"}]),
    ("path", {"from": "Xứ Mây", "to": "lo van buom"}, [{"length": "1", "first": "bổ nhiệm"}]),
    ("path", {"from": "Lò Văn Bướm", "to": "Hãng Gió Nam"},
     [{"length": "2", "first": "bổ nhiệm", "middle": "Xứ Mây", "second": "đàm phán"}]),
    ("contradictions", {}, [{"claim": "chuyến thăm Huế", "says": "cancelled", "article": "mau-1",
                             "counter": "huỷ chuyến thăm Huế", "denies": "negated", "against": "mau-2"}]),
    ("partners", {"actor": "solheim"}, [{"name": "Hãng tin Sao Bắc", "events": "1", "types": "ACCUSE"},
                                        {"name": "Nguyễn Văn Hùng", "events": "1", "types": "CONSULT"}]),
    ("articles", {"actor": "Lê Thị Sáo"}, [{"article": "mau-2", "from": "Tin Thử", "date": "2025-03-16"}]),
    ("publishers", {"actor": "ingrid solheim"}, [{"publisher": "Báo Mẫu"}, {"publisher": "Tin Thử"}]),
    ("names", {"actor": "solhiem"}, [{"name": "Ingrid Solheim", "type": "Person"}]),
    ("denied", {}, [{"what": "huỷ chuyến thăm Huế", "who": "Ingrid Solheim", "source": "Ingrid Solheim"}]),
    ("disasters", {"place": "Hue"}, [{"numbers": "14 người bị thương"}, {"what": "vụ cháy kho"}]),
    ("planned", {"since": "2025-05"}, [{"what": "bổ nhiệm", "type": "PERSONNEL", "whom": "Lò Văn Bướm"}]),
    ("threats", {}, [{"who": "Nước Anh Vũ", "whom": "Xứ Mây"}]),
    ("sanctions", {}, [{"who": "Nước Anh Vũ", "whom": "Hãng Gió Nam"}]),
    ("attacks", {}, [{"who": "Nước Anh Vũ", "where": "Đèo Sương", "date": "2025-02-03"}]),
    ("arrests", {}, [{"who": "Nguyễn Văn Hùng", "whom": "Lê Thị Sáo"}]),
    ("requests", {}, [{"who": "Nước Anh Vũ", "whom": "Xứ Mây", "what": "kêu gọi"}]),
    ("votes", {"until": "2030"}, []),  # a day of an unknown year is neither before nor after another
    ("votes", {}, [{"who": "Xứ Mây", "what": "bỏ phiếu"}]),
    ("appointments", {}, [{"whom": "Lò Văn Bướm", "status": "planned"}]),
    ("protests", {"until": "2030"}, [{"where": "Đèo Sương"}]),
    ("protests", {}, [{"where": "Đèo Sương", "status": "ongoing"}]),
    ("agreements", {}, [{"who": "Ingrid Solheim", "what": "nhất trí mở lại đường nhập khẩu"}]),
    ("event-types", {"actor": "Lò Văn Bướm"}, [{"type": "PERSONNEL", "status": "planned", "events": "1"}]),
    ("events-by-month", {"until": "2025-01"}, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "values", "expected"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)]
)
def test_a_named_query_gives_these_rows_in_this_order(store, name, values, expected):
    rows = answer(store, name, **values)
    assert [
        {key: row.get(key) for key in wanted} for row, wanted in zip(rows, expected, strict=True)
    ] == expected


def test_the_timeline_tells_each_event_with_its_sentence(store):
    rows = answer(store, "timeline", actor="Bo truong Ngoai giao Na Uy", since="2025-04")
    assert [row["sentence"] for row in rows] == [
        "Theo Hãng tin Sao Bắc, chuyến thăm Huế của bà Solheim dự kiến vào tháng 4 "
        "đã bị huỷ sau trận bão khiến 14 người bị thương."
    ]
    rows = answer(store, "timeline", actor="Lê Thị Sáo")
    assert {(row["what"], row["part"]) for row in rows} == {("bắt nghi phạm", "recipient")}


def test_mentions_give_every_sentence_that_names_an_actor(store):
    rows = answer(store, "mentions", actor="deo suong")
    assert [row["sentence"] for row in rows] == ["Quân Anh Vũ pháo kích Đèo Sương khiến 12 người thiệt mạng."]


def test_the_most_central_actors_come_first(store):
    rows = answer(store, "central-actors")
    assert [(row["name"], row["events"], row["partners"]) for row in rows[:2]] == [
        ("Xứ Mây", "5", "3"),
        ("Ingrid Solheim", "5", "2"),
    ]


def test_events_by_month_count_the_dated_ones(store):
    rows = answer(store, "events-by-month", actor="nuoc anh vu")
    assert [(row["month"], row["events"]) for row in rows if row["type"] == "REQUEST"] == [("2025-03", "1")]


def test_a_neighbourhood_is_a_graph(store):
    result = run(store, named_query("neighbourhood").bound({"actor": "le thi sao"}))
    assert isinstance(result, Triples)
    assert any("Nguyễn Văn Hùng" in str(triple) for triple in result.triples)


def test_a_long_path_is_looked_for_when_asked(store):
    values = {"from": "Lò Văn Bướm", "to": "Nước Anh Vũ"}
    assert {row["length"] for row in answer(store, "path", **values)} == {"2"}
    assert {row["length"] for row in answer(store, "path", **values, far="1")} == {"2", "3"}


@pytest.mark.parametrize("query", named_queries(), ids=lambda query: query.name)
def test_each_query_is_described_in_both_languages_and_runs_as_it_stands(store, query):
    assert query.english
    assert query.vietnamese
    assert query.english != query.vietnamese
    run(store, query.text)
    run(store, query.bound({p.name: "2024" for p in query.parameters}))


@pytest.mark.parametrize("query", named_queries(), ids=lambda query: query.name)
def test_a_bound_that_is_not_reached_changes_no_answer(store, query):
    given = {
        "actor": "Xứ Mây",
        "from": "Xứ Mây",
        "to": "Lò Văn Bướm",
        "person": "Solheim",
        "place": "Đèo Sương",
    }
    given |= {"source": "Sao Bắc", "organisation": "Xứ Mây", "title": "Ngoại trưởng Na Uy"}
    values = {p.name: given[p.name] for p in query.parameters if p.required}
    assert run(store, query.bounded(values, 100)) == run(store, query.bound(values))


def test_a_bound_keeps_the_newest_events_and_one_row_tells_of_more(store):
    everything = answer(store, "event-types")
    text = named_query("planned").bounded({}, 1)
    assert [len(everything) > 1, len(run(store, text).rows)] == [True, 2]
    dates = [row.get("date", "") for row in answer(store, "meetings")]
    assert [row.get("date", "") for row in answer(store, "meetings", most="2")] == dates[:2]


def test_every_query_has_its_expected_rows_here():
    other = {"timeline", "mentions", "central-actors", "neighbourhood"}
    other |= {"copies", "outlets"}  # in test_resolution, over articles that tell of the same
    assert {case[0] for case in CASES} | other == {query.name for query in named_queries()}


@pytest.mark.parametrize(
    "name", ["netanyahu", "Netanyahu", "NÉTANYAHU", '"} DROP ALL #', "'; DELETE", "\\", "?actor", "日本"]
)
def test_a_value_never_changes_the_query(store, name):
    try:
        text = named_query("timeline").bound({"actor": name})
    except DothiError:
        return
    assert text.count("\n") == named_query("timeline").bound({"actor": "a"}).count("\n")
    assert run(store, text).rows == ()


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({}, "give --set actor="),
        ({"actor": "…"}, "is not a name"),
        ({"actor": "a", "since": "hôm qua"}, "is not a date"),
        ({"actor": "a", "wer": "b"}, "no parameter wer; it has actor, since, until, most"),
        ({"actor": "a", "most": "0"}, "is not a count"),
        ({"actor": "a", "most": "1 } #"}, "is not a count"),
    ],
)
def test_a_wrong_value_is_told_in_a_line(values, line):
    with pytest.raises(DothiError, match=line):
        named_query("timeline").bound(values)
