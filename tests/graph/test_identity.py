"""Who is who across articles, as a table: two articles that name somebody; one or two in the graph."""

from __future__ import annotations

import pytest

from graph.identity import Kind, link_quads, local_iris, resolve
from graph.known_names import is_body
from graph.model import Article, ArticleGraph, Entity, EntityType, Form, Mention, Position
from graph.naming import is_rare, is_vietnamese, normal
from tests.graph.sample import articles

PERSON, PLACE, ORGANIZATION = EntityType.PERSON, EntityType.PLACE, EntityType.ORGANIZATION


def said(
    article: str,
    name: str,
    *posts: tuple[str, str | None],
    kind: EntityType = PERSON,
    same_as: str | None = None,
    beside: tuple[str, ...] = (),
) -> ArticleGraph:
    """An article that names one entity, its positions (title and whom it is held for), and other persons."""
    of = [o for _, o in posts if o]
    named = [(name, kind), *((o, PLACE if o[0] == "@" else ORGANIZATION) for o in of)]
    named += [(other, PERSON) for other in beside]
    text = "; ".join([n.lstrip("@") for n, _ in named] + [title for title, _ in posts])
    value = Article(article, text)

    def mention(words: str, form: Form) -> Mention:
        begin = text.index(words)
        return Mention(article, begin, begin + len(words), words, form)

    entities = tuple(
        Entity(
            f"E{n}",
            kind,
            words.lstrip("@"),
            (mention(words.lstrip("@"), Form.NAME),),
            same_as=(same_as,) if same_as and n == 0 else (),
        )
        for n, (words, kind) in enumerate(named)
    )
    positions = []
    number = 1
    for n, (title, organization) in enumerate(posts):
        held = f"E{number}" if organization else None
        number += bool(organization)
        positions.append(Position(f"P{n}", "E0", title, (mention(title, Form.TITLE),), held))
    return ArticleGraph(value, entities, positions=tuple(positions))


ONE = [
    (said("a", "Ingrid Solheim"), said("b", "ingrid  solheim"), Kind.RARE_NAME),
    (said("a", "Hoà Bình", kind=PLACE), said("b", "Hòa Bình", kind=PLACE), Kind.NAME),
    (
        said("a", "Mỹ", kind=PLACE, same_as="urn:us"),
        said("b", "Hoa Kỳ", kind=PLACE, same_as="urn:us"),
        Kind.IDENTIFIER,
    ),
    (said("a", "Mỹ", kind=PLACE, same_as="urn:us"), said("b", "Mỹ", kind=PLACE), Kind.NAME),
    (
        said("a", "Lê Văn Tám", ("Giám đốc", "Công ty Mây Xanh")),
        said("b", "Lê Văn Tám", ("giám đốc", "Công ty Mây Xanh")),
        Kind.POSITION,
    ),
    (
        said("a", "Lê Văn Tám", ("Phó giám đốc", "Công ty Mây Xanh")),
        said("b", "Lê Văn Tám", ("Giám đốc", "Công ty Mây Xanh")),
        Kind.ORGANIZATION,
    ),
    (
        said("a", "Lê Văn Tám", ("Ngoại trưởng", "@Xứ Mây")),
        said("b", "Lê Văn Tám", ("Bộ trưởng Ngoại giao", "@Xứ Mây")),
        Kind.POSITION,
    ),
    (
        said("a", "Lê Văn Tám", ("Nhà lãnh đạo", "@Xứ Mây")),
        said("b", "Lê Văn Tám", ("Chủ tịch", "@Xứ Mây")),
        Kind.POSITION,
    ),
    (said("a", "Lê Văn Tám", ("Thủ tướng", None)), said("b", "Lê Văn Tám", ("Thủ tướng", None)), Kind.OFFICE),
    (
        said("a", "Lê Văn Tám", beside=("Trần Thị Chín",)),
        said("b", "Lê Văn Tám", beside=("Trần Thị Chín",)),
        Kind.COMPANY,
    ),
    (
        said("a", "Ingrid Solheim", ("Thủ tướng", "@Xứ Mây")),
        said("b", "Solheim", ("Thủ tướng", "@Xứ Mây")),
        Kind.SHORT_NAME,
    ),
    (
        said("a", "Ingrid Solheim", ("Thủ tướng", "@Xứ Mây")),
        said("b", "Solheim", ("Thủ tướng", None)),
        Kind.SHORT_NAME,
    ),
    (
        said("a", "Solheim", ("Giám đốc", "Công ty Mây Xanh")),
        said("b", "Solheim", ("Giám đốc", "Công ty Mây Xanh")),
        Kind.POSITION,
    ),
]

TWO = [
    (said("a", "Nguyễn Văn Hùng"), said("b", "Nguyễn Văn Hùng")),
    (
        said("a", "Nguyễn Văn Hùng", ("Giám đốc", "Công ty Mây Xanh")),
        said("b", "Nguyễn Văn Hùng", ("Giám đốc", "Công ty Mây Hồng")),
    ),
    (said("a", "Nguyễn Văn Hùng", ("Giám đốc", None)), said("b", "Nguyễn Văn Hùng", ("Giám đốc", None))),
    (said("a", "Hùng", ("Thủ tướng", None)), said("b", "Nguyễn Văn Hùng", ("Thủ tướng", None))),
    (said("a", "Ingrid Solheim"), said("b", "Solheim")),
    (
        said("a", "Ingrid Solheim", ("Thủ tướng", "@Xứ Mây")),
        said("b", "Solheim", ("Bộ trưởng Quốc phòng", "@Xứ Mây")),
    ),
    (
        said("a", "Ingrid Solheim", ("Thủ tướng", "@Xứ Mây")),
        said("b", "Solheim", ("Thủ tướng", "@Xứ Gió")),
    ),
    (
        said("a", "Lê Văn Tám", ("ca sĩ", "@Xứ Mây")),
        said("b", "Lê Văn Tám", ("Chủ tịch", "@Xứ Mây")),
    ),
    (said("a", "Huế", kind=PLACE), said("b", "Huệ", kind=PLACE)),
    (said("a", "Sông Mây", kind=PLACE), said("b", "Sông Mây", kind=ORGANIZATION)),
    (
        said("a", "Xứ Mây", kind=PLACE, same_as="urn:1"),
        said("b", "Xứ Mây", kind=PLACE, same_as="urn:2"),
    ),
    (said("a", "Bộ Ngoại giao", kind=ORGANIZATION), said("b", "Bộ Ngoại giao", kind=ORGANIZATION)),
    (said("a", "Quốc hội", kind=ORGANIZATION), said("b", "Quốc hội", kind=ORGANIZATION)),
]


@pytest.mark.parametrize(("a", "b", "kind"), ONE, ids=lambda g: getattr(g, "value", None))
def test_one(a: ArticleGraph, b: ArticleGraph, kind: Kind) -> None:
    identity = resolve([a, b])
    assert identity.names(a)["E0"] == identity.names(b)["E0"]
    (merge,) = (m for m in identity.merges if {m.first.entity, m.second.entity} == {"E0"})
    assert merge.kind is kind
    assert resolve([b, a]) == identity


@pytest.mark.parametrize(("a", "b"), TWO)
def test_two(a: ArticleGraph, b: ArticleGraph) -> None:
    identity = resolve([a, b])
    assert identity.names(a)["E0"] != identity.names(b)["E0"]


def test_a_last_name_that_two_people_bear_joins_neither() -> None:
    people = [
        said("a", "Ingrid Solheim", ("Thủ tướng", None)),
        said("b", "Karsten Solheim", ("Thủ tướng", None)),
        said("c", "Solheim", ("Thủ tướng", None)),
    ]
    identity = resolve(people)
    assert len({identity.names(g)["E0"] for g in people}) == 3


def test_somebody_named_everywhere_says_nothing_of_who_stands_beside() -> None:
    many = [said(f"{n:02}", "Lê Văn Tám", beside=("Trần Thị Chín",)) for n in range(14)]
    assert len({resolve(many).names(g)["E0"] for g in many}) == 14


def test_father_and_son_of_one_article_stay_two() -> None:
    graph = said("a", "Ingrid Solheim", beside=("Ingrid  Solheim",))
    other = said("b", "Ingrid Solheim")
    identity = resolve([graph, other])
    assert len(set(identity.names(graph).values())) == 2
    assert identity.names(other)["E0"] in identity.names(graph).values()


def test_an_article_names_its_entities_the_same_whatever_else_there_is() -> None:
    for graph in articles():
        assert local_iris(graph) == local_iris(graph, "https://w3id.org/dothi/resource/")
    links = link_quads([ONE[2][0], ONE[2][1]])
    assert [(q.subject.value, q.object.value) for q in links] == [  # type: ignore[union-attr]
        (
            "https://w3id.org/dothi/resource/place/my.us",
            "https://w3id.org/dothi/resource/place/hoa-ky.us",
        )
    ]


@pytest.mark.parametrize(
    ("name", "rare"),
    [
        ("Benjamin Netanyahu", True),
        ("Karine Jean-Pierre", True),
        ("Shinzo Abe", True),
        ("Ron Dermer", True),
        ("Jenny Tran", False),
        ("Y Bel Niê", False),
        ("Nguyễn Phú Trọng", False),
        ("Tập Cận Bình", False),
        ("Kim Jong Un", False),
        ("Putin", False),
        ("J. R.", False),
    ],
)
def test_rare_names(name: str, rare: bool) -> None:
    assert is_rare(name) is rare


@pytest.mark.parametrize(
    "syllable",
    ["nghiêng", "quyết", "khuỷu", "giặt", "ướt", "yếu", "thuở", "uỷ", "xoèn", "hoạch", "gì", "quốc"],
)
def test_vietnamese_syllables(syllable: str) -> None:
    assert is_vietnamese(syllable)


@pytest.mark.parametrize("syllable", ["joe", "putin", "trump", "bush", "zelensky", "mat", "stop", "brown"])
def test_foreign_syllables(syllable: str) -> None:
    assert not is_vietnamese(syllable)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("Bộ Y tế", True),
        ("Sở Y tế", True),
        ("Bộ Y tế Lào", False),
        ("UBND tỉnh", True),
        ("Mây Xanh", False),
        ("phường 5", True),
        ("miền Nam", True),
        ("phường Mây", False),
    ],
)
def test_bodies_that_every_country_or_town_has(name: str, body: bool) -> None:
    assert is_body(normal(name)) is body
